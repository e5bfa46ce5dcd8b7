"""What the board between organisations (連絡板) shows elsewhere: home, desk, search, sitemap, demo."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse

from groups.demo import notices as demo
from groups.models import Notice
from groups.permissions import may_post_notice, may_write_for_council, reads_board
from groups.search.notices import SOURCE
from portal import plugins
from portal.excerpts import Excerpt, excerpt
from portal.models import District
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskItem, DeskList

SHOWN_ON_HOME = 4


def home_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """The newest notices: to residents those that were approved for them, to who belongs to the board all."""
    found = Notice.objects.in_district(request.district).visible_to(request.user).current()[:SHOWN_ON_HOME]
    sender = ("organization__name", "district__name", "district__council_name")
    return {"notices": excerpt(found, "title", "created_at", "district__slug", *sender)}


def home_section(request: HttpRequest, read: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Shown to who belongs to the board even when it is empty."""
    on_board = request.user.is_authenticated and reads_board(request.access)
    return {**read, "on_board": on_board} if read["notices"] or on_board else None


def asked_notices(access: Access) -> DeskList:
    """What waits for a decision whether residents are told, the oldest first."""
    if not access.can_edit:
        return NOTHING_DUE
    asked = Notice.objects.in_district(access.district).asked().select_related("organization", "district")
    return DeskList.of(
        asked.order_by("updated_at"),
        lambda notice: DeskItem(f"{notice.sender}：{notice}", notice.get_absolute_url()),
        reverse("notices:notice_list", args=[access.district.slug]),
    )


def sitemap_urls() -> Iterable[tuple[str, datetime | None]]:
    """The notices to residents of each district: the list, and each one until its last day."""
    for district in District.objects.active():
        yield reverse("notices:notice_list", args=[district.slug]), None
    shown = Notice.objects.public().filter(district__is_active=True).select_related("district")
    for notice in shown.order_by("pk"):
        yield notice.get_absolute_url(), notice.updated_at


PLUGINS = (
    plugins.HomeSection("groups/notice_home.html", home_excerpts, home_section, order=8),
    plugins.DeskCard("承認を待っているお知らせ", asked_notices, order=13),
    plugins.DeskShortcut("連絡板", "notices:notice_list", icon="mail", may_use=may_post_notice, order=25),
    SOURCE,
    plugins.SitemapSection("notices", sitemap_urls),
    plugins.DemoPart(demo.load, order=60),
    plugins.FirstStep(
        "はじめてのお知らせを書く",
        "連絡板に書くと、団体の担当者が読めます。選べば、住民にもお知らせできます。",
        lambda: Exists(Notice.objects.filter(district=OuterRef("pk"))),
        (plugins.StepLink("連絡板に書く", "notices:notice_add"),),
        may_do=may_write_for_council,
        order=60,
    ),
)
