"""社会資源リスト: what there is in the district, by kind, with indexes by neighbourhood (町内) and by weekday (曜日)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from groups.models import Activity, Category, Organization, Weekday
from groups.reports.registry import contact_lines, heading_of, in_kinds, joined, published_in
from portal.models import District, Neighborhood
from portal.permissions import Access
from portal.prints import Document

WHOLE_DISTRICT = "地区全体・そのほか"
EVERY_DAY = "毎日"
NO_WEEKDAY = "曜日が決まっていないもの"


@dataclass(frozen=True)
class ActivityLine:
    """A regular activity in words."""

    name: str
    when: str
    place: str
    audience: str
    cost: str
    drop_in: bool


@dataclass(frozen=True)
class ResourceEntry:
    """One organisation or facility. `contact` is empty without consent: then the district council is asked."""

    pk: int
    name: str
    kana: str
    paused: bool
    purpose: str
    place: str
    opening: str
    services: str
    activities: tuple[ActivityLine, ...]
    neighborhoods: tuple[str, ...]
    offers: tuple[str, ...]
    accessibility: tuple[str, ...]
    contact: tuple[str, ...]
    verified_on: date | None
    is_stale: bool


@dataclass(frozen=True)
class ResourceSection:
    number: int
    category: str
    entries: tuple[ResourceEntry, ...]


@dataclass(frozen=True)
class IndexLine:
    """One line of an index: which entry, and what of it."""

    pk: int
    name: str
    detail: str = ""


@dataclass(frozen=True)
class IndexGroup:
    heading: str
    lines: tuple[IndexLine, ...]


@dataclass(frozen=True, kw_only=True)
class ResourceList(Document):
    """The list by kind and its two indexes. Where an entry names no contact, `enquiries` says whom to ask."""

    sections: tuple[ResourceSection, ...]
    by_neighborhood: tuple[IndexGroup, ...]
    by_weekday: tuple[IndexGroup, ...]

    @property
    def entries(self) -> list[ResourceEntry]:
        return [entry for section in self.sections for entry in section.entries]

    @property
    def total(self) -> int:
        return len(self.entries)


def resource_list(access: Access, *, paused: bool = False, kinds: Iterable[Category] = ()) -> ResourceList:
    """What residents may know of the district's active organisations; with `paused` of those that rest too."""
    district = access.district
    statuses = [Organization.Status.ACTIVE, *([Organization.Status.PAUSED] if paused else [])]
    organizations = list(published_in(district, statuses=statuses, kinds=kinds).for_list())
    return ResourceList(
        title=f"{district.name} 社会資源リスト",
        sections=tuple(
            ResourceSection(category.number, category.name, tuple(map(_entry, members)))
            for category, members in in_kinds(organizations)
        ),
        by_neighborhood=_by_neighborhood(district, organizations),
        by_weekday=_by_weekday(organizations),
        **heading_of(district, organizations),
    )


def _entry(organization: Organization) -> ResourceEntry:
    facility = getattr(organization, "facility", None)
    return ResourceEntry(
        pk=organization.pk,
        name=organization.name,
        kana=organization.kana,
        paused=organization.status == Organization.Status.PAUSED,
        purpose=organization.purpose,
        place=organization.place,
        opening=joined((facility.opening, facility.hours_note), " ") if facility else "",
        services="、".join(facility.services) if facility else "",
        activities=tuple(map(_activity, organization.activities.all())),
        neighborhoods=tuple(organization.neighborhood_names),
        offers=tuple(organization.offer_texts),
        accessibility=tuple(organization.accessibility_labels),
        contact=contact_lines(organization),
        verified_on=organization.verified_on,
        is_stale=organization.is_stale,
    )


def _activity(activity: Activity) -> ActivityLine:
    return ActivityLine(
        name=activity.name,
        when=joined((activity.schedule, activity.hours, activity.schedule_note), " "),
        place=activity.place,
        audience=activity.audience,
        cost=activity.cost,
        drop_in=activity.drop_in,
    )


# -- Indexes --------------------------------------------------------------------------------------------------------


def _by_neighborhood(district: District, organizations: list[Organization]) -> tuple[IndexGroup, ...]:
    """Under each neighbourhood who works there or has an activity there, in the order of the neighbourhoods."""
    names = Neighborhood.objects.filter(district=district).values_list("name", flat=True)
    groups: dict[str, list[IndexLine]] = {name: [] for name in [*names, WHOLE_DISTRICT]}
    for organization in sorted(organizations, key=_reading):
        activities = [activity for activity in organization.activities.all() if activity.neighborhood]
        places = [*organization.neighborhood_names, *(activity.neighborhood.name for activity in activities)]
        # Places of another district, where the organisation also works, are not this list's.
        here = [place for place in dict.fromkeys(places) if place in groups]
        for place in here or [WHOLE_DISTRICT]:
            groups[place].append(
                IndexLine(organization.pk, organization.name, organization.category.short_name)
            )
    return _filled(groups)


def _by_weekday(organizations: list[Organization]) -> tuple[IndexGroup, ...]:
    """Under each weekday the activities of that day, the earliest first."""
    headings = [*(f"{day.label}曜日" for day in Weekday), EVERY_DAY, NO_WEEKDAY]
    groups: dict[str, list[IndexLine]] = {heading: [] for heading in headings}
    activities = [
        (activity, organization)
        for organization in organizations
        for activity in organization.activities.all()
    ]
    for activity, organization in sorted(activities, key=lambda pair: (_starts(pair[0]), _reading(pair[1]))):
        detail = joined((activity.hours, activity.name), " ")
        if activity.frequency in (Activity.Frequency.MONTHLY, Activity.Frequency.YEARLY):
            detail = joined((detail, f"（{activity.schedule}）"), "")
        line = IndexLine(organization.pk, organization.name, detail)
        for heading in _headings_of(activity):
            groups[heading].append(line)
    return _filled(groups)


def _headings_of(activity: Activity) -> list[str]:
    if activity.frequency == Activity.Frequency.DAILY:
        return [EVERY_DAY]
    return [f"{Weekday(day).label}曜日" for day in sorted(activity.weekdays)] or [NO_WEEKDAY]


def _starts(activity: Activity) -> str:
    return activity.starts_at.isoformat() if activity.starts_at else "99"


def _reading(organization: Organization) -> tuple[str, str]:
    return (organization.kana_order, organization.name)


def _filled(groups: dict[str, list[IndexLine]]) -> tuple[IndexGroup, ...]:
    return tuple(IndexGroup(heading, tuple(lines)) for heading, lines in groups.items() if lines)
