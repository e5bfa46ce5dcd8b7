"""XLSX: a sheet read as the text that a person sees, guarded against bombs and files that are no workbooks."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from portal.tabular.table import (
    CONTROL_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    Table,
    TabularError,
    cell_name,
    tidy,
)

# A workbook within MAX_BYTES unpacks to 5–20 times its size; more than this is an attack or an accident.
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_RATIO = 100
# Cells further right than this are not looked at, so that stray formatting costs nothing.
_LAST_COLUMN = 5 * MAX_COLUMNS
# More merged cells than this are not filled.
_MOST_MERGED = 2 * MAX_ROWS
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FROM_TO = re.compile(rb'\bmin="(\d+)".*?\bmax="(\d+)"', re.DOTALL)
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d+)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_ADVICE_SAVE = "Excelで開き、「名前を付けて保存」で「Excelブック（.xlsx）」を選んで保存してから、もう一度お選びください。"


@dataclass
class _Marks:
    """What the reader of openpyxl does not tell of a sheet: hidden rows and columns, and merged cells.

    `below` tells of each row which of its columns are merged with which row above, `spans` from which to which column
    its cells are merged side by side; columns count from 0.
    """

    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    below: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    spans: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    filled: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def read_workbook(content: bytes, sheet: str = "") -> Table:
    """Read one sheet: the one named, else the first visible one that is not blank. Raises TabularError."""
    _check_archive(content)
    try:
        # Not data_only: formulas must be seen to be refused.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        visible = {each.title: each for each in book.worksheets if each.sheet_state == "visible"}
        rows: list[Row] = []
        marks = _Marks()
        for name in [sheet] if sheet in visible else visible:
            marks = _marks(content, visible[name])
            sheet, rows = name, tidy(_rows(visible[name], marks))
            if rows:
                break
    except TabularError:
        raise
    except Exception as error:  # openpyxl lets through whatever its parsers meet in a broken file
        raise TabularError("Excelファイルが壊れていて、中身を読み取れませんでした。", _ADVICE_SAVE) from error
    return Table(
        rows=rows,
        kind="xlsx",
        sheet=sheet,
        sheets=tuple(visible),
        hidden=frozenset(marks.hidden),
        hidden_columns=frozenset(marks.hidden_columns),
        filled=marks.filled,
        spans=marks.spans,
    )


def _check_archive(content: bytes) -> None:
    """Refuse an archive that is no workbook, and one that unpacks to far more than it weighs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise TabularError("Excelファイルが壊れていて、開けませんでした。", _ADVICE_SAVE) from error
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= {part.filename for part in parts}:
        raise TabularError("Excelのファイルではありません（ほかの種類の圧縮ファイルです）。", _ADVICE_SAVE)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > max(len(content), 100_000) * MAX_UNPACKED_RATIO:
        raise TabularError(
            "このExcelファイルは、開くと非常に大きくなるため読み取れません。",
            "必要な表だけを新しいExcelファイルに写して、もう一度お選びください。",
        )


def _marks(content: bytes, sheet: ReadOnlyWorksheet) -> _Marks:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(sheet._worksheet_path)
    marks, filled = _Marks(), 0
    for attributes in _ROW.findall(xml):
        if _HIDDEN.search(attributes) and (number := _NUMBER.search(attributes)):
            marks.hidden.add(int(number[1]))
    for attributes in _COLUMNS.findall(xml):
        if _HIDDEN.search(attributes) and (found := _FROM_TO.search(attributes)):
            marks.hidden_columns.update(range(int(found[1]) - 1, min(int(found[2]), MAX_COLUMNS)))
    for first_column, first_row, last_column, last_row in _MERGED.findall(xml):
        left, right = (column_index_from_string(name.decode()) - 1 for name in (first_column, last_column))
        top, bottom = int(first_row), int(last_row)
        if left == right < MAX_COLUMNS and bottom <= MAX_ROWS and filled < _MOST_MERGED:
            filled += bottom - top
            for row in range(top + 1, bottom + 1):
                marks.below[row][left] = top
        elif top == bottom:
            marks.spans[top][left] = right
    return marks


def _rows(sheet: ReadOnlyWorksheet, marks: _Marks) -> Iterator[tuple[int, list[str]]]:
    # The size that a sheet claims for itself is often wrong, and may be a million blank rows.
    sheet.reset_dimensions()
    first_of_merged = {top for columns in marks.below.values() for top in columns.values()}
    tops: dict[tuple[int, int], str] = {}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = row[:_LAST_COLUMN]
        for column, cell in enumerate(cells):
            if cell.data_type == "e":
                raise TabularError(
                    f"{cell_name(column, number)} セルがエラー（{cell.value}）になっています。",
                    "正しい値を入れるか空欄にして、もう一度お選びください。",
                )
        texts = ["" if cell.value is None else _text(cell.value, cell.number_format) for cell in cells]
        for column, top in marks.below.get(number, {}).items():
            texts += [""] * (column + 1 - len(texts))
            if text := tops.get((top, column), ""):
                texts[column] = text
                marks.filled[number].append(text)
        if number in first_of_merged:
            tops |= {(number, column): text for column, text in enumerate(texts) if text}
        yield number, texts


def _text(value: Any, number_format: str) -> str:
    """The text that a person sees in a cell: ISO dates, no trailing .0, codes with their leading zeros."""
    match value:
        case str():
            lines = value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
            return CONTROL_CHARACTERS.sub("", lines)
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            text = format(value, ".15g") if abs(value) < 1e15 else str(int(value))
            if re.fullmatch("0{2,}", number_format) and text.isdigit():
                return text.zfill(len(number_format))
            return text
        case datetime():
            return value.date().isoformat() if value.time() == time.min else value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        case _:  # array formulas and data tables are objects of their own
            return "=" + str(getattr(value, "text", None) or "…").lstrip("=")
