"""Answering: what residents see and send. What of it shows elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal import plugins
from portal.excerpts import Excerpt, excerpt
from surveys.actions import drafts
from surveys.models import Wave
from surveys.overview.manage import ENTER, MAKE, ManageLink


def home_excerpts(request: HttpRequest) -> Mapping[str, Excerpt]:
    """The surveys that residents can answer today."""
    waves = Wave.objects.in_district(request.district).answerable(timezone.localdate())
    names = ("number", "closes_on", "minutes", "survey__title")
    return {"waves": excerpt(waves.order_by("closes_on", "pk"), *names)}


def sitemap_urls() -> Iterable[tuple[str, datetime | None]]:
    """The page of each survey that was published."""
    waves = Wave.objects.public().filter(survey__district__is_active=True)
    for wave in waves.for_page().order_by("pk"):
        yield reverse("surveys:wave_detail", args=[wave.district.slug, wave.pk]), wave.updated_at


PLUGINS: tuple[Any, ...] = (
    plugins.HomeSection("surveys/answering_home.html", home_excerpts, order=4),
    plugins.SitemapSection("surveys", sitemap_urls),
    plugins.Retention(
        data="アンケートの途中の回答",
        kept="しめきりの3日後（ためしの回答は7日後）",
        purge=drafts.purge_drafts,
        order=60,
    ),
    plugins.Retention(
        data="アンケートを送ったことのしるし（どの回答かは分かりません）",
        kept="しめきりの30日後（締め切りの手続きがまだのときは、手続きのとき。おそくとも60日後）",
        purge=drafts.purge_participations,
        order=61,
    ),
)


MANAGE_LINKS: tuple[ManageLink, ...] = (
    ManageLink("住民が見るページ・ためしに答える", "surveys:wave_detail", "play", MAKE),
    ManageLink(
        "電話で聞きとって入力",
        "surveys:answer_phone",
        "phone",
        ENTER,
        may_use=lambda access, wave: access.can_edit and wave.state == Wave.State.OPEN,
    ),
)
