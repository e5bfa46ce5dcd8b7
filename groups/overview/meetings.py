"""What round tables and meetings show elsewhere: menu, home, desk, search, sitemap, prints, retention, demo."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from groups.actions.roundtables import purge_member_contacts
from groups.demo import meetings as demo
from groups.models import Homework, Meeting, Roundtable
from groups.prints.meetings import REPORTS
from groups.search.meetings import SOURCE
from portal import plugins
from portal.excerpts import Excerpt, excerpt
from portal.models import District
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskItem, DeskList

SHOWN_ON_HOME = 2
# A meeting is prepared from so many days before it on.
PREPARED = timedelta(days=45)


# -- The district's home ----------------------------------------------------------------------------------------------


def home_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """The next meeting to which anybody may come, and the latest minutes."""
    own = Meeting.objects.in_district(request.district)
    ahead = own.announced().ahead(timezone.localdate()).filter(state=Meeting.State.CALLED)
    latest = own.published().order_by("-held_on", "-pk")
    when = ("fiscal_year", "number", "held_on", "starts_at", "ends_at")
    return {
        "ahead": excerpt(ahead[:1], *when, "place", "topic", "roundtable__name"),
        "latest": excerpt(latest[:SHOWN_ON_HOME], "held_on", "topic"),
    }


# -- The coordinators' desk -------------------------------------------------------------------------------------------


def _meetings(meetings: QuerySet[Meeting], slug: str, url_name: str, text: Any) -> DeskList:
    return DeskList.of(
        meetings.select_related("roundtable"),
        lambda meeting: DeskItem(text(meeting), reverse(url_name, args=[slug, meeting.pk])),
        reverse("councils:roundtable_list", args=[slug]),
    )


def _when(meeting: Meeting) -> str:
    return f"{meeting.held_on.month}月{meeting.held_on.day}日 {meeting}"


def meetings_to_prepare(access: Access) -> DeskList:
    """次の会議の準備: those of the next weeks, with what is missing."""
    if not access.can_edit:
        return NOTHING_DUE
    today = timezone.localdate()
    soon = Meeting.objects.in_district(access.district).ahead(today).filter(held_on__lte=today + PREPARED)

    def text(meeting: Meeting) -> str:
        days = (meeting.held_on - today).days
        left = f"あと{days}日" if days else "今日"
        missing = "招集していません" if meeting.state == Meeting.State.DRAFT else "招集済み"
        return f"{_when(meeting)}（{left}・{missing}）"

    return _meetings(soon, access.district.slug, "councils:meeting_detail", text)


def minutes_to_finish(access: Access) -> DeskList:
    """会議録が未確定, the oldest first."""
    if not access.can_edit:
        return NOTHING_DUE
    waiting = Meeting.objects.in_district(access.district).without_minutes(timezone.localdate())
    return _meetings(waiting, access.district.slug, "councils:meeting_minutes", _when)


def homework_due(access: Access) -> DeskList:
    """期限の来た宿題: due within three days or overdue, the most urgent first."""
    if not access.can_edit:
        return NOTHING_DUE
    slug = access.district.slug
    due = Homework.objects.in_district(access.district).due(timezone.localdate())
    return DeskList.of(
        due.select_related("owner__organization"),
        lambda homework: DeskItem(
            _homework_text(homework), reverse("councils:homework_close", args=[slug, homework.pk])
        ),
        reverse("councils:homework_list", args=[slug]),
    )


def _homework_text(homework: Homework) -> str:
    days = homework.days_left or 0
    left = f"{-days}日過ぎています" if days < 0 else f"あと{days}日" if days else "今日まで"
    owner = f"{homework.owner_label}・" if homework.owner_label else ""
    return f"{homework.text}（{owner}{left}）"


# -- The sitemap -----------------------------------------------------------------------------------------------------


def sitemap_urls() -> Iterable[tuple[str, date | datetime | None]]:
    """Each district's list, its round tables, and the meetings that anybody may read of."""
    for slug in District.objects.active().values_list("slug", flat=True):
        yield reverse("councils:roundtable_list", args=[slug]), None
    tables = Roundtable.objects.active().filter(district__is_active=True).select_related("district")
    for roundtable in tables.order_by("pk"):
        yield roundtable.get_absolute_url(), roundtable.updated_at
    public = Meeting.objects.visible_to(AnonymousUser()).filter(roundtable__district__is_active=True)
    for meeting in public.select_related("roundtable__district").order_by("pk"):
        yield meeting.get_absolute_url(), meeting.updated_at


PLUGINS = (
    plugins.MenuItem("話し合いの場", "councils:roundtable_list", icon="meeting", order=35),
    plugins.HomeSection("groups/meeting_home.html", home_excerpts, order=30),
    plugins.DeskCard("次の会議の準備", meetings_to_prepare, order=14),
    plugins.DeskCard("期限の来た宿題", homework_due, order=15),
    plugins.DeskCard("会議録が未確定", minutes_to_finish, order=16),
    SOURCE,
    plugins.SitemapSection("councils", sitemap_urls),
    plugins.Retention(
        data="話し合いの場（協議体）の委員のメールと電話",
        kept="任期が終わった日から1年",
        purge=purge_member_contacts,
        order=45,
    ),
    plugins.DemoPart(demo.load, order=25),
    plugins.ReportGroup("councils", "話し合いの場（協議体）", icon="meeting", order=50),
    *REPORTS,
)
