"""Writes of an import: many organisations at a time, each with its history, its facility and its search entry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from groups.actions.recording import recorded
from groups.models import Category, Facility, Organization
from portal import bulk, search
from portal.models import District, User

Values = Mapping[str, Any]


@recorded
def create_imported(
    district: District, rows: Sequence[tuple[Values, Values, Values]], *, by: User | None = None
) -> list[int]:
    """Make an organisation of each (about, organisation, facility) and return their keys in the same order.

    `about` says where it comes from: source, category (its slug), published (the list was public already: its
    numbers may be shown, which is noted as the consent).
    """
    categories = {category.slug: category for category in Category.objects.all()}
    today = timezone.localdate()
    made = []
    for about, values, _ in rows:
        consent = {"consent_on": today, "consent_by": "公開資料から"} if about["published"] else {}
        made.append(
            Organization(
                district=district,
                category=categories[about["category"]],
                source=about["source"],
                **consent,
                **without_none(values),
            )
        )
    bulk.insert(made)
    bulk.insert(
        [
            Facility(organization=organization, **without_none(facility))
            for organization, (_, _, facility) in zip(made, rows, strict=True)
            if has_any(facility)
        ]
    )
    search.index_many(made)
    return [organization.pk for organization in made]


@recorded
def update_imported(changes: Mapping[int, tuple[Values, Values, Values]], *, by: User | None = None) -> None:
    """Give organisations (organisation, facility, origin) new values, by key; a facility is made if needed."""
    records = list(Organization.objects.filter(pk__in=changes))
    for record in records:
        values, _, origin = changes[record.pk]
        write(record, {**values, "source": {**record.source, **origin}})
    write_changed(records, [{**values, "source": {}, "kana_order": ""} for values, _, _ in changes.values()])
    wanted = {pk: facility for pk, (_, facility, _) in changes.items() if facility}
    facilities = list(Facility.objects.filter(organization__in=wanted))
    for facility in facilities:
        write(facility, wanted[facility.organization_id])
    write_changed(facilities, wanted.values())
    missing = wanted.keys() - {facility.organization_id for facility in facilities}
    bulk.insert(
        [
            Facility(organization_id=pk, **without_none(wanted[pk]))
            for pk in sorted(missing)
            if has_any(wanted[pk])
        ]
    )
    search.index_many(records)


@recorded
def delete_imported(district: District, ids: Sequence[int], *, by: User | None = None) -> None:
    """Delete organisations that an import made and nobody edited since."""
    organizations = Organization.objects.filter(district=district, pk__in=ids)
    search.forget_many(organizations)
    organizations.delete()


def address_of(district: District, pk: int) -> str:
    """The page of an organisation in its district."""
    return reverse("groups:group_detail", args=[district.slug, pk])


def write(record: Organization | Facility, values: Values) -> None:
    """Set the values and count the version up, as `history.save` does for one record."""
    record.version += 1
    record.updated_at = timezone.now()
    for name, value in filled(type(record), values).items():
        setattr(record, name, value)


def write_changed(records: Sequence[Organization] | Sequence[Facility], values: Iterable[Values]) -> None:
    """Write the named fields of many records; triggers keep the history of each."""
    if fields := {name for each in values for name in each}:
        bulk.update(records, fields | {"version", "updated_at"})


def without_none(values: Values) -> dict[str, Any]:
    """The values that say something, so that the others get the fields' own defaults."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def has_any(values: Values) -> bool:
    return bool(without_none(values))


def filled(model: type[Organization] | type[Facility], values: Values) -> dict[str, Any]:
    """The values with what empties a field (None) in the shape the field wants: "" for texts, [] for lists."""
    defaults = {field.name: field.get_default() for field in model._meta.concrete_fields if not field.null}
    return {name: defaults.get(name) if value is None else value for name, value in values.items()}
