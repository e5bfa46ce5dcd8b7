"""From counts to a distribution as it is shown: order of lines, shares, groups, means."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any

from surveys.models import Choice, Item, Kind
from surveys.questionnaire import REFUSED_TEXT, Asked
from surveys.reports.figures import SMALL_BASE, SMALLEST_BASE, Distribution, Line
from surveys.reports.rounding import half_up, mean, rounded, share
from surveys.reports.tallies import Counts, base_of

NO_ANSWER = "無回答"
UNTOLD = "不明・無回答"


@dataclass(frozen=True)
class Column:
    """An answer as it is counted: a choice, or one of 「答えたくない」, 「無回答」, 「記入あり」 (of N and T)."""

    label: str
    choice: Choice | None = None
    is_refused: bool = False
    is_written: bool = False
    # The choices, and what is left, that count as untold where attributes are crossed with each other.
    untold: tuple[Choice, ...] | None = None

    @property
    def code(self) -> int | None:
        return self.choice.code if self.choice else None


def columns_of(asked: Asked, *, is_attribute: bool = False) -> tuple[Column, ...]:
    """The answers to a question, in order. They sum to the base, but for M.

    Of an attribute that is crossed with something, all who did not tell it are one. Of a table (MX) 「答えたくない」
    is counted with 「無回答」 of each item.
    """
    if asked.kind in (Kind.N, Kind.T):
        columns = [Column("回答あり" if asked.kind == Kind.N else "記入あり", is_written=True)]
    elif is_attribute:
        outside = tuple(choice for choice in asked.choices if choice.is_outside)
        told = [Column(choice.text, choice) for choice in asked.choices if not choice.is_outside]
        return (*told, Column(UNTOLD, untold=outside))
    else:
        columns = [Column(choice.text, choice) for choice in asked.choices]
    may_refuse = asked.question.may_refuse
    if may_refuse and asked.kind != Kind.MX:
        columns.append(Column(REFUSED_TEXT, is_refused=True))
    columns.append(
        Column(f"{NO_ANSWER}・{REFUSED_TEXT}" if may_refuse and asked.kind == Kind.MX else NO_ANSWER)
    )
    return tuple(columns)


def row_of(asked: Asked, item: Item | None, columns: Sequence[Column], counts: Counts) -> list[int]:
    """How many of a group gave each of the answers. 無効 counts with 無回答."""
    pk = asked.question.pk
    item_id = item.pk if item else None
    base = base_of(asked, counts)
    row = []
    for column in columns:
        if column.choice is not None:
            row.append(counts.choices.get((pk, item_id, column.choice.pk), 0))
        elif column.is_refused:
            row.append(counts.refused.get(pk, 0))
        elif column.is_written:
            row.append(counts.written.get(pk, 0))
        elif asked.kind == Kind.M:
            row.append(base - counts.answered.get(pk, 0) - counts.refused.get(pk, 0))
        else:
            row.append(base - sum(row))
    return row


def lines_order(asked: Asked, columns: Sequence[Column], row: Sequence[int]) -> list[int]:
    """The places of the columns as they are listed: of M by how many chose them, ties as they were asked.

    「とくにない」, 「その他」 and what is outside come after the others, 「答えたくない」 and 「無回答」 last.
    """
    places = list(range(len(columns)))
    if asked.kind != Kind.M:
        return places

    def key(place: int) -> tuple[int, int, int]:
        choice = columns[place].choice
        if choice is None:
            return (3, 0, place)
        if choice.takes_text or choice.is_exclusive or choice.is_outside:
            return (1, 0, place)
        return (0, -row[place], place)

    return sorted(places, key=key)


def distribution(
    asked: Asked,
    columns: Sequence[Column],
    row: Sequence[int],
    *,
    base: int,
    order: Sequence[int] | None = None,
    hidden: Collection[int] = (),
    numbers: Mapping[Decimal, int] | None = None,
    weighted: Callable[[Column], Fraction | None] | None = None,
) -> Distribution:
    """The answers of one group; `hidden` are the places of columns that are not shown. The base itself is shown."""
    hidden = frozenset(hidden)
    places = order if order is not None else lines_order(asked, columns, row)
    lines = []
    for place in places:
        is_hidden = place in hidden
        value = weighted(columns[place]) if weighted and not is_hidden else None
        lines.append(
            Line(
                label=columns[place].label,
                count=None if is_hidden else row[place],
                share=None if is_hidden else share(row[place], base),
                code=columns[place].code,
                weighted_share=None if value is None else half_up(value * 100),
                hidden=is_hidden,
            )
        )
    more: dict[str, Any] = _of_numbers(numbers) if numbers is not None else {}
    if asked.kind != Kind.N:
        more["mean"] = _mean_score(columns, row, hidden)
        if weighted:
            more["weighted_mean"] = _weighted_mean(columns, hidden, weighted)
    return Distribution(
        n=base, lines=tuple(lines), groups=_groups(asked, columns, row, base, hidden, weighted), **more
    )


def hidden_distribution(
    columns: Sequence[Column], *, base: int | None = None, order: Sequence[int] | None = None
) -> Distribution:
    """A group whose answers are not shown; its size only where it is a published count (follow-ups)."""
    places = order if order is not None else range(len(columns))
    lines = tuple(
        Line(columns[place].label, None, None, columns[place].code, hidden=True) for place in places
    )
    return Distribution(n=base, lines=lines, hidden=True)


def _groups(
    asked: Asked,
    columns: Sequence[Column],
    row: Sequence[int],
    base: int,
    hidden: frozenset[int],
    weighted: Callable[[Column], Fraction | None] | None,
) -> tuple[Line, ...]:
    if asked.kind == Kind.M:  # who chose two of a group would count twice
        return ()
    named = [
        (column.choice.group, place)
        for place, column in enumerate(columns)
        if column.choice is not None and column.choice.group and not column.choice.is_outside
    ]
    names = list(dict.fromkeys(name for name, _place in named))
    named.sort(key=lambda pair: names.index(pair[0]))
    groups = []
    for name, pairs in groupby(named, key=itemgetter(0)):
        places = [place for _name, place in pairs]
        if hidden.intersection(places):
            groups.append(Line(name, None, None, is_group=True, hidden=True))
            continue
        count = sum(row[place] for place in places)
        shares = [weighted(columns[place]) for place in places] if weighted else [None]
        value = None if None in shares else half_up(sum(each for each in shares if each is not None) * 100)
        groups.append(Line(name, count, share(count, base), weighted_share=value, is_group=True))
    return tuple(groups)


def _scored(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """(place, score) of the answers that a mean is made of."""
    return [
        (place, column.choice.score)
        for place, column in enumerate(columns)
        if column.choice is not None and column.choice.score is not None and not column.choice.is_outside
    ]


def _mean_score(columns: Sequence[Column], row: Sequence[int], hidden: frozenset[int]) -> float | None:
    scored = _scored(columns)
    if not scored or hidden.intersection(place for place, _score in scored):
        return None
    return mean(
        sum(row[place] * score for place, score in scored), sum(row[place] for place, _score in scored)
    )


def _weighted_mean(
    columns: Sequence[Column], hidden: frozenset[int], weighted: Callable[[Column], Fraction | None]
) -> float | None:
    scored = _scored(columns)
    if not scored or hidden.intersection(place for place, _score in scored):
        return None
    shares = [(each, score) for place, score in scored if (each := weighted(columns[place])) is not None]
    if len(shares) < len(scored):
        return None
    total = sum(each for each, _score in shares)
    return half_up(sum(each * score for each, score in shares) / total, 2) if total else None


def _of_numbers(numbers: Mapping[Decimal, int]) -> dict[str, Any]:
    """Mean of 5 numbers or more, of 30 or more also middle, smallest and largest: of few they would be somebody's own
    answer."""
    count = sum(numbers.values())
    if count < SMALLEST_BASE:
        return {}
    total = sum((Fraction(number) * times for number, times in numbers.items()), Fraction(0))
    values: dict[str, Any] = {"mean": mean(total, count)}
    if count >= SMALL_BASE:
        inner = sorted(numbers)
        values |= {
            "median": half_up(
                (_nth(numbers, inner, (count - 1) // 2) + _nth(numbers, inner, count // 2)) / 2, 2
            ),
            "minimum": rounded(inner[0]),
            "maximum": rounded(inner[-1]),
        }
    return values


def _nth(numbers: Mapping[Decimal, int], inner: Sequence[Decimal], place: int) -> Fraction:
    passed = 0
    for number in inner:
        passed += numbers[number]
        if passed > place:
            return Fraction(number)
    raise IndexError(place)


def can_shift(asked: Asked, row: Sequence[int], people: int, up: int, down: int) -> bool:
    """Whether a group with these counts may have given one answer once more and another once less.

    Always where everybody gives one answer. Of several answers nobody chooses the same twice, everybody who answered
    chooses at least one, and at most so many. The last column is 「無回答」, the one before may be 「答えたくない」.
    """
    if asked.kind != Kind.M:
        return True
    chosen = [place for place in range(len(row)) if place < len(asked.choices)]
    after = list(row)
    after[up] += 1
    after[down] -= 1
    answered = people - sum(after[place] for place in range(len(row)) if place not in chosen)
    marks = sum(after[place] for place in chosen)
    most = asked.question.max_choices or len(chosen)
    return all(after[place] <= answered for place in chosen) and answered <= marks <= most * answered
