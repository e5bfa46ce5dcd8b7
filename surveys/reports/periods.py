"""When a wave could be answered, in words: as it really was, also where it was closed before the announced day."""

from collections.abc import Callable
from datetime import date

from portal.japanese.calendar import long_date
from surveys.models import Wave

Day = Callable[[date], str]


def period_of(wave: Wave, day: Day = long_date) -> str:
    """「6月1日から6月30日まで」; of a wave that was closed early also that it was, and of one day alone no 「から」."""
    if not _is_closed_early(wave):
        return _from_to(wave.opens_on, wave.closes_on, day)
    closed_on = wave.closed_on or wave.closes_on
    if closed_on < wave.opens_on:
        return f"始まりの日（{day(wave.opens_on)}）の前の{day(closed_on)}に締め切りました"
    if closed_on == wave.opens_on:
        return f"{day(closed_on)}に始め、その日のうちに締め切りました"
    return f"{_from_to(wave.opens_on, closed_on, day)}（予定より早く締め切りました）"


def period_held(wave: Wave, day: Day = long_date) -> str:
    """The same before 「行った」: 「6月1日から6月20日まで」, 「6月1日に」."""
    first, last = wave.opens_on, wave.last_day
    return f"{day(first)}に" if first == last else _from_to(first, last, day)


def _is_closed_early(wave: Wave) -> bool:
    return wave.is_closed and wave.closed_on is not None and wave.closed_on < wave.closes_on


def _from_to(first: date, last: date, day: Day) -> str:
    return f"{day(first)}の1日だけ" if first == last else f"{day(first)}から{day(last)}まで"
