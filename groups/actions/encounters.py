"""Writes on encounters with organisations (接触履歴) and the promises made there."""

from datetime import date
from typing import Any

from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Encounter, Organization
from portal import history, search
from portal.models import District, User


@recorded
def record_encounter(
    *, organization: Organization, district: District, by: User | None = None, **values: Any
) -> Encounter:
    """Note a visit, a call, a meeting, and what was promised. Raises ValidationError."""
    encounter = Encounter(organization=organization, district=district, met_by=by, **values)
    history.save(encounter)
    search.index(encounter)
    return encounter


@recorded
def change_encounter(encounter: Encounter, *, by: User | None = None, **values: Any) -> Encounter:
    """Correct what was noted; who had the encounter stays."""
    change(encounter, values)
    search.index(encounter)
    return encounter


@recorded
def keep_promise(encounter: Encounter, *, on: date | None = None, by: User | None = None) -> None:
    """The promise is kept."""
    change(encounter, {"promise_kept_on": on or timezone.localdate()})


@recorded
def delete_encounter(encounter: Encounter, *, by: User | None = None) -> None:
    """Delete what was noted by mistake."""
    search.forget(encounter)
    encounter.delete()
