"""Writes on the lists below an organisation: activities, offers, needs, internal contacts."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from groups.actions.recording import change, recorded
from groups.models import Activity, Contact, Need, Offer, Organization
from portal import history, search
from portal.models import Record, User

Rows = Iterable[Mapping[str, Any]]
# Long enough to take back a mistake; a list of names is for the time of office (DOMAIN section 6).
FORMER_CONTACTS_KEPT = timedelta(days=365)


@recorded
def save_activities(
    organization: Organization, rows: Rows, *, removed: Iterable[int] = (), by: User | None = None
) -> None:
    """Add or change regular activities (ふだんの活動): rows of values, with a `pk` where one is changed.

    Rows that are not named stay, so that nobody's addition is lost; `removed` names those to delete.
    Raises ValidationError when a rule is broken. The same holds for the other lists.
    """
    _save(Activity, organization, rows, removed)


@recorded
def save_offers(
    organization: Organization, rows: Rows, *, removed: Iterable[int] = (), by: User | None = None
) -> None:
    """Add or change what it can do for others (できること)."""
    _save(Offer, organization, rows, removed)


@recorded
def save_needs(
    organization: Organization, rows: Rows, *, removed: Iterable[int] = (), by: User | None = None
) -> None:
    """Add or change what it would like others to do (してほしいこと)."""
    _save(Need, organization, rows, removed)


@recorded
def save_contacts(
    organization: Organization, rows: Rows, *, removed: Iterable[int] = (), by: User | None = None
) -> None:
    """Add or change the persons behind it, for internal use (内部用の連絡先)."""
    _save(Contact, organization, rows, removed)


@transaction.atomic
def purge_former_contacts(today: date) -> int:
    """Erase from the history the persons and numbers that an organisation has no more for a year; returns how many."""
    return history.forget_versions(Contact, today - FORMER_CONTACTS_KEPT)


def _save(model: type[Record], organization: Organization, rows: Rows, removed: Iterable[int]) -> None:
    existing = {record.pk: record for record in model.objects.locked().filter(organization=organization)}
    ordered = any(field.name == "order" for field in model._meta.fields)
    last = max((record.order for record in existing.values()), default=0) if ordered else 0
    for row in rows:
        values = dict(row)
        pk = values.pop("pk", None)
        if pk:
            change(existing[pk], values)
            continue
        if ordered:
            last += 1
            values.setdefault("order", last)
        history.save(model(organization=organization, **values))
    model.objects.filter(organization=organization, pk__in=list(removed)).delete()
    search.index(organization)
