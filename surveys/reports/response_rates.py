"""How many came back, neighbourhood by neighbourhood (回収率), for those who hand out and collect. Counts only: it may
be seen while a wave is open, when nobody sees results. What is published stands in `surveys.reports.returns`.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Count, OuterRef, Subquery, When

from portal.models import Neighborhood
from surveys.models import Answer, Attribute, Batch, Response, Wave
from surveys.reports.figures import Returned
from surveys.reports.results import channel_counts
from surveys.reports.rounding import share
from surveys.reports.snapshots import results_in

ELSEWHERE = "不明・その他"
TOTAL = "合計"
# So many neighbourhoods are asked again.
REMINDED = 5

Channel = Response.Channel


@dataclass(frozen=True)
class Reminder:
    """A neighbourhood from which fewer came back than from the whole: the rates in percent, and how many are out."""

    label: str
    rate: float
    outstanding: int


@dataclass(frozen=True)
class ResponseRates:
    """The lines in the order of the neighbourhoods, then what belongs to none; and their sum."""

    lines: tuple[Returned, ...]
    total: Returned
    proxies: int  # of all: written or told by somebody else for the person
    # Batches of which nobody has told how many were handed out; the rates leave their sheets out.
    untold: tuple[str, ...]

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """The neighbourhoods below the whole, the lowest rate first."""
        whole = self.total.rate
        low = [
            Reminder(line.label, line.rate, max(0, (line.distributed or 0) - line.total))
            for line in self.lines
            if line.label != ELSEWHERE and line.rate is not None and whole is not None and line.rate < whole
        ]
        return tuple(sorted(low, key=lambda reminder: reminder.rate)[:REMINDED])


def response_rates(wave: Wave) -> ResponseRates:
    """What was handed out and what came back of a wave; four queries.

    A response belongs where its sheet or slip was handed out, also where that was in no neighbourhood; without a batch
    to the neighbourhood that it answered, else to none. Rates are percent of what was handed out, rounded half up to
    one decimal; none where nobody told how many that were. With answers from people who got nothing, they pass 100.
    When the answers are gone, it is the table of the settled numbers.
    """
    if wave.disposed_on is not None:
        settled = results_in(wave.snapshot)
        return ResponseRates(settled.returned, settled.returned_total, proxies=0, untold=())
    batches = list(wave.batches.all())
    counts = _counts(wave)
    places: dict[int | None, str] = dict(
        Neighborhood.objects.filter(district=wave.district).values_list("pk", "name")
    )
    distributed = _distributed(batches)
    places = {
        pk: name
        for pk, name in places.items()
        if pk in counts or any(b.neighborhood_id == pk for b in batches)
    }
    if None in counts or any(batch.neighborhood_id is None for batch in batches):
        places[None] = ELSEWHERE
    lines = tuple(_line(name, distributed.get(pk), counts.get(pk, {})) for pk, name in places.items())
    whole: dict[str, int] = defaultdict(int)
    for found in counts.values():
        for channel, count in found.items():
            whole[channel] += count
    return ResponseRates(
        lines,
        _line(TOTAL, sum(distributed.values()) if distributed else None, whole),
        wave.responses.counted().filter(is_proxy=True).count(),
        tuple(batch.name for batch in batches if batch.distributed is None),
    )


def received(wave: Wave) -> Returned:
    """How many responses came, by channel and in all; no results. Of a wave whose answers are gone the settled number."""
    if wave.disposed_on is not None:
        return results_in(wave.snapshot).returned_total
    return _line(TOTAL, None, channel_counts(wave))


def _counts(wave: Wave) -> dict[int | None, dict[str, int]]:
    """{neighbourhood id: {channel: responses}}; one query."""
    answered = Answer.objects.filter(
        response=OuterRef("pk"),
        question__attribute=Attribute.NEIGHBORHOOD,
        choice__neighborhood__isnull=False,
    )
    rows = (
        wave.responses.counted()
        .order_by()
        .annotate(
            place=Case(
                When(batch__isnull=False, then="batch__neighborhood"),
                default=Subquery(answered.values("choice__neighborhood")[:1]),
                output_field=BigIntegerField(),
            )
        )
        .values_list("place", "channel")
        .annotate(count=Count("pk"))
    )
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    for place, channel, count in rows:
        found[place][channel] = count
    return dict(found)


def _distributed(batches: list[Batch]) -> dict[int | None, int]:
    """{neighbourhood id: sheets handed out}, of those that were told."""
    found: dict[int | None, int] = defaultdict(int)
    for batch in batches:
        if batch.distributed is not None:
            found[batch.neighborhood_id] += batch.distributed
    return dict(found)


def _line(label: str, distributed: int | None, channels: dict[str, int]) -> Returned:
    total = sum(channels.values())
    return Returned(
        label,
        distributed,
        channels.get(Channel.PAPER, 0),
        channels.get(Channel.WEB, 0),
        channels.get(Channel.PHONE, 0),
        share(total, distributed) if distributed else None,
    )
