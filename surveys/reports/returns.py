"""回収表: what was handed out and what came back, by neighbourhood of the batch; no answers stand in it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from surveys.models import Response, Wave
from surveys.reports.figures import SMALLEST_BASE, Returned
from surveys.reports.rounding import share

OTHERS = "そのほかの町内（まとめ）"
WITHOUT_BATCH = "町内が分からない回答"


@dataclass
class _Line:
    label: str
    distributed: int | None = None
    channels: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def total(self) -> int:
        return sum(self.channels.values())

    def add(self, other: "_Line") -> None:
        if other.distributed is not None:
            self.distributed = (self.distributed or 0) + other.distributed
        for channel, count in other.channels.items():
            self.channels[channel] += count

    def figures(self) -> Returned:
        channel = Response.Channel
        rate = share(self.total, self.distributed) if self.distributed else None
        return Returned(
            self.label,
            self.distributed,
            self.channels[channel.PAPER],
            self.channels[channel.WEB],
            self.channels[channel.PHONE],
            rate,
        )


def returned_lines(wave: Wave, channels: dict[str, int]) -> tuple[tuple[Returned, ...], Returned]:
    """The lines of a wave and their sum; two queries. `channels`: how many responses count, by channel.

    Neighbourhoods from which fewer than 5 came back stand in one line together, so that the table tells no class that
    is hidden elsewhere.
    """
    lines: dict[int | None, _Line] = {}
    known: dict[int, int | None] = {}
    for batch in wave.batches.select_related("neighborhood").order_by("neighborhood__order", "first_serial"):
        key = batch.neighborhood_id
        known[batch.pk] = key
        name = batch.neighborhood.name if batch.neighborhood else WITHOUT_BATCH
        line = lines.setdefault(key, _Line(name))
        if batch.distributed is not None:
            line.distributed = (line.distributed or 0) + batch.distributed
    total = _Line("合計", channels=defaultdict(int, channels))
    told = [line.distributed for line in lines.values() if line.distributed is not None]
    total.distributed = sum(told) if told else None
    counted = wave.responses.counted().order_by().values_list("batch", "channel").annotate(count=Count("pk"))
    for batch_id, channel, count in counted:
        key = known.get(batch_id)
        lines.setdefault(key, _Line(WITHOUT_BATCH)).channels[channel] += count
    return tuple(line.figures() for line in _merged(lines)), total.figures()


def _merged(lines: dict[int | None, _Line]) -> list[_Line]:
    named = [line for key, line in lines.items() if key is not None]
    small = [line for line in named if line.total < SMALLEST_BASE]
    if not small and not 0 < getattr(lines.get(None), "total", 0) < SMALLEST_BASE:
        return [*named, *([lines[None]] if None in lines else [])]
    others = _Line(OTHERS)
    if None in lines:
        small.append(lines[None])
    rest = sorted((line for line in named if line not in small), key=lambda line: line.total)
    while rest and (len(small) < 2 or sum(line.total for line in small) < SMALLEST_BASE):
        small.append(rest.pop(0))
    for line in small:
        others.add(line)
    return [*(line for line in named if line not in small), others]
