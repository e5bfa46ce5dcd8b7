"""Writes on consultation desks (相談窓口), on the situations that lead there, and on where their numbers stand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Desk, DeskUse, Situation
from portal import history, search
from portal.models import District, User


@recorded
def save_desk(desk: Desk, *, situations: Iterable[Situation] | None = None, by: User | None = None) -> Desk:
    """Make a desk or write the changes made to it; `situations` are those that lead to it. Raises ValidationError."""
    history.save(desk)
    if situations is not None:
        desk.situations.set(situations)
    search.index(desk)
    return desk


@recorded
def verify_desk(desk: Desk, *, on: date | None = None, by: User | None = None) -> None:
    """Somebody made sure that the desk's number and hours are right."""
    change(desk, {"verified_on": on or timezone.localdate()})


@recorded
def save_situation(situation: Situation, *, desks: Iterable[Desk], by: User | None = None) -> Situation:
    """Make a situation or write the changes made to it, with the desks it leads to."""
    history.save(situation)
    situation.desks.set(desks)
    return situation


@recorded
def delete_situation(situation: Situation, *, by: User | None = None) -> None:
    """Delete a situation and the finer ones below it. The desks stay."""
    situation.delete()


@recorded
def note_use(
    desks: Iterable[Desk],
    *,
    place: str,
    district: District | None,
    url: str = "",
    on: date | None = None,
    by: User | None = None,
) -> None:
    """Remember that the desks' numbers were printed or linked somewhere, so that it can be told when they change."""
    DeskUse.objects.bulk_create(
        DeskUse(
            desk=desk,
            district=district,
            place=place,
            url=url,
            phone=desk.phone,
            fax=desk.fax,
            hours=desk.hours,
            used_on=on or timezone.localdate(),
        )
        for desk in desks
    )


@recorded
def settle_use(use: DeskUse, *, by: User | None = None) -> None:
    """Somebody dealt with an outdated number: printed anew, told the readers, or took it away."""
    use.settled_on = timezone.localdate()
    use.save(update_fields=["settled_on"])


def desk_from(values: dict[str, Any]) -> Desk:
    """A new desk at the end of the list."""
    last = Desk.objects.order_by("-order").values_list("order", flat=True).first() or 0
    return Desk(**{"order": last + 1} | values)
