"""Printed documents of the exchange: the list, the sheets for the wall, and 連携実績証明書."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from groups.models import Introduction, Organization, Outcome, ResourceKind
from groups.prints.fields import furigana_field
from groups.reports.certificates import (
    Certificate,
    CooperationRow,
    YearRecord,
    cooperation_certificate,
    year_record,
)
from groups.reports.exchange import ExchangeList, Note, exchange_list
from portal import plugins
from portal.japanese.calendar import FiscalYear
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet

# -- できること・してほしいこと --------------------------------------------------------------------------------------


class ExchangeOptions(ReportOptions):
    kinds = forms.MultipleChoiceField(
        label="種類",
        choices=ResourceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、すべての種類を印刷します。",
    )
    furigana = furigana_field()


def compute_exchange(access: Access, options: Mapping[str, Any], *, title: str) -> ExchangeList:
    return exchange_list(access, title=title, kinds=options["kinds"])


def exchange_sheets(document: ExchangeList) -> list[Sheet]:
    columns = ["番号", "種類", "内容", "いつ", "どこで", "団体・施設", "団体の種別", "のせる期限"]
    return [
        Sheet("できること", columns, list(map(_note_cells, document.offers))),
        Sheet("してほしいこと", columns, list(map(_note_cells, document.needs))),
    ]


def _note_cells(note: Note) -> list[Any]:
    return [
        note.number,
        note.kind,
        note.text,
        note.when,
        note.place,
        note.organization,
        note.category,
        note.expires_on,
    ]


# -- 連携実績証明書 ---------------------------------------------------------------------------------------------------


class CertificateOptions(ReportOptions):
    """Whose certificate, of which year. Only who reads introductions may choose from the organisations that have any."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="団体・施設",
        empty_label=None,
        error_messages={"required": "引合せの記録がある団体・施設がまだありません。"},
    )
    year = forms.ChoiceField(label="年度")
    taken = forms.BooleanField(label="受けた協力ものせる", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = FiscalYear.of(timezone.localdate())
        years: Any = self.fields["year"]
        offered = [FiscalYear(this_year.year - ago) for ago in range(6)]
        years.choices = [(str(year.year), year.label) for year in offered]
        years.initial = str(this_year.year)
        field: Any = self.fields["organization"]
        if self.access.can_read_internal:
            made = Introduction.objects.in_district(self.access.district)
            sides = Q(pk__in=made.values("giver")) | Q(pk__in=made.values("taker"))
            field.queryset = Organization.objects.filter(sides)
            # First who has something to certify: in April that is still of the year before.
            done = Outcome.objects.in_district(self.access.district).filter(done_on__gte=offered[-1].start)
            done = done.order_by("-done_on", "-pk")
            last = done.values_list("introduction__giver", "done_on").first()
            if last:
                field.initial, years.initial = last[0], str(FiscalYear.of(last[1]).year)
            else:
                field.initial = field.queryset.values_list("pk", flat=True).first()
        if self.is_bound:
            self.data.setdefault("year", years.initial)
            if field.initial:
                self.data.setdefault("organization", str(field.initial))

    def clean(self) -> dict[str, Any]:
        """A certificate of nothing is not made."""
        if not self.access.can_read_internal:
            raise ValidationError("連携実績証明書は、地区の担当者と市社協だけが印刷できます。")
        cleaned = super().clean()
        if cleaned.get("organization") and cleaned.get("year"):
            year = FiscalYear(int(cleaned["year"]))
            record = year_record(cleaned["organization"], self.access.district, year)
            if not record.given and not (cleaned["taken"] and record.taken):
                self.add_error("organization", _nothing_done(record))
        return cleaned


def _nothing_done(record: YearRecord) -> str:
    if record.taken:
        return "この年度は、受けた協力だけが記録されています。「受けた協力ものせる」を選んでください。"
    return "この年度の「行ったこと（実績）」がまだありません。引合せのページで実績を記録してから、印刷してください。"


def compute_certificate(access: Access, options: Mapping[str, Any]) -> Certificate:
    return cooperation_certificate(
        access,
        organization=options["organization"],
        year=FiscalYear(int(options["year"])),
        taken=options["taken"],
    )


def certificate_sheets(document: Certificate) -> list[Sheet]:
    columns = ["行った日", "相手の団体・施設", "力", "行ったこと", "届いた人数", "提供・受けた"]
    return [Sheet("連携実績", columns, list(map(_row_cells, document.rows)))]


def _row_cells(row: CooperationRow) -> list[Any]:
    return [row.done_on, row.partner, row.resource, row.text, row.people, "提供" if row.given else "受けた"]


REPORTS = (
    plugins.Report(
        name="exchange-list",
        title="できること・してほしいこと 一覧",
        description="掲示板にのっていることを、種類ごとの表にします。",
        paper="A4横",
        group="exchange",
        template="groups/prints/exchange_list.html",
        compute=partial(compute_exchange, title="できること・してほしいこと 一覧"),
        sheets=exchange_sheets,
        options=ExchangeOptions,
        icon="hands",
        order=45,
    ),
    plugins.Report(
        name="exchange-wall",
        title="できること・してほしいこと 模造紙版",
        description="会議で壁にはる、大きな付箋がならんだ紙です。",
        paper="A3横",
        group="exchange",
        template="groups/prints/exchange_wall.html",
        compute=partial(compute_exchange, title="できること・してほしいこと"),
        sheets=exchange_sheets,
        options=ExchangeOptions,
        icon="hands",
        order=46,
    ),
    plugins.Report(
        name="cooperation-certificate",
        title="連携実績証明書",
        description="団体・施設が1年間に地域と連携した実績の証明です。",
        paper="A4縦",
        group="exchange",
        template="groups/prints/cooperation_certificate.html",
        compute=compute_certificate,
        sheets=certificate_sheets,
        options=CertificateOptions,
        icon="document",
        order=47,
    ),
)
