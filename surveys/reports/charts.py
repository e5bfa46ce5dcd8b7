"""Geometry of charts: where each bar, segment, line and word stands. Templates under surveys/charts draw it as SVG.

Lengths are units of the viewBox. `wide` charts (640) are for paper: labels stand left of the bars. The others (400) are for
screens: labels stand above, so that words stay readable on a telephone. No chart is told by colour alone: segments have
patterns and numbers, lines have dashes, marks and names.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.reports.figures import (
    HIDDEN_TEXT,
    REFERENCE_MARK,
    Comparison,
    CrossTable,
    Distribution,
    Line,
    QuestionResult,
)

NARROW = 400
WIDE = 640
FONT = 15
LINE_HEIGHT = 20
BAR = 18
PATTERNS = 8


@dataclass(frozen=True)
class Words:
    """Text that is broken into lines: (y, text) of each."""

    x: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Bar:
    label: Words
    y: float
    width: float
    value: str
    value_x: float
    value_y: float
    is_quiet: bool = False  # 無回答 and what else is no choice: outlined only
    is_hidden: bool = False
    # The share of the wave before: where its mark stands.
    before_x: float | None = None


@dataclass(frozen=True)
class BarChart:
    title: str
    description: str
    width: int
    height: float
    bar_x: float
    bar_height: float
    bars: tuple[Bar, ...]
    has_before: bool = False


@dataclass(frozen=True)
class Segment:
    x: float
    width: float
    pattern: int  # 1 … PATTERNS
    number: str  # as in the legend
    value: str  # written in it where there is room
    middle: float

    @property
    def left(self) -> float:
        return round(self.middle - 28, 1)

    @property
    def number_left(self) -> float:
        return round(self.middle - 7, 1)


@dataclass(frozen=True)
class StackedRow:
    label: Words
    y: float
    segments: tuple[Segment, ...]
    is_hidden: bool
    note_y: float

    @property
    def text_top(self) -> float:
        return self.note_y - 13


@dataclass(frozen=True)
class Key:
    x: float
    y: float
    pattern: int
    number: str
    words: Words


@dataclass(frozen=True)
class StackedChart:
    title: str
    description: str
    width: int
    height: float
    bar_x: float
    bar_width: float
    bar_height: float
    rows: tuple[StackedRow, ...]
    legend: tuple[Key, ...]
    hidden_text: str = HIDDEN_TEXT


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


# -- Words ------------------------------------------------------------------------------------------------------------


def ems(text: str) -> float:
    """How wide a text is, in widths of a kanji."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "FWA" else 0.58 for letter in text)


# No line begins with these.
_NOT_FIRST = "、。，．・：；？！）」』】ーっゃゅょッャュョ々"


def wrapped(text: str, most: float) -> list[str]:
    """The text in lines of at most so many widths of a kanji; one character more where the next may not begin a line."""
    lines = [""]
    for letter in text:
        if lines[-1] and ems(lines[-1] + letter) > most and letter not in _NOT_FIRST:
            lines.append("")
        lines[-1] += letter
    return lines


def _words(text: str, x: float, y: float, most: float, height: float = LINE_HEIGHT) -> Words:
    """Text whose first line has its base line `y + FONT`."""
    return Words(
        x, tuple((round(y + FONT + height * at, 1), line) for at, line in enumerate(wrapped(text, most)))
    )


def _percent(value: float | None) -> str:
    return HIDDEN_TEXT if value is None else f"{value:.1f}%"


def n_label(n: int | None) -> str:
    """「n=12*参考」"""
    if n is None:
        return "n 非表示"
    return f"n={n:,}{REFERENCE_MARK if n < 30 else ''}"


# -- Bars -------------------------------------------------------------------------------------------------------------


def bar_chart(
    title: str,
    distribution: Distribution,
    *,
    wide: bool = False,
    before: Distribution | None = None,
    weighted: bool = False,
) -> BarChart:
    """Horizontal bars of the shares of one distribution; with `before` a mark where the wave before stood."""
    shares = [_share(line, weighted) for line in distribution.lines]
    earlier = [_before(line, before) for line in distribution.lines]
    largest = max([10.0, *(each for each in (*shares, *earlier) if each is not None)])
    scale = min(100.0, math.ceil(largest / 10) * 10)
    width = WIDE if wide else NARROW
    bar_x = 216.0 if wide else 0.0
    room = width - bar_x - 116
    y = 4.0
    bars = []
    for line, value, then in zip(distribution.lines, shares, earlier, strict=True):
        label = _words(line.label, 0, y, 14 if wide else 26)
        tall = LINE_HEIGHT * len(label.lines)
        top = y if wide else y + tall + 3
        length = round(room * (value or 0) / scale, 1)
        count = "" if line.count is None else f"（{line.count:,}）"
        bars.append(
            Bar(
                label=label,
                y=top,
                width=length,
                value=HIDDEN_TEXT
                if line.hidden
                else ("－" if value is None else f"{_percent(value)}{count}"),
                value_x=round(bar_x + max(length, (room * then / scale) if then else 0) + 6, 1),
                value_y=top + BAR - 4,
                is_quiet=line.code is None and not distribution_is_written(distribution),
                is_hidden=line.hidden,
                before_x=None if then is None else round(bar_x + room * then / scale, 1),
            )
        )
        y = (y + max(tall, BAR) + 8) if wide else (top + BAR + 10)
    spoken = "、".join(
        f"{line.label} {bar.value}" for line, bar in zip(distribution.lines, bars, strict=True)
    )
    return BarChart(
        title=title,
        description=f"{n_label(distribution.n)}。{spoken}",
        width=width,
        height=round(y, 1),
        bar_x=bar_x,
        bar_height=BAR,
        bars=tuple(bars),
        has_before=any(each is not None for each in earlier),
    )


def distribution_is_written(distribution: Distribution) -> bool:
    """Whether none of the lines is a choice: of numbers and texts."""
    return all(line.code is None for line in distribution.lines)


def _share(line: Line, weighted: bool) -> float | None:
    return line.weighted_share if weighted and line.weighted_share is not None else line.share


def _before(line: Line, before: Distribution | None) -> float | None:
    if before is None or line.code is None:
        return None
    found = before.line(line.code)
    return found.share if found else None


# -- Stacked bars -----------------------------------------------------------------------------------------------------


def stacked_items(title: str, question: QuestionResult, *, wide: bool = False) -> StackedChart:
    """A table question (MX): one bar an item."""
    return _stacked(title, [(item.label, item.distribution) for item in question.items], wide=wide)


def stacked_one(title: str, distribution: Distribution, *, wide: bool = False) -> StackedChart:
    """A scale (SC) or a question with one answer as one bar."""
    return _stacked(title, [("全体", distribution)], wide=wide)


def stacked_cross(title: str, table: CrossTable, *, wide: bool = False) -> StackedChart:
    """A question by an attribute: the total, then one bar a class."""
    rows = [("全体", table.total), *((row.label, row.distribution) for row in table.rows)]
    return _stacked(title, rows, wide=wide)


def _stacked(title: str, rows: Sequence[tuple[str, Distribution]], *, wide: bool) -> StackedChart:
    width = WIDE if wide else NARROW
    bar_x = 216.0 if wide else 0.0
    room = width - bar_x - 1
    labels = [line.label for line in rows[0][1].lines] if rows else []
    y = 4.0
    drawn = []
    spoken = []
    for name, distribution in rows:
        label = _words(f"{name}（{n_label(distribution.n)}）", 0, y, 14 if wide else 26)
        tall = LINE_HEIGHT * len(label.lines)
        top = y if wide else y + tall + 3
        height = BAR + 6
        is_hidden = any(line.share is None for line in distribution.lines)
        drawn.append(
            StackedRow(
                label,
                top,
                () if is_hidden else _segments(distribution, bar_x, room),
                is_hidden,
                top + height - 7,
            )
        )
        told = (
            HIDDEN_TEXT
            if is_hidden
            else "、".join(f"{line.label} {_percent(line.share)}" for line in distribution.lines)
        )
        spoken.append(f"{name}（{n_label(distribution.n)}） {told}")
        y = (y + max(tall, height) + 8) if wide else (top + height + 10)
    legend = []
    x = 0.0
    y += 6
    for at, label in enumerate(labels):
        length = 40 + ems(label) * FONT + 16
        if x and x + length > width:
            x, y = 0.0, y + 26
        words = _words(label, x + 30, y - 1, (width - 40) / FONT)
        legend.append(Key(x, y, at % PATTERNS + 1, str(at + 1), words))
        x += length
        y += LINE_HEIGHT * (len(words.lines) - 1)
    return StackedChart(
        title=title,
        description="。".join(spoken),
        width=width,
        height=round(y + 30, 1),
        bar_x=bar_x,
        bar_width=room,
        bar_height=BAR + 6,
        rows=tuple(drawn),
        legend=tuple(legend),
    )


def _segments(distribution: Distribution, bar_x: float, room: float) -> tuple[Segment, ...]:
    whole = sum(line.count or 0 for line in distribution.lines)
    segments = []
    x = bar_x
    for at, line in enumerate(distribution.lines):
        length = room * (line.count or 0) / whole if whole else 0
        if length:
            value = f"{line.share:.1f}" if length >= 62 else ""
            number = str(at + 1) if length >= 18 else ""
            segments.append(
                Segment(
                    round(x, 1), round(length, 1), at % PATTERNS + 1, number, value, round(x + length / 2, 1)
                )
            )
        x += length
    return tuple(segments)


# -- Waves ------------------------------------------------------------------------------------------------------------


def slope_chart(title: str, comparison: Comparison, *, most: int = 8, wide: bool = False) -> SlopeChart:
    """How shares moved from wave to wave, one line a choice; the `most` with the largest last share."""
    chosen = [
        (label, shares)
        for label, shares in comparison.shares
        if all(share is not None for share in shares) and not label.startswith("無回答")
    ]
    chosen.sort(key=lambda pair: -(pair[1][-1] or 0))
    chosen = chosen[:most]
    largest = max([10.0, *(share or 0 for _label, shares in chosen for share in shares)])
    scale = min(100.0, math.ceil(largest / 10) * 10)
    width = WIDE if wide else NARROW
    left, right = 46.0, width - (220.0 if wide else 168.0)
    top, bottom = 16.0, 16.0 + max(220, 40 * len(chosen))
    count = len(comparison.waves)
    xs = [round(left + (right - left) * at / max(count - 1, 1), 1) for at in range(count)]

    def height_of(share: float) -> float:
        return round(bottom - (bottom - top) * share / scale, 1)

    places = _apart([height_of(shares[-1] or 0) for _label, shares in chosen], 38, top, bottom)
    lines = []
    for at, ((label, shares), place) in enumerate(zip(chosen, places, strict=True)):
        marks = tuple(Mark(x, height_of(share or 0)) for x, share in zip(xs, shares, strict=True))
        text = f"{at + 1} {label} {shares[-2]:.1f}→{shares[-1]:.1f}%" if count > 1 else f"{at + 1} {label}"
        words = _words(text, right + 18, place - FONT + 5, (width - right - 18) / FONT, height=17)
        lines.append(
            SlopeLine(
                label=words,
                points=" ".join(f"{mark.x},{mark.y}" for mark in marks),
                marks=marks,
                style=at + 1,
                leader=f"M{marks[-1].x + 8} {marks[-1].y}L{right + 15} {place}",
            )
        )
    spoken = "。".join(f"{label} {'→'.join(_percent(share) for share in shares)}" for label, shares in chosen)
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


def _apart(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Places near the wanted ones, none nearer to another than the gap where there is room."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    if len(order) > 1:
        gap = min(gap, (bottom - top) / (len(order) - 1))
    places = [0.0] * len(wanted)
    last = -math.inf
    for at in order:
        last = places[at] = max(wanted[at], last + gap)
    last = bottom + gap
    for at in reversed(order):
        last = places[at] = min(places[at], last - gap)
    return [round(place, 1) for place in places]
