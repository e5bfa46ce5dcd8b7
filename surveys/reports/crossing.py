"""A question counted by the classes of an axis, and what of it is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from surveys.models import Item, Kind
from surveys.questionnaire import Asked
from surveys.reports.axes import Axis
from surveys.reports.distributions import (
    Column,
    can_shift,
    columns_of,
    distribution,
    hidden_distribution,
    lines_order,
    row_of,
)
from surveys.reports.figures import SMALLEST_BASE, Distribution
from surveys.reports.suppression import hidden_classes, hidden_followup_rows, open_cells
from surveys.reports.tallies import Counts, Tally, base_of


def is_axis(asked: Asked) -> bool:
    """Whether other questions are crossed with this one (`surveys.reports.axes.attribute_axes`)."""
    return bool(asked.question.attribute) and asked.kind in (Kind.S, Kind.SC) and asked.parent is None


def hidden_choices(asked: Asked, counts: Counts) -> frozenset[int]:
    """The codes of an attribute question whose counts are hidden; of other questions none."""
    if not is_axis(asked):
        return frozenset()
    told = [choice for choice in asked.choices if not choice.is_outside]
    bases = [counts.choices.get((asked.question.pk, None, choice.pk), 0) for choice in told]
    hidden = hidden_classes(bases, counts.people - sum(bases))
    return frozenset(told[place].code for place in hidden)


def hidden_columns(asked: Asked, columns: Sequence[Column], counts: Counts) -> frozenset[int]:
    """The places of the columns whose totals are hidden: small classes of an attribute, and then the untold."""
    codes = hidden_choices(asked, counts)
    if not codes:
        return frozenset()
    row = row_of(asked, None, columns, counts)
    told = {place for place, each in enumerate(columns) if each.choice and not each.choice.is_outside}
    untold = set(range(len(columns))) - told
    hidden = {place for place in told if columns[place].code in codes}
    return frozenset(hidden | (untold if sum(row[place] for place in untold) else set()))


def total_base(asked: Asked, counts: Counts) -> tuple[int | None, bool]:
    """(how many were asked, whether their answers are hidden); None where that number is no published count."""
    base = base_of(asked, counts)
    if asked.parent is None:
        return (None, True) if base < SMALLEST_BASE else (base, False)
    _known, parent_is_hidden = total_base(asked.parent, counts)
    if parent_is_hidden or hidden_choices(asked.parent, counts).intersection(asked.question.shown_codes):
        return None, True
    return base, 0 < base < SMALLEST_BASE


@dataclass(frozen=True)
class Crossing:
    """One question, or one item of a table, by the classes of an axis. Rows are the classes in order, then the untold."""

    asked: Asked
    item: Item | None
    axis: Axis
    tally: Tally  # by this axis alone

    @cached_property
    def groups(self) -> list[Counts]:
        return [self.tally.of(place) for place in range(len(self.axis.classes))] + [self.tally.of(None)]

    @cached_property
    def whole(self) -> Counts:
        return self.tally.total().of()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.asked, is_attribute=is_axis(self.asked))

    @cached_property
    def grid(self) -> list[list[int]]:
        return [row_of(self.asked, self.item, self.columns, counts) for counts in self.groups]

    @cached_property
    def totals(self) -> list[int]:
        return [sum(column) for column in zip(*self.grid, strict=True)]

    @cached_property
    def order(self) -> list[int]:
        if total_base(self.asked, self.whole)[1]:  # the order would tell which hidden count is larger
            return list(range(len(self.columns)))
        return lines_order(self.asked, self.columns, self.totals)

    @cached_property
    def bases(self) -> list[int]:
        return [base_of(self.asked, counts) for counts in self.groups]

    @property
    def untold(self) -> int:
        """The place of the row of those who did not tell the attribute."""
        return len(self.axis.classes)

    @cached_property
    def hidden_classes(self) -> frozenset[int]:
        people = [counts.people for counts in self.groups]
        return hidden_classes(people[:-1], people[-1])

    @cached_property
    def unknown_rows(self) -> frozenset[int]:
        """Classes of which it is not published how many were asked."""
        parent = self.asked.parent
        if parent is None:
            # How many came through each channel stands in the table of what came back.
            return self.hidden_classes if self.axis.asked else frozenset()
        codes = set(self.asked.question.shown_codes)
        if self.axis.asked is not None and parent.key == self.axis.key:
            return self.hidden_classes
        earlier = Crossing(parent, None, self.axis, self.tally)
        asked_for = {place for place, column in enumerate(earlier.columns) if column.code in codes}
        return self.hidden_classes | {
            row
            for row in range(self.untold)
            if row in earlier.hidden_rows
            # Where all that the row hides is what the question goes on from, the rest of the row tells how many.
            or (asked_for & earlier.hidden_cells_of(row) and not earlier.hidden_cells_of(row) <= asked_for)
        }

    @cached_property
    def hidden_rows(self) -> frozenset[int]:
        if total_base(self.asked, self.whole)[1]:
            return frozenset(range(self.untold))
        if self.asked.parent is None:
            return self.hidden_classes
        return hidden_followup_rows(
            self.bases[:-1],
            self.bases[-1],
            unknown=self.unknown_rows,
            is_untold_unknown=bool(self.hidden_classes) and bool(self.groups[-1].people),
        )

    @cached_property
    def _opened(self) -> set[tuple[int, int]]:
        rows = set(self.hidden_rows)
        if rows or 0 < self.bases[-1] < SMALLEST_BASE:
            rows.add(self.untold)
        columns = hidden_columns(self.asked, self.columns, self.whole)
        if columns:
            columns |= {len(self.columns) - 1}
        if is_axis(self.asked) and self.axis.asked and _comes_first(self.asked, self.axis.asked):
            # The same table stands the other way round too, and must hide the same.
            turned = [list(column) for column in zip(*self.grid, strict=True)]
            return {(row, column) for column, row in open_cells(turned, columns, rows)}
        return open_cells(self.grid, rows, columns, fits=self._fits)

    def _fits(self, row: int, up: int, down: int) -> bool:
        return can_shift(self.asked, self.grid[row], self.bases[row], up, down)

    def hidden_cells_of(self, row: int) -> frozenset[int]:
        """The places of the columns that a shown row hides."""
        columns = hidden_columns(self.asked, self.columns, self.whole)
        return columns | {column for opened, column in self._opened if opened == row}

    @property
    def opened(self) -> set[tuple[int, int]]:
        return self._opened

    # -- Numbers (N) --------------------------------------------------------------------------------------------------

    @cached_property
    def rows_without_numbers(self) -> frozenset[int]:
        """Rows of N whose mean is hidden: too few gave a number, or it would tell the mean of those who are hidden."""
        pk = self.asked.question.pk
        counts = [sum(group.numbers.get(pk, {}).values()) for group in self.groups]
        hidden = hidden_followup_rows(
            counts[:-1],
            counts[-1],
            unknown=self.hidden_rows | {row for row in range(self.untold) if self.hidden_cells_of(row)},
            is_untold_unknown=bool(self.hidden_classes) and bool(counts[-1]),
        )
        if not hidden and not 0 < counts[-1] < SMALLEST_BASE:
            return frozenset()
        said: set[Decimal] = set()
        for row in (*hidden, self.untold):
            said |= self.groups[row].numbers.get(pk, {}).keys()
        # All the same number, e.g. 0: then so did each class.
        return frozenset(range(self.untold)) if len(said) == 1 else hidden

    # -- As they are shown --------------------------------------------------------------------------------------------

    def row(self, place: int) -> Distribution:
        """The distribution of a class."""
        if place in self.hidden_rows:
            is_known = place not in self.unknown_rows and total_base(self.asked, self.whole)[0] is not None
            return hidden_distribution(
                self.columns, base=self.bases[place] if is_known else None, order=self.order
            )
        numbers = None
        if self.asked.kind == Kind.N and place not in self.rows_without_numbers:
            numbers = self.groups[place].numbers.get(self.asked.question.pk, {})
        return distribution(
            self.asked,
            self.columns,
            self.grid[place],
            base=self.bases[place],
            order=self.order,
            hidden=self.hidden_cells_of(place),
            numbers=numbers,
        )

    def total(self) -> Distribution:
        """The distribution of everybody, with the columns of the crossing."""
        base, is_hidden = total_base(self.asked, self.whole)
        if is_hidden:
            return hidden_distribution(self.columns, base=base, order=self.order)
        numbers = self.whole.numbers.get(self.asked.question.pk, {}) if self.asked.kind == Kind.N else None
        return distribution(
            self.asked,
            self.columns,
            self.totals,
            base=sum(self.bases),
            order=self.order,
            hidden=hidden_columns(self.asked, self.columns, self.whole),
            numbers=numbers,
        )


def _comes_first(one: Asked, other: Asked) -> bool:
    return _place(one) < _place(other)


def _place(asked: Asked) -> tuple[int, int, int, int]:
    question = asked.question
    return (question.section.order, question.section_id, question.order, question.pk)
