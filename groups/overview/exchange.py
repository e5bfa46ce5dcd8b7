"""What the exchange and the encounters show elsewhere: menu, home, desk, search, prints, sitemap, demo."""

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from groups.demo import exchange as demo
from groups.models import Confirmation, Encounter, Introduction, Need
from groups.prints import exchange, schools
from groups.reports.renewals import renewals_of
from groups.search.exchange import SOURCES
from portal import plugins
from portal.excerpts import Excerpt, excerpt
from portal.models import District
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskCard, DeskItem, DeskList

SHOWN_ON_HOME = 6

# -- The district's home ---------------------------------------------------------------------------------------------


def home_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """The newest wishes, so that somebody who can help reads them."""
    needs = Need.objects.on_board(request.district)[:SHOWN_ON_HOME]
    names = ("kind", "text", "when", "place", "organization__name", "organization__category__slug")
    return {"needs": excerpt(needs, *names)}


def inquiry_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """「あなたの団体への問い合わせ」 that wait for an answer, for accounts of organisations."""
    if not request.user.is_authenticated:
        return {}
    asked = Confirmation.objects.awaiting().put_to(request.user.organizations.all())
    there = asked.filter(introduction__district=request.district)
    names = ("introduction__subject", "introduction__giver__name", "introduction__taker__name", "side")
    return {"inquiries": excerpt(there.order_by("introduction__introduced_on", "pk"), *names)}


# -- The coordinators' desk ------------------------------------------------------------------------------------------


def _introductions(access: Access, found: QuerySet[Introduction], query: str) -> DeskList:
    if not access.can_edit:
        return NOTHING_DUE
    own = found.in_district(access.district).select_related("district").order_by("introduced_on", "pk")
    url = reverse("exchange:introduction_list", args=[access.district.slug])
    return DeskList.of(own, lambda item: DeskItem(str(item), item.get_absolute_url()), f"{url}?{query}")


def asking_introductions(access: Access) -> DeskList:
    """確認待ちの引合せ, the oldest first."""
    return _introductions(access, Introduction.objects.asking(), "state=asking")


def due_introductions(access: Access) -> DeskList:
    """Introductions to look after again: the day has come."""
    return _introductions(access, Introduction.objects.due(timezone.localdate()), "due=on")


def due_promises(access: Access) -> DeskList:
    """期限の来た約束, the oldest first."""
    if not access.can_edit:
        return NOTHING_DUE
    due = Encounter.objects.in_district(access.district).promises_due(timezone.localdate())
    slug = access.district.slug
    return DeskList.of(
        due.with_people().order_by("promise_due_on", "pk"),
        lambda item: DeskItem(
            f"{item.organization}：{item.promise}", reverse("encounters:encounter_edit", args=[slug, item.pk])
        ),
        f"{reverse('encounters:encounter_list', args=[slug])}?promise=due",
    )


def expired_entries(access: Access) -> DeskList:
    """Organisations to call because their entries left the board."""
    if not access.can_edit:
        return NOTHING_DUE
    url = reverse("exchange:exchange_renewals", args=[access.district.slug])
    return DeskList.of(
        [item for item in renewals_of(access) if item.has_expired],
        lambda item: DeskItem(
            f"{item.organization}（{len(item.entries)}件）", f"{url}#organization-{item.organization.pk}"
        ),
        url,
    )


def _may_edit(access: Access) -> bool:
    return access.can_edit


# -- The sitemap -----------------------------------------------------------------------------------------------------


def sitemap_urls() -> Iterator[tuple[str, None]]:
    """The board of each district."""
    for slug in District.objects.active().values_list("slug", flat=True):
        yield reverse("exchange:exchange_board", args=[slug]), None


PLUGINS = (
    plugins.MenuItem("助け合いの掲示板", "exchange:exchange_board", icon="hands", order=15),
    plugins.HomeSection("groups/inquiry_home.html", inquiry_excerpts, order=4),
    plugins.HomeSection("groups/exchange_home.html", home_excerpts, order=15),
    DeskCard("期限の来た約束", due_promises, order=14),
    DeskCard("確認する日が来た引合せ", due_introductions, order=15),
    DeskCard("返事を待っている引合せ", asking_introductions, order=16),
    DeskCard("期限が切れたできること・してほしいこと", expired_entries, order=33),
    plugins.DeskShortcut(
        "合いそうな組み合わせ", "exchange:exchange_matches", icon="hands", may_use=_may_edit, order=30
    ),
    plugins.DeskShortcut(
        "接触履歴を書く", "encounters:encounter_add", icon="edit", may_use=_may_edit, order=31
    ),
    *SOURCES,
    plugins.SitemapSection("exchange", sitemap_urls),
    plugins.DemoPart(demo.load, order=30),
    plugins.ReportGroup("exchange", "助け合い・いっしょにすること", icon="hands", order=20),
    *exchange.REPORTS,
    *schools.REPORTS,
)
