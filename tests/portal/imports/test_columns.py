"""Which column of a file is which: both generations of the standards, English names, and plain Japanese."""

from pathlib import Path

import pytest

from portal.imports.columns import Column, guess_columns, known_headings, standard
from portal.tabular import find_layout, read_table

DATA = Path(__file__).parents[2] / "data" / "imports"
COLUMNS = standard(
    "name", "kana", "alias", "source_id", "code", "postcode", "address", "prefecture", "city", "town", "block",
    "building", "location", "latitude", "longitude", "phone", "extension", "fax", "email", "website",
    "representative", "corporation", "corporate_number", "office_number", "services", "weekdays", "opens_at",
    "closes_at", "hours_note", "capacity", "description", "accessibility", "members", "founded_year", "note",
)  # fmt: skip


def guessed(name: str) -> dict[str, str]:
    """{heading of the file: column name} as guessed for a fixture."""
    layout = find_layout(read_table((DATA / name).read_bytes()), known_headings(COLUMNS))
    return {
        layout.headers[position]: column
        for position, column in guess_columns(layout.headers, COLUMNS).items()
    }


def test_linked_open_data():
    assert guessed("linked_facilities.csv") == {
        "name": "name",
        "address": "address",
        "telephoneNumber": "phone",
        "referenceObject": "website",
        "note": "note",
        "location": "location",
        "service": "services",
        "availableDate": "weekdays",
        "startTime": "opens_at",
        "endTime": "closes_at",
        "availableDateNote": "hours_note",
        "capacity": "capacity",
    }


def test_the_older_standard_of_public_facilities():
    assert guessed("old_public_facilities_cp932.csv") == {
        "都道府県コード又は市区町村コード": "code",
        "NO": "source_id",
        "名称": "name",
        "名称_カナ": "kana",
        "名称_通称": "alias",
        "住所": "address",
        "方書": "building",
        "緯度": "latitude",
        "経度": "longitude",
        "電話番号": "phone",
        "内線番号": "extension",
        "法人番号": "corporate_number",
        "団体名": "corporation",
        "利用可能曜日": "weekdays",
        "開始時間": "opens_at",
        "終了時間": "closes_at",
        "利用可能日時特記事項": "hours_note",
        "説明": "description",
        "バリアフリー情報": "accessibility",
        "URL": "website",
        "備考": "note",
    }


def test_the_older_standard_of_care_services():
    found = guessed("old_care_services.csv")
    assert found["介護サービス事業所名称"] == "name"
    assert found["介護サービス事業所名称_カナ"] == "kana"
    assert found["実施サービス"] == "services"
    assert found["FAX番号"] == "fax"
    assert found["法人の名称"] == "corporation"
    assert found["事業所番号"] == "office_number"
    assert found["利用可能曜日特記事項"] == "hours_note"


def test_the_newer_standard():
    assert guessed("new_public_facilities.csv") == {
        "全国地方公共団体コード": "code",
        "ID": "source_id",
        "名称": "name",
        "名称_カナ": "kana",
        "名称_通称": "alias",
        "所在地_連結表記": "address",
        "所在地_都道府県": "prefecture",
        "所在地_市区町村": "city",
        "所在地_町字": "town",
        "所在地_番地以下": "block",
        "建物名等(方書)": "building",
        "緯度": "latitude",
        "経度": "longitude",
        "電話番号": "phone",
        "郵便番号": "postcode",
        "備考": "note",
    }


def test_plain_japanese_lists():
    assert guessed("plain_groups_utf16.tsv") == {
        "団体名": "name",
        "ふりがな": "kana",
        "代表者": "representative",
        "〒": "postcode",
        "住所": "address",
        "TEL": "phone",
        "ＦＡＸ": "fax",
        "備考": "note",
    }


@pytest.mark.parametrize(
    "heading",
    [
        "団体名",
        "施設名",
        "事業所名",
        "ページタイトル",
        "名　称",
        "名称（必須）",
        "施設名【必須】",
        "列1",
        "NAME",
    ],
)
def test_many_headings_mean_the_name(heading):
    assert guess_columns(["番号", heading, "住所"], COLUMNS)[1] == "name"


def test_the_likeliest_heading_is_taken_first():
    assert guess_columns(["団体名", "名称"], COLUMNS) == {0: "corporation", 1: "name"}
    assert guess_columns(["電話番号（代表）", "電話番号"], COLUMNS) == {1: "phone"}
    assert guess_columns(["電話番号（代表）", "住所"], COLUMNS) == {0: "phone", 1: "address"}


def test_a_private_number_is_never_taken_for_the_public_one():
    assert guess_columns(["名称", "代表者電話番号", "会長自宅電話"], COLUMNS) == {0: "name"}


def test_standard_columns_can_be_changed():
    column = standard("note", note={"label": "備考(内部用)", "required": True})[0]
    assert (column.label, column.required, column.name) == ("備考(内部用)", True, "note")
    assert "備考内部用" in Column("note", "備考(内部用)").headings
