"""The part of the table of test_access.py on surveys: making"""

from tests.access_rows import Row

ROWS: list[Row] = []
