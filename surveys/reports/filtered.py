"""A question by an attribute, of some people alone (紙 only, by 年代): judged over all values of the filter at once."""

from collections.abc import Sequence
from itertools import product

from django.core.exceptions import ValidationError

from surveys.models import Item, Kind, Wave
from surveys.questionnaire import Asked
from surveys.reports.axes import IDENTIFYING, Axis, Within
from surveys.reports.crossing import Crossing, is_axis
from surveys.reports.distributions import can_shift, distribution, hidden_distribution, row_of
from surveys.reports.figures import SMALLEST_BASE, CrossRow, CrossTable, Distribution
from surveys.reports.suppression import Cells, CubeCells, protect_cube, survives
from surveys.reports.tallies import Tally, count_answers

TOO_FEW = (
    "人数の少ないところがあり、ほかの表と合わせると一人ひとりの答えが分かるおそれがあるため、表示できません。"
    "しぼりこみか、かけ合わせをはずしてください。"
)


def filtered_tables(
    wave: Wave, asked: Asked, axis: Axis, within: Within, axes: Sequence[Axis]
) -> tuple[CrossTable, ...]:
    """The tables of a question by an axis within one class of another; `axes` are all of the wave, in order.

    Raises ValidationError where the three cannot be combined.
    """
    by_filter = next((each for each in axes if each.key == within.key), None)
    if by_filter is None or by_filter.class_of(within.code) is None:
        raise ValidationError("しぼりこむ項目を、一覧から選んでください。")
    _check(asked, axis, by_filter)
    # The same numbers are published with either of the two as the filter: one cube, one pattern.
    first, second = sorted((by_filter, axis), key=lambda each: axes.index(each))
    tally = count_answers(wave, [asked], [first, second])
    between = _between(wave, first, second)
    items = asked.items if asked.kind == Kind.MX else (None,)
    return tuple(FilteredCube(asked, item, tally, between).table(by_filter, axis, within) for item in items)


def _check(asked: Asked, axis: Axis, by_filter: Axis) -> None:
    if len({by_filter.key, axis.key, asked.key}) < 3:
        raise ValidationError("しぼりこみ、かけ合わせ、質問には、それぞれ別の項目を選んでください。")
    if {axis.attribute, by_filter.attribute, asked.question.attribute} >= IDENTIFYING:
        raise ValidationError("町内・年代・性別を一緒にかけ合わせると、だれの答えか分かるため、できません。")
    if is_axis(asked):
        raise ValidationError("属性の質問どうしをかけ合わせるときは、しぼりこみをはずしてください。")
    if asked.parent is not None or asked.kind == Kind.N:
        raise ValidationError(
            "続けて聞いた質問と数の質問は、しぼりこみながらかけ合わせられません。どちらかをはずしてください。"
        )


def _between(wave: Wave, first: Axis, second: Axis) -> Crossing:
    """The table of the two axes: how many are in each pair, and which of these numbers are hidden."""
    attribute = first.asked or second.asked
    other = second if attribute is first.asked else first
    if attribute is None:
        raise ValidationError("かけ合わせる項目を、一覧から選んでください。")
    return Crossing(attribute, None, other, count_answers(wave, [attribute], [other]))


class FilteredCube:
    """A question by two axes. Along each: its shown classes in order, and last all others as one."""

    def __init__(self, asked: Asked, item: Item | None, tally: Tally, between: Crossing) -> None:
        self.asked, self.item, self.tally = asked, item, tally
        self.crossings = [Crossing(asked, item, tally.axes[at], tally.along(at)) for at in (0, 1)]
        self.columns = self.crossings[0].columns
        self.shown = [
            [place for place in range(each.untold) if place not in each.hidden_classes]
            for each in self.crossings
        ]
        self.sizes = [len(shown) + 1 for shown in self.shown]
        self.cells = [
            [[0] * len(self.columns) for _second in range(self.sizes[1])] for _first in range(self.sizes[0])
        ]
        self.people = [[0] * self.sizes[1] for _first in range(self.sizes[0])]
        self._fill()
        self.unknown = self._unknown(between)
        self.hidden = self._protected() if self._survives() else None

    def _at(self, axis: int, place: int | None) -> int:
        shown = self.shown[axis]
        return shown.index(place) if place in shown else len(shown)

    def _fill(self) -> None:
        for cell, counts in self.tally.cells.items():
            first, second = self._at(0, cell[0]), self._at(1, cell[1])
            self.people[first][second] += counts.people
            for column, count in enumerate(row_of(self.asked, self.item, self.columns, counts)):
                self.cells[first][second][column] += count

    def _unknown(self, between: Crossing) -> set[tuple[int, int]]:
        """Pairs of which the table of the two axes hides how many there are."""
        turned = between.axis.key == self.tally.axes[0].key
        found = set()
        for row, column in between.opened:
            classes = [choice for choice in between.asked.choices if not choice.is_outside]
            place = column if column < len(classes) else None
            pair = (row if row < between.untold else None, place)
            first, second = pair if turned else (pair[1], pair[0])
            found.add((self._at(0, first), self._at(1, second)))
        return found

    def _opened(self, axis: int) -> Cells:
        crossing = self.crossings[axis]
        return {(self._at(axis, row), column) for row, column in crossing.opened if row in self.shown[axis]}

    def _survives(self) -> bool:
        """Whether what the crossings with each axis hide stays unknown beside this table."""
        turned = [list(each) for each in zip(*self.cells, strict=True)]
        return all(
            not self.crossings[axis].hidden_classes
            or survives(slices, [self.sizes[axis] - 1], self._opened(axis))
            for axis, slices in ((0, turned), (1, self.cells))
        )

    def _protected(self) -> CubeCells | None:
        width = range(len(self.columns))
        last = (self.sizes[0] - 1, self.sizes[1] - 1)
        hidden: CubeCells = set()
        empty = set()
        for pair in product(range(self.sizes[0]), range(self.sizes[1])):
            people = self.people[pair[0]][pair[1]]
            if self._is_merged(pair) or pair in self.unknown or 0 < people < SMALLEST_BASE:
                hidden |= {(*pair, column) for column in width}
            elif not people:
                empty.add(pair)
        hidden |= {(f, s, column) for f, column in self._opened(0) for s in range(self.sizes[1])}
        hidden |= {(f, s, column) for s, column in self._opened(1) for f in range(self.sizes[0])}
        settled = set()
        for cell in hidden:
            if (
                cell[:2] in empty
                or self._is_told_anyhow(cell)
                or self._is_merged(cell[:2])
                and self.cells[cell[0]][cell[1]][cell[2]]
                or self._swaps(cell)
            ):
                settled.add(cell)
        wanted = {(f, s, column) for f in range(last[0]) for s in range(last[1]) for column in width}
        return protect_cube(self.cells, hidden=hidden, settled=settled, wanted=wanted, fits=self._fits)

    def _is_merged(self, pair: tuple[int, int]) -> bool:
        """Whether the pair is of several hidden classes, so that nobody can tell who is of which."""
        return any(
            pair[at] == self.sizes[at] - 1 and bool(self.crossings[at].hidden_classes) for at in (0, 1)
        )

    def _is_published(self, axis: int, place: int, column: int) -> bool:
        """Whether the table by this axis alone tells the count."""
        is_last = place == self.sizes[axis] - 1
        if is_last and self.crossings[axis].hidden_classes:
            return False
        return (place, column) not in self._opened(axis)

    def _is_told_anyhow(self, cell: tuple[int, int, int]) -> bool:
        """Whether a published zero of a larger group tells the cell."""
        first, second, column = cell
        if not any(row[column] for value in self.cells for row in value):
            return True
        of_first = sum(row[column] for row in self.cells[first])
        of_second = sum(value[second][column] for value in self.cells)
        return (of_first == 0 and self._is_published(0, first, column)) or (
            of_second == 0 and self._is_published(1, second, column)
        )

    def _swaps(self, cell: tuple[int, int, int]) -> bool:
        """Whether one person more may have given the answer, by a swap that the tables by one axis hide too."""
        first, second, column = cell
        for axis, place, fixed in ((1, second, first), (0, first, second)):
            if self._is_published(axis, place, column):
                continue
            for other, partner in product(range(self.sizes[axis]), range(len(self.columns))):
                if other == place or partner == column:
                    continue
                corners = ((place, partner), (other, column), (other, partner))
                if any(self._is_published(axis, *corner) for corner in corners):
                    continue
                slice_ = self.cells[fixed] if axis == 1 else [value[fixed] for value in self.cells]
                if slice_[other][column] and slice_[place][partner]:
                    return True
        return False

    def _fits(self, first: int, second: int, up: int, down: int) -> bool:
        return can_shift(self.asked, self.cells[first][second], self.people[first][second], up, down)

    # -- As it is shown -----------------------------------------------------------------------------------------------

    def table(self, by_filter: Axis, axis: Axis, within: Within) -> CrossTable:
        filter_at = 0 if self.tally.axes[0].key == by_filter.key else 1
        chosen = next(place for place, each in enumerate(by_filter.classes) if each.code == within.code)
        is_refused = self.hidden is None or chosen not in self.shown[filter_at]
        rows = [
            CrossRow(
                each.label,
                each.code,
                self._hidden_row() if is_refused else self._row(filter_at, chosen, place),
            )
            for place, each in enumerate(axis.classes)
        ]
        return CrossTable(
            key=self.asked.key,
            label=self.asked.label,
            text=self.asked.question.text,
            by_key=axis.key,
            by_label=axis.label,
            total=self.crossings[filter_at].row(chosen),
            rows=tuple(rows),
            item=self.item.text if self.item else "",
            kind=self.asked.kind,
            within=f"{by_filter.label}：{by_filter.classes[chosen].label}",
            refused=TOO_FEW if is_refused else "",
        )

    def _hidden_row(self) -> Distribution:
        return hidden_distribution(self.columns, order=self.crossings[0].order)

    def _row(self, filter_at: int, chosen: int, place: int) -> Distribution:
        if place not in self.shown[1 - filter_at]:
            return self._hidden_row()
        pair = (self._at(filter_at, chosen), self._at(1 - filter_at, place))
        first, second = pair if filter_at == 0 else (pair[1], pair[0])
        hidden = {column for f, s, column in self.hidden or () if (f, s) == (first, second)}
        people = self.people[first][second]
        if (first, second) in self.unknown or len(hidden) == len(self.columns):
            known = None if (first, second) in self.unknown else people
            return hidden_distribution(self.columns, base=known, order=self.crossings[0].order)
        return distribution(
            self.asked,
            self.columns,
            self.cells[first][second],
            base=people,
            order=self.crossings[0].order,
            hidden=hidden,
        )
