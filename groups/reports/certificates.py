"""What came of an organisation's introductions, year by year (年度), and 連携実績証明 for one of the years."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from groups.models import Facility, Introduction, Organization, Outcome
from groups.reports.registry import enquiries_of, issuer_of, joined
from portal.japanese.calendar import FiscalYear
from portal.models import District
from portal.permissions import Access
from portal.prints import Document


@dataclass(frozen=True)
class CooperationRow:
    """What was done on a day, with whom; `given` tells whether the organisation gave or received the help."""

    done_on: date
    partner: str
    resource: str
    text: str
    people: int | None
    given: bool
    introduction: int


@dataclass(frozen=True)
class YearRecord:
    """One 年度 of one organisation in one district. Unknown numbers of people count as none in the sums."""

    year: FiscalYear
    rows: tuple[CooperationRow, ...] = ()
    # Introductions made in the year, by the state that they have now: ((label, number), …) without zeros.
    introduced: tuple[tuple[str, int], ...] = ()

    @property
    def given(self) -> list[CooperationRow]:
        return [row for row in self.rows if row.given]

    @property
    def taken(self) -> list[CooperationRow]:
        return [row for row in self.rows if not row.given]

    @property
    def introduced_count(self) -> int:
        return sum(count for _, count in self.introduced)

    @property
    def people_given(self) -> int:
        return _people(self.given)


def _people(rows: Iterable[CooperationRow]) -> int:
    return sum(row.people or 0 for row in rows)


def cooperation_years(organization: Organization, district: District) -> list[YearRecord]:
    """All years in which the organisation was introduced or did something, the newest first; two queries."""
    introductions = list(
        Introduction.objects.in_district(district)
        .concerning(organization)
        .select_related("giver", "taker")
        .order_by("introduced_on", "pk")
    )
    by_id = {introduction.pk: introduction for introduction in introductions}
    rows: dict[FiscalYear, list[CooperationRow]] = defaultdict(list)
    for outcome in Outcome.objects.filter(introduction__in=by_id):
        year = FiscalYear.of(outcome.done_on)
        rows[year].append(_row(outcome, by_id[outcome.introduction_id], organization))
    states: dict[FiscalYear, Counter] = defaultdict(Counter)
    for introduction in introductions:
        states[FiscalYear.of(introduction.introduced_on)][introduction.state] += 1
    return [
        YearRecord(
            year,
            tuple(rows[year]),
            tuple((state.label, states[year][state]) for state in Introduction.State if states[year][state]),
        )
        for year in sorted({*rows, *states}, reverse=True)
    ]


def _row(outcome: Outcome, introduction: Introduction, organization: Organization) -> CooperationRow:
    given = introduction.giver_id == organization.pk
    return CooperationRow(
        done_on=outcome.done_on,
        partner=str(introduction.taker if given else introduction.giver),
        resource=introduction.offered if given else introduction.needed,
        text=outcome.text,
        people=outcome.people_reached,
        given=given,
        introduction=introduction.pk,
    )


def year_record(organization: Organization, district: District, year: FiscalYear) -> YearRecord:
    """One of the years; an empty record where nothing happened."""
    found = (record for record in cooperation_years(organization, district) if record.year == year)
    return next(found, YearRecord(year))


@dataclass(frozen=True, kw_only=True)
class Certificate(Document):
    """What a district council certifies to an organisation for one year, for its own reports."""

    corporation: str
    organization: str
    address: str
    district: str
    year: str
    starts_on: date
    ends_on: date
    rows: tuple[CooperationRow, ...]
    people: int

    @property
    def partners(self) -> int:
        """With how many different organisations."""
        return len({row.partner for row in self.rows})

    @property
    def has_unknown(self) -> bool:
        """Somewhere nobody counted the people."""
        return any(row.people is None for row in self.rows)


def cooperation_certificate(
    access: Access, *, organization: Organization, year: FiscalYear, taken: bool = False
) -> Certificate:
    """What the organisation gave in the district in a year; with `taken` also what it received."""
    record = year_record(organization, access.district, year)
    rows = record.rows if taken else tuple(record.given)
    facility = Facility.objects.filter(organization=organization).first()
    return Certificate(
        title="連携実績証明書",
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
        sources=(f"{issuer_of(access.district)} 引合せの記録",),
        corporation=facility.corporation if facility else "",
        organization=organization.name,
        address=joined((organization.address, organization.building), " "),
        district=access.district.name,
        year=year.label,
        starts_on=year.start,
        ends_on=min(year.end, timezone.localdate()),
        rows=rows,
        people=_people(rows),
    )
