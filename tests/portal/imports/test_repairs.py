"""Mends that concern several cells of a row."""

import pytest

from portal.imports.cells import coordinate
from portal.imports.contacts import phone
from portal.imports.repairs import Repair, repair_row


def test_both_coordinates_in_one_cell_are_split():
    cells, told = repair_row({"name": "公民館", "location": "34.34758361,134.03246917"})
    assert cells == {"name": "公民館", "latitude": "34.34758361", "longitude": "134.03246917"}
    assert told == [
        Repair(
            "location",
            "34.34758361,134.03246917",
            "34.34758361 ／ 134.03246917",
            "1つの欄に入っていた緯度と経度を分けました。",
        )
    ]


@pytest.mark.parametrize("pair", ["POINT(134.03 34.34)", "（34.34、134.03）", "34.34 134.03", "34.34;134.03"])
def test_pairs_are_written_in_many_ways(pair):
    cells, _ = repair_row({"location": pair})
    assert cells == {"latitude": "34.34", "longitude": "134.03"}


def test_a_pair_in_the_cell_of_the_latitude_is_split_too():
    cells, _ = repair_row({"latitude": "34.34,134.03", "longitude": ""})
    assert cells == {"latitude": "34.34", "longitude": "134.03"}


def test_swapped_coordinates_are_swapped_back():
    cells, told = repair_row({"latitude": "134.03", "longitude": "34.34"})
    assert cells == {"latitude": "34.34", "longitude": "134.03"}
    assert told == [
        Repair(
            "latitude",
            "134.03 ／ 34.34",
            "34.34 ／ 134.03",
            "緯度と経度が逆になっていたため、入れ替えました。",
        )
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("0", "0", "日本の中の位置ではないため取り込みません。"),
        ("999", "999", "日本の中の位置ではないため取り込みません。"),
        ("-34.3", "134.0", "日本の中の位置ではないため取り込みません。"),
        ("34.34", "", "緯度と経度の一方しかないため取り込みません。両方を入力してください。"),
    ],
)
def test_coordinates_that_are_none_are_emptied(latitude, longitude, reason):
    cells, told = repair_row({"latitude": latitude, "longitude": longitude})
    assert cells == {}
    assert told == [Repair("latitude", f"{latitude} ／ {longitude}", "", reason, is_doubt=True)]


def test_a_place_in_words_is_told_and_left_out_and_an_odd_latitude_left_to_its_cleaner():
    cells, told = repair_row({"location": "駅の北側"})
    assert (cells, told[0].is_doubt) == ({}, True)
    assert told[0].reason.startswith("緯度と経度として読めないため取り込みません。")
    cells, told = repair_row({"latitude": "北緯34度20分", "longitude": "東経134度"})
    assert (cells, told) == ({"latitude": "北緯34度20分", "longitude": "東経134度"}, [])
    with pytest.raises(ValueError, match="緯度・経度として読めません"):
        coordinate(cells["latitude"])


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        (
            {"prefecture": "東京都", "city": "みどり野市", "town": "若葉二丁目", "block": "5-6"},
            "東京都みどり野市若葉二丁目5-6",
        ),
        ({"prefecture": "東京都", "city": "東京都みどり野市桑原30番地"}, "東京都みどり野市桑原30番地"),
        ({"city": "みどり野市桑原30番地"}, "みどり野市桑原30番地"),
    ],
)
def test_an_address_in_parts_is_joined(cells, address):
    joined, told = repair_row(cells)
    assert joined == {"address": address}
    assert told == [
        Repair("address", " ／ ".join(cells.values()), address, "分かれていた住所をつなぎました。")
    ]


def test_a_whole_address_makes_its_parts_needless():
    cells, told = repair_row({"address": "みどり野市若葉1", "city": "みどり野市", "town": "若葉"})
    assert (cells, told) == ({"address": "みどり野市若葉1"}, [])


def test_an_extension_joins_its_number():
    cells, told = repair_row({"phone": "000-345-0003", "extension": "12"})
    assert (phone(cells["phone"]).value, told) == ("000-345-0003（内線12）", [])


def test_parts_complete_an_address_that_is_only_its_end():
    cells, told = repair_row(
        {"address": "若葉二丁目5-6", "city": "みどり野市", "town": "若葉二丁目", "block": "5-6"}
    )
    assert cells == {"address": "みどり野市若葉二丁目5-6"}
    assert [(repair.before, repair.is_doubt) for repair in told] == [("若葉二丁目5-6", False)]


def test_parts_that_contradict_the_address_are_doubted():
    cells, told = repair_row({"address": "みどり野市若葉1", "city": "あおば市"})
    assert (cells, told[0].is_doubt) == ({"address": "みどり野市若葉1"}, True)
    assert told[0].reason.startswith("「あおば市」は、住所の欄の内容と合わないため取り込みません。")


def test_a_number_of_a_house_that_became_a_day_is_doubted():
    cells, told = repair_row({"city": "みどり野市", "town": "若葉", "block": "2026-08-07"})
    assert cells == {"address": "みどり野市若葉2026-08-07"}
    assert told[0].column == "block" and told[0].is_doubt


def test_an_extension_without_a_number_is_doubted():
    for row, reason in [
        ({"extension": "12"}, "電話番号がないため取り込みません。"),
        ({"phone": "000-345-0003", "extension": "事務局"}, "内線の番号として読めないため取り込みません。"),
    ]:
        (told,) = repair_row(row)[1]
        assert (told.reason, told.is_doubt) == (reason, True)
    assert repair_row({"extension": "なし"}) == ({}, [])


@pytest.mark.parametrize(
    ("row", "hours"),
    [
        ({"opens_at": "9:00～17:00"}, ("9:00", "17:00")),
        ({"opens_at": "午後1時から3時半まで"}, ("午後1時", "午後3時半")),
        ({"opens_at": "9:00-17:00（土日は休み）"}, ("9:00(土日は休み)", "17:00")),
        ({"opens_at": "9:00〜17:00", "closes_at": "9:00〜17:00"}, ("9:00", "17:00")),
    ],
)
def test_hours_in_one_cell_are_split(row, hours):
    cells, told = repair_row(row)
    assert (cells["opens_at"], cells["closes_at"]) == hours
    assert told[0].reason == "1つの欄に入っていた開始と終了の時刻を分けました。"
