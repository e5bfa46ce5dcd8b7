"""Writes of an import: many organisations at a time, each with its history, its facility and its search entry."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from groups.actions.recording import recorded
from groups.models import Activity, Category, Facility, Need, Offer, Organization
from groups.models.activities import a_year_from_now
from portal import bulk, search
from portal.imports.differences import is_same
from portal.models import District, Neighborhood, User

Values = Mapping[str, Any]
# What stands on the board, by the column of a list that tells of it.
BOARD: dict[str, type[Offer] | type[Need]] = {"offers": Offer, "needs": Need}
# Who consented, where a list has the day (公開同意日).
CONSENT_IN_LIST = "取り込んだ一覧から"
# Nobody was asked: the list was public already.
PUBLISHED_BEFORE = "公開資料から"


@dataclass(frozen=True)
class Imported:
    """What a row says, or what is to change in a record: {field: value} by part.

    `category` among the organisation's values is the slug. `lists` has neighborhoods (names), offers and needs (texts),
    activities (fields) where the record has none.
    `is_published`: the list was public already, so that its numbers may be shown, which is noted as the consent.
    """

    organization: Values
    facility: Values
    lists: Values
    source: Values = field(default_factory=dict)
    is_published: bool = False


@recorded
def create_imported(district: District, rows: Sequence[Imported], *, by: User | None = None) -> list[int]:
    """Make an organisation of each row and return their keys in the same order.

    Raises ValidationError where a category or a neighbourhood is gone, or no category is given.
    """
    categories = _categories()
    _refuse_unknown([row.organization for row in rows], categories)
    today = timezone.localdate()
    made = []
    for row in rows:
        values = without_none(row.organization)
        consent = {}
        if row.is_published:
            consent = {"consent_on": today, "consent_by": PUBLISHED_BEFORE}
        elif "consent_on" in values:
            consent = {"consent_by": CONSENT_IN_LIST}
        values = {**consent, **values, "category": categories[values["category"]]}
        made.append(Organization(district=district, source=row.source, **values))
    bulk.insert(made)
    bulk.insert(
        [
            Facility(organization=organization, **without_none(row.facility))
            for organization, row in zip(made, rows, strict=True)
            if has_any(row.facility)
        ]
    )
    save_lists({organization.pk: row.lists for organization, row in zip(made, rows, strict=True)})
    search.index_many(made)
    return [organization.pk for organization in made]


@recorded
def update_imported(changes: Mapping[int, Imported], *, by: User | None = None) -> None:
    """Give organisations new values, by key; a facility is made if needed. Raises ValidationError as above."""
    records = list(Organization.objects.filter(pk__in=changes))
    categories = _categories()
    wanted_values = {pk: dict(row.organization) for pk, row in changes.items()}
    named = [{"name": record.name, **wanted_values[record.pk]} for record in records]
    _refuse_unknown([values for values in named if "category" in values], categories)
    for values in wanted_values.values():
        if "category" in values:
            values["category"] = categories[values["category"]]
        if values.get("consent_on"):
            values["consent_by"] = CONSENT_IN_LIST
        if "verified_on" in values:
            values["verified_by"] = ""  # a list says when, not who
    for record in records:
        write(record, {**wanted_values[record.pk], "source": {**record.source, **changes[record.pk].source}})
    write_changed(records, [{**values, "source": {}, "kana_order": ""} for values in wanted_values.values()])
    wanted = {pk: row.facility for pk, row in changes.items() if row.facility}
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
    save_lists({pk: row.lists for pk, row in changes.items()})
    changed = {
        name
        for row in changes.values()
        for part in (row.organization, row.facility, row.lists)
        for name in part
    }
    search.index_many(records, changed=changed)


def _categories() -> dict[str, Category]:
    return {category.slug: category for category in Category.objects.all()}


def _refuse_unknown(rows: Iterable[Values], categories: Mapping[str, Category]) -> None:
    """A category may be deleted, or get another slug, after the person saw what the rows would do."""
    names = [row["name"] for row in rows if row.get("category") not in categories]
    if names:
        others = f"など{len(names)}件" if len(names) > 1 else ""
        raise ValidationError(
            f"「{names[0]}」{others}の種別は、内容を確認したあとに、種別の一覧からなくなりました。何も取り込んでいません。"
            "列の確認に戻って、種別を選び直してください。"
        )


def save_lists(lists: Mapping[int, Values]) -> None:
    """Make the neighbourhoods, offers and needs of organisations, by key, what the lists say; lists not named stay.

    Activities are added. Raises ValidationError where a neighbourhood is gone.
    """
    bulk.insert(
        [
            Activity(organization_id=pk, order=order, **values)
            for pk, each in lists.items()
            for order, values in enumerate(each.get("activities", ()), start=1)
        ]
    )
    wanted = {pk: names["neighborhoods"] for pk, names in lists.items() if "neighborhoods" in names}
    if wanted and (lost := save_neighborhoods(wanted)):
        name = Organization.objects.values_list("name", flat=True).get(pk=min(lost))
        others = f"など{len(lost)}件" if len(lost) > 1 else ""
        raise ValidationError(
            f"「{name}」{others}の町内は、内容を確認したあとに、町内の一覧からなくなりました。何も取り込んでいません。"
            "列の確認に戻って、もう一度内容を確かめてください。"
        )
    for column in BOARD:
        texts = {pk: each[column] for pk, each in lists.items() if column in each}
        if texts:
            _save_board(BOARD[column], texts)


def save_neighborhoods(wanted: Mapping[int, Sequence[str]]) -> set[int]:
    """Make the district's neighbourhoods of organisations, by key, those with these names; others are left alone.

    Returns the organisations of which a name is that of no neighbourhood any more.
    """
    through = Organization.neighborhoods.through
    districts = dict(Organization.objects.filter(pk__in=wanted).values_list("pk", "district_id"))
    places = {
        (place.district_id, place.name): place.pk
        for place in Neighborhood.objects.filter(district__in=set(districts.values()))
    }
    links = through.objects.filter(
        organization__in=wanted, neighborhood__district=F("organization__district")
    )
    known = {(link.organization_id, link.neighborhood_id): link.pk for link in links}
    said = {
        (pk, places[districts[pk], name])
        for pk, names in wanted.items()
        for name in names
        if (districts[pk], name) in places
    }
    through.objects.filter(pk__in=[key for pair, key in known.items() if pair not in said]).delete()
    through.objects.bulk_create(
        through(organization_id=pk, neighborhood_id=place) for pk, place in sorted(said - known.keys())
    )
    return {pk for pk, names in wanted.items() for name in names if (districts[pk], name) not in places}


def _save_board(model: type[Offer] | type[Need], wanted: Mapping[int, Sequence[str]]) -> None:
    """What a list names stands on the board for a year; what it names no more is put to rest, never lost.

    An entry that left the board comes back, the last one of those with the same words; else a new one is made.
    """
    entries: dict[int, list[Offer | Need]] = defaultdict(list)
    for entry in model.objects.locked().filter(organization__in=wanted):
        entries[entry.organization_id].append(entry)
    again = {"state": model.State.OPEN, "expires_on": a_year_from_now(), "renewed_on": timezone.localdate()}
    changed, new = [], []
    for pk, texts in wanted.items():
        current = [entry for entry in entries[pk] if entry.is_current]
        former = [entry for entry in entries[pk] if not entry.is_current]
        for entry in current:
            if entry.text not in texts:
                write(entry, {"state": model.State.RESTING})
                changed.append(entry)
        order = max((entry.order for entry in entries[pk]), default=0)
        for text in dict.fromkeys(texts):
            if text in {entry.text for entry in current}:
                continue
            known = [entry for entry in former if is_same(entry.text, text)]
            if known:
                entry = max(known, key=lambda entry: (entry.renewed_on, entry.pk))
                former.remove(entry)
                write(entry, again)
                changed.append(entry)
            else:
                order += 1
                new.append(model(organization_id=pk, text=text, order=order))
    bulk.update(changed, ["state", "expires_on", "renewed_on", "version", "updated_at"])
    bulk.insert(new)


@recorded
def delete_imported(district: District, ids: Sequence[int], *, by: User | None = None) -> None:
    """Delete organisations that an import made and nobody edited since."""
    organizations = Organization.objects.filter(district=district, pk__in=ids)
    search.forget_many(organizations)
    organizations.delete()


def address_of(district: District, pk: int) -> str:
    """The page of an organisation in its district."""
    return reverse("groups:group_detail", args=[district.slug, pk])


def write(record: Organization | Facility | Offer | Need, values: Values) -> None:
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


def filled(model: type[Organization | Facility | Offer | Need], values: Values) -> dict[str, Any]:
    """The values with what empties a field (None) in the shape the field wants: "" for texts, [] for lists."""
    defaults = {field.name: field.get_default() for field in model._meta.concrete_fields if not field.null}
    return {name: defaults.get(name) if value is None else value for name, value in values.items()}
