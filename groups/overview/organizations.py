"""What organisations show elsewhere: menu, home, desk, search, sitemap, prints, import, invitations, retention, demo."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from groups import actions
from groups.actions.lists import purge_former_contacts
from groups.demo import organizations as demo
from groups.imports import IMPORTER
from groups.listings import CHECKS
from groups.models import Activity, Category, Organization
from groups.models.organizations import OrganizationQuerySet
from groups.permissions import managed_here, may_register_organization, may_see_photo
from groups.prints import gatherings, health, layers, organizations
from groups.search.organizations import INTERNAL_SOURCE, SOURCE
from portal import plugins
from portal.excerpts import Excerpt, excerpt
from portal.models import District, Neighborhood, User
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskCard, DeskItem, DeskList

# The home shows what one may just go to from today on for so many days.
DAYS_AHEAD = 7
SHOWN_ON_HOME = 9
# What the home tells of an activity.
WHEN = ("frequency", "weekdays", "weeks", "starts_at", "ends_at")
WHERE = ("name", "place", "cost", "organization__name", "organization__category__slug")


@dataclass(frozen=True)
class Visit:
    """An activity to which one may go alone and without booking, on its next day."""

    date: date
    is_today: bool
    activity: Activity


def home_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """Kinds of organisations with their numbers, and all activities to which one may just go."""
    there = Organization.objects.visible_to(request.user).in_district(request.district)
    return {
        "kinds": excerpt(kinds_of(there), "slug", "short_name", "count"),
        "activities": excerpt(drop_in_activities(there), *WHEN, *WHERE),
    }


def home_section(request: HttpRequest, read: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The kinds, and the next days' drop-in activities."""
    kinds = read["kinds"]
    if not kinds:
        return None
    return {
        "kinds": kinds,
        "count": sum(kind.count for kind in kinds),
        "visits": next_visits(read["activities"], today=timezone.localdate()),
    }


def kinds_of(organizations: OrganizationQuerySet) -> QuerySet[Category]:
    """The kinds that are among the organisations, each with the `count` of those that exist."""
    counted = Count("organizations", filter=Q(organizations__in=organizations.existing().values("pk")))
    found = Category.objects.annotate(count=counted).filter(count__gt=0)
    return found.order_by("number")  # grouping drops the model's own order


def drop_in_activities(organizations: OrganizationQuerySet) -> QuerySet[Activity]:
    """All activities to which one may just go, of those organisations that are active."""
    found = Activity.objects.drop_in().filter(organization__in=organizations.active())
    return found.order_by("starts_at", "name")


def next_visits(activities: list[Activity], *, today: date) -> list[Visit]:
    """Each activity on its next day within a week, the soonest first, as many as fit on the home."""
    visits = []
    for activity in activities:
        days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
        day = next((day for day in days if activity.takes_place_on(day)), None)
        if day:
            visits.append(Visit(day, day == today, activity))
    return sorted(visits, key=lambda visit: visit.date)[:SHOWN_ON_HOME]


def desk_card(check: str, title: str, *, order: int) -> DeskCard:
    """A card with the organisations of the district that a check of the list finds."""

    def find(access: Access) -> DeskList:
        if not access.can_edit:
            return NOTHING_DUE
        due = CHECKS[check][1](Organization.objects.filter(managed_here(access)).existing())
        slug = access.district.slug
        return DeskList.of(
            due.order_by("verified_on", "kana_order").only("name"),
            lambda found: DeskItem(found.name, reverse("groups:group_detail", args=[slug, found.pk])),
            f"{reverse('groups:group_list', args=[slug])}?check={check}",
        )

    return DeskCard(title, find, order=order)


DESK_CARDS = [
    desk_card("stale", "最終確認から2年以上たった団体・施設", order=30),
    desk_card("unverified", "内容をまだ確認していない団体・施設", order=30),
    desk_card("no_consent", "連絡先の公開同意がまだの団体・施設", order=31),
    desk_card("incomplete", "目的か今の課題が書かれていない団体・施設", order=32),
]


def held_by(user: User) -> list[DeskItem]:
    """The organisations whose records a person may edit as their contact."""
    return [
        DeskItem(f"{organization.name} の担当者", organization.get_absolute_url())
        for organization in user.organizations.for_page()
    ]


def sitemap_urls() -> Iterable[tuple[str, datetime]]:
    """The pages of all organisations that anybody may read, each in its home district."""
    published = Organization.objects.published().for_page()
    shown = Q(district=None) | Q(district__is_active=True)
    for organization in published.filter(shown).order_by("pk"):
        yield organization.get_absolute_url(), organization.updated_at


def readings(district: District | None) -> Mapping[str, str]:
    """Names of organisations and neighbourhoods with their kana, empty of those that lack it (of namesakes the one that
    has it holds); none for pages of the whole city."""
    if district is None:
        return {}
    names = Organization.objects.in_district(district).values_list("name", "kana")
    places = Neighborhood.objects.filter(district=district).values_list(F("name"), F("kana"))
    return dict(sorted([*names, *places], key=lambda named: bool(named[1])))


def organizations_of(districts: list[int]) -> Mapping[int, int]:
    """How many organisations each district has, without the dissolved ones."""
    home = Organization.objects.existing().filter(district__in=districts).order_by()
    return dict(home.values_list("district").annotate(Count("pk")))


PLUGINS = (
    plugins.MenuItem("団体・施設", "groups:group_list", icon="people", order=10),
    plugins.ReadingSource(readings),
    plugins.NeighborhoodMention(
        "団体・施設の「活動する町内」", "organizations", "この町内が消えます。", order=10
    ),
    plugins.NeighborhoodMention(
        "ふだんの活動", "activities", "活動は残り、「町内」が空になります。", order=11
    ),
    plugins.DistrictFigure("団体・施設", organizations_of, unit="件", order=10),
    SOURCE,
    INTERNAL_SOURCE,
    plugins.PhotoOwner(may_see_photo),
    plugins.DemoPart(demo.load, order=10),
    plugins.HomeSection("groups/_home.html", home_excerpts, home_section, order=10),
    *DESK_CARDS,
    plugins.DeskShortcut(
        "団体・施設の追加", "groups:group_new", icon="plus", may_use=may_register_organization, order=10
    ),
    plugins.DeskShortcut(
        "オープンデータの出力",
        "groups:group_export",
        icon="download",
        may_use=lambda access: access.has_desk,
        order=75,
    ),
    plugins.SitemapSection("groups", sitemap_urls),
    plugins.InvitationRole(
        actions.CONTACT_ROLE,
        "団体・施設の担当者",
        accept=actions.accept_contact_invitation,
        describe=actions.describe_contact_invitation,
        held_by=held_by,
    ),
    plugins.Retention(
        data="団体・施設の前の担当者の名前・電話・メールなど（変更の履歴にあるもの）",
        kept="変わった日、消した日から1年",
        purge=purge_former_contacts,
        order=46,
    ),
    plugins.ReportGroup("organizations", "団体・施設", icon="people", order=10),
    *organizations.REPORTS,
    IMPORTER,
    *gatherings.REPORTS,
    *health.REPORTS,
    *layers.REPORTS,
    plugins.FirstStep(
        "団体・施設を登録する",
        "持っている名簿（CSV・Excel）は、まとめて取り込めます。1件ずつ登録することもできます。",
        lambda: Exists(Organization.objects.existing().filter(district=OuterRef("pk"))),
        (
            plugins.StepLink("名簿を取り込む", "import_new"),
            plugins.StepLink("1件ずつ登録する", "groups:group_new"),
        ),
        may_do=may_register_organization,
        order=30,
    ),
)
