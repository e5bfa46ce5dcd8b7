"""Whether groups will still be able to go on (担い手健康診断), and the yearly look at what each of them does (棚卸し)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Subquery
from django.utils import timezone

from groups.models import Contact, Need, Organization
from groups.reports.registry import heading_of, known_to
from portal.permissions import Access
from portal.prints import Document

# A term that ends so soon is a reason to talk about who follows.
TERM_WARNING = timedelta(days=180)
# Members are compared with what was known so long ago; a loss of a tenth is told.
COMPARED_AFTER = timedelta(days=300)
LOSS = 0.9
# Words by which groups tell, as a problem or as a wish, that people are missing.
SHORTAGE = re.compile(r"担い手|後継|人手|なり手|欠員|高齢|若い|役員|手伝う人|人が足り|人が少な")


@dataclass(frozen=True)
class HealthRow:
    """What speaks for caution about one organisation; `level` is "ok", "watch" (1–2 signs) or "act" (3 and more)."""

    pk: int
    name: str
    category: str
    signs: tuple[str, ...]
    level: str


LEVELS = {"act": "いっしょに考える", "watch": "気をつける", "ok": "だいじょうぶ"}


@dataclass(frozen=True, kw_only=True)
class HealthCheck(Document):
    """All organisations of a district, those that need somebody first."""

    rows: tuple[HealthRow, ...]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(level, its words, how many organisations)."""
        return [
            (level, words, sum(row.level == level for row in self.rows)) for level, words in LEVELS.items()
        ]


def health_check(access: Access) -> HealthCheck:
    """Signs found in what the registry knows; nothing is asked anew. The number of queries is constant."""
    today = timezone.localdate()
    reachable = Contact.objects.filter(organization=OuterRef("pk")).order_by().values("organization")
    versions = Organization._meta.get_field("versions").related_model
    earlier = versions.objects.filter(
        pgh_obj_id=OuterRef("pk"), members__gt=0, pgh_created_at__date__lte=today - COMPARED_AFTER
    )
    organizations = list(
        known_to(access, statuses=[Organization.Status.ACTIVE, Organization.Status.PAUSED])
        .filter(district=access.district)
        .annotate(
            contact_count=Subquery(reachable.annotate(count=Count("pk")).values("count")),
            members_before=Subquery(
                earlier.order_by("-pgh_created_at").values("members")[:1], output_field=IntegerField()
            ),
        )
        .prefetch_related(
            "activities",
            Prefetch("needs", Need.objects.current(), to_attr="wanted"),
        )
    )
    rows = [_row(organization, today) for organization in organizations]
    return HealthCheck(
        title="担い手健康診断",
        rows=tuple(sorted(rows, key=lambda row: -len(row.signs))),
        **heading_of(access.district, organizations),
    )


def _row(organization: Organization, today: date) -> HealthRow:
    signs = tuple(signs_of(organization, today))
    level = "act" if len(signs) >= 3 else "watch" if signs else "ok"
    return HealthRow(organization.pk, organization.name, organization.category.short_name, signs, level)


def signs_of(organization: Organization, today: date) -> Iterator[str]:
    """Each sign in words; the organisation comes with `contact_count`, `members_before` and `wanted`."""
    if organization.status == Organization.Status.PAUSED:
        yield "活動を休んでいる"
    elif not organization.activities.all():
        yield "ふだんの活動が登録されていない"
    if organization.term_ends_on and organization.term_ends_on < today:
        yield f"代表の任期が切れている（{organization.term_ends_on:%Y年%-m月}まで）"
    elif organization.term_ends_on and organization.term_ends_on <= today + TERM_WARNING:
        yield f"代表の任期がもうすぐ終わる（{organization.term_ends_on:%Y年%-m月}）"
    count = organization.contact_count or 0
    if count < 2:
        yield "連絡できる人が、1人しかいない" if count else "連絡できる人が、登録されていない"
    before, now = organization.members_before, organization.members
    if before and now is not None and now <= before * LOSS:
        yield f"会員が減っている（{before}人→{now}人）"
    told = [organization.issues, *(need.text for need in organization.wanted)]
    if found := SHORTAGE.search("\n".join(told)):
        yield f"担い手に困っている（「{found.group()}」）"
    if organization.verified_on is None:
        yield "登録内容を、まだ確かめていない"
    elif organization.is_stale:
        yield "2年以上、登録内容を確かめていない"


# -- 活動棚卸し票 -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActivityRow:
    """A regular activity as it stands in the registry."""

    name: str
    schedule: str
    place: str


@dataclass(frozen=True)
class Inventory:
    """One organisation's sheet; `paused` ones are asked whether they begin again."""

    number: int
    name: str
    category: str
    paused: bool
    activities: tuple[ActivityRow, ...]


@dataclass(frozen=True, kw_only=True)
class InventorySheets(Document):
    """A sheet for each organisation, and the list of those that pause."""

    sheets: tuple[Inventory, ...]

    @property
    def paused(self) -> list[Inventory]:
        return [sheet for sheet in self.sheets if sheet.paused]

    @property
    def activity_count(self) -> int:
        return sum(len(sheet.activities) for sheet in self.sheets)


def inventory_sheets(access: Access, *, organization: Organization | None = None) -> InventorySheets:
    """Of one organisation or of all that the district keeps, the paused ones too."""
    found = known_to(access, statuses=[Organization.Status.ACTIVE, Organization.Status.PAUSED])
    found = found.filter(district=access.district).prefetch_related("activities")
    organizations = list(found.filter(pk=organization.pk) if organization else found)
    return InventorySheets(
        title="活動棚卸し票",
        sheets=tuple(_inventory(number, each) for number, each in enumerate(organizations, start=1)),
        **heading_of(access.district, organizations),
    )


def _inventory(number: int, organization: Organization) -> Inventory:
    return Inventory(
        number=number,
        name=organization.name,
        category=organization.category.short_name,
        paused=organization.status == Organization.Status.PAUSED,
        activities=tuple(
            ActivityRow(
                activity.name,
                " ".join(filter(None, [activity.schedule, activity.hours, activity.schedule_note])),
                activity.place,
            )
            for activity in organization.activities.all()
        ),
    )
