"""What came back (回収の状況), for those who hand out and collect: the 回収表 unmerged, and where to ask again. Counts
only, of sheets and not of answers: it may be seen while a wave is open, when nobody sees results.
"""

from dataclasses import dataclass

from surveys.models import Wave
from surveys.reports.figures import Returned
from surveys.reports.results import channel_counts
from surveys.reports.returns import TOTAL, Returns, returned_line, returns_of
from surveys.reports.snapshots import results_in

# So many neighbourhoods are asked again.
REMINDED = 5


@dataclass(frozen=True)
class Reminder:
    """A neighbourhood from which fewer came back than from the whole: the rates in percent, and how many are out."""

    label: str
    rate: float
    outstanding: int


@dataclass(frozen=True)
class ResponseRates:
    """The 回収表 of a wave (`surveys.reports.returns`), and what belongs to it."""

    lines: tuple[Returned, ...]
    total: Returned
    proxies: int = 0  # of all: written or told by somebody else for the person
    untold: tuple[str, ...] = ()  # batches of which nobody has told how many were handed out
    reminders: tuple[Reminder, ...] = ()  # the neighbourhoods below the whole, the lowest rate first


def response_rates(wave: Wave) -> ResponseRates:
    """What was handed out and what came back of a wave; three queries.

    When the answers are gone, it is the table of the settled numbers, with small neighbourhoods in one line.
    """
    if wave.disposed_on is not None:
        settled = results_in(wave.snapshot)
        return ResponseRates(settled.returned, settled.returned_total)
    returns = returns_of(wave)
    return ResponseRates(
        returns.lines,
        returns.total,
        proxies=wave.responses.counted().filter(is_proxy=True).count(),
        untold=returns.untold,
        reminders=_reminders(returns),
    )


def _reminders(returns: Returns) -> tuple[Reminder, ...]:
    whole = returns.total.rate
    low = [
        Reminder(line.label, line.rate, max(0, (line.distributed or 0) - line.total))
        for line in returns.places
        if line.rate is not None and whole is not None and line.rate < whole
    ]
    return tuple(sorted(low, key=lambda reminder: reminder.rate)[:REMINDED])


def received(wave: Wave) -> Returned:
    """How many responses came, by channel and in all; no results. Of a wave whose answers are gone the settled number."""
    if wave.disposed_on is not None:
        return results_in(wave.snapshot).returned_total
    return returned_line(TOTAL, None, channel_counts(wave))
