"""Districts (地区), their neighbourhoods (町内) and their figures (統計)."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from portal import history
from portal.models import Council, District, Neighborhood, Statistic


@transaction.atomic
def open_district(*, council: Council, **fields: Any) -> District:
    """A new district, shown at the end of the list unless `order` says otherwise."""
    district = District(council=council, **{"order": _next_order(council.districts)} | fields)
    history.save(district)
    return district


@transaction.atomic
def close_district(*, district: District) -> None:
    """Take the district off the site; nothing is deleted, so it can be opened again."""
    district.is_active = False
    history.save(district)


@transaction.atomic
def reopen_district(*, district: District) -> None:
    """Show a closed district again, with all it had."""
    district.is_active = True
    history.save(district)


@transaction.atomic
def add_neighborhood(neighborhood: Neighborhood) -> None:
    """A new neighbourhood at the end of its district's list."""
    neighborhood.order = _next_order(neighborhood.district.neighborhoods)
    history.save(neighborhood)


@transaction.atomic
def add_neighborhoods(neighborhoods: list[Neighborhood]) -> None:
    """New neighbourhoods of one district, in their order at the end of its list; all of them or none."""
    for neighborhood in neighborhoods:
        add_neighborhood(neighborhood)


@transaction.atomic
def move_neighborhood(*, neighborhood: Neighborhood, up: bool) -> None:
    """Change places with the neighbour above (or below) in the list; at the end of the list nothing happens."""
    listed = list(neighborhood.district.neighborhoods.locked())
    here = listed.index(neighborhood)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(listed):
        return
    listed[here], listed[there] = listed[there], listed[here]
    for order, item in enumerate(listed, start=1):
        if item.order != order:
            item.order = order
            history.save(item)


@transaction.atomic
def remove_neighborhood(*, neighborhood: Neighborhood) -> None:
    """Delete the neighbourhood and its figures; other records stay and no longer name it
    (`plugins.NeighborhoodMention`)."""
    neighborhood.delete()


@transaction.atomic
def remove_statistic(*, statistic: Statistic) -> None:
    """Delete figures that were entered by mistake."""
    statistic.delete()


def _next_order(siblings: Any) -> int:
    return (siblings.aggregate(last=Max("order"))["last"] or 0) + 1
