"""Tables are read by what the file is, not by what it is called; every bad file gets an answer that helps."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from portal.tabular import MAX_BYTES, Row, TabularError, cell_name, read_table

DATA = Path(__file__).parents[1] / "data" / "imports"


def workbook(rows, title="一覧", formats=None) -> bytes:
    """An XLSX file with one sheet; `formats` maps a cell name to its number format."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def answer(content: bytes, filename: str = "list.csv") -> str:
    """What a person is told about a file that cannot be read."""
    with pytest.raises(TabularError) as caught:
        read_table(content, filename)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("euc-jp", "euc-jp"),
    ],
)
def test_reads_every_encoding_that_japanese_files_come_in(encoding, name):
    table = read_table(
        "名称,電話\n若葉の里①,000-1\n".replace("①", "" if encoding == "euc-jp" else "①").encode(encoding)
    )
    assert table.encoding == name
    assert table.rows[0] == Row(1, ["名称", "電話"])
    assert table.rows[1].cells[0].startswith("若葉の里")


def test_reads_utf16_big_endian_and_a_chosen_encoding():
    assert read_table(b"\xfe\xff" + "名称,電話".encode("utf-16-be")).rows == [Row(1, ["名称", "電話"])]
    assert read_table("ｱｲｳ,1".encode("cp932"), encoding="cp932").rows == [Row(1, ["ｱｲｳ", "1"])]
    with pytest.raises(TabularError, match="文字を読み取れません"):
        read_table("名称".encode("cp932"), encoding="utf-8")


@pytest.mark.parametrize(("delimiter", "kind"), [(",", "csv"), (";", "csv"), ("\t", "tsv")])
def test_finds_the_delimiter(delimiter, kind):
    lines = [["名称", "住所", "備考"], ["ひだまり", "けやき台1", "a"], ["みみの会", "若葉2", ""]]
    table = read_table("\n".join(delimiter.join(line) for line in lines).encode())
    assert (table.kind, table.delimiter) == (kind, delimiter)
    assert [row.cells for row in table.rows] == [lines[0], lines[1], ["みみの会", "若葉2"]]


def test_lists_with_semicolons_do_not_mislead():
    table = read_table(
        "名称,設備\n公民館,多目的トイレ;点字ブロック;駐車場\n図書館,多目的トイレ;手すり;駐車場\n".encode()
    )
    assert table.delimiter == ","


def test_one_column_is_a_table_too():
    assert read_table("名称\nひだまり".encode()).rows == [Row(1, ["名称"]), Row(2, ["ひだまり"])]


def test_blank_rows_are_left_out_but_counted():
    table = read_table("名称,電話\n\n,,\nひだまり,000-1,,\n".encode())
    assert table.rows == [Row(1, ["名称", "電話"]), Row(4, ["ひだまり", "000-1"])]


def test_a_cell_with_line_breaks_is_one_row_as_in_a_spreadsheet():
    table = read_table('名称,説明\nひだまり,"一行目\r\n二行目"\nみみの会,x\n'.encode())
    assert table.rows[1:] == [Row(2, ["ひだまり", "一行目\n二行目"]), Row(3, ["みみの会", "x"])]


def test_reads_the_utf16_fixture():
    table = read_table((DATA / "plain_groups_utf16.tsv").read_bytes())
    assert (table.kind, table.encoding) == ("tsv", "utf-16")
    assert table.rows[0].cells == ["団体名", "ふりがな", "代表者", "〒", "住所", "TEL", "ＦＡＸ", "備考"]
    assert len(table.rows) == 4


def test_xlsx_cells_become_the_text_a_person_sees():
    content = workbook(
        [
            [
                "文字",
                date(2025, 4, 1),
                datetime(2025, 4, 1, 9, 30),
                time(8, 30),
                12.0,
                0.1 + 0.2,
                True,
                878,
                None,
            ],
        ],
        formats={"H1": "000000"},
    )
    assert read_table(content, "なんでも.csv").rows == [
        Row(1, ["文字", "2025-04-01", "2025-04-01 09:30", "08:30", "12", "0.3", "TRUE", "000878"])
    ]


def test_xlsx_reads_the_first_visible_sheet_with_content_or_the_one_asked_for():
    book = openpyxl.Workbook()
    book.active.title = "表紙"
    hidden = book.create_sheet("作業用")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    book.create_sheet("団体").append(["サロン"])
    book.create_sheet("施設").append(["公民館"])
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_table(buffer.getvalue())
    assert (table.sheet, table.sheets, table.rows) == ("団体", ("表紙", "団体", "施設"), [Row(1, ["サロン"])])
    assert read_table(buffer.getvalue(), sheet="施設").rows == [Row(1, ["公民館"])]


@pytest.mark.parametrize(
    "formula",
    ["=SUM(A1:A3)", "=1+1", " =A1", "＝A1", "+A1", "-1+2", "@SUM(A1)", "+cmd|' /C calc'!A0", "-B2*3"],
)
def test_formulas_are_refused_and_named(formula):
    assert answer(f"名称,電話,備考\nひだまり,000-1,{formula}\n".encode()).startswith(
        "C2 セルに数式があります"
    )


@pytest.mark.parametrize(
    "text",
    [
        "+81-87-123-4567",
        "-5",
        "-5.5",
        "- 見学可",
        "@hidamari",
        "-",
        "＋",
        "―",
        "=====",
        "+81 87 123 4567",
        "-見学",
    ],
)
def test_what_only_looks_like_a_formula_is_read(text):
    assert read_table(f"名称,備考\nひだまり,{text}\n".encode()).rows[1].cells == ["ひだまり", text]


def test_formulas_in_a_workbook_are_refused_and_counted():
    content = workbook([["名称", "人数"], ["ひだまり", "=1+2"], ["みみの会", "=B2*2"]])
    assert answer(content) == (
        "B2 セルに数式があります：=1+2（ほかに 1 か所）。"
        "値に変えてから、もう一度お選びください（Excelでは、コピーして「値の貼り付け」をします）。"
    )


def test_error_cells_in_a_workbook_are_named():
    book = openpyxl.Workbook()
    book.active.append(["名称", "人数"])
    book.active["B2"] = "#N/A"
    buffer = io.BytesIO()
    book.save(buffer)
    assert answer(buffer.getvalue()).startswith("B2 セルがエラー（#N/A）になっています")


def test_texts_that_the_portal_defused_read_back_as_they_were():
    assert read_table("名称,備考\nひだまり,'=要確認\n".encode()).rows[1].cells == ["ひだまり", "=要確認"]


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "message"),
    [
        (b"", "a.csv", "ファイルが空です"),
        (b"\n\n,,\n", "a.csv", "ファイルに内容がありません"),
        (b"\xef\xbb\xbf", "a.csv", "ファイルに内容がありません"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "ファイルが大きすぎます。読み取れるのは 10 MBまでです"),
        (b"a,b\n1,\x00\n", "a.csv", "2行目に壊れた文字"),
        (b"\x81", "a.csv", "文字を読み取れません"),
        ('名称,備考\nひだまり,"閉じていない\nみみの会,x\n'.encode(), "a.csv", "2行目から先を読み取れません"),
        ('名称,備考\nひだまり,"引用"の後\n'.encode(), "a.csv", "2行目から先を読み取れません"),
        (b"%PDF-1.7", "a.csv", "PDFファイルです"),
        (b"\x89PNG\r\n", "a.xlsx", "画像ファイルです"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls", "古い形式のExcelファイル"),
        (b"<html><table></table></html>", "a.xls", "ウェブページの形式"),
        ("名称,電話".encode(), "a.xlsx", "中身は Excel ではありません"),
        (lambda: zipped(**{"a.txt": b"text"}), "a.xlsx", "ほかの種類の圧縮ファイル"),
        (lambda: zipped(**{"a.txt": b"text"})[:40], "a.xlsx", "Excelファイルが壊れていて、開けません"),
        (
            lambda: zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"not xml"}),
            "a.xlsx",
            "Excelファイルが壊れていて、中身を読み取れません",
        ),
        (
            lambda: zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"0" * 101 * 1024 * 1024}),
            "a.xlsx",
            "開くと非常に大きくなる",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_files_get_an_answer_that_says_what_to_do(content, filename, message):
    told = answer(content() if callable(content) else content, filename)
    assert message in told
    assert told.endswith("ください。")


def test_limits_of_rows_and_columns():
    assert "20,000 行まで" in answer(b"a,b\n" + b"1,2\n" * 20_000)
    assert "201 列" in answer(",".join("x" * 201).encode())
    wide = workbook([["x"] * 201])
    assert "201 列" in answer(wide)


def test_many_blank_formatted_rows_cost_nothing():
    content = workbook([["名称"], ["ひだまり"]], formats={"XFD1": "0", "A900000": "0"})
    assert read_table(content).rows == [Row(1, ["名称"]), Row(2, ["ひだまり"])]


def test_cell_names():
    assert [cell_name(0, 1), cell_name(25, 2), cell_name(26, 3), cell_name(701, 4), cell_name(702, 5)] == [
        "A1",
        "Z2",
        "AA3",
        "ZZ4",
        "AAA5",
    ]
