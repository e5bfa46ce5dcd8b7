"""Results as the district works with them: tables, crossings, comparison, downloads. What of it shows elsewhere."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from portal import plugins
from portal.japanese.calendar import long_date
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskCard, DeskItem, DeskList
from surveys.actions.disposal import look_after
from surveys.models import Wave
from surveys.overview.manage import RESULTS, ManageLink
from surveys.permissions import may_see_results


def _may_work_on(access: Access, wave: Wave) -> bool:
    """Answers one by one: who edits the district, from the closing until they are deleted."""
    return access.can_edit and may_see_results(access, wave) and wave.disposed_on is None


def _until(wave: Wave) -> str:
    return f"{wave.raw_until:%Y年%-m月%-d日}まで残します" if wave.raw_until else ""


def _gone(wave: Wave) -> str:
    return f"原票は{wave.disposed_on:%Y年%-m月%-d日}に消しました" if wave.disposed_on else ""


MANAGE_LINKS: tuple[ManageLink, ...] = (
    ManageLink("集計結果を見る", "surveys:figures", "chart", RESULTS, may_see_results, _gone),
    ManageLink(
        "一人ひとりの回答の表（匿名の個票データ）",
        "surveys:raw_data",
        "download",
        RESULTS,
        may_use=_may_work_on,
    ),
    ManageLink(
        "原票（一人ひとりの回答）を消す", "surveys:wave_dispose", "trash", RESULTS, _may_work_on, _until
    ),
)


def answers_ending(access: Access) -> DeskList:
    """Waves whose raw answers will soon be gone, the next first, for who edits the district."""
    if not access.can_edit:
        return NOTHING_DUE
    ending = Wave.objects.in_district(access.district).ending(timezone.localdate()).select_related("survey")
    slug = access.district.slug
    return DeskList.of(
        ending.order_by("raw_until", "pk"),
        lambda wave: DeskItem(
            f"{wave}　{long_date(wave.kept_until)}まで", reverse("surveys:figures", args=[slug, wave.pk])
        ),
        reverse("surveys:survey_list", args=[slug]),
    )


PLUGINS: tuple[Any, ...] = (
    DeskCard("もうすぐ原票（一人ひとりの回答）を消すアンケート", answers_ending, order=15),
    plugins.Retention(
        data="住民アンケートの一人ひとりの回答",
        kept=(
            "締め切りの手続きから半年（手続きがないときは、しめきりの60日後に自動で締め切ります）。"
            "手続きがどんなに遅れても、締め切ってから30日は残します。そのあとは、集計した数だけを残します。"
        ),
        purge=look_after,
    ),
)
