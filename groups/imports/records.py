"""The district's organisations as the importer's columns say them, each with a number that tells of every edit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from django.db.models import Count, F, Sum, Value
from django.utils import timezone

from groups.actions import importing
from groups.models import Activity, Facility, Need, Offer, Organization
from portal import history
from portal.imports import Existing, Values
from portal.imports.traces import state_of, traces_of
from portal.models import District, Import

# Column of the importer → field of the organisation; the others are called alike.
ORGANIZATION_FIELDS = {
    "phone": "public_phone",
    "fax": "public_fax",
    "email": "public_email",
    "description": "purpose",
}
ORGANIZATION_COLUMNS = (
    "name",
    "kana",
    "alias",
    "postcode",
    "address",
    "building",
    "latitude",
    "longitude",
    "phone",
    "fax",
    "email",
    "website",
    "representative",
    "representative_title",
    "members",
    "founded_year",
    "description",
    "accessibility",
    "note",
    "fields",
    "issues",
    "status",
    "verified_on",
    "is_public",
    "consent_on",
)
FACILITY_COLUMNS = (
    "services",
    "capacity",
    "weekdays",
    "opens_at",
    "closes_at",
    "hours_note",
    "corporation",
    "corporate_number",
    "office_number",
)
# What tells where a record comes from; kept in `Organization.source`.
ORIGIN_COLUMNS = ("code", "source_id")
# Columns that become records below the organisation, or links to others.
LIST_COLUMNS = ("neighborhoods", "activities", "offers", "needs")
# Of the tables of links those that imports write: an edit of a row there is an edit of the organisation.
_WRITTEN = (Activity, Offer, Need)
# Fields that stand behind a column.
_TOLD_BY = {
    "consent_by": "consent_on",
    "consent_method": "consent_on",
    "verified_by": "verified_on",
    "source": "source_id",
}
_WITHDRAWN = "公開の同意が前に取り下げられているため、一覧からは戻しません。もう一度同意をいただいたら、団体のページで記録してください。"


@dataclass(frozen=True)
class Lists:
    """What stands below an organisation: each list as its column says it.

    Of the board also what left it: entries whose time ran out, and those that people put to rest.
    """

    values: Values
    lapsed: Values
    rested: Values


def existing_records(district: District) -> dict[int, Existing]:
    """The district's own records, in a number of queries that does not grow with them."""
    facilities = {
        facility.organization_id: facility
        for facility in Facility.objects.filter(organization__district=district)
    }
    links = links_of(district)
    lists = lists_of(district)
    withdrawn = withdrawn_consents(district)
    code = district.council.code
    records = Organization.objects.filter(district=district, merged_into=None)
    return {
        record.pk: Existing(
            values_of(record, facility := facilities.get(record.pk)) | lists[record.pk].values,
            number_of(
                record.version,
                (facility.pk, facility.version) if facility else None,
                links.get(record.pk),
            ),
            exported={"code": code, "source_id": str(record.pk), "address": record.place},
            lapsed=lists[record.pk].lapsed,
            rested=lists[record.pk].rested,
            withheld={"consent_on": _WITHDRAWN} if record.pk in withdrawn else {},
        )
        for record in records.annotate(kind=F("category__slug")).defer("created_at", "updated_at")
    }


def lock_records(district: District) -> None:
    """Hold the district's records with all that an import writes of them until the transaction ends.

    First the organisations, as the forms of lists and the board do, so that nobody waits in a circle; new
    rows below wait for the organisation's lock too.
    """
    list(Organization.objects.locked().filter(district=district).order_by("pk").values_list("pk"))
    for model in (Facility, Activity, Offer, Need):
        below = model.objects.locked().filter(organization__district=district)
        list(below.order_by("pk").values_list("pk"))


def number_of(*parts: Any) -> int:
    """A number that is another one where any of the parts is another one."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest()) >> 1


def links_of(district: District) -> dict[int, list[tuple[str | int, ...]]]:
    """All that is linked with each organisation of the district, counted; one query.

    For each table how many rows, the sum of their keys, and, where imports write them, of how often they were edited.
    So rows that people add, take away or edit show, and taking an import back deletes none of them.
    """
    links = [
        (link.related_model, link.field)
        for link in Organization._meta.related_objects
        if link.name not in ("facility", "versions")
    ]
    for field in Organization._meta.many_to_many:
        through = field.remote_field.through
        links.append((through, through._meta.get_field(field.m2m_field_name())))
    counts = [
        model._base_manager.filter(**{f"{field.name}__district": district})
        .order_by()
        .values(owner=F(field.attname))
        .annotate(
            table=Value(f"{model._meta.db_table}.{field.name}"),
            rows=Count("pk"),
            keys=Sum("pk"),
            edits=Sum("version") if model in _WRITTEN else Value(0),
        )
        .values_list("owner", "table", "rows", "keys", "edits")
        for model, field in links
    ]
    found: dict[int, list[tuple[str | int, ...]]] = defaultdict(list)
    for owner, table, *count in counts[0].union(*counts[1:], all=True):
        found[owner].append((table, *map(int, count)))
    return {owner: sorted(each) for owner, each in found.items()}


def brought_back(district: District, import_id: int, numbers: Mapping[int, int]) -> set[int]:
    """Organisations that an import made, people edited since and brought back to exactly what it wrote; five queries at most.

    `numbers` are the numbers of the records, by key, as the import left them. Where such a number comes out with an
    earlier version of the organisation, only the organisation itself was written since, and nothing linked or edited
    below it; then its fields are compared.
    """
    records = {record.pk: record for record in Organization.objects.filter(district=district, pk__in=numbers)}
    facilities = {
        organization: (pk, version)
        for organization, pk, version in Facility.objects.filter(organization__in=records).values_list(
            "organization_id", "pk", "version"
        )
    }
    links = links_of(district)
    alone = [
        pk
        for pk, record in records.items()
        if any(
            number_of(version, facilities.get(pk), links.get(pk)) == numbers[pk]
            for version in range(1, record.version)
        )
    ]
    if not alone:
        return set()
    traces = traces_of(Organization, import_id, by="pgh_obj_id", ids=alone)
    return {
        pk for pk, trace in traces.items() if trace.before is None and state_of(records[pk]) == trace.after
    }


def withdrawn_consents(district: District) -> set[int]:
    """The organisations without consent (公開同意) that had it once; what an import brought that was undone is none."""
    given = history.event_model(Organization)._default_manager.filter(
        pgh_obj__district=district, pgh_obj__consent_on=None, consent_on__isnull=False
    )
    undone = set(
        Import.objects.filter(district=district, state=Import.State.UNDONE).values_list("pk", flat=True)
    )
    imports = given.values_list("pgh_obj_id", "pgh_context__metadata__import")
    return {pk for pk, import_id in imports if import_id not in undone}


def columns_of(names: Iterable[str]) -> set[str]:
    """The columns that tell of these fields and lists."""
    columns = {field: column for column, field in ORGANIZATION_FIELDS.items()} | _TOLD_BY
    return {columns.get(name, name) for name in names}


def values_of(record: Organization, facility: Facility | None) -> Values:
    """A record as the importer's columns say it; `record.kind` is the slug of its category."""
    values = {
        name: plain(getattr(record, ORGANIZATION_FIELDS.get(name, name))) for name in ORGANIZATION_COLUMNS
    }
    values["accessibility"] = record.accessibility_labels
    values["fields"] = record.field_labels
    values["category"] = record.kind
    values |= {name: record.source.get(name, "") for name in ORIGIN_COLUMNS}
    for name in FACILITY_COLUMNS:
        values[name] = (
            plain(getattr(facility, name)) if facility else ([] if name in ("services", "weekdays") else "")
        )
    if facility is None:
        values["capacity"] = values["opens_at"] = values["closes_at"] = None
    return values


def plain(value: Any) -> Any:
    """A time as 「08:30」, a day as 「2025-04-01」, everything else as it is."""
    if isinstance(value, date):
        return value.isoformat()
    return value.strftime("%H:%M") if hasattr(value, "strftime") else value


def lists_of(district: District) -> dict[int, Lists]:
    """Neighbourhoods by name, activities in words, and what the board says, of each organisation; six queries."""
    lists: dict[int, Lists] = defaultdict(lambda: Lists({name: [] for name in LIST_COLUMNS}, {}, {}))
    through = Organization.neighborhoods.through.objects.filter(
        organization__district=district, neighborhood__district=district
    )
    places = through.order_by("neighborhood__order", "neighborhood_id")
    for pk, name in places.values_list("organization_id", "neighborhood__name"):
        lists[pk].values["neighborhoods"].append(name)
    for activity in Activity.objects.filter(organization__district=district):
        lists[activity.organization_id].values["activities"].append(activity.in_words)
    today = timezone.localdate()
    for column, model in importing.BOARD.items():
        entries = model.objects.filter(organization__district=district, state=model.State.OPEN)
        ran_out = []
        for pk, text, expires_on in entries.values_list("organization_id", "text", "expires_on"):
            if expires_on >= today:
                lists[pk].values[column].append(text)
            else:
                ran_out.append((pk, text))
        for pk, text in ran_out:
            _add(lists[pk].lapsed, column, text, unless=lists[pk].values[column])
        for pk, text in rested_by_people(model, district):
            _add(lists[pk].rested, column, text, unless=lists[pk].values[column])
    return lists


def _add(values: Values, column: str, text: str, *, unless: Sequence[str]) -> None:
    if text not in unless:
        values.setdefault(column, []).append(text)


def rested_by_people(model: type[Offer] | type[Need], district: District) -> list[tuple[int, str]]:
    """The entries that were put to rest (お休み), but for those that an import did; (organisation, text); one query."""
    versions = history.event_model(model)._default_manager.filter(
        pgh_obj__organization__district=district, pgh_obj__state=model.State.RESTING
    )
    last = versions.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    told = last.values_list(
        "organization_id", "text", "pgh_context__metadata__import", "pgh_context__metadata__undone"
    )
    return [(pk, text) for pk, text, import_id, undone in told if import_id is None or undone]
