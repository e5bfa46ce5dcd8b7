"""Geometry of charts: where each bar, segment, line and word stands. Templates under surveys/charts draw it as SVG.

Lengths are units of the viewBox. `wide` charts (640) are for paper: labels stand left of the bars. The others (360) are for
screens: labels stand above, and a telephone draws them hardly smaller than they are. No chart is told by colour alone: segments have
patterns and numbers, lines have dashes, marks and names.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.reports.figures import HIDDEN_TEXT, CrossTable, Distribution, Line, QuestionResult
from surveys.reports.lettering import FONT, LINE_HEIGHT, Words, ems, n_label, percent, words_at

NARROW = 360
WIDE = 640
# The longest line of a label, in widths of a kanji.
NARROW_LABEL = 23
WIDE_LABEL = 14
BAR = 18
PATTERNS = 8


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


# -- Bars -------------------------------------------------------------------------------------------------------------


def bar_chart(
    title: str,
    distribution: Distribution,
    *,
    wide: bool = False,
    before: Distribution | None = None,
) -> BarChart:
    """Horizontal bars of the shares of one distribution; with `before` a mark where the wave before stood."""
    shares = [line.share for line in distribution.lines]
    earlier = [_before(line, before) for line in distribution.lines]
    largest = max([10.0, *(each for each in (*shares, *earlier) if each is not None)])
    scale = min(100.0, math.ceil(largest / 10) * 10)
    width = WIDE if wide else NARROW
    bar_x = 216.0 if wide else 0.0
    room = width - bar_x - 116
    y = 4.0
    bars = []
    for line, value, then in zip(distribution.lines, shares, earlier, strict=True):
        label = words_at(line.label, 0, y, WIDE_LABEL if wide else NARROW_LABEL)
        tall = LINE_HEIGHT * len(label.lines)
        top = y if wide else y + tall + 3
        length = round(room * (value or 0) / scale, 1)
        count = "" if line.count is None else f"（{line.count:,}）"
        bars.append(
            Bar(
                label=label,
                y=top,
                width=length,
                value=HIDDEN_TEXT if line.hidden else ("－" if value is None else f"{percent(value)}{count}"),
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
        label = words_at(
            name, 0, y, WIDE_LABEL if wide else NARROW_LABEL, note=f"（{n_label(distribution.n)}）"
        )
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
            else "、".join(f"{line.label} {percent(line.share)}" for line in distribution.lines)
        )
        spoken.append(f"{name}（{n_label(distribution.n)}） {told}")
        y = (y + max(tall, height) + 8) if wide else (top + height + 10)
    legend = []
    x = 0.0
    y += 6
    for at, label in enumerate(labels):
        label = f"{at + 1} {label}"
        length = 40 + ems(label) * FONT + 16
        if x and x + length > width:
            x, y = 0.0, y + 26
        words = words_at(label, x + 30, y - 1, (width - 40) / FONT)
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
