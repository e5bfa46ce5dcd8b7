"""Small invented surveys without a database: questions, answers, and their tally."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.models import Choice, Item, Kind, Question, Response, Section
from surveys.questionnaire import Asked, Part, Questionnaire
from surveys.reports.axes import Axis, attribute_axes, channel_axis
from surveys.reports.figures import SMALLEST_BASE
from surveys.reports.tallies import Counts, Tally

Person = dict[str, object]


@dataclass
class Invented:
    """A questionnaire and what people answered: {key: code, codes, {item: code} or number}, and their channel."""

    asked: list[Asked]
    people: list[Person] = field(default_factory=list)

    @property
    def by_key(self) -> dict[str, Asked]:
        return {each.key: each for each in self.asked}

    @property
    def axes(self) -> tuple[Axis, ...]:
        questionnaire = Questionnaire(1, (Part(Section(pk=1, order=1), tuple(self.asked)),))
        channels: dict[str, int] = defaultdict(int)
        for person in self.people:
            channels[str(person["channel"])] += 1
        return (*attribute_axes(questionnaire), channel_axis(channels, SMALLEST_BASE))

    def tally(self, *axes: Axis) -> Tally:
        cells: dict[tuple[int | None, ...], Counts] = defaultdict(Counts)
        for person in self.people:
            cell = tuple(self._place(axis, person) for axis in axes)
            self._count(cells[cell], person)
        return Tally(tuple(axes), dict(cells))

    def _place(self, axis: Axis, person: Person) -> int | None:
        if axis.asked is None:
            return axis.place[str(person["channel"])]
        code = person.get(axis.key)
        return next((at for at, each in enumerate(axis.classes) if each.code == code), None)

    def _count(self, counts: Counts, person: Person) -> None:
        counts.people += 1
        for each in self.asked:
            given = person.get(each.key)
            pk = each.question.pk
            if given is None:
                continue
            if each.kind == Kind.N:
                counts.written[pk] += 1
                number = Decimal(str(given))
                counts.numbers[pk][number] = counts.numbers[pk].get(number, 0) + 1
                continue
            if isinstance(given, dict):
                marks = [(each.items[item - 1].pk, code) for item, code in given.items()]
            else:
                marks = [(None, code) for code in (given if isinstance(given, list) else [given])]
            for item, code in marks:
                counts.choices[pk, item, each.codes[code].pk] += 1
            if each.kind == Kind.M and marks:
                counts.answered[pk] += 1


def make_asked(
    number: int,
    key: str,
    kind: str,
    choices: int = 0,
    *,
    items: int = 0,
    outside: bool = False,
    **fields: object,
) -> Asked:
    parent = fields.pop("parent", None)
    question = Question(pk=number, key=key, kind=kind, text=key, order=number, section_id=1, **fields)
    question.section = Section(pk=1, order=1)
    made = [
        Choice(
            pk=number * 100 + code,
            question=question,
            code=code,
            text=f"{key}={code}",
            order=code,
            is_outside=outside and code == choices,
            score=code if kind == Kind.SC else None,
            group="計" if kind == Kind.SC and code <= 2 else "",
        )
        for code in range(1, choices + 1)
    ]
    lines = [
        Item(pk=number * 1000 + code, question=question, code=code, text=str(code))
        for code in range(1, items + 1)
    ]
    return Asked(question, f"問{number}", tuple(made), tuple(lines), parent)  # type: ignore[arg-type]


def invent(seed: int) -> Invented:
    """A survey of 8 to 70 people, with rare answers, empty classes and people who tell nothing."""
    dice = random.Random(seed)  # noqa: S311 -- the same surveys each time
    classes = dice.randint(2, 5)
    asked = [
        make_asked(1, "age", "S", classes + 1, outside=True, attribute="age"),
        make_asked(2, "sex", "S", dice.randint(2, 3), attribute="sex"),
        make_asked(3, "one", "S", dice.randint(2, 5)),
        make_asked(4, "scale", "SC", 4, outside=True),
        make_asked(5, "many", "M", dice.randint(3, 6), max_choices=dice.choice([None, 2, 3])),
        make_asked(6, "table", "MX", 3, items=2),
        make_asked(7, "number", "N"),
    ]
    asked.append(make_asked(8, "next", "S", 3, parent=asked[2], shown_codes=sorted({1, dice.randint(1, 2)})))
    survey = Invented(asked)
    weights = {
        each.key: [dice.choice([0.0, 0.3, 1, 2, 6]) for _ in each.choices] for each in asked if each.choices
    }
    silent = dice.choice([0.0, 0.05, 0.3])
    phones = dice.choice([0.0, 0.05, 0.3])

    def pick(key: str, codes: list[int]) -> int:
        known = weights[key]
        return dice.choices(codes, [known[code - 1] + 0.01 for code in codes])[0]

    for _ in range(dice.randint(8, 70)):
        channel = Response.Channel.PHONE if dice.random() < phones else dice.choice(["web", "paper"])
        person: Person = {"channel": str(channel)}
        for each in asked:
            if dice.random() < silent:
                continue
            codes = list(each.codes)
            if each.parent is not None and person.get(each.parent.key) not in each.question.shown_codes:
                continue
            if each.kind == Kind.M:
                most = each.question.max_choices or len(codes)
                person[each.key] = sorted({pick(each.key, codes) for _ in range(dice.randint(1, most))})
            elif each.kind == Kind.MX:
                person[each.key] = {
                    item.code: pick(each.key, codes) for item in each.items if dice.random() > silent
                }
            elif each.kind == Kind.N:
                person[each.key] = dice.choice([0, 0, 1, 2, 5])
            else:
                person[each.key] = pick(each.key, codes)
        survey.people.append(person)
    return survey
