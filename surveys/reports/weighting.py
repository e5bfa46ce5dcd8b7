"""Weights by age × neighbourhood (ウェイトバック), so that answers stand as the population does. Shown beside the plain numbers.

Where every combination of age and neighbourhood was answered by somebody and its population is known, a weight is population
over answers (cell weighting). Else weights are fitted to the two margins in turn (raking), 50 rounds at most. Weights
are cut to between 0.3 and 3 and brought back to a mean of 1, so that nobody counts for more than ten others. Classes
that are hidden elsewhere are one class here, so weights tell nothing of them; who did not tell keeps the weight that the
other margin gives.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.core.exceptions import ValidationError

from portal.models import Statistic
from surveys.models import Attribute, Item, Wave
from surveys.questionnaire import Asked, questionnaire_of
from surveys.reports.axes import Axis, attribute_axes
from surveys.reports.crossing import Crossing
from surveys.reports.distributions import Column, row_of
from surveys.reports.suppression import hidden_classes
from surveys.reports.tallies import Cell, Tally, base_of, count_answers

LOWEST, HIGHEST = 0.3, 3.0
ROUNDS = 50
OPEN_END = 120

# A class of both axes after hidden classes were put together; OTHERS for them and for who did not tell.
OTHERS = -1
Stratum = tuple[int, int]


@dataclass(frozen=True)
class Weighting:
    """Weights of the classes of age × neighbourhood, and where the population is from."""

    axes: tuple[Axis, Axis]
    weights: Mapping[Cell, Fraction]
    base_date: date
    source: str
    is_raked: bool
    trimmed: int  # how many strata were cut

    @property
    def label(self) -> str:
        how = "周辺分布に合わせた重み" if self.is_raked else "年代×町内の重み"
        day = f"{self.base_date.year}年{self.base_date.month}月{self.base_date.day}日現在"
        cut = (
            f"。極端な重みは{LOWEST}から{HIGHEST:g}までに収めました（{self.trimmed}区分）"
            if self.trimmed
            else ""
        )
        return f"{how}（人口の基準日：{day}、出典：{self.source}）{cut}"

    def shares(
        self, tally: Tally, asked: Asked, item: Item | None, columns: Sequence[Column]
    ) -> Callable[[Column], Fraction | None]:
        """The weighted share of each column of a question, from a tally by both axes; None where it would tell what is
        hidden elsewhere."""
        sums = [Fraction(0)] * len(columns)
        whole = Fraction(0)
        for cell, counts in tally.cells.items():
            weight = self.weights.get(cell, Fraction(1))
            whole += weight * base_of(asked, counts)
            for place, count in enumerate(row_of(asked, item, columns, counts)):
                sums[place] += weight * count
        found = {column: each / whole if whole else None for column, each in zip(columns, sums, strict=True)}
        kept_back = self._telling(tally, asked, item, columns)
        return lambda column: None if column in kept_back else found[column]

    def _telling(
        self, tally: Tally, asked: Asked, item: Item | None, columns: Sequence[Column]
    ) -> set[Column]:
        """The columns whose weighted shares would tell what the tables by age or by neighbourhood hide.

        There the answers of two rows may be swapped without any sum changing; but the rows have weights of their own,
        so the weighted shares of these answers would say which it was.
        """
        telling: set[Column] = set()
        for at, axis in enumerate(self.axes):
            if axis.key == asked.key:
                continue
            crossing = Crossing(asked, item, axis, tally.along(at))
            if (
                crossing.hidden_rows - crossing.hidden_classes
            ):  # hidden classes have one weight, other rows have not
                return set(columns)
            opened = {crossing.columns[place] for _row, place in crossing.opened}
            choices = {column.choice for column in opened} - {None}
            telling |= {column for column in columns if column in opened or column.choice in choices}
            if any(column.untold is not None for column in opened):
                telling |= {column for column in columns if column.choice is None or column.choice.is_outside}
        return telling

    def effective_n(self, tally: Tally) -> int:
        """Kish's effective sample size: how many plain answers the weighted ones are worth."""
        once = sum(
            (self.weights.get(cell, Fraction(1)) * counts.people for cell, counts in tally.cells.items()),
            Fraction(0),
        )
        twice = sum(
            (
                self.weights.get(cell, Fraction(1)) ** 2 * counts.people
                for cell, counts in tally.cells.items()
            ),
            Fraction(0),
        )
        return int(once * once / twice) if twice else 0


def weighting_of(wave: Wave) -> Weighting:
    """The weights of a closed wave from the population of the day next to its last. Three queries and the statistics.

    Raises ValidationError, with what is missing, where it cannot be done.
    """
    questionnaire = questionnaire_of(wave)
    found = {axis.attribute: axis for axis in attribute_axes(questionnaire)}
    age, place = found.get(Attribute.AGE), found.get(Attribute.NEIGHBORHOOD)
    if age is None or place is None:
        raise ValidationError("重みづけには、年代の質問と町内の質問（属性をつけたもの）が必要です。")
    ages, homes = _ages(age), _homes(place)
    population = _population(wave, ages, homes)
    tally = count_answers(wave, [], [age, place])
    strata, place_of = _strata(tally, (age, place))
    weights, is_raked = population.weights(strata, place_of)
    weights, trimmed = _trimmed(weights, strata)
    return Weighting(
        axes=(age, place),
        weights={cell: weights[place_of(cell)] for cell in tally.cells},
        base_date=population.base_date,
        source=population.source,
        is_raked=is_raked,
        trimmed=trimmed,
    )


def _ages(axis: Axis) -> list[tuple[int, int]]:
    """(from, to) of each class of the age question, in years, both ends inside."""
    found = []
    for choice in axis.asked.choices if axis.asked else ():
        if choice.is_outside:
            continue
        if choice.age_from is None and choice.age_to is None:
            raise ValidationError(
                f"年代の選択肢「{choice.text}」に、何歳から何歳までかが入っていません。質問の編集で入れてください。"
            )
        found.append((choice.age_from or 0, OPEN_END if choice.age_to is None else choice.age_to))
    return found


def _homes(axis: Axis) -> list[int]:
    """The neighbourhood of each class."""
    found = []
    for choice in axis.asked.choices if axis.asked else ():
        if choice.is_outside:
            continue
        if choice.neighborhood_id is None:
            raise ValidationError(
                f"町内の選択肢「{choice.text}」が、どの町内か決まっていません。質問の編集で選んでください。"
            )
        found.append(choice.neighborhood_id)
    return found


# -- Population -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Population:
    """People by class of age and of neighbourhood; `cells` where both are known together."""

    base_date: date
    source: str
    by_age: list[float]
    by_home: list[float]
    cells: dict[tuple[int, int], float] | None

    def weights(
        self, strata: Mapping[Stratum, int], place_of: Callable[[Cell], Stratum]
    ) -> tuple[dict[Stratum, float], bool]:
        """A weight for each stratum that was answered, and whether they were raked."""
        total = sum(count for (a, h), count in strata.items() if a != OTHERS and h != OTHERS)
        known: dict[Stratum, float] = defaultdict(float)
        for cell, people in (self.cells or {}).items():
            known[place_of(cell)] += people
        told = {s for s in known if OTHERS not in s}
        if (
            self.cells
            and total
            and all(strata.get(s) for s in told if known[s])
            and all(s in told for s in strata)
        ):
            whole = sum(known[s] for s in told)
            return {s: known[s] / whole * total / strata[s] for s in strata}, False
        return self._raked(strata, place_of), True

    def _raked(
        self, strata: Mapping[Stratum, int], place_of: Callable[[Cell], Stratum]
    ) -> dict[Stratum, float]:
        goals = []
        for at, people in ((0, self.by_age), (1, self.by_home)):
            margin: dict[int, float] = defaultdict(float)
            for place, each in enumerate(people):
                margin[place_of((place, None) if at == 0 else (None, place))[at]] += each
            goals.append(margin)
        weights = dict.fromkeys(strata, 1.0)
        for _round in range(ROUNDS):
            for at, margin in enumerate(goals):
                sums: dict[int, float] = defaultdict(float)
                for stratum, count in strata.items():
                    sums[stratum[at]] += weights[stratum] * count
                # The others keep what they have: nobody knows how many there are of them.
                fitted = {place for place in sums if place != OTHERS and margin.get(place)}
                answered, living = sum(sums[p] for p in fitted), sum(margin[p] for p in fitted)
                for stratum in strata:
                    if stratum[at] in fitted:
                        weights[stratum] *= margin[stratum[at]] / living * answered / sums[stratum[at]]
        return weights


def _population(wave: Wave, ages: Sequence[tuple[int, int]], homes: Sequence[int]) -> _Population:
    statistics = list(Statistic.objects.filter(district=wave.district))
    days = sorted({each.base_date for each in statistics}, key=lambda day: abs(day - wave.closes_on))
    for day in days:
        rows = {each.neighborhood_id: each for each in statistics if each.base_date == day}
        parts = [rows.get(home) for home in homes]
        if None in parts:
            continue
        found = [part for part in parts if part is not None]
        if all(part.age_bands for part in found):
            cells = {
                (a, h): _aged(part.age_bands, *span)
                for h, part in enumerate(found)
                for a, span in enumerate(ages)
            }
            by_age = [sum(cells[a, h] for h in range(len(found))) for a in range(len(ages))]
            by_home = [sum(cells[a, h] for a in range(len(ages))) for h in range(len(found))]
            return _Population(day, found[0].source, by_age, by_home, cells)
        whole = rows.get(None)
        if whole is not None and whole.age_bands and all(part.population for part in found):
            by_age = [_aged(whole.age_bands, *span) for span in ages]
            return _Population(
                day, whole.source, by_age, [float(part.population or 0) for part in found], None
            )
    raise ValidationError(
        "人口統計のうち、すべての町内の年齢別人口（または、町内ごとの人口と地区の年齢別人口）が"
        "そろったものがありません。統計を取り込んでから、もう一度お試しください。"
    )


def _aged(bands: Mapping[str, Mapping[str, int]], first: int, last: int) -> float:
    """People of these ages; a band of five years that only partly belongs counts by its years."""
    people = 0.0
    for name, both in bands.items():
        low, _, high = name.partition("-")
        start, end = int(low), int(high) if high else OPEN_END
        years = min(last, end) - max(first, start) + 1
        if years > 0:
            share = 1.0 if not high else years / (end - start + 1)
            people += share * sum(count or 0 for count in both.values())
    return people


# -- Strata -----------------------------------------------------------------------------------------------------------


def _strata(tally: Tally, axes: tuple[Axis, Axis]) -> tuple[dict[Stratum, int], Callable[[Cell], Stratum]]:
    """How many answered in each stratum, and of which stratum a cell is."""
    hidden = []
    for at, axis in enumerate(axes):
        along = tally.along(at)
        people = [along.of(place).people for place in range(len(axis.classes))]
        hidden.append(hidden_classes(people, along.of(None).people))

    def place_of(cell: Cell) -> Stratum:
        first, second = (
            OTHERS if place is None or place in hidden[at] else place for at, place in enumerate(cell)
        )
        return (first, second)

    strata: dict[Stratum, int] = defaultdict(int)
    for cell, counts in tally.cells.items():
        strata[place_of(cell)] += counts.people
    return {stratum: count for stratum, count in strata.items() if count}, place_of


def _trimmed(
    weights: Mapping[Stratum, float], strata: Mapping[Stratum, int]
) -> tuple[dict[Stratum, Fraction], int]:
    cut = {stratum: min(max(weight, LOWEST), HIGHEST) for stratum, weight in weights.items()}
    trimmed = sum(cut[stratum] != weights[stratum] for stratum in weights)
    people = sum(strata.values())
    scale = people / sum(cut[stratum] * count for stratum, count in strata.items()) if people else 1.0
    return {s: Fraction(w * scale).limit_denominator(1_000_000) for s, w in cut.items()}, trimmed
