"""Writing CSV and XLSX that are safe to open: no text of ours is ever computed by a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from portal.japanese.furigana import plain
from portal.tabular.table import CONTROL_CHARACTERS

CsvEncoding = Literal["utf-8-sig", "cp932"]
# Japanese Excel takes the wide forms for the narrow ones.
_TRIGGERS = tuple("=+-@＝＋－−＠\t\r")
# The geta mark (〓), printers' sign for a character that is not in the case.
GETA = "〓"
# CP932 writes these with other codepoints of the same look, so nothing is lost.
CP932_LOOKALIKES = str.maketrans({"\u301c": "\uff5e", "\u2212": "\uff0d", "\u2014": "\u2015", "\u00a0": " "})
# Wider columns would make the whole sheet small on paper; longer texts take several lines.
_WIDEST_COLUMN = 40
_A4 = 9  # Excel's number for it


class CsvFile(NamedTuple):
    """The bytes of a CSV file, and how many characters CP932 could not write (now 〓)."""

    content: bytes
    replaced: int


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: name, headings, rows. `widths` (in characters) are measured where empty.

    `for_programs`: other programs read it, so its headings stand in the first row whatever the workbook is marked with.
    """

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[float] = field(default=())
    for_programs: bool = False


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What stands on every printed page of a workbook: `title` in the header, `facts` (who, as of when, number) below.

    `caution` (取扱注意 and whom it is for), where there is one, also stands in a row of its own above the headings, so
    that it is seen on the screen.
    """

    title: str
    facts: str = ""
    caution: str = ""


def without_readings(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """The rows without the readings that were written into their texts (｜緑野《みどりの》 → 緑野)."""
    return [[plain(value) if isinstance(value, str) else value for value in row] for row in rows]


def defuse(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet might compute it (OWASP, CSV injection).

    A single character is never a formula and stays: "-" is a usual way to say "none".
    """
    return f"'{text}" if len(text) > 1 and text.startswith(_TRIGGERS) else text


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], encoding: CsvEncoding = "utf-8-sig"
) -> CsvFile:
    """CSV with headings, CRLF line ends, ISO dates; UTF-8 with a byte order mark or CP932."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([defuse(text) for text in columns])
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    text = buffer.getvalue()
    if encoding != "cp932":
        return CsvFile(text.encode(encoding), 0)
    text = text.translate(CP932_LOOKALIKES)
    unknown = {letter for letter in set(text) if not _in_cp932(letter)}
    replaced = sum(text.count(letter) for letter in unknown)
    return CsvFile(text.translate({ord(letter): GETA for letter in unknown}).encode("cp932"), replaced)


def write_xlsx(sheets: Iterable[Sheet], marks: Marks | None = None) -> bytes:
    """A workbook; each sheet has bold headings that stay in view and are repeated on paper, fitting widths and a filter.

    It prints on A4 across, as wide as the paper. `marks` stand on every page; without them the name of the sheet.
    """
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book.create_sheet(_sheet_title(sheet.title)), sheet, marks or Marks(title=sheet.title))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_sheet(target: WriteOnlyWorksheet, sheet: Sheet, marks: Marks) -> None:
    rows = [[_xlsx_value(value) for value in row] for row in without_readings(sheet.rows)]
    widths = list(sheet.widths) or [
        _fitting_width([sheet.columns[column], *(row[column] for row in rows[:500] if column < len(row))])
        for column in range(len(sheet.columns))
    ]
    tells_caution = bool(marks.caution) and not sheet.for_programs
    heading = 2 if tells_caution else 1  # the row with the headings
    # A write-only sheet needs its widths, panes and paper before its first row.
    for column, width in enumerate(widths, start=1):
        target.column_dimensions[get_column_letter(column)].width = width
    target.freeze_panes = f"A{heading + 1}"
    last = get_column_letter(max(len(sheet.columns), 1))
    target.auto_filter.ref = f"A{heading}:{last}{len(rows) + heading}"
    _lay_out(target, marks, heading)
    if tells_caution:
        target.append([_caution(target, f"{marks.caution}　{marks.title}　{marks.facts}")])
    target.append([_heading(target, text) for text in sheet.columns])
    for row in rows:
        target.append(
            [
                _xlsx_cell(target, value, widths[column] if column < len(widths) else _WIDEST_COLUMN)
                for column, value in enumerate(row)
            ]
        )


def _lay_out(target: WriteOnlyWorksheet, marks: Marks, heading: int) -> None:
    """A4 across, as wide as the paper and as long as need be, headings on every page, marks above and below."""
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = _A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    target.page_margins = PageMargins(left=0.5, right=0.5, top=0.8, bottom=0.7, header=0.35, footer=0.35)
    target.print_title_rows = f"1:{heading}"
    target.oddHeader.left.text = _header_text(marks.title, 100)
    target.oddHeader.right.text = _header_text(marks.caution, 100)
    target.oddFooter.left.text = _header_text(marks.facts, 200)
    target.oddFooter.right.text = "&P / &N"


def _header_text(text: str, longest: int) -> str | None:
    """The text as a header or footer writes it (& begins an order there); Excel opens at most 255 characters."""
    words = " ".join(plain(_clean(text)).splitlines())
    if len(words) > longest:
        words = f"{words[: longest - 1]}…"
    while len(escaped := words.replace("&", "&&")) > longest:
        words = words[:-1]
    return escaped or None


def _caution(target: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(target, defuse(plain(_clean(text))))
    cell.font = Font(bold=True)
    return cell


def _heading(target: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(target, defuse(text))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="EDEAE0")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _xlsx_cell(target: WriteOnlyWorksheet, value: Any, width: float) -> Any:
    match value:
        case datetime():
            number_format = "yyyy-mm-dd hh:mm"
        case date():
            number_format = "yyyy-mm-dd"
        case time():
            number_format = "hh:mm"
        case str() if "\n" in value or _width(value) > width:
            cell = WriteOnlyCell(target, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            return cell
        case _:
            return value
    cell = WriteOnlyCell(target, value)
    cell.number_format = number_format
    return cell


def _csv_text(value: Any) -> str:
    match _xlsx_value(value):
        case None:
            return ""
        case datetime() as moment:
            return moment.strftime("%Y-%m-%d %H:%M")
        case date() as day:
            return day.isoformat()
        case time() as moment:
            return moment.strftime("%H:%M")
        case other:
            return str(other)


def _xlsx_value(value: Any) -> Any:
    """The value as a spreadsheet's own type: numbers and dates as they are, all else as safe text."""
    match value:
        case None | int() | float() | Decimal() if not isinstance(value, bool):
            return value
        case datetime():
            return timezone.make_naive(value) if timezone.is_aware(value) else value
        case date() | time():
            return value
        case bool():
            return "はい" if value else "いいえ"
        case list() | tuple():
            return defuse(_clean(";".join(map(str, value))))
        case _:
            return defuse(_clean(str(value)))


def _clean(text: str) -> str:
    return CONTROL_CHARACTERS.sub("", text.replace("\r\n", "\n"))


def _fitting_width(values: Iterable[Any]) -> float:
    """A width in characters of the default font: kanji and kana count two."""
    longest = max(_width(line) for value in values for line in _csv_text(value).split("\n"))
    return min(max(longest + 2, 6), _WIDEST_COLUMN)


def _width(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text)


def _sheet_title(title: str) -> str:
    """At most 31 characters and none of \\ / * ? : [ ], as Excel demands."""
    return "".join("・" if letter in "\\/*?:[]" else letter for letter in title)[:31] or "Sheet1"


def _in_cp932(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
