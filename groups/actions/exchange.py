"""Writes on できること and してほしいこと beside their lists: going on for a year, resting, and pairs that do not fit."""

from django.utils import timezone

from groups.actions.recording import change, hold, recorded
from groups.models import Dismissal, Need, Offer
from groups.models.activities import Resource, a_year_from_now
from portal import search
from portal.models import District, User


@recorded
def renew_entry(entry: Resource, *, by: User | None = None) -> None:
    """「今年も続ける」: the entry stands on the board for another year from today, also one that rested."""
    hold(entry.organization_id)
    state = Resource.State.OPEN
    change(entry, {"state": state, "expires_on": a_year_from_now(), "renewed_on": timezone.localdate()})
    search.index(entry.organization)


@recorded
def rest_entry(entry: Resource, *, by: User | None = None) -> None:
    """「足りました・お休み」: the entry leaves the board and stays with the organisation."""
    hold(entry.organization_id)
    change(entry, {"state": Resource.State.RESTING})
    search.index(entry.organization)


@recorded
def dismiss_pair(*, offer: Offer, need: Need, district: District, by: User | None = None) -> None:
    """Do not propose this pair in the district any more; doing it twice changes nothing."""
    Dismissal.objects.get_or_create(offer=offer, need=need, district=district, defaults={"dismissed_by": by})


@recorded
def restore_pair(dismissal: Dismissal, *, by: User | None = None) -> None:
    """Propose a pair again."""
    dismissal.delete()
