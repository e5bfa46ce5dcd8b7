"""The mends that real files need: what each makes of a cell, and that it says so."""

import pytest

from portal.imports import repairs
from portal.imports.repairs import Cleaned, Repair, repair_row

WIDE = "全角の英数字・半角のカナを、ふつうの文字にしました"


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("372013", "372013", ""),
        ("３７２０１３", "372013", ""),
        ("92011", "092011", "コードの先頭の0が抜けていたため、補いました"),
        ("12025", "012025", "コードの先頭の0が抜けていたため、補いました"),
        ("13101", "131016", "コードの6けた目（検査数字）が抜けていたため、補いました"),
        ("37201", "372013", "コードの6けた目（検査数字）が抜けていたため、補いました"),
        ("37201.0", "372013", "コードの6けた目（検査数字）が抜けていたため、補いました"),
        ("9201", "092011", "コードの先頭の0と6けた目を補いました"),
        ("37", "370002", "都道府県のコードを6けたにしました"),
    ],
)
def test_municipality_codes_get_back_what_they_lost(cell, value, told):
    assert repairs.municipality_code(cell) == Cleaned(value, told)


@pytest.mark.parametrize("cell", ["372014", "99999", "高松市"])
def test_other_municipality_codes_are_refused(cell):
    with pytest.raises(ValueError, match="6けたの数字"):
        repairs.municipality_code(cell)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("087-881-4531", "087-881-4531", ""),
        ("0878814531", "087-881-4531", ""),
        ("87-881-4531", "087-881-4531", "電話番号の先頭の0が抜けていたため、補いました"),
        ("878814531", "087-881-4531", "電話番号の先頭の0が抜けていたため、補いました"),
        ("９０－１２３４－５６７８", "090-1234-5678", "電話番号の先頭の0が抜けていたため、補いました"),
        ("０８７－８８１－４５３１", "087-881-4531", WIDE),
        ("000-123-4501", "000-123-4501", ""),
        ("087-881-4531 内線12", "087-881-4531（内線12）", ""),
        ("087-881-4531、0120-123-456", "087-881-4531、0120-123-456", ""),
        ("なし", "", ""),
        ("－", "", ""),
    ],
)
def test_phones(cell, value, told):
    assert repairs.phone(cell) == Cleaned(value, told)


def test_a_phone_without_a_number_is_refused():
    with pytest.raises(ValueError, match="電話番号として読めません"):
        repairs.phone("事務局まで")


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("760-0066", "760-0066", ""),
        ("〒７６０００６６", "760-0066", ""),
        ("600001", "060-0001", "郵便番号の先頭の0が抜けていたため、補いました"),
    ],
)
def test_postcodes(cell, value, told):
    assert repairs.postcode(cell) == Cleaned(value, told)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("0008-001", "0008001", "町字IDの記号を取り除きました"),
        ("8001", "0008001", "町字IDの先頭の0が抜けていたため、補いました"),
        ("0008001", "0008001", ""),
    ],
)
def test_town_ids_lose_their_hyphen(cell, value, told):
    assert repairs.town_id(cell) == Cleaned(value, told)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("多目的トイレ;点字ブロック;駐車場", ["多目的トイレ", "点字ブロック", "駐車場"], ""),
        ("通所介護；訪問介護", ["通所介護", "訪問介護"], ""),
        ("通所介護、訪問介護", ["通所介護", "訪問介護"], "区切りの記号で分けました"),
        ("体操（月、水）", ["体操（月、水）"], ""),
        ("体操（月、水）、茶話会", ["体操（月、水）", "茶話会"], "区切りの記号で分けました"),
        ("生活介護\n（地域密着型）", ["生活介護（地域密着型）"], ""),
        ("通所介護;;通所介護", ["通所介護"], ""),
        ("なし", [], ""),
    ],
)
def test_lists(cell, value, told):
    assert repairs.items(cell) == Cleaned(value, told)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("80", 80, ""),
        ("1,200", 1200, "数字だけを取り出しました"),
        ("２５名", 25, "数字だけを取り出しました"),
        ("-", None, ""),
    ],
)
def test_numbers(cell, value, told):
    assert repairs.number(cell) == Cleaned(value, told)


def test_a_number_in_words_is_refused():
    with pytest.raises(ValueError, match="数として読めません"):
        repairs.number("通い18名、泊まり9名")


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("2023-03-01", "2023-03-01", ""),
        ("令和5年3月1日", "2023-03-01", ""),
        ("2023/3/1", "2023-03-01", ""),
        ("3/1/2023", "2023-03-01", "月/日/年 の順とみなしました"),
        ("25/12/2023", "2023-12-25", "日/月/年 の順とみなしました"),
        ("44986", "2023-03-01", "表計算ソフトの通し番号を日付にしました"),
        ("なし", None, ""),
    ],
)
def test_dates(cell, value, told):
    assert repairs.day(cell) == Cleaned(value, told)


@pytest.mark.parametrize("cell", ["13/13/2023", "2023-02-30", "春ごろ"])
def test_dates_that_are_none_are_refused_in_japanese(cell):
    with pytest.raises(ValueError, match="ください"):
        repairs.day(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("8:30", "08:30"),
        ("０８：３０", "08:30"),
        ("17:15:00", "17:15"),
        ("0830", "08:30"),
        ("9", "09:00"),
        ("8時30分", "08:30"),
        ("午後4時半", "16:30"),
        ("午前10時", "10:00"),
        ("午後12時30分", "12:30"),
        ("正午", "12:00"),
        ("-", None),
    ],
)
def test_times(cell, value):
    assert repairs.clock_time(cell) == Cleaned(value)


def test_odd_times_are_mended_and_told():
    assert repairs.clock_time("24:00") == Cleaned("23:59", "24:00 を 23:59 としました")
    assert repairs.clock_time("0.354166666666667") == Cleaned("08:30", "表計算ソフトの数値を時刻にしました")


@pytest.mark.parametrize("cell", ["25:00", "8:75", "朝から"])
def test_times_that_are_none_are_refused(cell):
    with pytest.raises(ValueError, match="入力してください"):
        repairs.clock_time(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("月火水木金土日", [0, 1, 2, 3, 4, 5, 6]),
        ("月～金", [0, 1, 2, 3, 4]),
        ("月曜日・水曜日", [0, 2]),
        ("月;水;金", [0, 2, 4]),
        ("土日", [5, 6]),
    ],
)
def test_weekdays(cell, value):
    assert repairs.weekdays(cell) == Cleaned(value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1998", 1998), ("1998年4月", 1998), ("平成10年4月", 1998), ("S50", 1975), ("令和元年", 2019)],
)
def test_years(cell, value):
    assert repairs.year(cell).value == value


def test_web_addresses_mails_flags_and_choices():
    assert repairs.url("www.example.jp/a") == Cleaned(
        "https://www.example.jp/a", "先頭に「https://」を補いました"
    )
    assert repairs.url("HP: https://example.jp/").value == "https://example.jp/"
    assert repairs.url("なし") == Cleaned("")
    assert repairs.email("ａ＠example.jp") == Cleaned("a@example.jp", WIDE)
    assert repairs.flag("○").value is True
    assert repairs.flag("無").value is False
    kinds = repairs.choice({"ボランティア・NPO": 7, "サロン・居場所": 8})
    assert kinds("サロン　居場所").value == 8
    with pytest.raises(ValueError, match="「ボランティア・NPO」「サロン・居場所」のどれか"):
        kinds("会社")
    with pytest.raises(ValueError, match="https://"):
        repairs.url("準備中")
    with pytest.raises(ValueError, match="メールアドレス"):
        repairs.email("事務局")


def test_texts_keep_their_lines_and_names_lose_them():
    assert repairs.text("一行目\n二行目") == Cleaned("一行目\n二行目")
    assert repairs.line("特別養護老人ホーム　若葉\nの里") == Cleaned("特別養護老人ホーム 若葉 の里")
    assert repairs.line("みどり野市本町１７番地９") == Cleaned("みどり野市本町17番地9", WIDE)
    assert repairs.line("―") == Cleaned("")
    assert repairs.kana("ワカバノサト") == Cleaned("わかばのさと")


# -- Rows ----------------------------------------------------------------------------------------------------------


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
        repairs.coordinate(cells["latitude"])


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
    assert (repairs.phone(cells["phone"]).value, told) == ("000-345-0003（内線12）", [])
