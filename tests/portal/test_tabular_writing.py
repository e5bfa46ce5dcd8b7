"""What we write opens safely in a spreadsheet and reads back as it was."""

import html
import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest

from portal.tabular import Marks, Sheet, find_layout, read_table, write_csv, write_xlsx
from portal.tabular.writing import without_readings

COLUMNS = ["名称", "備考"]


@pytest.mark.parametrize(
    "text",
    ["=SUM(A1)", "+81-87-123-4567", "-5円", "@SUM(A1)", "\t=1", "\r=1", "＝A1", "＋1", "－1", "−1", "＠x"],
)
def test_text_that_a_spreadsheet_might_compute_is_defused(text):
    content = write_csv(COLUMNS, [["ひだまり", text]]).content.decode("utf-8-sig")
    assert f"'{text.lstrip(chr(13))}" in content.replace("\r\n", "\n").replace("\r", "")
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([Sheet("団体", COLUMNS, [["ひだまり", text]])])))
    cell = book["団体"]["B2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_numbers_and_single_signs_stay_as_they_are():
    content = write_csv(COLUMNS, [[-5, "-"], [Decimal("-1.5"), "+"]]).content
    assert content.decode("utf-8-sig") == "名称,備考\r\n-5,-\r\n-1.5,+\r\n"


def test_headings_are_defused_too():
    assert write_csv(["=1+1"], []).content.decode("utf-8-sig") == "'=1+1\r\n"


def test_values_are_written_as_people_read_them():
    row = [None, True, date(2025, 4, 1), datetime(2025, 4, 1, 9, 5), time(8, 30), ["a", "b"], "二\n行"]
    content = write_csv("abcdefg", [row]).content.decode("utf-8-sig")
    assert content == 'a,b,c,d,e,f,g\r\n,はい,2025-04-01,2025-04-01 09:05,08:30,a;b,"二\n行"\r\n'


def test_cp932_replaces_what_it_cannot_write_and_counts():
    file = write_csv(COLUMNS, [["𠮷野家☕𠮷", "〜波−ダッシュ"]], "cp932")
    assert file.replaced == 3
    assert file.content.decode("cp932") == "名称,備考\r\n〓野家〓〓,～波－ダッシュ\r\n"


def test_utf8_starts_with_a_byte_order_mark_for_excel():
    file = write_csv(COLUMNS, [])
    assert (file.content[:3], file.replaced) == (b"\xef\xbb\xbf", 0)


def test_workbook_has_bold_frozen_headings_a_filter_and_fitting_widths():
    content = write_xlsx(
        [
            Sheet("団体:一覧/2025", COLUMNS, [["特別養護老人ホーム若葉の里", "x"], ["みみの会", None]]),
            Sheet("施設", ["名称"], [], widths=[30]),
        ]
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["団体・一覧・2025"]
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [28, 6]
    assert book["施設"].column_dimensions["A"].width == 30


def test_workbook_keeps_types_and_drops_control_characters():
    content = write_xlsx(
        [Sheet("団体", ["a", "b", "c", "d"], [[3, date(2025, 4, 1), time(8, 30), "鐘\x07の音"]])]
    )
    row = next(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))
    assert [cell.value for cell in row] == [3, datetime(2025, 4, 1), time(8, 30), "鐘の音"]
    assert row[1].number_format == "yyyy-mm-dd"


def test_what_is_written_reads_back():
    rows = [["ひだまり", "=要確認"], ["+81-87-123-4567", "二\n行"]]
    for content in (
        write_csv(COLUMNS, rows).content,
        write_csv(COLUMNS, rows, "cp932").content,
        write_xlsx([Sheet("団体", COLUMNS, rows)]),
    ):
        assert [row.cells for row in read_table(content).rows] == [COLUMNS, *rows]


def test_readings_in_texts_stay_out_of_files_for_others() -> None:
    rows = [["｜緑野《みどりの》の会（みどりの）", 3, None]]
    assert without_readings(rows) == [["緑野の会（みどりの）", 3, None]]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([Sheet("名簿", ["名称", "数", "備考"], rows)])))
    assert [cell.value for cell in book.active[2]] == ["緑野の会（みどりの）", 3, None]


def test_workbook_prints_on_a4_across_with_headings_and_marks_on_every_page() -> None:
    marks = Marks(title="名簿 A&B", facts="若葉地区　文書番号：若葉-2026-0001")
    sheet = openpyxl.load_workbook(
        io.BytesIO(write_xlsx([Sheet("名簿", COLUMNS, [["ひだまり", "x"]])], marks))
    ).active
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.oddHeader.left.text, sheet.oddHeader.right.text) == ("名簿 A&&B", None)
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == (marks.facts, "&P / &N")
    assert sheet["A1"].value == "名称"


def test_caution_is_seen_above_the_headings_and_does_not_hinder_reading_back() -> None:
    marks = Marks(title="名簿", facts="若葉地区", caution="取扱注意（配布先：理事会）")
    content = write_xlsx([Sheet("名簿", COLUMNS, [["ひだまり", "x"]])], marks)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet["A1"].value == "取扱注意（配布先：理事会）　名簿　若葉地区"
    assert sheet.oddHeader.right.text == "取扱注意（配布先：理事会）"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A3", "A2:B3", "$1:$2")
    layout = find_layout(read_table(content))
    assert (layout.header_row, layout.headers) == (2, COLUMNS)
    assert [row.cells for row in layout.rows] == [["ひだまり", "x"]]


def test_caution_stands_only_on_paper_where_other_programs_read_the_sheet() -> None:
    marks = Marks(title="回答", facts="若葉地区", caution="取扱注意")
    sheet = Sheet("回答", COLUMNS, [["ひだまり", "x"]], for_programs=True)
    written = openpyxl.load_workbook(io.BytesIO(write_xlsx([sheet], marks))).active
    assert list(written.values) == [tuple(COLUMNS), ("ひだまり", "x")]
    assert written.oddHeader.right.text == "取扱注意"
    assert (written.freeze_panes, written.auto_filter.ref, written.print_title_rows) == (
        "A2",
        "A1:B2",
        "$1:$1",
    )


def test_long_titles_stay_within_what_excel_opens_as_a_header() -> None:
    marks = Marks(title="&" * 300, facts="あ" * 300, caution="取扱注意" * 100)
    with zipfile.ZipFile(io.BytesIO(write_xlsx([Sheet("名簿", COLUMNS, [])], marks))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    for part in ("oddHeader", "oddFooter"):
        text = html.unescape(page.partition(f"<{part}>")[2].partition(f"</{part}>")[0])
        assert 200 < len(text) <= 255


def test_long_texts_take_several_lines() -> None:
    content = write_xlsx([Sheet("名簿", COLUMNS, [["ひだまり", "あ" * 50]])])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.column_dimensions["B"].width == 40
    assert [bool(cell.alignment.wrap_text) for cell in sheet[2]] == [False, True]
