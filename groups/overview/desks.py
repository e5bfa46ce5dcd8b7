"""What the consultation desks show elsewhere: menu, home, desk, search, sitemap, prints, demo."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse

from groups.demo import desks as demo
from groups.models import Desk, DeskUse, Situation
from groups.prints import desks, posters
from groups.search.desks import SOURCE
from portal import plugins
from portal.excerpts import Excerpt, excerpt
from portal.models import District
from portal.permissions import Access


def home_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """The big situations of 「困ったら」, so that a desk is three clicks from the first page."""
    return {"situations": excerpt(Situation.objects.top(), "text")}


def outdated_numbers(access: Access) -> plugins.DeskList:
    """Places where an old number of a desk still stands: the district's own, all of them for the city's staff."""
    uses = DeskUse.objects.outdated().select_related("desk", "district")
    if not access.is_city_staff:
        uses = uses.of_district(access.district)
    return plugins.DeskList.of(
        uses,
        lambda use: plugins.DeskItem(
            f"{use.place}（{use.desk}の番号や時間が変わりました）",
            reverse("desks:desk_detail", args=[access.district.slug, use.desk_id]),
        ),
    )


def readings(district: District | None) -> Mapping[str, str]:
    """Names of the desks with their kana, empty of those that lack it (of namesakes the one that has it holds); none for
    pages of the whole city."""
    if district is None:
        return {}
    names = Desk.objects.in_district(district).active().values_list("name", "kana")
    return dict(sorted(names, key=lambda named: bool(named[1])))


def sitemap_urls() -> Iterator[tuple[str, date | datetime | None]]:
    """「困ったら」 and the list of desks of each district."""
    for slug in District.objects.active().values_list("slug", flat=True):
        yield reverse("desks:situation_list", args=[slug]), None
        yield reverse("desks:desk_list", args=[slug]), None


PLUGINS = (
    plugins.MenuItem("困ったら", "desks:situation_list", icon="question", order=20),
    plugins.HomeSection("groups/_home_trouble.html", home_excerpts, order=5),
    plugins.DeskCard("前の番号のままの相談窓口", outdated_numbers, order=40),
    plugins.ReadingSource(readings),
    SOURCE,
    plugins.SitemapSection("desks", sitemap_urls),
    plugins.ReportGroup("desks", "困ったときの相談先・行けるところ", icon="question", order=30),
    *desks.REPORTS,
    *posters.REPORTS,
    plugins.DemoPart(demo.load, order=20),
    plugins.FirstStep(
        "相談窓口をのせる",
        "困ったときの電話番号です。市全体の窓口は市社協がのせ、地区だけの窓口は地区でのせます。",
        lambda: Exists(Desk.objects.active().local().filter(Q(district=None) | Q(district=OuterRef("pk")))),
        (plugins.StepLink("相談窓口をのせる", "desks:desk_add"),),
        may_do=lambda access: access.can_edit or access.is_city_staff,
        order=50,
    ),
    plugins.CityFirstStep(
        "市全体の相談窓口をのせる",
        "どの地区のページにも出る、市役所や地域包括支援センターなどの窓口です。110や119のほかに、1つはのせてください。",
        lambda: Exists(Desk.objects.active().local().filter(district=None)),
        (plugins.StepLink("相談窓口をのせる", "desks:desk_add"),),
        may_do=lambda access: access.is_city_staff,
        order=70,
    ),
    plugins.CityFirstStep(
        "「困ったら」の困りごとをのせる",
        "住民が自分のことばで選んで、相談窓口にたどりつくための一覧です。",
        lambda: Exists(Situation.objects.all()),
        (
            plugins.StepLink("よくある困りごとから始める", "desks:situation_begin"),
            plugins.StepLink("困りごとを追加する", "desks:situation_add"),
        ),
        may_do=lambda access: access.is_city_staff,
        order=80,
    ),
)
