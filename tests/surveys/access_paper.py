"""The part of the table of test_access.py on surveys: paper"""

from tests.access_rows import Row

ROWS: list[Row] = []
