"""Making a survey: series, waves, the questionnaire's editor, approval, preview. What of it shows elsewhere."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from portal import plugins
from portal.japanese.calendar import long_date
from portal.models import District
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskCard, DeskItem, DeskList, HandoverTable
from portal.search import SearchText
from surveys.models import Question, Survey, Wave
from surveys.overview.manage import MAKE, ManageLink

# From then on a wave in preparation is on the desk: the chair, the printer and the boxes need their time.
WARNING = timedelta(days=21)


# -- A wave's page ----------------------------------------------------------------------------------------------------


def _may_prepare(access: Access, wave: Wave) -> bool:
    return access.can_edit and wave.state != Wave.State.REVIEW


def _anybody(access: Access, wave: Wave) -> bool:
    return True


MANAGE_LINKS = (
    ManageLink("質問をつくる・直す", "surveys:question_list", "edit", MAKE),
    ManageLink("日にちと説明を直す", "surveys:wave_edit", "calendar", MAKE, may_use=_may_prepare),
    ManageLink("質問を全部読んでみる", "surveys:wave_preview", "list", MAKE, may_use=_anybody),
    ManageLink(
        "ほかの調査ソフト用に書き出す（XLSForm）", "surveys:wave_xlsform", "download", MAKE, may_use=_anybody
    ),
)


# -- The coordinators' desk -------------------------------------------------------------------------------------------


def _cards(access: Access, waves: QuerySet[Wave], words: str, url_name: str) -> DeskList:
    """Waves with a day that matters; `words` says of it, e.g. 「{0}から」."""
    slug = access.district.slug
    return DeskList.of(
        waves.in_district(access.district).select_related("survey"),
        lambda wave: DeskItem(
            f"{wave}（{words.format(long_date(_due_on(wave)))}）", reverse(url_name, args=[slug, wave.pk])
        ),
        reverse("surveys:survey_list", args=[slug]),
    )


def _due_on(wave: Wave) -> date:
    """The last day of an open wave, the first day of one in preparation."""
    return wave.closes_on if wave.state == Wave.State.OPEN else wave.opens_on


def waves_to_approve(access: Access) -> DeskList:
    """承認待ちのアンケート, for the chair."""
    if not access.can_approve:
        return NOTHING_DUE
    waiting = Wave.objects.filter(state=Wave.State.REVIEW).order_by("opens_on", "pk")
    return _cards(access, waiting, "{0}から", "surveys:wave_approve")


def waves_to_close(access: Access) -> DeskList:
    """締め切るアンケート: their days are over."""
    if not access.can_edit:
        return NOTHING_DUE
    overdue = Wave.objects.overdue(timezone.localdate()).order_by("closes_on", "pk")
    return _cards(access, overdue, "しめきり {0}", "surveys:wave_manage")


def waves_to_prepare(access: Access) -> DeskList:
    """Waves in preparation whose first day is near, or over."""
    if not access.can_edit:
        return NOTHING_DUE
    near = Wave.objects.filter(state=Wave.State.DRAFT, opens_on__lte=timezone.localdate() + WARNING)
    return _cards(access, near.order_by("opens_on", "pk"), "{0}から", "surveys:wave_manage")


# -- Search, sitemap, handover ----------------------------------------------------------------------------------------


def wave_text(wave: Wave) -> SearchText:
    """A public wave is found by its name, its words and what it asks."""
    return SearchText(
        title=str(wave),
        summary=wave.lead,
        texts=[wave.purpose, wave.target, *(question.text for question in wave.questions.all())],
        district_id=wave.survey.district_id,
    )


def public_waves() -> QuerySet[Wave]:
    """Waves that residents can find, with what `wave_text` reads."""
    return (
        Wave.objects.public()
        .select_related("survey")
        .prefetch_related(Prefetch("questions", Question.objects.only("wave_id", "text")))
    )


def sitemap_urls() -> Iterable[tuple[str, None]]:
    """The list of surveys of each district."""
    for district in District.objects.active():
        yield reverse("surveys:survey_list", args=[district.slug]), None


def handover_tables(access: Access, role: str) -> Iterable[HandoverTable]:
    """When the last survey was prepared, open and told of: so the next one can be planned."""
    if role == "editor":
        return
    waves = Wave.objects.in_district(access.district).filter(state=Wave.State.CLOSED)
    last = waves.select_related("survey").order_by("-closes_on", "-pk").first()
    if last is None:
        return
    steps: tuple[tuple[str, date | None, str], ...] = (
        ("準備を始めた", timezone.localdate(last.created_at), "「前の回から複製」で、質問と説明を写す"),
        ("会長が承認した", last.approved_on, "始まりの3週間前までに、承認をお願いする"),
        ("始まり", last.opens_on, "用紙と案内を、自治会などに渡しておく"),
        ("しめきり", last.closes_on, "集まった用紙を入力する"),
        ("締め切った", last.closed_on, "集計を確かめ、自由記述を読む"),
        ("結果を公表した", last.results_published_on, "回覧と集計報告書を印刷し、役員会で話し合う"),
    )
    yield HandoverTable(
        "アンケートの1年（前の回の日程）",
        ("段階", "日", "そのころにすること"),
        tuple((name, day or "—", what) for name, day, what in steps),
        note=f"{last}の日程です。",
    )


PLUGINS = (
    plugins.MenuItem("アンケート", "surveys:survey_list", icon="list", order=35),
    DeskCard("承認待ちのアンケート", waves_to_approve, order=6),
    DeskCard("締め切るアンケート", waves_to_close, order=12),
    DeskCard("まもなく始まる、準備中のアンケート", waves_to_prepare, order=13),
    plugins.DeskShortcut(
        "アンケートをつくる・見る",
        "surveys:survey_list",
        icon="list",
        may_use=lambda access: access.can_edit,
        order=40,
    ),
    plugins.SearchSource(
        kind="wave",
        label="アンケート",
        icon="list",
        model=Wave,
        text=wave_text,
        records=public_waves,
        url_name="surveys:wave_detail",
    ),
    plugins.SitemapSection("survey-lists", sitemap_urls),
    plugins.NeighborhoodMention(
        "アンケートの選択肢",
        "survey_choices",
        "選択肢と回答は残りますが、町内を選び直すまで、人口で重みづけした集計は作れません。",
        order=40,
    ),
    plugins.HandoverPart(handover_tables, order=41),
    plugins.FirstStep(
        "住民アンケートをつくる",
        "用意された質問から選べます。紙・スマートフォン・電話の答えが、1つに集まります。",
        lambda: Exists(Survey.objects.filter(district=OuterRef("pk"))),
        (plugins.StepLink("アンケートをつくる", "surveys:survey_add"),),
        may_do=lambda access: access.can_edit,
        order=70,
    ),
)
