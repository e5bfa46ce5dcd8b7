"""The row of headings is found among preambles and titles; the rest is data."""

from pathlib import Path

import pytest

from portal.tabular import Source, find_layout, header_key, read_table

DATA = Path(__file__).parents[1] / "data" / "imports"
KNOWN = {header_key(text) for text in ["名称", "住所", "電話番号", "備考"]}


def layout(text: str, known=(), **options):
    return find_layout(read_table(text.encode()), known, **options)


def test_linked_open_data_names_its_headings_and_its_source():
    found = find_layout(read_table((DATA / "linked_facilities.csv").read_bytes()))
    assert found.header_row == 7
    assert found.headers[:4] == ["#property", "name", "address", "telephoneNumber"]
    assert [row.number for row in found.rows] == [10, 11, 12, 13, 14, 15]
    assert found.rows[0].cells[:2] == ["1", "特別養護老人ホーム\u3000若葉の里"]
    assert found.source == Source(
        attribution="みどり野市",
        license="http://creativecommons.org/licenses/by/4.0/deed.ja",
        download_from="https://opendata.example.jp/dataset/elderly_welfare_facility",
        file_name="0149",
    )


@pytest.mark.parametrize(
    ("name", "rows"), [("linked_centres", 3), ("linked_offices", 2), ("linked_population", 3)]
)
def test_all_linked_fixtures_have_their_rows(name, rows):
    found = find_layout(read_table((DATA / f"{name}.csv").read_bytes()))
    assert (found.header_row, len(found.rows)) == (7, rows)


def test_the_row_with_most_known_headings_wins_over_titles_and_data():
    found = layout(
        "令和7年度 施設一覧,,\n備考のある表,,\n名称,住所,電 話 番号\nひだまり,けやき台1,000-1\n", KNOWN
    )
    assert (found.header_row, found.headers) == (3, ["名称", "住所", "電 話 番号"])
    assert [row.number for row in found.rows] == [4]


def test_without_known_headings_the_first_full_row_is_taken():
    found = layout("表題,,,\n2025年,,,\nア,イ,ウ,エ\n1,2,3,4\n", KNOWN)
    assert (found.header_row, found.headers) == (3, ["ア", "イ", "ウ", "エ"])


def test_a_person_may_choose_the_row_or_that_there_is_none():
    text = "ひだまり,けやき台1\nみみの会,若葉2\n"
    assert layout(text, KNOWN, header_row=0).headers == ["", ""]
    assert len(layout(text, KNOWN, header_row=0).rows) == 2
    assert [row.number for row in layout(text, KNOWN, header_row=1).rows] == [2]


def test_repeated_headings_are_no_data_and_headings_reach_over_all_columns():
    found = layout("名称,住所\nひだまり,けやき台1,余り\n名称,住所\nみみの会,若葉2\n", KNOWN)
    assert [row.cells[0] for row in found.rows] == ["ひだまり", "みみの会"]
    assert found.headers == ["名称", "住所", ""]


def test_only_notes_leave_no_rows():
    found = layout("#LINK,\n#lang,ja\n")
    assert (found.header_row, found.rows) == (0, [])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("名称_カナ", "名称カナ"),
        ("名称（カナ）", "名称カナ"),
        (" 電 話\u3000番号 ", "電話番号"),
        ("ＴＥＬ", "tel"),
        ("telephoneNumber", "telephonenumber"),
        ("料金(基本)", "料金基本"),
        ("名称【必須】", "名称"),
        ("住所※", "住所"),
    ],
)
def test_headings_are_compared_without_width_spaces_and_marks(text, key):
    assert header_key(text) == key
