"""Districts (地区), their neighbourhoods (町内) and their figures (統計)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from portal import history, search
from portal.districts import forget_readings
from portal.models import Council, District, Neighborhood, SearchEntry, Statistic


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
    add_neighborhoods([neighborhood])


@transaction.atomic
def add_neighborhoods(neighborhoods: list[Neighborhood]) -> None:
    """New neighbourhoods of one district, in their order at the end of its list; all of them or none."""
    for neighborhood in neighborhoods:
        neighborhood.order = _next_order(neighborhood.district.neighborhoods)
        history.save(neighborhood)
    for district_id in {neighborhood.district_id for neighborhood in neighborhoods}:
        _names_changed(district_id)


@transaction.atomic
def change_neighborhood(neighborhood: Neighborhood) -> None:
    """Save what was corrected of a neighbourhood; records are found by its new name and reading as soon as the worker
    comes to it."""
    before = Neighborhood.objects.filter(pk=neighborhood.pk).values_list("name", "kana").first()
    history.save(neighborhood)
    if before != (neighborhood.name, neighborhood.kana):
        _names_changed(neighborhood.district_id)


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
    _names_changed(neighborhood.district_id)


@transaction.atomic
def remove_statistic(*, statistic: Statistic) -> None:
    """Delete figures that were entered by mistake."""
    statistic.delete()


def _names_changed(district_id: int) -> None:
    """Have the worker make the district's entries in the search index anew, if there are any.

    What this process writes itself in the meantime goes by the new readings, too.
    """
    from portal.tasks import ask_to_renew  # noqa: PLC0415 -- tasks import actions

    transaction.on_commit(lambda: forget_readings(district_id))
    if not SearchEntry.objects.filter(district=district_id).exists():
        return
    if settings.JOBS_INLINE:
        search.reindex_district(district_id)
    else:
        transaction.on_commit(lambda: ask_to_renew(district_id))


def _next_order(siblings: Any) -> int:
    return (siblings.aggregate(last=Max("order"))["last"] or 0) + 1
