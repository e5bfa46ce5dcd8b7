"""Geometry of the chart of waves: one line a choice, told apart by dashes, numbers and names."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.reports.charts import NARROW, WIDE
from surveys.reports.figures import Comparison
from surveys.reports.lettering import FONT, Words, percent, wrapped

SLOPE_LINE = 17


@dataclass(frozen=True)
class Mark:
    x: float
    y: float


# Dashes of lines; the number in their marks tells them apart too.
DASHES = ("", "9 4", "2 4", "12 4 2 4", "5 3", "16 5", "8 3 2 3 2 3", "1 3")


@dataclass(frozen=True)
class SlopeLine:
    label: Words
    points: str
    marks: tuple[Mark, ...]
    style: int  # the number in its marks
    leader: str  # from the last mark to the label

    @property
    def dashes(self) -> str:
        return DASHES[(self.style - 1) % len(DASHES)]


@dataclass(frozen=True)
class SlopeChart:
    title: str
    description: str
    width: int
    height: float
    top: float
    bottom: float
    waves: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    left: float
    right: float
    lines: tuple[SlopeLine, ...]

    @property
    def tick_x(self) -> float:
        return self.left - 14

    @property
    def wave_names(self) -> tuple[tuple[float, list[str]], ...]:
        """(x, lines) below: 「第1回」 over 「2024年11月」."""
        return tuple((x, name.rstrip("）").split("（")) for x, name in self.waves)


def slope_chart(title: str, comparison: Comparison, *, most: int = 8, wide: bool = False) -> SlopeChart:
    """How shares moved from wave to wave, one line a choice; the `most` with the largest last share."""
    chosen = [
        (label, shares)
        for label, shares in comparison.shares
        if all(share is not None for share in shares)
        and not label.startswith("無回答")
        and label not in comparison.groups
    ]
    chosen.sort(key=lambda pair: -(pair[1][-1] or 0))
    chosen = chosen[:most]
    largest = max([10.0, *(share or 0 for _label, shares in chosen for share in shares)])
    scale = min(100.0, math.ceil(largest / 10) * 10)
    width = WIDE if wide else NARROW
    left, right = 46.0, width - (220.0 if wide else 168.0)
    count = len(comparison.waves)
    names = [
        [
            *wrapped(f"{at} {label}", (width - right - 18) / FONT),
            "→".join(f"{share:.1f}" for share in shares[-2:]) + "%",
        ]
        for at, (label, shares) in enumerate(chosen, start=1)
    ]
    tall = [SLOPE_LINE * len(lines) + 8 for lines in names]
    top, bottom = 20.0, 20.0 + max(220, sum(tall))
    xs = [round(left + (right - left) * at / max(count - 1, 1), 1) for at in range(count)]

    def height_of(share: float) -> float:
        return round(bottom - (bottom - top) * share / scale, 1)

    places = _apart([height_of(shares[-1] or 0) for _label, shares in chosen], tall, bottom)
    lines = []
    for at, ((_label, shares), place) in enumerate(zip(chosen, places, strict=True)):
        marks = tuple(Mark(x, height_of(share or 0)) for x, share in zip(xs, shares, strict=True))
        first = place - (tall[at] - 8) / 2 + 13
        words = tuple((round(first + SLOPE_LINE * each, 1), line) for each, line in enumerate(names[at]))
        lines.append(
            SlopeLine(
                label=Words(right + 18, words),
                points=" ".join(f"{mark.x},{mark.y}" for mark in marks),
                marks=marks,
                style=at + 1,
                leader=f"M{marks[-1].x + 8} {marks[-1].y}L{right + 15} {place}",
            )
        )
    spoken = "。".join(f"{label} {'→'.join(percent(share) for share in shares)}" for label, shares in chosen)
    ticks = tuple((height_of(value), f"{value:g}%") for value in (0.0, scale / 2, scale))
    return SlopeChart(
        title=title,
        description=f"{'、'.join(comparison.waves)}。{spoken}",
        width=width,
        height=bottom + 44,
        top=top,
        bottom=bottom,
        waves=tuple(zip(xs, comparison.waves, strict=True)),
        ticks=ticks,
        left=left,
        right=right,
        lines=tuple(lines),
    )


def _apart(wanted: Sequence[float], tall: Sequence[float], bottom: float) -> list[float]:
    """Middles near the wanted ones, so far apart that what is so tall does not overlap; they end above the bottom."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = [0.0] * len(wanted)
    edge = -math.inf
    for at in order:
        places[at] = max(wanted[at], edge + tall[at] / 2)
        edge = places[at] + tall[at] / 2
    edge = bottom + 8
    for at in reversed(order):
        places[at] = min(places[at], edge - tall[at] / 2)
        edge = places[at] - tall[at] / 2
    return [round(place, 1) for place in places]
