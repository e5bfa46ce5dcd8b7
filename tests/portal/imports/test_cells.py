"""From cells to values, with the mends that real files need: what each makes of a cell, and that it says so."""

import pytest

from portal.imports import cells
from portal.imports.cells import Cleaned

WIDE = "全角の英数字・半角のカナを、ふつうの文字にしました。"


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("372013", "372013", ""),
        ("３７２０１３", "372013", ""),
        ("92011", "092011", "コードの先頭の0が抜けていたため、補いました。"),
        ("12025", "012025", "コードの先頭の0が抜けていたため、補いました。"),
        ("13101", "131016", "コードの6けた目（検査数字）が抜けていたため、補いました。"),
        ("37201", "372013", "コードの6けた目（検査数字）が抜けていたため、補いました。"),
        ("37201.0", "372013", "コードの6けた目（検査数字）が抜けていたため、補いました。"),
        ("9201", "092011", "コードの先頭の0と6けた目を補いました。"),
        ("37", "370002", "都道府県のコードを6けたにしました。"),
    ],
)
def test_municipality_codes_get_back_what_they_lost(cell, value, told):
    assert cells.municipality_code(cell) == Cleaned(value, told)


@pytest.mark.parametrize("cell", ["372014", "99999", "高松市"])
def test_other_municipality_codes_are_refused(cell):
    with pytest.raises(ValueError, match="6けたの数字"):
        cells.municipality_code(cell)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("多目的トイレ;点字ブロック;駐車場", ["多目的トイレ", "点字ブロック", "駐車場"], ""),
        ("通所介護；訪問介護", ["通所介護", "訪問介護"], ""),
        ("通所介護、訪問介護", ["通所介護", "訪問介護"], "区切りの記号で分けました。"),
        ("体操（月、水）", ["体操（月、水）"], ""),
        ("体操（月、水）、茶話会", ["体操（月、水）", "茶話会"], "区切りの記号で分けました。"),
        ("生活介護\n（地域密着型）", ["生活介護（地域密着型）"], ""),
        ("通所介護;;通所介護", ["通所介護"], ""),
        ("なし", [], ""),
    ],
)
def test_lists(cell, value, told):
    assert cells.items(cell) == Cleaned(value, told)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("80", 80, ""),
        ("1,200", 1200, "数字だけを取り出しました。"),
        ("２５名", 25, "数字だけを取り出しました。"),
        ("-", None, ""),
    ],
)
def test_numbers(cell, value, told):
    assert cells.number(cell) == Cleaned(value, told)


def test_a_number_in_words_is_refused():
    with pytest.raises(ValueError, match="数として読めません"):
        cells.number("通い18名、泊まり9名")


def test_a_number_that_no_table_holds_is_refused():
    assert cells.number("2147483647").value == 2147483647
    with pytest.raises(ValueError, match=r"数が大きすぎます。"):
        cells.number("09012345678")


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("2023-03-01", "2023-03-01", ""),
        ("令和5年3月1日", "2023-03-01", ""),
        ("2023/3/1", "2023-03-01", ""),
        ("3/1/2023", "2023-03-01", "月/日/年 の順とみなしました。"),
        ("25/12/2023", "2023-12-25", "日/月/年 の順とみなしました。"),
        ("44986", "2023-03-01", "表計算ソフトの通し番号を日付にしました。"),
        ("なし", None, ""),
    ],
)
def test_dates(cell, value, told):
    assert cells.day(cell) == Cleaned(value, told)


@pytest.mark.parametrize("cell", ["13/13/2023", "2023-02-30", "春ごろ"])
def test_dates_that_are_none_are_refused_in_japanese(cell):
    with pytest.raises(ValueError, match="ください"):
        cells.day(cell)


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
    assert cells.clock_time(cell) == Cleaned(value)


def test_odd_times_are_mended_and_told():
    assert cells.clock_time("0.999988").value == "23:59"
    assert cells.clock_time("24:00") == Cleaned("23:59", "24:00 を 23:59 としました。")
    assert cells.clock_time("0.354166666666667") == Cleaned("08:30", "表計算ソフトの数値を時刻にしました。")


@pytest.mark.parametrize("cell", ["25:00", "8:75", "朝から"])
def test_times_that_are_none_are_refused(cell):
    with pytest.raises(ValueError, match="入力してください"):
        cells.clock_time(cell)


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
    assert cells.weekdays(cell) == Cleaned(value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1998", 1998), ("1998年4月", 1998), ("平成10年4月", 1998), ("S50", 1975), ("令和元年", 2019)],
)
def test_years(cell, value):
    assert cells.year(cell).value == value


def test_flags():
    assert cells.flag("○").value is True
    assert cells.flag("無").value is False


def test_texts_keep_their_lines_and_names_lose_them():
    assert cells.text("一行目\n二行目") == Cleaned("一行目\n二行目")
    assert cells.line("特別養護老人ホーム　若葉\nの里") == Cleaned("特別養護老人ホーム 若葉 の里")
    assert cells.line("みどり野市本町１７番地９") == Cleaned("みどり野市本町17番地9", WIDE)
    assert cells.line("―") == Cleaned("")
    assert cells.kana("ワカバノサト") == Cleaned("わかばのさと")


# -- Nothing is lost untold ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clean", "cell", "value", "words"),
    [
        (cells.number, "20名（うち男性5名）", 20, "うち男性5名"),
        (cells.flag, "有（要予約）", True, "要予約"),
        (cells.flag, "×(2階のみ)", False, "2階のみ"),
        (cells.day, "2024-04-01 10:30", "2024-04-01", "10:30"),
        (cells.day, "令和6年4月1日（改選）", "2024-04-01", "改選"),
        (cells.clock_time, "9:00（受付は8:30）", "09:00", "受付は8:30"),
        (cells.clock_time, "24:00（土日も）", "23:59", "土日も"),
        (cells.year, "1998年（2005年に再開）", 1998, "2005年に再開"),
        (cells.weekdays, "第2・4木曜", [3], "第2・4"),
        (cells.weekdays, "月〜金（祝日を除く）", [0, 1, 2, 3, 4], "祝日"),
        (cells.weekdays, "火曜 10時", [1], "10時"),
        (cells.weekdays, "第2月曜", [0], "第2"),
        (cells.weekdays, "毎月第2・4土曜日", [5], "毎月第2・4"),
        (cells.corporate_number, "1234567890123（本部）", "1234567890123", "本部"),
    ],
)
def test_what_is_left_out_is_doubted(clean, cell, value, words):
    cleaned = clean(cell)
    assert cleaned.value == value
    assert cleaned.doubt.startswith(f"「{words}」は、") and "ため取り込みません。" in cleaned.doubt


@pytest.mark.parametrize(
    "cell", ["月曜日・水曜日", "毎週火曜", "月〜金", "平日", "日曜定休", "毎日（日曜を除く）", "年中無休"]
)
def test_weekdays_that_are_wholly_understood_are_not_doubted(cell):
    assert cells.weekdays(cell).doubt == ""


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("2024-04-01 00:00", "2024-04-01", ""),
        ("2024-04-01 00:00:00", "2024-04-01", ""),
        ("令和6年4月1日現在", "2024-04-01", ""),
    ],
)
def test_days_with_what_says_nothing(cell, value, told):
    assert cells.day(cell) == Cleaned(value, told)


def test_the_year_of_a_serial_number_or_a_whole_date_is_told():
    assert cells.year("不明") == Cleaned(None)
    for cell in ("0000", "9999年"):
        with pytest.raises(ValueError, match="1800年から2200年の間の年ではありません。"):
            cells.year(cell)
    assert cells.year("36251") == Cleaned(1999, "年だけを取り出しました。")
    assert cells.year("1998年4月1日") == Cleaned(1998, "年だけを取り出しました。")
    assert cells.year("平成10年度") == Cleaned(1998, "西暦にしました。")
