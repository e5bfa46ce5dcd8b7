"""Results for residents; free texts, tags, and what becomes of answers. What of it shows elsewhere."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from portal.permissions import Access
from portal.plugins import NOTHING_DUE, CityPage, DeskCard, DeskItem, DeskList
from surveys.models import Wave
from surveys.overview import evidence, remarks
from surveys.overview.manage import PUBLISH, ManageLink
from surveys.prints.results import REPORTS

# So long after its end residents may expect to hear of a survey.
EXPECTED_WITHIN = timedelta(days=30)


def _may_publish(access: Access, wave: Wave) -> bool:
    return access.can_edit and wave.is_closed


def _may_preview(access: Access, wave: Wave) -> bool:
    return access.has_desk and wave.is_closed


def _published(wave: Wave) -> str:
    return "公表しています" if wave.results_published_on else "まだ公表していません"


def unpublished_waves(access: Access) -> DeskList:
    """Waves that were closed a month ago and of whose results residents have not heard, for who edits the district."""
    if not access.can_edit:
        return NOTHING_DUE
    limit = timezone.localdate() - EXPECTED_WITHIN
    found = (
        Wave.objects.in_district(access.district)
        .filter(state=Wave.State.CLOSED, results_published_on=None, closed_on__lte=limit)
        .select_related("survey")
        .order_by("closed_on")
    )
    slug = access.district.slug
    return DeskList.of(
        found,
        lambda wave: DeskItem(str(wave), reverse("surveys:results_edit", args=[slug, wave.pk])),
        reverse("surveys:survey_list", args=[slug]),
    )


MANAGE_LINKS: tuple[ManageLink, ...] = (
    *remarks.MANAGE_LINKS,
    *evidence.MANAGE_LINKS,
    ManageLink(
        "まとめの文を書く・公表する",
        "surveys:results_edit",
        "edit",
        PUBLISH,
        may_use=_may_publish,
        note=_published,
    ),
    ManageLink("公表のページを見る", "surveys:wave_results", "search", PUBLISH, may_use=_may_preview),
)

PLUGINS: tuple[Any, ...] = (
    *remarks.PLUGINS,
    *evidence.PLUGINS,
    DeskCard("結果を公表していないアンケート", unpublished_waves, order=14),
    CityPage("アンケートの比較", "city_surveys:series_list", icon="chart", order=20),
    *REPORTS,
)
