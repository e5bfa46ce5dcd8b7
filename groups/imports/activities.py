"""Regular activities (ふだんの活動) out of the words of a cell: 「体操 毎月 第2・第4木曜日 10:00〜11:30 集会所」.

Our own list writes them so, one after the other with 、 between; rosters have 「毎週月・水曜 10時〜」 and the like. What
cannot be taken apart without guessing is left out and told.
"""

import re
from datetime import time
from typing import Any, NamedTuple

from groups.models import Activity
from portal.imports import cells
from portal.imports.cells import Cleaned
from portal.japanese.calendar import WEEKDAYS

_DAY = f"[{WEEKDAYS}]"
# Not 「毎月15日」, nor the 日 of 日曜大工: days of the week end with 曜, or where the word ends.
_DAYS = rf"{_DAY}(?:曜日?)?(?:[・,と]?{_DAY}(?:曜日?)?)*(?:(?<=曜)日?|(?<=曜日)|(?=[\s(]|$|\d))"
_WEEKS = r"第[1-5](?:[・,と]?第?[1-5])*"
_SCHEDULE = re.compile(
    rf"(?:(?P<monthly>毎月)\s*)?(?P<weeks>{_WEEKS})\s*(?P<week_days>{_DAYS})"
    rf"|(?:(?P<daily>毎日)|(?P<yearly>年に数回)|(?P<irregular>不定期))(?:\s*(?P<other_days>{_DAYS}))?"
    rf"|(?P<weekly>毎週)\s*(?P<days>{_DAYS})?|(?<!\S)(?P<bare_days>{_DAY}(?:[・,と]?{_DAY})*曜日?)"
)
_CLOCK = r"(?:午前|午後)?\d{1,2}(?::\d{2}|時半|時\d{1,2}分|時)"
_HOURS = re.compile(rf"^(?P<first>{_CLOCK})(?:\s*(?:~|-|から)\s*(?P<last>{_CLOCK})?)?(?:まで)?(?=\s|$)")
_UNTIL = re.compile(rf"^(?P<last>{_CLOCK})まで(?=\s|$)")
_RANGE = re.compile(rf"({_DAY})(?:曜日?)?(?:~|-|から)({_DAY})(?=曜)")
# Between weeks or days of one activity, where it does not part activities.
_WITHIN = re.compile(rf"(?<=第\d)[、,]\s*(?=第?\d)|(?<={_DAY})[、,]\s*(?={_DAY}(?:曜|[、,・]))")
_BETWEEN = re.compile(r"[;；\n]")
_OTHERWISE_BETWEEN = re.compile("[、,／/]")
# Days of the month or times that were not understood, every other week or month, and days that are left out.
_UNCLEAR = re.compile(rf"\d[時:日]|毎|隔|曜日|奇数|偶数|のみ|除|休み|祝|{_DAY}~")
_UNNAMED = "定例の活動"
_LONGEST = 100
_AMBIGUOUS = (
    "活動ごとの名前・曜日・時刻に分けられないため取り込みません。「体操 毎月 第2木曜日 10:00〜11:30 集会所」のように"
    "書くと取り込めます。"
)


class Told(NamedTuple):
    """What one activity of a cell says."""

    name: str
    frequency: str
    weekdays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""

    @property
    def in_words(self) -> str:
        return Activity(**self.fields).in_words

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of an `Activity`."""
        return self._asdict() | {"weekdays": list(self.weekdays), "weeks": list(self.weeks)}


def known_activities(cell: str) -> Cleaned:
    """The activities of a cell, each in the words of our own list; nothing of it where one cannot be taken apart."""
    if cells.is_nothing(cell):
        return Cleaned([])
    whole = _WITHIN.sub("・", cell.strip())
    parts = _BETWEEN.split(whole)
    if len(parts) == 1:
        parts = _OTHERWISE_BETWEEN.split(whole)
    told = [activity_told(part) for part in parts if part.strip()]
    if any(activity is None for activity in told):
        return Cleaned([], doubt=_AMBIGUOUS)
    unnamed = any(activity.name == _UNNAMED for activity in told if activity) and _UNNAMED not in cell
    return Cleaned(
        [activity.in_words for activity in told if activity],
        f"活動の名前がないため、「{_UNNAMED}」にしました。" if unnamed else "",
    )


def activity_told(text: str) -> Told | None:
    """The one activity that a text tells of; None where it has no schedule, several, or one that we cannot keep."""
    plain = re.sub("[〜～–—―]", "~", cells.folded(text))
    plain = _RANGE.sub(_each_day, plain)
    found = list(_SCHEDULE.finditer(plain))
    if len(found) != 1:
        return None
    (schedule,) = found
    hours = plain[schedule.end() :].strip()
    clock = _UNTIL.match(hours) or _HOURS.match(hours)
    try:
        starts_at, ends_at = _moments(clock) if clock else (None, None)
    except ValueError:  # 25:00
        return None
    place = hours[clock.end() :].strip() if clock else hours
    name = plain[: schedule.start()].strip()
    frequency, days, weeks = _schedule(schedule)
    in_order = starts_at is None or ends_at is None or starts_at < ends_at
    is_clear = in_order and not _UNCLEAR.search(f"{name} {place}")
    # What stands behind the days alone may be the name as well as the place.
    if not is_clear or (place and not name and not clock) or max(len(name), len(place)) > _LONGEST:
        return None
    return Told(name or _UNNAMED, frequency, days, weeks, starts_at, ends_at, place)


def _schedule(found: re.Match[str]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    if found["weeks"]:
        weeks = tuple(sorted({int(digit) for digit in re.findall(r"\d", found["weeks"])}))
        return Activity.Frequency.MONTHLY, _days(found["week_days"]), weeks
    for frequency in (Activity.Frequency.DAILY, Activity.Frequency.YEARLY, Activity.Frequency.IRREGULAR):
        if found[frequency.value]:
            return frequency, _days(found["other_days"] or ""), ()
    return Activity.Frequency.WEEKLY, _days(found["days"] or found["bare_days"] or ""), ()


def _each_day(found: re.Match[str]) -> str:
    first, last = (WEEKDAYS.index(found[place]) for place in (1, 2))
    return "・".join(WEEKDAYS[first : last + 1]) or found[0]


def _days(words: str) -> tuple[int, ...]:
    letters = re.sub("曜日?", "", words)
    return tuple(sorted({WEEKDAYS.index(letter) for letter in letters if letter in WEEKDAYS}))


def _moments(found: re.Match[str]) -> tuple[time | None, time | None]:
    """From when to when; 「午後1時〜3時」 ends in the afternoon too."""
    begin, end = found.groupdict().get("first"), found["last"]
    if begin and end and begin.startswith("午後") and not end.startswith("午"):
        end = f"午後{end}"
    first, last = (
        time.fromisoformat(cells.clock_time(told).value) if told else None for told in (begin, end)
    )
    return first, last
