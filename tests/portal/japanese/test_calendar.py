"""Dates as offices write and read them."""

from datetime import date, time

import pytest

from portal.japanese.calendar import (
    FiscalYear,
    fiscal_year,
    holiday_name,
    is_closed_season,
    long_date,
    long_date_with_era,
    parse_date,
    time_ja,
    wareki,
    weekday,
)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 3, 31), 2024),
        (date(2025, 4, 1), 2025),
        (date(2025, 12, 31), 2025),
        (date(2026, 1, 1), 2025),
        (date(2026, 3, 31), 2025),
    ],
)
def test_a_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert fiscal_year(day) == year
    assert FiscalYear.of(day) == FiscalYear(year)
    assert day in FiscalYear(year)
    assert day not in FiscalYear(year + 1)


def test_a_fiscal_year_knows_its_days_and_neighbours() -> None:
    year = FiscalYear(2025)
    assert (year.start, year.end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (year.previous, year.next) == (FiscalYear(2024), FiscalYear(2026))
    assert sorted([FiscalYear(2026), FiscalYear(2024)]) == [FiscalYear(2024), FiscalYear(2026)]


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2025, "令和7年度"),
        (2019, "令和元年度"),  # though April 2019 was still 平成31年
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
    ],
)
def test_a_fiscal_year_has_the_era_that_offices_use(year: int, label: str) -> None:
    assert FiscalYear(year).era_label == label
    assert FiscalYear(year).label == str(FiscalYear(year)) == f"{year}年度（{label}）"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 4, 1), "令和7年4月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1850, 1, 2), "1850年1月2日"),
    ],
)
def test_wareki_changes_on_the_first_day_of_an_era(day: date, text: str) -> None:
    assert wareki(day) == text


def test_long_dates_carry_the_weekday() -> None:
    saturday = date(2025, 4, 12)
    assert weekday(saturday) == "土"
    assert long_date(saturday) == "2025年4月12日（土）"
    assert long_date_with_era(saturday) == "2025年（令和7年）4月12日（土）"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (time(0, 0), "午前0時"),
        (time(0, 5), "午前0時5分"),
        (time(10, 0), "午前10時"),
        (time(12, 0), "正午"),
        (time(12, 30), "午後0時30分"),
        (time(13, 30), "午後1時30分"),
        (time(23, 59), "午後11時59分"),
    ],
)
def test_times_are_spoken(moment: time, text: str) -> None:
    assert time_ja(moment) == text


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 9, 15), "敬老の日"),
        (date(2025, 9, 23), "秋分の日"),
        (date(2025, 5, 6), "みどりの日 振替休日"),
        (date(2025, 9, 16), ""),
    ],
)
def test_holidays_have_names(day: date, name: str) -> None:
    assert holiday_name(day) == name


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2025, 8, 12), False),
        (date(2025, 8, 13), True),
        (date(2025, 8, 16), True),
        (date(2025, 8, 17), False),
        (date(2025, 12, 28), False),
        (date(2025, 12, 29), True),
        (date(2026, 1, 3), True),
        (date(2026, 1, 4), False),
        (date(2025, 9, 1), False),
    ],
)
def test_closed_seasons_are_obon_and_new_year(day: date, closed: bool) -> None:
    assert is_closed_season(day) is closed


@pytest.mark.parametrize(
    "text",
    [
        "2025-04-12",
        "2025/4/12",
        "2025.4.12",
        "20250412",
        "2025年4月12日",
        "２０２５年４月１２日",
        "２０２５－０４－１２",
        " 2025 年 4 月 12 日 ",
        "令和7年4月12日",
        "令和７年４月１２日（土）",
        "令7.4.12",
        "R7.4.12",
        "r7/4/12",
        "R07-04-12",
        "2025年4月12日（土）",
        "2025-04-12 (土)",
        "2025/4/12（土曜日）",
        "2025年4月12日 土曜日",
        "2025年4月12日（土・祝）",
    ],
)
def test_a_date_is_read_in_every_usual_form(text: str) -> None:
    assert parse_date(text) == date(2025, 4, 12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("M45.7.29", date(1912, 7, 29)),
        ("平成32年3月31日", date(2020, 3, 31)),  # written before the era ended
    ],
)
def test_a_date_is_read_in_every_era(text: str, day: date) -> None:
    assert parse_date(text) == day


def test_the_american_form_is_read_only_when_asked_for() -> None:
    assert parse_date("3/1/2023", month_first=True) == date(2023, 3, 1)
    assert parse_date("2023-03-01", month_first=True) == date(2023, 3, 1)
    with pytest.raises(ValueError, match="月と日のどちらが先か分かりません"):
        parse_date("3/1/2023")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "10月5日",
            "「10月5日」を日付として読めません。「2025-04-12」や「令和7年4月12日」のように入力してください。",
        ),
        ("", "「」を日付として読めません。「2025-04-12」や「令和7年4月12日」のように入力してください。"),
        ("2025-02-30", "「2025-02-30」という日はありません。月と日を確かめてください。"),
        ("2025年13月1日", "「2025年13月1日」という日はありません。月と日を確かめてください。"),
        ("令和元年4月1日", "令和は2019年5月1日からです。「令和元年4月1日」を確かめてください。"),
        ("令和0年6月1日", "令和は2019年5月1日からです。「令和0年6月1日」を確かめてください。"),
        (
            "2025年10月5日（土）",
            "日付と曜日が合いません。2025年10月5日は日曜日です。「2025年10月5日（土）」を確かめてください。",
        ),
        (
            "令和7年10月5日 土曜日",
            "日付と曜日が合いません。2025年10月5日は日曜日です。「令和7年10月5日 土曜日」を確かめてください。",
        ),
    ],
)
def test_a_date_that_cannot_be_read_says_what_to_do(text: str, message: str) -> None:
    with pytest.raises(ValueError) as error:
        parse_date(text)
    assert str(error.value) == message
