"""What answers led to: a theme's chain, the city's figures, the handover paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.models import Theme
from portal import plugins
from portal.japanese.calendar import FiscalYear, long_date
from portal.permissions import Access
from portal.plugins import ChainItem, HandoverTable
from surveys.models import Remark, Response, Wave
from surveys.overview.manage import RESULTS, ManageLink, who_reads_answers
from surveys.reports.evidence import awareness_by_district, evidence_excerpts, evidence_on
from surveys.reports.response_rates import received

WAVES_IN_HANDOVER = 6


MANAGE_LINKS = (
    ManageLink(
        "答えからテーマの候補をつくる", "surveys:candidate_list", "star", RESULTS, may_use=who_reads_answers
    ),
)


def chain_items(theme: Theme, read: Mapping[str, list[Any]]) -> Iterable[ChainItem]:
    """What surveys tell of a theme, for its chain."""
    return [
        ChainItem(f"{each.wave}：{each.text}", each.wave.get_absolute_url(), each.on)
        for each in evidence_on(theme, read)
    ]


def handover_tables(access: Access, role: str) -> Iterable[HandoverTable]:
    """The last surveys, where they stand, and until when what is kept; nothing of what was answered."""
    if role == "editor":
        return
    waves = (
        Wave.objects.in_district(access.district)
        .select_related("survey", "snapshot")
        .annotate(
            answered=_count(Response.objects.counted()),
            unread=_count(Remark.objects.waiting()),
        )
    )
    rows = tuple(
        (
            str(wave),
            FiscalYear(wave.fiscal_year).label,
            wave.phase,
            f"{received(wave).total if wave.disposed_on else wave.answered}件",
            f"{wave.unread}件" if wave.is_closed else "—",
            _kept(wave),
        )
        for wave in waves.order_by("-opens_on", "-pk")[:WAVES_IN_HANDOVER]
    )
    yield HandoverTable(
        "住民アンケート",
        ("アンケート", "年度", "状態", "回答", "未確認の自由記述", "原票（一人ひとりの回答）"),
        rows,
        note="次の回は、前の回を写してつくれます。同じ質問は、設問キーを変えないでください。変えると、くらべられなくなります。",
    )


def _count(records: QuerySet) -> Coalesce:
    """How many of these records each wave has; joined, responses and remarks would be multiplied by each other."""
    own = records.filter(wave=OuterRef("pk")).order_by().values("wave")
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)


def _kept(wave: Wave) -> str:
    if wave.disposed_on:
        return f"{long_date(wave.disposed_on)}に消しました"
    latest = "" if wave.raw_until else "おそくとも"
    return f"{latest}{long_date(wave.kept_until)}まで残します"


PLUGINS: tuple[Any, ...] = (
    plugins.ChainLink("アンケートから", evidence_excerpts, chain_items, icon="chart", order=20),
    plugins.DistrictFigure(
        "地区社協を内容まで知っている人", awareness_by_district, unit="%", otherwise=None, order=60
    ),
    plugins.HandoverPart(handover_tables, order=40),
)
