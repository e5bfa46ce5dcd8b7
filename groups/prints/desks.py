"""The printed card of consultation desks, and that its numbers are remembered when it is printed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.urls import reverse

from groups.actions import desks as actions
from groups.models import Desk
from groups.prints.fields import furigana_field
from groups.reports.desks import DeskCard, desk_card
from portal import plugins
from portal.models import Print
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet

# So many desks fit on a quarter of A4 in letters that can be read, and so many with readings above each line.
CARD_LINES = 8
CARD_LINES_READ = 6


def card_lines(options: Mapping[str, Any]) -> int:
    """How many desks stand on a card to cut."""
    return CARD_LINES_READ if options.get("furigana") else CARD_LINES


class DeskCardOptions(ReportOptions):
    paper = forms.ChoiceField(
        label="大きさ",
        choices=[
            ("poster", "A4に1枚（大きな文字、冷蔵庫や掲示板に）"),
            ("card", "A4に4枚（切って配るカード）"),
        ],
        initial="poster",
        widget=forms.RadioSelect,
    )
    furigana = furigana_field()
    desks = forms.ModelMultipleChoiceField(
        Desk.objects.none(),
        label="のせる窓口",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"選ばないと、A4には電話のある窓口をすべて、切って配るカードには上から{CARD_LINES}つ"
        f"（ふりがなをつけるときは{CARD_LINES_READ}つ）をのせます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["desks"]
        field.queryset = Desk.objects.in_district(self.access.district).active().exclude(phone="")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = len(cleaned.get("desks") or ())
        if cleaned.get("paper") == "card" and chosen > card_lines(cleaned):
            self.add_error(
                "desks",
                f"{'ふりがなをつけて' if cleaned.get('furigana') else ''}切って配るカードにのるのは{card_lines(cleaned)}つまでです。"
                f"いま{chosen}個選んでいます。へらすか、「A4に1枚」を選んでください。",
            )
        return cleaned


def compute_desk_card(access: Access, options: Mapping[str, Any]) -> DeskCard:
    return desk_card(
        access, desks=options["desks"], limit=card_lines(options) if options["paper"] == "card" else None
    )


def desk_card_sheets(document: DeskCard) -> list[Sheet]:
    columns = ["窓口", "どんな相談か", "電話", "FAX", "受付の時間", "急ぐとき"]
    rows = [
        [line.name, line.about, line.phone, line.fax, line.hours, "はい" if line.is_urgent else ""]
        for line in document.lines
    ]
    return [Sheet("相談先", columns, rows)]


def remember_numbers(record: Print, name: str, desks: Iterable[int]) -> None:
    """Note that the numbers of these desks stand on a paper, to warn when one changes."""
    actions.note_use(
        Desk.objects.filter(pk__in=desks),
        place=f"{name} {record.number}",
        district=record.district,
        url=reverse("print", args=[record.pk]),
        by=record.printed_by,
    )


def remember_card(record: Print, document: DeskCard) -> None:
    """Note the numbers on a printed card."""
    remember_numbers(record, "相談先カード", [line.pk for line in document.lines])


REPORTS = (
    plugins.Report(
        name="desk-card",
        title="相談先カード",
        description="困ったときの電話番号です。大きな1枚と、切って配る4枚組があります。",
        paper="A4",
        group="desks",
        template="groups/prints/desk_card.html",
        compute=compute_desk_card,
        sheets=desk_card_sheets,
        options=DeskCardOptions,
        numbered=remember_card,
        icon="phone",
        order=40,
    ),
)
