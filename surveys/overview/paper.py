"""Paper: sheets and slips with codes, keying in, double entry, response rates. What of it shows elsewhere."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from portal.japanese.calendar import long_date
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskCard, DeskItem, DeskList, NeighborhoodMention, ReportGroup
from surveys.models import Batch, Recheck, Response, Wave
from surveys.overview.manage import ENTER, HAND_OUT, ManageLink
from surveys.prints.sheets import REPORTS

# So long before the last day sheets begin to come back in numbers.
KEYED_FROM = timedelta(days=10)


# -- The coordinators' desk -------------------------------------------------------------------------------------------


def waves_to_key(access: Access) -> DeskList:
    """Open waves with sheets out whose last day is near or over: what comes back is to be keyed in."""
    if not access.can_edit:
        return NOTHING_DUE
    sheets = Batch.objects.filter(wave=OuterRef("pk")).exclude(form=Batch.Form.SLIP)
    found = Wave.objects.in_district(access.district).filter(
        Exists(sheets), state=Wave.State.OPEN, closes_on__lte=timezone.localdate() + KEYED_FROM
    )
    slug = access.district.slug
    return DeskList.of(
        found.select_related("survey").order_by("closes_on", "pk"),
        lambda wave: DeskItem(
            f"{wave}　しめきり：{long_date(wave.closes_on)}", reverse("surveys:entry", args=[slug, wave.pk])
        ),
    )


def differing_sheets(access: Access) -> DeskList:
    """Sheets that were keyed twice and differ, until somebody looks at them again."""
    if not access.can_edit:
        return NOTHING_DUE
    found = (
        Recheck.objects.filter(
            settled_on=None,
            response__wave__survey__district=access.district,
            response__wave__state=Wave.State.OPEN,
        )
        .exclude(differences=[])
        .select_related("response__wave__survey", "response__code")
        .order_by("response__code__serial")
    )
    slug = access.district.slug
    return DeskList.of(
        found,
        lambda recheck: DeskItem(
            f"{recheck.response.wave}　{recheck.response.code.serial}番",
            reverse("surveys:recheck_settle", args=[slug, recheck.response.wave_id, recheck.response_id]),
        ),
    )


# -- The wave's page for coordinators ---------------------------------------------------------------------------------


def _has_desk(access: Access, wave: Wave) -> bool:
    return access.has_desk


def _hands_out(access: Access, wave: Wave) -> bool:
    return access.can_read_internal


def _keys(access: Access, wave: Wave) -> bool:
    return access.can_edit and wave.state == Wave.State.OPEN


def _keyed(wave: Wave) -> str:
    count = wave.responses.counted().exclude(channel=Response.Channel.WEB).count()
    return f"{count:,}枚を入力ずみ" if count else ""


def _made(wave: Wave) -> str:
    count = wave.codes.count()
    return f"{count:,}部" if count else "まだ"


MANAGE_LINKS: tuple[ManageLink, ...] = (
    ManageLink("用紙と案内（配布のまとまり）", "surveys:batch_list", "document", HAND_OUT, _hands_out, _made),
    ManageLink("回収の状況", "surveys:returned", "chart", HAND_OUT, _has_desk),
    ManageLink("用紙・電話の回答を入力", "surveys:entry", "edit", ENTER, _keys, _keyed),
    ManageLink("二重入力で確かめる", "surveys:recheck_list", "check-circle", ENTER, _keys),
)

PLUGINS: tuple[Any, ...] = (
    DeskCard("アンケート用紙の入力", waves_to_key, order=13),
    DeskCard("二重入力でちがいのある用紙", differing_sheets, order=14),
    NeighborhoodMention(
        "アンケートの配布のまとまり",
        "survey_batches",
        "まとまりは残り、回収の状況では「町内の分からない分」に入ります。",
        order=41,
    ),
    ReportGroup("surveys", "アンケート", icon="list", order=60),
    *REPORTS,
)
