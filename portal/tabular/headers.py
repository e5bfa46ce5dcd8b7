"""Which row of a table holds the headings, which rows are data, and what the file tells of its source."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from portal.tabular.faults import with_faults
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
# Over these, a telephone number is not the one that everybody may know.
_OF_A_PERSON = re.compile("代表|会長|部長|委員|担当|役員|事務局長|個人|自宅|本人|緊急|氏名")
_LONGEST_GROUP = 10
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

    Of two rows of headings it is the lower one, and each heading says what both do (代表者 over 氏名). `headers` has one text for each column of the table, "" where a column has no heading; the cells of a data
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
    by_number = {row.number: row for row in table.rows}
    header_row, upper = _both_rows(by_number, header_row, known)
    header = by_number[header_row].cells if header_row in by_number else []
    rows = [
        row
        for row in table.rows
        # Notes (#object_type_xsd, #lang) are no data wherever they stand; nor are repeated headings.
        if row.number > header_row and not _is_note(row) and row.cells != header
    ]
    width = max((len(row.cells) for row in table.rows), default=0)
    headings = _joined(upper, header, table, header_row - 1, known) if upper else header
    return Layout(
        header_row=header_row,
        headers=[" ".join(text.split()) for text in headings] + [""] * (width - len(headings)),
        rows=with_faults(rows, table, header_row),
        source=_read_source(table.rows),
    )


def _find_header(rows: list[Row], known: Collection[str]) -> int:
    for row in rows:
        if row.cells[0].strip() == _PROPERTY:
            return row.number
    candidates = [row for row in rows if not _is_note(row)][:_ROWS_SEARCHED]
    if not candidates:
        return 0
    understood = {row.number: _understood(row, known) for row in candidates}
    best = max(understood, key=lambda number: understood[number])
    if understood[best] > 0:
        return best
    filled = {row.number: sum(bool(text.strip()) for text in row.cells) for row in candidates}
    return next(number for number, count in filled.items() if count >= 0.8 * max(filled.values()))


def _both_rows(rows: Mapping[int, Row], header_row: int, known: Collection[str]) -> tuple[int, list[str]]:
    """The lower one of two rows of headings, with the cells of the upper one; no cells where there is only one row."""
    if header_row not in rows:
        return header_row, []
    below, above = rows.get(header_row + 1), rows.get(header_row - 1)
    if below and _understood(below, known) >= 2 and _has_gap_over(rows[header_row].cells, below.cells):
        return header_row + 1, rows[header_row].cells
    if above and not _is_note(above) and _has_gap_over(above.cells, rows[header_row].cells):
        groups = [text.strip() for text in above.cells if text.strip()]
        are_groups = len(groups) > 1 and all(
            len(text) <= _LONGEST_GROUP and not re.search(r"\d", text) for text in groups
        )
        if are_groups or _understood(above, known):
            return header_row, above.cells
    return header_row, []


def _understood(row: Row, known: Collection[str]) -> int:
    return sum(header_key(text) in known for text in row.cells)


def _has_gap_over(upper: list[str], lower: list[str]) -> bool:
    padded = [*upper, *[""] * len(lower)]
    return any(text.strip() and not padded[column].strip() for column, text in enumerate(lower))


def _joined(
    upper: list[str], lower: list[str], table: Table, upper_row: int, known: Collection[str]
) -> list[str]:
    """One heading for each column: a group's word counts for the columns beside it that say nothing of their own."""
    headings = []
    group, last = "", 0
    for column in range(max(len(upper), len(lower))):
        over, under = (cells[column].strip() if column < len(cells) else "" for cells in (upper, lower))
        if over:
            group = over if under and under != over else ""
            # A workbook tells how far the merged cell reaches; in a CSV file it may be as far as the next word.
            last = table.spans.get(upper_row, {}).get(column, column) if table.kind == "xlsx" else len(lower)
        elif not under or column > last:
            group = ""
        both = f"{group} {under}"
        is_plain = header_key(under) in known and not _OF_A_PERSON.search(group)
        if not under:
            headings.append(over)
        elif not group or (is_plain and header_key(both) not in known):
            headings.append(under)
        else:
            headings.append(both)
    return headings


def _is_note(row: Row) -> bool:
    return bool(re.match(r"#[A-Za-z_]+$", row.cells[0].strip()))


def _read_source(rows: list[Row]) -> Source:
    facts = {
        _PREAMBLE[row.cells[0].strip()]: row.cells[1].strip()
        for row in rows[:_ROWS_SEARCHED]
        if row.cells[0].strip() in _PREAMBLE and len(row.cells) > 1
    }
    return Source(**facts)
