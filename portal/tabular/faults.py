"""What is odd about rows as a whole: cells too many or too few, footnotes and sums, rows that nobody sees."""

import re
import unicodedata
from collections.abc import Sequence
from statistics import median

from portal.tabular.table import Fault, Row, Table

_FOOTNOTE = re.compile(r"[※＊*]|[（(]?注[）)\d:：]|(?:注|備考|出典|資料|作成|更新日)\s*[:：]")
_TOTALS = {"合計", "計", "小計", "総計", "総数", "合計数"}
_DITTO = {"同上", "〃", "″"}
# In a table of so many columns, a row with one of them is hardly a record.
_COLUMNS_OF_A_TABLE = 3

SURPLUS = (
    "見出しより列が多く、内容が右の列にずれているおそれがあるため取り込みません。住所などに半角の「,」があるときは、"
    'その欄を「"」で囲むか、「、」に直してください。'
)
MISSING = (
    "見出しより列が少ないため、足りない列を空欄とみなしました。行の途中で改行されていたり、「,」が抜けていたりしないか"
    "確かめてください。"
)
UNNAMED = "見出しのない列に内容があります。何の列か、「列を確かめる」で確かめてください。"
FOOTNOTE = "表の下などに付けた注記の行とみなし、取り込みません。"
TOTAL = "合計の行とみなし、取り込みません。"
LONELY = "ほかの欄がすべて空欄です。表の区切りや注記の行ではないか、確かめてください。"
HIDDEN = "Excelで隠してある行です。取り込んでよいか確かめてください。"
DITTO = "「同上」や「〃」のところに、上の行と同じ内容を入れました。"
DITTO_UNKNOWN = (
    "「同上」や「〃」が指す上の行の内容がわからないため、空欄にしました。正しい内容を確かめてください。"
)
MERGED = "上の行と結合されたセルなので、上と同じ内容を入れました。"


def with_faults(rows: Sequence[Row], table: Table, header_row: int) -> list[Row]:
    """The rows of data, each with what is odd about it."""
    width = table.widths.get(header_row, 0)
    # Titles between the rows are not counted, however many there are.
    usual = median([count for row in rows if (count := _filled(row)) > 1] or [1])
    # One row that is too long is shifted; where most are, a column has no heading.
    surplus = sum(bool(width) and any(text.strip() for text in row.cells[width:]) for row in rows)
    has_unnamed = len(rows) > 1 and surplus * 2 > len(rows)
    told = []
    above: list[str] = []
    for row in rows:
        cells = list(row.cells)
        found = _faults(row, table, width, usual, has_unnamed=has_unnamed) + _put_in(cells, above)
        told.append(Row(row.number, cells, tuple(found)))
        reasons = {fault.reason for fault in found}
        # Titles, footnotes and sums between the rows are not what 同上 points to; what is shifted says nothing for sure.
        if not reasons & {FOOTNOTE, TOTAL, LONELY}:
            above = [] if SURPLUS in reasons else cells
    return told


def _put_in(cells: list[str], above: Sequence[str]) -> list[Fault]:
    """Put what stands above into cells that say 同上; blank where it says nothing."""
    repeated, unknown = [], []
    for column, text in enumerate(cells):
        if text.strip() not in _DITTO:
            continue
        cells[column] = above[column] if column < len(above) else ""
        if cells[column].strip():
            repeated.append(cells[column])
        else:
            unknown.append(text.strip())
    found = [(DITTO, repeated), (DITTO_UNKNOWN, unknown)]
    return [Fault(reason, "、".join(texts)) for reason, texts in found if texts]


def _faults(row: Row, table: Table, width: int, usual: float, *, has_unnamed: bool) -> list[Fault]:
    first = next(text.strip() for text in row.cells if text.strip())
    is_lonely = _filled(row) == 1
    if unicodedata.normalize("NFKC", "".join(first.split())) in _TOTALS:
        return [Fault(TOTAL, first, stops=True)]
    if is_lonely and _FOOTNOTE.match(first):
        return [Fault(FOOTNOTE, first, stops=True)]
    found = []
    surplus = [text for text in row.cells[width:] if text.strip()] if width else []
    if surplus:
        reason = UNNAMED if has_unnamed else SURPLUS
        found.append(Fault(reason, "、".join(surplus), stops=not has_unnamed))
    elif is_lonely and usual >= _COLUMNS_OF_A_TABLE:
        found.append(Fault(LONELY, first))
    elif width and table.widths.get(row.number, width) < width:
        found.append(Fault(MISSING, row.cells[-1].strip()))
    if row.number in table.hidden:
        found.append(Fault(HIDDEN, first))
    if filled := table.filled.get(row.number):
        found.append(Fault(MERGED, "、".join(filled)))
    return found


def _filled(row: Row) -> int:
    return sum(bool(text.strip()) for text in row.cells)
