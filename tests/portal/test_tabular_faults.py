"""Rows that are odd as a whole are told: cells too many or too few, footnotes, sums, hidden rows, merged cells."""

import io

import openpyxl
import pytest

from portal.tabular import Fault, Row, find_layout, header_key, read_table
from portal.tabular.faults import (
    DITTO,
    DITTO_UNKNOWN,
    FOOTNOTE,
    HIDDEN,
    LONELY,
    MERGED,
    MISSING,
    SURPLUS,
    TOTAL,
    UNNAMED,
)

KNOWN = {header_key(text) for text in ["名称", "住所", "電話番号", "FAX", "郵便番号", "代表者", "備考"]}


def rows_of(content: str | bytes) -> list[Row]:
    return find_layout(read_table(content.encode() if isinstance(content, str) else content), KNOWN).rows


def told(content: str | bytes) -> dict[int, list[tuple[str, str, bool]]]:
    """{number of a row: its faults}, of the rows that have any."""
    return {row.number: [tuple(fault) for fault in row.faults] for row in rows_of(content) if row.faults}


def test_a_comma_in_an_address_shifts_a_row_which_is_told():
    text = "名称,住所,電話番号\nひだまり,若葉1,2,000-1\nみみの会,若葉2,000-2\n"
    assert told(text) == {2: [(SURPLUS, "000-1", True)]}


def test_a_last_column_without_a_heading_stops_no_row():
    text = "名称,住所\nひだまり,若葉1,月\nみみの会,若葉2,火\n手話の会,若葉3\n"
    assert told(text) == {2: [(UNNAMED, "月", False)], 3: [(UNNAMED, "火", False)]}


def test_cells_that_are_missing_are_told_and_blank_ones_are_not():
    text = "名称,住所,電話番号\nひだまり,若葉1\nみみの会,若葉2,\n手話の会,若葉3,,\n"
    assert told(text) == {2: [(MISSING, "若葉1", False)]}


def test_without_headings_no_row_is_too_long():
    layout = find_layout(read_table("ひだまり,若葉1\nみみの会,若葉2,000-2\n".encode()), KNOWN, 0)
    assert [row.faults for row in layout.rows] == [(), ()]


@pytest.mark.parametrize(
    "note", ["※令和6年4月1日現在", "＊休止中を含む", "注）町内会順", "備考：名簿より", "（注1）順不同"]
)
def test_footnotes_are_no_data(note):
    assert told(f"名称,住所,電話番号\nひだまり,若葉1,000-1\n{note},,\n") == {3: [(FOOTNOTE, note, True)]}


@pytest.mark.parametrize("word", ["合計", "合　計", "計", "小計", "総数"])
def test_sums_are_no_data(word):
    assert told(f"名称,住所,会員数\nひだまり,若葉1,20\n{word},,20\n") == {3: [(TOTAL, word, True)]}


def test_a_record_with_a_star_in_its_name_is_one():
    assert told("名称,住所,電話番号\n※ひだまり,若葉1,000-1\n") == {}
    assert told("名称\n計画の会\nひだまり\n") == {}


def test_a_lonely_cell_among_full_rows_is_doubted():
    text = (
        "名称,住所,電話番号\n若葉地区,,\nひだまり,若葉1,000-1\n川原地区,,\nみみの会,若葉2,000-2\n潮見地区,,\n"
    )
    assert [(number, *faults) for number, faults in told(text).items()] == [
        (number, (LONELY, name, False))
        for number, name in [(2, "若葉地区"), (4, "川原地区"), (6, "潮見地区")]
    ]


def workbook(rows: list[list], merged: tuple[str, ...] = (), hidden: tuple[int, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    for number in hidden:
        book.active.row_dimensions[number].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_hidden_rows_and_merged_cells_of_a_workbook_are_told():
    rows = [["名称", "種別"], ["ひだまり", "サロン"], ["みみの会", None], ["手話の会", "サロン"]]
    content = workbook(rows, merged=("B2:B3",), hidden=(4,))
    assert [row.cells for row in rows_of(content)][1] == ["みみの会", "サロン"]
    assert told(content) == {3: [(MERGED, "サロン", False)], 4: [(HIDDEN, "手話の会", False)]}


def test_what_is_the_same_as_above_is_put_in_and_told():
    text = "名称,住所,電話番号\n〃,若葉1,000-1\nみみの会,同上,000-2\n手話の会,〃,〃\n"
    assert [row.cells for row in rows_of(text)] == [
        ["", "若葉1", "000-1"],
        ["みみの会", "若葉1", "000-2"],
        ["手話の会", "若葉1", "000-2"],
    ]
    assert told(text) == {
        2: [(DITTO_UNKNOWN, "〃", False)],
        3: [(DITTO, "若葉1", False)],
        4: [(DITTO, "若葉1、000-2", False)],
    }


@pytest.mark.parametrize(
    ("between", "value", "reason"),
    [
        ("※休止中を含む,,", "若葉1", DITTO),
        ("合計,,2", "若葉1", DITTO),
        ("川原地区,,", "若葉1", DITTO),
        ("ずれた会,若葉9,3,000-9", "", DITTO_UNKNOWN),
        ("手話の会,,000-3", "", DITTO_UNKNOWN),
        ("手話の会,同上,000-3", "若葉1", DITTO),
    ],
    ids=["footnote", "sum", "title", "shifted", "blank", "ditto"],
)
def test_the_same_as_above_is_not_taken_from_what_is_no_record(between, value, reason):
    text = f"名称,住所,電話番号\nひだまり,若葉1,000-1\n{between}\nみみの会,同上,000-2\n"
    row = rows_of(text)[-1]
    assert row.cells == ["みみの会", value, "000-2"]
    assert row.faults == (Fault(reason, value or "同上"),)


# -- Two rows of headings --------------------------------------------------------------------------------------------

UPPER = ["名称", "所在地", None, "代表者", None, "連絡先", None, "備考"]
LOWER = [None, "郵便番号", "住所", "氏名", "電話番号", "電話番号", "FAX", None]
HEADINGS = ["名称", "郵便番号", "住所", "代表者 氏名", "代表者 電話番号", "電話番号", "FAX", "備考"]
DATA = ["ひだまり", "760-0001", "若葉1", "山田", "000-1", "000-2", "000-3", "x"]


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(",".join(cell or "" for cell in row) for row in (UPPER, LOWER, DATA)).encode(),
        workbook([UPPER, LOWER, DATA], merged=("A1:A2", "B1:C1", "D1:E1", "F1:G1", "H1:H2")),
    ],
    ids=["csv", "xlsx"],
)
def test_two_rows_of_headings_are_read_together(content):
    layout = find_layout(read_table(content), KNOWN)
    assert (layout.header_row, layout.headers, len(layout.rows)) == (2, HEADINGS, 1)
    assert find_layout(read_table(content), KNOWN, 1).headers == HEADINGS


def test_a_merged_heading_of_a_workbook_reaches_no_further():
    rows = [
        [None, "代表者", None, None],
        ["名称", "氏名", "電話番号", "備考"],
        ["ひだまり", "山田", "000-1", "x"],
    ]
    layout = find_layout(read_table(workbook(rows, merged=("B1:C1",))), KNOWN)
    assert layout.headers == ["名称", "代表者 氏名", "代表者 電話番号", "備考"]


def test_a_title_over_the_headings_is_none_of_them():
    layout = find_layout(
        read_table(
            "若葉地区 団体名簿,,令和6年4月1日現在\n名称,住所,電話番号\nひだまり,若葉1,000-1\n".encode()
        ),
        KNOWN,
    )
    assert (layout.header_row, layout.headers) == (2, ["名称", "住所", "電話番号"])
