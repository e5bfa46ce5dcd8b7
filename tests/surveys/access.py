"""The part of the table of test_access.py that concerns surveys."""

from tests.surveys import access_answering, access_making, access_paper, access_publishing, access_results

SURVEYS = [
    *access_making.ROWS,
    *access_answering.ROWS,
    *access_paper.ROWS,
    *access_results.ROWS,
    *access_publishing.ROWS,
]
