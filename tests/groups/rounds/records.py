"""What tests of the yearly round share: what is always asked, a sheet's link, and its answer."""

from groups.actions import rounds
from groups.models import Sheet

ASKED_ANEW = {
    "aim": "土曜日も開く",
    "trouble": "手伝う人が足りない",
    "consents": "yes",
    "returned_by": "森 久美子",
}


def link_of(sheet: Sheet) -> str:
    return Sheet.objects.get(pk=sheet.pk).link_path


def answered(sheet: Sheet, **values: object) -> Sheet:
    plain = ASKED_ANEW | {"answers": {}, "consents": True, "channel": Sheet.Channel.PAPER}
    return rounds.answer_sheet(sheet, **plain | values)
