"""Dealing answers to people so that every total comes out exactly as planned, whoever gets which.

A trend that the demo tells of must stand in its tables as it was planned, not more or less by luck.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from random import Random

# Whom a choice draws: a slope (+0.4: older people more than younger) or a peak at an age class ("peak", 3).
Lean = float | tuple[str, float]


@dataclass(frozen=True)
class Person:
    """Somebody who answers; `age` is the code of q1_age, 0 where it was not told."""

    number: int
    age: int
    channel: str


def counts_of(total: int, shares: Mapping[int, float], rest: int) -> dict[int, int]:
    """Shares in percent as numbers of people that add up to `total`; the choice `rest` takes what is left."""
    counts = {code: int(total * share / 100 + 0.5) for code, share in shares.items() if code != rest}
    return counts | {rest: total - sum(counts.values())}


def draw(random: Random, people: Iterable[Person], count: int, lean: Lean = 0.0) -> list[Person]:
    """So many of the people, each once, those more likely towards whom the choice leans."""
    weights = _weights(lean)
    ranked = sorted(people, key=lambda person: random.random() ** weights[person.age])
    if not 0 <= count <= len(ranked):
        raise ValueError(f"{count} of {len(ranked)} people cannot be drawn")
    return ranked[len(ranked) - count :]


def _weights(lean: Lean) -> list[float]:
    """The exponents of a weighted draw (1 / weight) by age class; who did not tell the age counts as middle-aged."""
    ages = [4.5, *range(1, 9)]
    if isinstance(lean, tuple):
        return [1 / (0.06 + exp(-(((age - lean[1]) / 1.4) ** 2))) for age in ages]
    return [exp(-lean * (age - 4.5)) for age in ages]


def deal(
    random: Random,
    people: Sequence[Person],
    counts: Mapping[int, int],
    *,
    leans: Mapping[int, Lean] | None = None,
    fixed: Mapping[tuple[int, int], int] | None = None,
) -> dict[int, int]:
    """One choice for each person: {number of the person: code}. `counts` adds up to the people.

    `fixed` plants {(code, age): how many of that age}; such a code is dealt before all others.
    """
    leans, fixed = leans or {}, fixed or {}
    planted = {code for code, _ in fixed}
    given: dict[int, int] = {}
    left = list(people)
    for code in sorted(counts, key=lambda code: code not in planted):
        chosen = [
            person
            for (wanted, age), count in fixed.items()
            if wanted == code
            for person in draw(random, [person for person in left if person.age == age], count)
        ]
        ages = {age for wanted, age in fixed if wanted == code}
        others = [person for person in left if person.age not in ages]
        chosen += draw(random, others, counts[code] - len(chosen), leans.get(code, 0.0))
        given |= {person.number: code for person in chosen}
        left = [person for person in left if person.number not in given]
    if left:
        raise ValueError(f"{len(left)} people have no answer")
    return given


def deal_many(
    random: Random,
    people: Sequence[Person],
    counts: Mapping[int, int],
    *,
    limit: int | None = None,
    leans: Mapping[int, Lean] | None = None,
) -> dict[int, list[int]]:
    """Several choices for each person, at least one and at most `limit`: {number of the person: codes}."""
    given: dict[int, list[int]] = {person.number: [] for person in people}
    for code in sorted(counts, key=lambda code: -counts[code]):
        free = [person for person in people if limit is None or len(given[person.number]) < limit]
        for person in draw(random, free, counts[code], (leans or {}).get(code, 0.0)):
            given[person.number].append(code)
    # Who got nothing takes one from somebody who has several: totals stay.
    rich = [codes for codes in given.values() if len(codes) > 1]
    random.shuffle(rich)
    for codes in given.values():
        if not codes:
            while len(rich[-1]) < 2:
                rich.pop()
            codes.append(rich[-1].pop())
    return {number: sorted(codes) for number, codes in given.items()}
