"""Counting answers in the database: few queries, however many questions. Nothing is suppressed here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from surveys.models import Kind, Wave
from surveys.questionnaire import Asked
from surveys.reports.axes import Axis

# A class of each axis by its place, None for who is in none; () without axes.
Cell = tuple[int | None, ...]


@dataclass
class Counts:
    """What one group of people answered."""

    people: int = 0
    # (question, item, choice) → answers
    choices: dict[tuple[int, int | None, int], int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    invalid: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    # Questions of N and T → answers with a number or a text
    written: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    # Questions of M → people who chose anything
    answered: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    # Follow-ups of several choices of an M → people asked
    asked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    # N → number → answers that gave it
    numbers: dict[int, dict[Decimal, int]] = field(default_factory=lambda: defaultdict(dict))


@dataclass
class Tally:
    """Counts by the classes of the axes."""

    axes: tuple[Axis, ...]
    cells: dict[Cell, Counts]

    def of(self, *cell: int | None) -> Counts:
        return self.cells.get(cell) or Counts()

    def total(self) -> "Tally":
        """The same without axes."""
        return Tally((), {(): summed(self.cells.values())})

    def along(self, axis: int) -> "Tally":
        """The same by one of the axes alone."""
        parts: dict[Cell, list[Counts]] = defaultdict(list)
        for cell, counts in self.cells.items():
            parts[(cell[axis],)].append(counts)
        return Tally((self.axes[axis],), {cell: summed(each) for cell, each in parts.items()})


def summed(parts: Iterable[Counts]) -> Counts:
    """Groups that have nobody in common, as one."""
    whole = Counts()
    for part in parts:
        whole.people += part.people
        for name in ("choices", "refused", "invalid", "written", "answered", "asked"):
            mine = getattr(whole, name)
            for key, count in getattr(part, name).items():
                mine[key] += count
        for question, numbers in part.numbers.items():
            for number, count in numbers.items():
                whole.numbers[question][number] = whole.numbers[question].get(number, 0) + count
    return whole


def base_of(asked: Asked, counts: Counts) -> int:
    """How many of the group were asked: all, of a follow-up those who gave an answer that it goes on from.

    An earlier answer only stands where the earlier question was for the person, so one step back is enough.
    """
    if asked.parent is None:
        return counts.people
    ids = _shown_ids(asked)
    if asked.parent.kind == Kind.M and len(ids) > 1:
        return counts.asked[asked.question.pk]
    return sum(counts.choices.get((asked.parent.question.pk, None, pk), 0) for pk in ids)


def _shown_ids(asked: Asked) -> list[int]:
    codes = asked.parent.codes if asked.parent else {}
    return [codes[code].pk for code in asked.question.shown_codes if code in codes]


# -- The queries ------------------------------------------------------------------------------------------------------


def count_answers(wave: Wave, asked: Sequence[Asked], axes: Sequence[Axis] = ()) -> Tally:
    """Counts of these questions by the classes of up to two axes. Test answers never count.

    Two to five queries: people, answers; where there are such questions also people who chose anything (M),
    who were asked (follow-ups of several choices of an M), and numbers (N).
    """
    counter = _Counter(wave, tuple(axes))
    counter.count_people()
    needed = {each.question.pk: each for each in asked}
    for each in asked:
        if each.parent is not None:
            needed.setdefault(each.parent.question.pk, each.parent)
    counter.count_marks(list(needed))
    if many := [pk for pk, each in needed.items() if each.kind == Kind.M]:
        counter.count_answered(many)
    for each in asked:
        if each.parent is not None and each.parent.kind == Kind.M and len(_shown_ids(each)) > 1:
            counter.count_asked(each)
    if numbers := [pk for pk, each in needed.items() if each.kind == Kind.N]:
        counter.count_numbers(numbers)
    return Tally(tuple(axes), dict(counter.cells))


class _Counter:
    """Runs the queries of one tally; each reads the index `answer_counting` alone."""

    def __init__(self, wave: Wave, axes: tuple[Axis, ...]) -> None:
        self.wave = wave
        self.axes = axes
        self.cells: dict[Cell, Counts] = defaultdict(Counts)
        self.columns = [f"r.c{number}" for number in range(len(axes))]
        self.people, self.people_values = self._people()

    def _people(self) -> tuple[str, list[Any]]:
        """Everybody who counts with their classes. Made at once and joined by hash: small beside the answers."""
        columns, joins = ["t.id"], []
        values: list[Any] = []
        for number, axis in enumerate(self.axes):
            if axis.asked is None:
                columns.append(f"t.channel AS c{number}")
                continue
            columns.append(f"x{number}.choice_id AS c{number}")
            joins.append(
                f"LEFT JOIN surveys_answer x{number} ON x{number}.response_id = t.id AND x{number}.question_id = %s"
            )
            values.append(axis.asked.question.pk)
        # Names of columns and tables only, none of them from outside.
        sql = (
            f"WITH r AS MATERIALIZED (SELECT {', '.join(columns)} FROM surveys_response t {' '.join(joins)}"  # noqa: S608
            " WHERE t.wave_id = %s AND NOT t.is_test)"
        )
        return sql, [*values, self.wave.pk]

    def _rows(self, sql: str, values: list[Any], group: str = "") -> Any:
        if by := [*self.columns, *([group] if group else [])]:
            sql += f" GROUP BY {', '.join(by)}"
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            for row in cursor.fetchall():
                marks = row[: len(self.axes)]
                cell = tuple(axis.place.get(mark) for axis, mark in zip(self.axes, marks, strict=True))
                yield self.cells[cell], row[len(self.axes) :]

    def _answers(self, what: str, questions: list[int], group: str = "", more: str = "") -> Any:
        selected = ", ".join([*self.columns, what])
        if self.axes:
            sql = f"{self.people} SELECT {selected} FROM r JOIN surveys_answer a ON a.response_id = r.id"  # noqa: S608
            sql += f" WHERE a.question_id = ANY(%s) {more}"
            return self._rows(sql, [*self.people_values, questions], group)
        # Test answers are few, so that leaving them out is one look into a small set for each answer.
        sql = f"SELECT {selected} FROM surveys_answer a WHERE a.question_id = ANY(%s) {more}"  # noqa: S608
        sql += " AND a.response_id NOT IN (SELECT t.id FROM surveys_response t WHERE t.wave_id = %s AND t.is_test)"
        return self._rows(sql, [questions, self.wave.pk], group)

    def count_people(self) -> None:
        sql = f"{self.people} SELECT {', '.join([*self.columns, 'count(*)'])} FROM r"  # noqa: S608
        for counts, (people,) in self._rows(sql, self.people_values):
            counts.people += people

    def count_marks(self, questions: list[int]) -> None:
        names = "a.question_id, a.item_id, a.choice_id, a.is_refused, a.is_invalid"
        for counts, (question, item, choice, is_refused, is_invalid, count) in self._answers(
            f"{names}, count(*)", questions, names
        ):
            if is_refused:
                counts.refused[question] += count
            elif is_invalid:
                counts.invalid[question] += count
            elif choice is None:
                counts.written[question] += count
            else:
                counts.choices[question, item, choice] += count

    def count_answered(self, questions: list[int]) -> None:
        what = "a.question_id, count(DISTINCT a.response_id)"
        for counts, (question, count) in self._answers(
            what, questions, "a.question_id", "AND a.choice_id IS NOT NULL"
        ):
            counts.answered[question] += count

    def count_asked(self, asked: Asked) -> None:
        parents = [asked.parent.question.pk] if asked.parent else []
        ids = ", ".join(str(int(pk)) for pk in _shown_ids(asked))
        for counts, (count,) in self._answers(
            "count(DISTINCT a.response_id)", parents, more=f"AND a.choice_id IN ({ids})"
        ):
            counts.asked[asked.question.pk] += count

    def count_numbers(self, questions: list[int]) -> None:
        names = "a.question_id, a.number"
        for counts, (question, number, count) in self._answers(
            f"{names}, count(*)", questions, names, "AND a.number IS NOT NULL"
        ):
            numbers = counts.numbers[question]
            numbers[number] = numbers.get(number, 0) + count
