"""Dates as Japanese offices write and read them: 年度, 和暦, weekdays, holidays."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple, Self

import jpholiday

WEEKDAYS = "月火水木金土日"


class Era(NamedTuple):
    """An era (元号): its name, its letter in forms, its first day."""

    name: str
    letter: str
    start: date


# Newest first, so that the first era that has begun is the right one.
ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 10, 23)),
)


def era_year(day: date) -> str:
    """「令和7年」, 「令和元年」; before Meiji, where no era of ours holds, 「1850年」."""
    for era in ERAS:
        if day >= era.start:
            number = day.year - era.start.year + 1
            return f"{era.name}{'元' if number == 1 else number}年"
    return f"{day.year}年"


def wareki(day: date) -> str:
    """「令和7年4月1日」."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """「土」."""
    return WEEKDAYS[day.weekday()]


def long_date(day: date) -> str:
    """「2025年4月12日（土）」."""
    return f"{day.year}年{day.month}月{day.day}日（{weekday(day)}）"


def short_date(day: date) -> str:
    """「4月12日（土）」, where the year is clear."""
    return f"{day.month}月{day.day}日（{weekday(day)}）"


def long_date_with_era(day: date) -> str:
    """「2025年（令和7年）4月12日（土）」."""
    return f"{day.year}年（{era_year(day)}）{day.month}月{day.day}日（{weekday(day)}）"


def time_ja(moment: time) -> str:
    """「午前10時」, 「正午」, 「午後0時30分」, 「午後1時30分」."""
    if (moment.hour, moment.minute) == (12, 0):
        return "正午"
    half = "午前" if moment.hour < 12 else "午後"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{half}{moment.hour % 12}時{minutes}"


def long_moment(moment: datetime) -> str:
    """「2025年（令和7年）4月12日（土） 午後1時30分」 of a moment in local time."""
    return f"{long_date_with_era(moment.date())} {time_ja(moment.time())}"


# -- 年度 ------------------------------------------------------------------------------------------------------


def fiscal_year(day: date) -> int:
    """The 年度 (April to March) of a day, named after the year in which it begins."""
    return day.year if day.month >= 4 else day.year - 1


@dataclass(frozen=True, order=True)
class FiscalYear:
    """One 年度: `FiscalYear(2025)` runs from 2025-04-01 to 2026-03-31."""

    year: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The 年度 in which a day lies."""
        return cls(fiscal_year(day))

    @property
    def start(self) -> date:
        """April 1."""
        return date(self.year, 4, 1)

    @property
    def end(self) -> date:
        """March 31, the last day that belongs to the year."""
        return date(self.year + 1, 3, 31)

    @property
    def previous(self) -> Self:
        """The year before (前年度)."""
        return type(self)(self.year - 1)

    @property
    def next(self) -> Self:
        """The year after (翌年度)."""
        return type(self)(self.year + 1)

    @property
    def era_label(self) -> str:
        """「令和7年度」.

        The national rule of 2019 calls the whole of 2019年度 令和元年度 though it began in 平成31年; looking at May 1
        gives that name, and the usual one in every other year.
        """
        return f"{era_year(date(self.year, 5, 1))}度"

    @property
    def label(self) -> str:
        """「2025年度（令和7年度）」."""
        return f"{self.year}年度（{self.era_label}）"

    def __contains__(self, day: date) -> bool:
        return fiscal_year(day) == self.year

    def __str__(self) -> str:
        return self.label


# -- Days off ---------------------------------------------------------------------------------------------------


def holiday_name(day: date) -> str:
    """「敬老の日」, 「振替休日」; empty on a day that is no national holiday (祝日)."""
    return jpholiday.is_holiday_name(day) or ""


def is_closed_season(day: date) -> bool:
    """Whether offices and groups usually rest: お盆 (August 13–16) and 年末年始 (December 29 – January 3).

    These are customs, not law; December 29 to January 3 are the days that public offices close.
    """
    return (
        (8, 13) <= (day.month, day.day) <= (8, 16)
        or (day.month, day.day) >= (12, 29)
        or (day.month, day.day) <= (1, 3)
    )


# -- Reading a date ----------------------------------------------------------------------------------------------

_SEPARATED = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_KANJI = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4})")
_ERA = re.compile(
    r"(?P<era>令和?|平成?|昭和?|大正?|明治?|[RHSTM])(?P<year>元|\d{1,2})(?:年|[-/.])(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})日?"
)
_WEEKDAY = re.compile(r"(?:\(([月火水木金土日])(?:曜日?)?(?:[・,]?祝日?)?\)|([月火水木金土日])曜日?)$")
_DASHES = str.maketrans("‐‑‒–—―−－ー", "---------")


def parse_date(text: str, *, month_first: bool = False) -> date:
    """Read a date as people and files write it.

    Accepts 2025-04-12, 2025/4/12, 2025.4.12, 20250412, 2025年4月12日, 令和7年4月12日, R7.4.12, full-width digits,
    spaces, and a weekday at the end in （土） or 土曜日 form. `month_first` reads 3/1/2023 as March 1, the form in
    which spreadsheets of American settings export; without it that form is refused, since it is ambiguous.

    Raises ValueError, whose message can be shown to the user, for anything else: also when the weekday does not
    belong to the date, for then one of the two is a mistake.
    """
    typed = text.strip()
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed)).translate(_DASHES).upper()
    stated = _WEEKDAY.search(compact)
    digits = compact[: stated.start()] if stated else compact
    found = _read(digits, typed, month_first=month_first)
    if stated:
        named = stated[1] or stated[2]
        if named != weekday(found):
            raise ValueError(
                f"日付と曜日が合いません。{found.year}年{found.month}月{found.day}日は{weekday(found)}曜日です。"
                f"「{typed}」を確かめてください。"
            )
    return found


def _read(digits: str, typed: str, *, month_first: bool) -> date:
    """The date in `digits`, which has neither spaces nor weekday; `typed` is for messages."""
    if match := _ERA.fullmatch(digits):
        return _in_era(match, typed)
    if match := _SEPARATED.fullmatch(digits) or _KANJI.fullmatch(digits) or _COMPACT.fullmatch(digits):
        return _checked(*map(int, match.groups()), typed=typed)
    if match := _MONTH_FIRST.fullmatch(digits):
        if month_first:
            return _checked(int(match["year"]), int(match["month"]), int(match["day"]), typed=typed)
        raise ValueError(
            f"「{typed}」は、月と日のどちらが先か分かりません。「2025-04-12」のように、年から入力してください。"
        )
    raise ValueError(
        f"「{typed}」を日付として読めません。「2025-04-12」や「令和7年4月12日」のように入力してください。"
    )


def _in_era(match: re.Match[str], typed: str) -> date:
    """A date in an era. A year past the era's end (平成32年) stands in papers written before it ended, and is clear."""
    era = next(era for era in ERAS if match["era"] in (era.name, era.name[0], era.letter))
    number = 1 if match["year"] == "元" else int(match["year"])
    found = _checked(era.start.year + number - 1, int(match["month"]), int(match["day"]), typed=typed)
    if number < 1 or found < era.start:
        raise ValueError(
            f"{era.name}は{era.start.year}年{era.start.month}月{era.start.day}日からです。「{typed}」を確かめてください。"
        )
    return found


def _checked(year: int, month: int, day: int, *, typed: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"「{typed}」という日はありません。月と日を確かめてください。") from None
