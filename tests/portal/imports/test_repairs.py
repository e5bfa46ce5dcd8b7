"""Mends that concern several cells of a row."""

import pytest

from portal.imports.cells import coordinate, phone
from portal.imports.repairs import Repair, repair_row


def test_both_coordinates_in_one_cell_are_split():
    cells, told = repair_row({"name": "公民館", "location": "34.34758361,134.03246917"})
    assert cells == {"name": "公民館", "latitude": "34.34758361", "longitude": "134.03246917"}
    assert told == [
        Repair(
            "location",
            "34.34758361,134.03246917",
            "34.34758361 ／ 134.03246917",
            "1つの欄に入っていた緯度と経度を分けました",
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
            "latitude", "134.03 ／ 34.34", "34.34 ／ 134.03", "緯度と経度が逆になっていたため、入れ替えました"
        )
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("0", "0", "日本の中の位置ではないため、緯度と経度を空欄にしました"),
        ("999", "999", "日本の中の位置ではないため、緯度と経度を空欄にしました"),
        ("-34.3", "134.0", "日本の中の位置ではないため、緯度と経度を空欄にしました"),
        ("34.34", "", "緯度と経度の一方しかないため、空欄にしました"),
    ],
)
def test_coordinates_that_are_none_are_emptied(latitude, longitude, reason):
    cells, told = repair_row({"latitude": latitude, "longitude": longitude})
    assert cells == {}
    assert told == [Repair("latitude", f"{latitude} ／ {longitude}", "", reason)]


def test_a_place_in_words_is_told_and_left_out_and_an_odd_latitude_left_to_its_cleaner():
    cells, told = repair_row({"location": "駅の北側"})
    assert (cells, told[0].reason) == ({}, "緯度と経度として読めないため、使いませんでした")
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
    assert told == [Repair("address", " ／ ".join(cells.values()), address, "分かれていた住所をつなぎました")]


def test_a_whole_address_makes_its_parts_needless():
    cells, told = repair_row({"address": "みどり野市若葉1", "city": "みどり野市", "town": "若葉"})
    assert (cells, told) == ({"address": "みどり野市若葉1"}, [])


def test_an_extension_joins_its_number():
    cells, told = repair_row({"phone": "000-345-0003", "extension": "12"})
    assert (phone(cells["phone"]).value, told) == ("000-345-0003（内線12）", [])
