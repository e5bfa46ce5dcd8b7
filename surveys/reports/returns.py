"""回収表: what was handed out and what came back, by neighbourhood; one computation for everybody who reads it.

A response belongs where its sheet or slip was handed out. No answer is read for it, not even the one that tells the
neighbourhood: so it is no result, and who hands out and collects may see it while a wave is open, each neighbourhood
however few came from it, for that is where to ask again (督促). Residents read `Returns.merged`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count

from surveys.models import Response, Wave
from surveys.reports.figures import SMALLEST_BASE, Returned
from surveys.reports.rounding import share

OTHERS = "そのほかの町内（まとめ）"
ELSEWHERE = "町内の分からない分"
TOTAL = "合計"

Channel = Response.Channel


@dataclass(frozen=True)
class Returns:
    """The 回収表 of a wave. Rates are percent of what was handed out, rounded half up to one decimal; None where nobody
    told how many that were. Answers without a number can carry the rate of the whole past 100."""

    places: tuple[Returned, ...]  # neighbourhoods in which something was handed out, in their order
    # Handed out in none of them, or come without a number, and so without a rate; None: there is nothing of it.
    elsewhere: Returned | None
    total: Returned
    # Batches of which nobody has told how many were handed out; the rates leave their sheets out.
    untold: tuple[str, ...]

    @property
    def lines(self) -> tuple[Returned, ...]:
        """One for each neighbourhood, then what belongs to none."""
        return self.places if self.elsewhere is None else (*self.places, self.elsewhere)

    @property
    def merged(self) -> tuple[Returned, ...]:
        """As it is published: neighbourhoods from which fewer than 5 came back stand in one line together, so that the
        table tells no class that is hidden elsewhere."""
        small = [line for line in self.places if line.total < SMALLEST_BASE]
        if not small and not (self.elsewhere and 0 < self.elsewhere.total < SMALLEST_BASE):
            return self.lines
        if self.elsewhere is not None:
            small.append(self.elsewhere)
        rest = sorted((line for line in self.places if line not in small), key=lambda line: line.total)
        while rest and (len(small) < 2 or sum(line.total for line in small) < SMALLEST_BASE):
            small.append(rest.pop(0))
        others = _sum(OTHERS, small) if self.elsewhere is None else _without_rate(_sum(OTHERS, small))
        return (*(line for line in self.places if line not in small), others)


def returns_of(wave: Wave) -> Returns:
    """The 回収表 of a wave whose answers are still there; two queries."""
    batches = list(
        wave.batches.select_related("neighborhood").order_by("neighborhood__order", "first_serial")
    )
    counted = wave.responses.counted().order_by().values_list("batch", "channel").annotate(count=Count("pk"))
    came: dict[int | None, dict[str, int]] = defaultdict(dict)
    for batch, channel, count in counted:
        came[batch][channel] = count
    lines: dict[int | None, list[Returned]] = {}
    names: dict[int, str] = {}
    for batch in batches:
        line = returned_line(batch.name, batch.distributed, came.pop(batch.pk, {}))
        lines.setdefault(batch.neighborhood_id, []).append(line)
        if batch.neighborhood is not None:
            names[batch.neighborhood.pk] = batch.neighborhood.name
    for channels in came.values():
        lines.setdefault(None, []).append(returned_line(ELSEWHERE, None, channels))
    return Returns(
        places=tuple(_sum(name, lines[key]) for key, name in names.items()),
        elsewhere=_without_rate(_sum(ELSEWHERE, lines[None])) if None in lines else None,
        total=_sum(TOTAL, [line for each in lines.values() for line in each]),
        untold=tuple(batch.name for batch in batches if batch.distributed is None),
    )


def returned_line(label: str, distributed: int | None, channels: dict[str, int]) -> Returned:
    """A line of so many sheets handed out (None: nobody told) and {channel: responses}."""
    paper, web, phone = (channels.get(channel, 0) for channel in (Channel.PAPER, Channel.WEB, Channel.PHONE))
    rate = share(paper + web + phone, distributed) if distributed else None
    return Returned(label, distributed, paper, web, phone, rate)


def _without_rate(line: Returned) -> Returned:
    """Of answers that came from no sheet there is nothing of which they could be a part."""
    return replace(line, rate=None)


def _sum(label: str, lines: Iterable[Returned]) -> Returned:
    lines = list(lines)
    told = [line.distributed for line in lines if line.distributed is not None]
    channels = {
        Channel.PAPER: sum(line.paper for line in lines),
        Channel.WEB: sum(line.web for line in lines),
        Channel.PHONE: sum(line.phone for line in lines),
    }
    return returned_line(label, sum(told) if told else None, channels)
