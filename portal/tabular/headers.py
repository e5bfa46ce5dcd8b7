"""Which row of a table holds the headings, which rows are data, and what the file tells of its source."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, dataclass

from portal.tabular.table import Row, Table

# Headings stand among the first rows; whatever comes later is data.
_ROWS_SEARCHED = 30
_PROPERTY = "#property"
_PREAMBLE = {
    "#attribution_name": "attribution",
    "#license": "license",
    "#download_from": "download_from",
    "#file_name": "file_name",
}
_NOT_SAID = re.compile(r"[\s_・:()\[\]【】「」<>＊*※.-]|必須")


@dataclass(frozen=True)
class Source:
    """What the lines before the headings say about the file (`#attribution_name,高松市` and the like)."""

    attribution: str = ""
    license: str = ""
    download_from: str = ""
    file_name: str = ""

    def as_dict(self) -> dict[str, str]:
        """The facts that are known."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Layout:
    """A table taken apart. `header_row` is the number of the row with the headings, 0 if there is none.

    `headers` has one text for each column of the table, "" where a column has no heading; the cells of a data
    row may be fewer.
    """

    header_row: int
    headers: list[str]
    rows: list[Row]
    source: Source


def header_key(text: str) -> str:
    """A heading as headings are compared: without width, case, spaces, brackets and marks."""
    return _NOT_SAID.sub("", unicodedata.normalize("NFKC", text).casefold())


def find_layout(table: Table, known: Collection[str] = (), header_row: int | None = None) -> Layout:
    """Take a table apart.

    `known` are the `header_key`s of headings that an importer understands. `header_row` is the row that a
    person chose (0: there are no headings); None lets it be found: the `#property` row of linked open data,
    else the row with the most known headings, else the first row that is filled from side to side.
    """
    if header_row is None:
        header_row = _find_header(table.rows, known)
    header = next((row.cells for row in table.rows if row.number == header_row), [])
    rows = [
        row
        for row in table.rows
        # Notes (#object_type_xsd, #lang) are no data wherever they stand; nor are repeated headings.
        if row.number > header_row and not _is_note(row) and row.cells != header
    ]
    width = max((len(row.cells) for row in table.rows), default=0)
    return Layout(
        header_row=header_row,
        headers=[" ".join(text.split()) for text in header] + [""] * (width - len(header)),
        rows=rows,
        source=_read_source(table.rows),
    )


def _find_header(rows: list[Row], known: Collection[str]) -> int:
    for row in rows:
        if row.cells[0].strip() == _PROPERTY:
            return row.number
    candidates = [row for row in rows if not _is_note(row)][:_ROWS_SEARCHED]
    if not candidates:
        return 0
    understood = {row.number: sum(header_key(text) in known for text in row.cells) for row in candidates}
    best = max(understood, key=lambda number: understood[number])
    if understood[best] > 0:
        return best
    filled = {row.number: sum(bool(text.strip()) for text in row.cells) for row in candidates}
    return next(number for number, count in filled.items() if count >= 0.8 * max(filled.values()))


def _is_note(row: Row) -> bool:
    return bool(re.match(r"#[A-Za-z_]+$", row.cells[0].strip()))


def _read_source(rows: list[Row]) -> Source:
    facts = {
        _PREAMBLE[row.cells[0].strip()]: row.cells[1].strip()
        for row in rows[:_ROWS_SEARCHED]
        if row.cells[0].strip() in _PREAMBLE and len(row.cells) > 1
    }
    return Source(**facts)
