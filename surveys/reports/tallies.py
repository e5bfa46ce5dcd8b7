"""Counting answers in the database: few queries, however many questions. Nothing is suppressed here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from surveys.models import Kind, Wave
from surveys.questionnaire import Asked, Questionnaire
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
    # Questions of M and MX → people who chose anything
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


def count_answers(
    wave: Wave, questionnaire: Questionnaire, asked: Sequence[Asked], axes: Sequence[Axis] = ()
) -> Tally:
    """Counts of these questions by the classes of up to two axes. Test answers never count.

    Three to five queries: people, answers; where there are such questions also people who chose anything (M, MX),
    who were asked (follow-ups of several choices of an M), and numbers (N).
    """
    counter = _Counter(wave, tuple(axes))
    counter.count_people()
    needed = {each.question.pk: each for each in asked}
    for each in asked:
        if each.parent is not None:
            needed.setdefault(each.parent.question.pk, each.parent)
    counter.count_marks(list(needed))
    if many := [pk for pk, each in needed.items() if each.kind in (Kind.M, Kind.MX)]:
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
        self.columns = []
        joins = []
        self.join_values: list[Any] = []
        for number, axis in enumerate(axes):
            if axis.asked is None:
                joins.append(f"JOIN surveys_response x{number} ON x{number}.id = a.response_id")
                self.columns.append(f"x{number}.channel")
            else:
                joins.append(
                    f"LEFT JOIN surveys_answer x{number}"
                    f" ON x{number}.response_id = a.response_id AND x{number}.question_id = %s"
                )
                self.columns.append(f"x{number}.choice_id")
                self.join_values.append(axis.asked.question.pk)
        self.joins = " ".join(joins)

    def _rows(self, what: str, source: str, where: str, values: list[Any], group: str = "") -> Any:
        by = ", ".join([*self.columns, *([group] if group else [])])
        # Names of columns and tables only, none of them from outside.
        sql = f"SELECT {', '.join([*self.columns, what])} FROM {source} {self.joins} WHERE {where}"  # noqa: S608
        if by:
            sql += f" GROUP BY {by}"
        with connection.cursor() as cursor:
            cursor.execute(sql, [*self.join_values, *values])
            for row in cursor.fetchall():
                marks = row[: len(self.axes)]
                cell = tuple(axis.place.get(mark) for axis, mark in zip(self.axes, marks, strict=True))
                yield self.cells[cell], row[len(self.axes) :]

    # Test answers are few, so that leaving them out is one look into a small set for each answer.
    COUNTED = "a.response_id NOT IN (SELECT t.id FROM surveys_response t WHERE t.wave_id = %s AND t.is_test)"

    def _answers(self, what: str, questions: list[int], group: str = "", more: str = "") -> Any:
        where = f"a.question_id = ANY(%s) AND {self.COUNTED} {more}"
        return self._rows(what, "surveys_answer a", where, [questions, self.wave.pk], group)

    def count_people(self) -> None:
        source = "(SELECT r.id AS response_id, r.wave_id, r.is_test FROM surveys_response r) a"
        where = "a.wave_id = %s AND NOT a.is_test"
        for counts, (people,) in self._rows("count(*)", source, where, [self.wave.pk]):
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
