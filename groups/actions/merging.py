"""Making one record of two that mean the same organisation."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Max

from groups.actions.recording import change, hold, recorded
from groups.models import (
    Activity,
    Contact,
    Encounter,
    Facility,
    Introduction,
    Member,
    Need,
    Offer,
    Organization,
    OrganizationPhoto,
)
from portal import history, search
from portal.models import User

# What moves to the record that lives on, with its history.
LISTS = (Activity, Offer, Need, Contact, Encounter, Member)
# The sides of an introduction.
SIDES = ("giver", "taker")
# Fields of an organisation of which one record's value is kept.
NOT_CHOSEN = {"district", "status", "is_public", "source", "merged_into"}


@recorded
def merge_organizations(
    duplicate: Organization, *, into: Organization, chosen: Iterable[str] = (), by: User | None = None
) -> Organization:
    """Move all of a duplicate to the record that lives on, with its values for the `chosen` fields.

    The duplicate stays as a dissolved, unpublished record whose address leads to the other. Raises ValidationError.
    """
    _check(duplicate, into)
    hold(duplicate.pk, into.pk)
    change(into, {name: getattr(duplicate, name) for name in chosen})
    _move_lists(duplicate, into)
    _move_facility(duplicate, into)
    _move_introductions(duplicate, into)
    into.contacts.add(*duplicate.contacts.all())
    into.neighborhoods.add(*duplicate.neighborhoods.all())
    into.served_districts.add(*duplicate.served_districts.exclude(pk=into.district_id))
    for earlier in duplicate.merged.all():
        change(earlier, {"merged_into": into})
    change(duplicate, {"merged_into": into, "status": Organization.Status.DISSOLVED, "is_public": False})
    search.index(duplicate)
    search.index(into)
    return into


@recorded
def unmerge_organization(duplicate: Organization, *, by: User | None = None) -> Organization:
    """Make a merged record live again, with the lists and photos that were its own, as an unpublished one.

    What the other record took over of single fields, people and neighbourhoods stays there.
    """
    into = duplicate.merged_into
    if into is None:
        raise ValidationError("この記録は統合されていません。")
    hold(duplicate.pk, into.pk)
    for model in (*LISTS, OrganizationPhoto, Facility):
        for record in model.objects.filter(
            organization=into, versions__organization_id=duplicate.pk
        ).distinct():
            record.organization = duplicate
            history.save(record)
    for side in SIDES:
        moved = Introduction.objects.filter(**{side: into, f"versions__{side}_id": duplicate.pk})
        for introduction in moved.distinct():
            change(introduction, {side: duplicate})
    change(duplicate, {"merged_into": None, "status": Organization.Status.ACTIVE})
    search.index(duplicate)
    search.index(into)
    return duplicate


def _check(duplicate: Organization, into: Organization) -> None:
    if duplicate.pk == into.pk:
        raise ValidationError("同じ記録どうしは統合できません。")
    if duplicate.merged_into_id or into.merged_into_id:
        raise ValidationError("統合済みの記録は、もう一度統合できません。")


def _move_lists(duplicate: Organization, into: Organization) -> None:
    """Move the rows behind those that are there; what both say in the same words stays once."""
    for model in (*LISTS, OrganizationPhoto):
        there = {str(record) for record in model.objects.filter(organization=into)}
        last = 0
        if hasattr(model, "order"):
            last = model.objects.filter(organization=into).aggregate(last=Max("order"))["last"] or 0
        for position, record in enumerate(model.objects.filter(organization=duplicate), start=1):
            if model in (Offer, Need) and str(record) in there:
                continue
            record.organization = into
            if hasattr(model, "order"):
                record.order = last + position
            history.save(record)


def _move_introductions(duplicate: Organization, into: Organization) -> None:
    """Introductions follow; those between the two records stay as they are, since nobody is introduced to oneself."""
    for side, other in (SIDES, SIDES[::-1]):
        for introduction in Introduction.objects.filter(**{side: duplicate}).exclude(**{other: into}):
            change(introduction, {side: into})


def _move_facility(duplicate: Organization, into: Organization) -> None:
    facility = Facility.objects.filter(organization=duplicate).first()
    if facility and not Facility.objects.filter(organization=into).exists():
        facility.organization = into
        history.save(facility)
