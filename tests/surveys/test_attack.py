"""No number that is hidden can be recomputed from all that is published, by elimination and by bounds."""

from collections.abc import Hashable, Iterator
from itertools import combinations

import pytest

from surveys.models import Kind
from surveys.questionnaire import Asked
from surveys.reports.axes import Axis, Within
from surveys.reports.crossing import Crossing, is_axis
from surveys.reports.distributions import UNTOLD, columns_of
from surveys.reports.figures import CrossTable, Distribution
from surveys.reports.filtered import FilteredCube
from surveys.reports.results import simple_result, tables
from tests.surveys.attack import Attack
from tests.surveys.invented import Invented, invent

OTHERS = -1  # who is in no class of an axis


class Publication:
    """Everything that pages, PDF, CSV and XLSX show of a survey, written down as equations."""

    def __init__(self, survey: Invented) -> None:
        self.survey = survey
        self.axes = survey.axes
        self.attack = Attack(len(survey.people))
        # What is shown as hidden: name → what was hidden
        self.hidden: dict[Hashable, str] = {}
        # Names that are zero, or all of a group, because a published number of a larger group says so.
        self.followed: dict[Hashable, list[tuple[Hashable, Hashable]]] = {}
        self.bases: dict[Hashable, Hashable] = {}
        for asked in survey.asked:
            self._simple(asked)
        for axis in self.axes:
            self._people(axis)
            for asked in survey.asked:
                if asked.key != axis.key:
                    self._crossed(asked, axis)
        for first, second in combinations(self.axes, 2):
            self._pairs(first, second)
            for asked in survey.asked:
                if not is_axis(asked) and asked.parent is None and asked.kind != Kind.N:
                    self._filtered(asked, first, second)

    # -- Simple tables

    def _simple(self, asked: Asked) -> None:
        result = simple_result(asked, self.survey.tally())
        for item, shown in result.distributions:
            labels = [column.label for column in columns_of(asked)]
            self._sums(asked, item, labels, (), ("asked", asked.key))
            self._read(shown, asked, item, (), ("asked", asked.key))
            if is_axis(asked):
                told = {column.label for column in columns_of(asked, is_attribute=True)} - {UNTOLD}
                rest = [self._name(asked, item, label, ()) for label in labels if label not in told]
                self.attack.same([self._name(asked, item, UNTOLD, ())], rest)
        if asked.parent is None:
            self.attack.know(("asked", asked.key), len(self.survey.people))
        else:
            self.attack.same([("asked", asked.key)], self._conditions(asked, ()))

    def _conditions(self, asked: Asked, group: tuple[Hashable, ...]) -> list[Hashable]:
        assert asked.parent is not None
        codes = asked.parent.codes
        return [self._name(asked.parent, "", codes[code].text, group) for code in asked.question.shown_codes]

    def _name(self, asked: Asked, item: str, label: str, group: tuple[Hashable, ...]) -> Hashable:
        return (asked.key, item, label, *group)

    def _sums(
        self, asked: Asked, item: str, labels: list[str], group: tuple[Hashable, ...], base: Hashable
    ) -> None:
        names = [self._name(asked, item, label, group) for label in labels]
        self.bases |= dict.fromkeys(names, base)
        if asked.kind != Kind.M:
            self.attack.same(names, [base])
            return
        *chosen, silent = names
        answered = ("answered", asked.key, *group)
        self.attack.same([answered, silent], [base])
        for name in chosen:
            self.attack.at_most([name], [answered])
        self.attack.at_most([answered], chosen)
        self.attack.at_most(chosen, [answered], asked.question.max_choices or len(chosen))

    def _read(
        self, shown: Distribution, asked: Asked, item: str, group: tuple[Hashable, ...], base: Hashable
    ) -> None:
        if shown.n is None:
            self.hidden[base] = "base"
        else:
            self.attack.know(base, shown.n)
        for line in shown.lines:
            name = self._name(asked, item, line.label, group)
            if line.count is None:
                assert line.share is None and line.hidden
                self.hidden[name] = "count"
            else:
                self.attack.know(name, line.count)
        inside = {line.label for line in shown.lines if line.hidden}
        scored = [
            choice.text for choice in asked.choices if choice.score is not None and not choice.is_outside
        ]
        assert shown.mean is None or not inside.intersection(scored), "a mean of hidden counts"
        for line in shown.groups:
            of_group = [choice.text for choice in asked.choices if choice.group == line.label]
            assert line.count is None or not inside.intersection(of_group), "a group of hidden counts"

    # -- By one attribute

    def _classes(self, axis: Axis) -> list[int]:
        return [*(each.code for each in axis.classes), OTHERS]

    def _people(self, axis: Axis) -> None:
        people = [("people", axis.key, code) for code in self._classes(axis)]
        self.attack.same(people, [("asked", self.survey.asked[0].key)])
        if axis.asked is None:
            self.attack.know(("people", axis.key, OTHERS), 0)
            for each in axis.classes:
                count = sum(str(person["channel"]) in each.marks for person in self.survey.people)
                self.attack.know(("people", axis.key, each.code), count)
            return
        for each in axis.classes:
            self.attack.same([("people", axis.key, each.code)], [self._name(axis.asked, "", each.label, ())])
        self.attack.same([("people", axis.key, OTHERS)], [self._name(axis.asked, "", UNTOLD, ())])

    def _crossed(self, asked: Asked, axis: Axis) -> None:
        tally = self.survey.tally(axis)
        for table in tables(asked, axis, tally):
            labels = [column.label for column in columns_of(asked, is_attribute=is_axis(asked))]
            for code in self._classes(axis):
                base = ("asked", asked.key, axis.key, code)
                if asked.parent is None:
                    self.attack.same([base], [("people", axis.key, code)])
                else:
                    self.attack.same([base], self._conditions(asked, (axis.key, code)))
                self._sums(asked, table.item, labels, (axis.key, code), base)
                everybody = ("asked", self.survey.asked[0].key)
                self.followed[base] = [(("asked", asked.key), everybody)]
            for label in labels:
                whole = self._name(asked, table.item, label, ())
                parts = [
                    self._name(asked, table.item, label, (axis.key, code)) for code in self._classes(axis)
                ]
                self.attack.same(parts, [whole])
                for part in parts:
                    self.followed.setdefault(part, []).append((whole, self.bases.get(whole)))
            for row in table.rows:
                group = (axis.key, row.code)
                self._read(
                    row.distribution, asked, table.item, group, ("asked", asked.key, axis.key, row.code)
                )
        if is_axis(asked) and axis.asked is not None:
            other = next(each for each in self.axes if each.key == asked.key)
            for code in self._classes(axis):
                mine = axis.class_of(code)
                for each in other.classes:
                    # The same people stand in the table the other way round.
                    self.attack.same(
                        [self._name(asked, "", each.label, (axis.key, code))],
                        [self._name(axis.asked, "", mine.label if mine else UNTOLD, (asked.key, each.code))],
                    )

    # -- By an attribute within a filter

    def _pairs(self, first: Axis, second: Axis) -> None:
        for one in self._classes(first):
            pairs = [("pair", first.key, one, second.key, two) for two in self._classes(second)]
            self.attack.same(pairs, [("people", first.key, one)])
        for two in self._classes(second):
            pairs = [("pair", first.key, one, second.key, two) for one in self._classes(first)]
            self.attack.same(pairs, [("people", second.key, two)])
            for one in self._classes(first):
                if first.asked is not None:
                    mine = first.class_of(one)
                    name = self._name(first.asked, "", mine.label if mine else UNTOLD, (second.key, two))
                    self.attack.same([("pair", first.key, one, second.key, two)], [name])

    def _filtered(self, asked: Asked, first: Axis, second: Axis) -> None:
        attribute, other = (first, second) if first.asked else (second, first)
        assert attribute.asked is not None
        between = Crossing(attribute.asked, None, other, self.survey.tally(other))
        for item in asked.items or (None,):
            cube = FilteredCube(asked, item, self.survey.tally(first, second), between)
            named = item.text if item else ""
            labels = [column.label for column in columns_of(asked)]
            self._cube_sums(asked, named, labels, first, second)
            for each in first.classes:
                table = cube.table(first, second, Within(first.key, each.code))
                self._read_filtered(table, asked, (first.key, each.code), second, turned=False)
            for each in second.classes:
                table = cube.table(second, first, Within(second.key, each.code))
                self._read_filtered(table, asked, (second.key, each.code), first, turned=True)

    def _cube_sums(self, asked: Asked, item: str, labels: list[str], first: Axis, second: Axis) -> None:
        for one in self._classes(first):
            for two in self._classes(second):
                group = (first.key, one, second.key, two)
                self._sums(asked, item, labels, group, ("pair", *group))
        for label in labels:
            for mine, other in ((first, second), (second, first)):
                for code in self._classes(mine):
                    whole = self._name(asked, item, label, (mine.key, code))
                    parts = []
                    for each in self._classes(other):
                        group = (mine.key, code, other.key, each)
                        if mine is second:
                            group = (other.key, each, mine.key, code)
                        parts.append(self._name(asked, item, label, group))
                    self.attack.same(parts, [whole])
                    for part in parts:
                        self.followed.setdefault(part, []).append((whole, self.bases.get(whole)))

    def _read_filtered(
        self, table: CrossTable, asked: Asked, chosen: tuple[str, int], axis: Axis, *, turned: bool
    ) -> None:
        if table.refused:
            assert all(line.count is None for row in table.rows for line in row.distribution.lines)
            return
        for row in table.rows:
            group = (axis.key, row.code, *chosen) if turned else (*chosen, axis.key, row.code)
            self._read(row.distribution, asked, table.item, group, ("pair", *group))

    # -- What is found out

    def told(self) -> Iterator[tuple[Hashable, int]]:
        """Hidden numbers that an attack finds, but for those that a published number of a larger group tells."""
        self.attack.run()
        for name in self.hidden:
            value = self.attack.found(name)
            if value is not None and not self._is_told_anyhow(name, value):
                yield name, value

    def _is_told_anyhow(self, name: Hashable, value: int) -> bool:
        """A published zero of everybody (or of all of a larger group) is one for each part of it; so is a published all.
        Where it is published that nobody of a group was asked, nobody answered."""
        own_base = self.bases.get(name)
        if own_base is not None and own_base not in self.hidden and self.attack.found(own_base) == 0:
            return True
        for whole, base in self.followed.get(name, []):
            count = None if whole in self.hidden else self.attack.found(whole)
            if count == 0 or (
                count is not None and base not in self.hidden and count == self.attack.found(base)
            ):
                return True
        return False


@pytest.mark.parametrize("seed", range(10))
def test_nothing_hidden_is_found(seed: int) -> None:
    publication = Publication(invent(seed))
    assert dict(publication.told()) == {}
