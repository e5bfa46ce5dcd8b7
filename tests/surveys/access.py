"""The part of the table of test_access.py that concerns surveys."""

from tests.surveys import access_answering, access_making, access_paper, access_publishing, access_results

SURVEYS = {
    "surveys, making": access_making.ROWS,
    "surveys, answering": access_answering.ROWS,
    "surveys, paper": access_paper.ROWS,
    "surveys, results": access_results.ROWS,
    "surveys, publishing": access_publishing.ROWS,
}
