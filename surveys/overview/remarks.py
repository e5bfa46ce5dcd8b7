"""Free texts and what becomes of answers: the manage page, the desk, the demo. What of them shows elsewhere."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from portal import plugins
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskCard, DeskItem, DeskList
from surveys.demo import loading
from surveys.models import Remark, Wave
from surveys.overview.manage import RESULTS, ManageLink, who_reads_answers


def _unread(wave: Wave) -> str:
    waiting = Remark.objects.filter(wave=wave).waiting().count()
    return f"未確認 {waiting}件" if waiting else ""


MANAGE_LINKS = (
    ManageLink(
        "自由記述を読む", "surveys:remark_list", "voice", RESULTS, may_use=who_reads_answers, note=_unread
    ),
)


def unread_remarks(access: Access) -> DeskList:
    """Closed waves of which nobody has read all free texts yet, for who edits the district."""
    if not access.can_edit:
        return NOTHING_DUE
    unread = Count("remarks", filter=Q(remarks__state=Remark.State.WAITING))
    waves = Wave.objects.in_district(access.district).filter(state=Wave.State.CLOSED)
    found = waves.annotate(unread=unread).filter(unread__gt=0).select_related("survey").order_by("closed_on")
    slug = access.district.slug
    return DeskList.of(
        found,
        lambda wave: DeskItem(
            f"{wave.survey}（第{wave.number}回） {wave.unread}件",
            reverse("surveys:remark_list", args=[slug, wave.pk]) + "?state=waiting",
        ),
        reverse("surveys:survey_list", args=[slug]),
    )


PLUGINS: tuple[Any, ...] = (
    DeskCard("アンケートの自由記述を読む", unread_remarks, order=13),
    plugins.DemoPart(loading.load, order=40),
)
