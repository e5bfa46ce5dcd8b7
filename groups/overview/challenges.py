"""What voices, challenges, votes, themes and cases show elsewhere: home, desk, search, prints, sitemap, retention."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from groups.actions import ballots, voices
from groups.demo import challenges as demo
from groups.models import Ballot, Case, Challenge, Interest, Theme, Voice
from groups.prints.challenges import REPORTS
from groups.search.challenges import SOURCES
from portal import plugins
from portal.excerpts import Excerpt, excerpt
from portal.japanese.calendar import FiscalYear
from portal.models import District
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskCard, DeskItem, DeskList

# -- The district's home ---------------------------------------------------------------------------------------------


def home_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """This year's themes, and the votes that are open."""
    today = timezone.localdate()
    year = FiscalYear.of(today)
    themes = Theme.objects.approved().filter(district=request.district, fiscal_year=year.year)
    votes = Ballot.objects.voting(today).filter(district=request.district)
    return {
        "themes": excerpt(themes.order_by("pk"), "title"),
        "votes": excerpt(votes.order_by("pk"), "title", "closes_on"),
    }


def home_section(request: HttpRequest, read: Mapping[str, Any]) -> Mapping[str, Any]:
    """Themes, votes, and always where to send one's voice."""
    return {**read, "year": FiscalYear.of(timezone.localdate())}


# -- The coordinators' desk ------------------------------------------------------------------------------------------


def waiting_voices(access: Access) -> DeskList:
    """確認待ちの気づき, the oldest first."""
    if not access.can_edit:
        return NOTHING_DUE
    return _voices(access, Voice.objects.waiting(), "state=waiting")


def unanswered_voices(access: Access) -> DeskList:
    """返事をしていない声, the oldest first."""
    if not access.can_edit:
        return NOTHING_DUE
    return _voices(access, Voice.objects.unanswered(), "state=published&reply=none")


def _voices(access: Access, found: QuerySet[Voice], query: str) -> DeskList:
    slug = access.district.slug
    return DeskList.of(
        found.filter(district=access.district).order_by("received_on", "pk"),
        lambda voice: DeskItem(str(voice), reverse("challenges:voice_detail", args=[slug, voice.pk])),
        f"{reverse('challenges:voice_list', args=[slug])}?{query}",
    )


def proposed_themes(access: Access) -> DeskList:
    """承認待ちのテーマ, for the chair."""
    if not access.can_approve:
        return NOTHING_DUE
    slug = access.district.slug
    return DeskList.of(
        Theme.objects.proposed().filter(district=access.district),
        lambda theme: DeskItem(
            f"{FiscalYear(theme.fiscal_year).label}「{theme}」",
            reverse("challenges:theme_detail", args=[slug, theme.pk]),
        ),
        reverse("challenges:theme_list", args=[slug]),
    )


def overdue_ballots(access: Access) -> DeskList:
    """Votes whose days are over: the paper votes are to be keyed in and the result told."""
    if not access.can_edit:
        return NOTHING_DUE
    slug = access.district.slug
    return DeskList.of(
        Ballot.objects.overdue(timezone.localdate()).filter(district=access.district),
        lambda ballot: DeskItem(str(ballot), reverse("challenges:ballot_detail", args=[slug, ballot.pk])),
        reverse("challenges:ballot_list", args=[slug]),
    )


def running_interests(access: Access) -> DeskList:
    """うちでもやりたい: raised here or for the district's cases; for its editors, so also the city staff in charge."""
    if not access.can_edit:
        return NOTHING_DUE
    slug = access.district.slug
    found = (
        Interest.objects.running().concerning(access.district).select_related("district", "case__district")
    )
    return DeskList.of(
        found,
        lambda interest: DeskItem(
            f"{interest.district} → {interest.case.district}「{interest.case}」（{interest.get_state_display()}）",
            reverse("challenges:interest_edit", args=[slug, interest.pk]),
        ),
        reverse("challenges:interest_list", args=[slug]),
    )


# -- Sitemap ---------------------------------------------------------------------------------------------------------


def sitemap_urls() -> Iterable[tuple[str, datetime | None]]:
    """The form for voices and the replies of each district; public challenges, themes and cases."""
    for district in District.objects.active():
        for name in ("overview", "voice_post", "voice_replies", "theme_list", "case_list"):
            yield reverse(f"challenges:{name}", args=[district.slug]), None
    public = (
        Challenge.objects.filter(is_public=True),
        Theme.objects.approved(),
        Case.objects.filter(is_public=True),
        Ballot.objects.exclude(state=Ballot.State.DRAFT),
    )
    for records in public:
        for record in records.filter(district__is_active=True).select_related("district").order_by("pk"):
            yield record.get_absolute_url(), record.updated_at


PLUGINS = (
    plugins.MenuItem("声と課題", "challenges:overview", icon="voice", order=30),
    plugins.HomeSection("groups/challenge_home.html", home_excerpts, home_section, order=20),
    DeskCard("確認待ちの気づき", waiting_voices, order=10),
    DeskCard("返事をしていない声", unanswered_voices, order=11),
    DeskCard("承認待ちのテーマ", proposed_themes, order=5),
    DeskCard("締め切る投票", overdue_ballots, order=12),
    DeskCard("うちでもやりたい", running_interests, order=25),
    plugins.DeskShortcut(
        "紙・電話の声を入力",
        "challenges:voice_enter",
        icon="voice",
        may_use=lambda access: access.can_edit,
        order=20,
    ),
    *SOURCES,
    plugins.NeighborhoodMention("気づき", "voices", "気づきは残り、「町内」が空になります。", order=20),
    plugins.SitemapSection("challenges", sitemap_urls),
    plugins.Retention(
        data="「のせない」とした声（気づき）の文",
        kept="受け取った日から1年",
        purge=voices.purge_hidden_voices,
        order=40,
    ),
    plugins.Retention(
        data="テーマ投票で同じ端末の2回目の投票を見分けるしるし（だれの端末かは分かりません）",
        kept="投票の最後の日から30日",
        purge=ballots.forget_voters,
        order=41,
    ),
    plugins.DemoPart(demo.load, order=15),
    plugins.ReportGroup("challenges", "声と課題・テーマ", icon="voice", order=40),
    *REPORTS,
)
