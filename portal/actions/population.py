"""The figures (統計) of a district's neighbourhoods and their sum, as lists of the whole city give them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from portal import history
from portal.models import District, Statistic

Values = Mapping[str, Any]

# Ends the source of a total that was added up here; a total from elsewhere is never overwritten.
SUMMED = "（町内の合計）"
_SEXES = ("male", "female")


@transaction.atomic
def record_population(*, district: District, rows: Sequence[Values]) -> list[Statistic]:
    """New figures of neighbourhoods, each row the fields of a Statistic, and the district's totals after them.

    Raises ValidationError where a neighbourhood has figures of the same base date.
    """
    made = [Statistic(district=district, **row) for row in rows]
    for statistic in made:
        history.save(statistic)
    _sum_up(district, {statistic.base_date for statistic in made})
    return made


@transaction.atomic
def change_population(*, district: District, changes: Mapping[int, Values]) -> None:
    """New values for figures, by primary key, and the district's totals after them.

    `age_bands` and `figures` are added to what is there; None takes a number away.
    """
    records = list(district.statistics.filter(pk__in=changes))
    dates = {record.base_date for record in records}
    for record in records:
        for name, value in changes[record.pk].items():
            setattr(record, name, _merged(getattr(record, name), value))
        history.save(record)
    _sum_up(district, dates | {record.base_date for record in records})


@transaction.atomic
def delete_population(*, district: District, ids: Iterable[int]) -> None:
    """Delete figures of neighbourhoods, and the district's totals that were their sum."""
    records = district.statistics.filter(pk__in=ids)
    dates = set(records.values_list("base_date", flat=True))
    records.delete()
    _sum_up(district, dates)


def _merged(old: Any, new: Any) -> Any:
    """Numbers in dictionaries of any depth, old ones where there is no new one; None and empty ones left out."""
    if not isinstance(new, Mapping):
        return new
    merged = old | {name: _merged(old.get(name, {}), value) for name, value in new.items()}
    return {name: value for name, value in merged.items() if value is not None and value != {}}


def _sum_up(district: District, dates: Iterable[date]) -> None:
    """Bring the district's own figures of these base dates in line with those of its neighbourhoods.

    They are the sum if all neighbourhoods have figures, else there are none. What people entered beside stays.
    """
    neighborhoods = set(district.neighborhoods.values_list("pk", flat=True))
    for base_date in sorted(dates):
        records = list(district.statistics.filter(base_date=base_date))
        parts = [record for record in records if record.neighborhood_id]
        total = next((record for record in records if not record.neighborhood_id), None)
        if total is not None and not total.source.endswith(SUMMED):
            continue
        if parts and {part.neighborhood_id for part in parts} == neighborhoods:
            _write_total(total or Statistic(district=district, base_date=base_date), parts)
        elif total is not None:
            _take_back(total)


def _write_total(total: Statistic, parts: Sequence[Statistic]) -> None:
    bands = {name for part in parts for name in part.age_bands}
    summed: dict[str, Any] = {
        "source": "、".join(sorted({part.source for part in parts}))[: 200 - len(SUMMED)] + SUMMED,
        "population": _sum(part.population for part in parts),
        "households": _sum(part.households for part in parts),
        "age_bands": _merged(
            {},
            {
                band: {sex: _sum(part.age_bands.get(band, {}).get(sex) for part in parts) for sex in _SEXES}
                for band in bands
            },
        ),
        "figures": _merged(
            total.figures, {sex: _sum(part.figures.get(sex) for part in parts) for sex in _SEXES}
        ),
    }
    if any(getattr(total, name) != value for name, value in summed.items()):
        for name, value in summed.items():
            setattr(total, name, value)
        history.save(total)


def _take_back(total: Statistic) -> None:
    """Delete a sum that no longer holds; where people added other figures to it, only the sums go."""
    total.figures = {name: value for name, value in total.figures.items() if name not in _SEXES}
    if not total.figures:
        total.delete()
        return
    total.population, total.households, total.age_bands = None, None, {}
    history.save(total)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum; None if one of the numbers is unknown."""
    known = list(numbers)
    return None if None in known else sum(number for number in known if number is not None)
