"""What the yearly round and the network show elsewhere: desk, ties, prints, mailing, demo."""

from django.urls import reverse
from django.utils import timezone

from groups.demo import rounds as demo
from groups.models import Sheet
from groups.models.rounds import SheetQuerySet
from groups.prints.rounds import REPORTS
from groups.reports.network import TIE_SOURCES
from portal import plugins
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskItem, DeskList


def returned_sheets(access: Access) -> DeskList:
    """Answers that wait to be reviewed, the oldest first."""
    if not access.can_edit:
        return NOTHING_DUE
    found = Sheet.objects.in_district(access.district).returned().order_by("returned_at")
    return _listed(access, found, "returned", text="{name}（{channel}）")


def sheets_to_call(access: Access) -> DeskList:
    """Whom to telephone, with the number."""
    if not access.can_edit:
        return NOTHING_DUE
    found = Sheet.objects.in_district(access.district).to_call(timezone.localdate())
    return _listed(access, found, "to_call", text="{name}　{phones}")


def _listed(access: Access, found: SheetQuerySet, state: str, *, text: str) -> DeskList:
    slug = access.district.slug
    round_id = found.values_list("round_id", flat=True).first()
    if round_id is None:
        return NOTHING_DUE

    def item(sheet: Sheet) -> DeskItem:
        words = text.format(
            name=sheet.organization.name,
            channel=sheet.get_channel_display(),
            phones="、".join(sheet.phones[:2]),
        )
        return DeskItem(words.strip(), reverse("rounds:sheet_detail", args=[slug, sheet.pk]))

    everything = reverse("rounds:round_detail", args=[slug, round_id])
    return DeskList.of(found.with_organizations(), item, f"{everything}?state={state}")


def may_read(access: Access) -> bool:
    return access.can_read_internal


PLUGINS = (
    plugins.DeskCard("確認の返事が来ています", returned_sheets, order=15),
    plugins.DeskCard("年1回の確認で、電話をかける団体", sheets_to_call, order=25),
    plugins.DeskShortcut("年1回の確認", "rounds:round_list", icon="check-circle", may_use=may_read, order=40),
    plugins.DeskShortcut("つながり図", "network:network", icon="merge", may_use=may_read, order=45),
    *TIE_SOURCES,
    *REPORTS,
    plugins.DemoPart(demo.load_last_year, order=12),
    plugins.DemoPart(demo.load, order=50),
)
