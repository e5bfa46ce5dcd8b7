"""Tables in files: CSV, TSV and XLSX read by their content, and written safely."""

from portal.tabular.delimited import ENCODINGS
from portal.tabular.headers import Layout, Source, find_layout, header_key
from portal.tabular.reading import read_table
from portal.tabular.table import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Fault, Row, Table, TabularError, cell_name
from portal.tabular.writing import CsvFile, Marks, Sheet, write_csv, write_xlsx

__all__ = [
    "ENCODINGS",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "CsvFile",
    "Fault",
    "Layout",
    "Marks",
    "Row",
    "Sheet",
    "Source",
    "Table",
    "TabularError",
    "cell_name",
    "find_layout",
    "header_key",
    "read_table",
    "write_csv",
    "write_xlsx",
]
