"""Printed documents of the yearly round and of a change of persons: 確認シート, 引継ぎ資料."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from groups.models import Round, Sheet
from groups.models.questions import QUESTIONS
from groups.models.rounds import SheetQuerySet
from groups.reports.handover import Handover, HandoverRole, handover
from groups.reports.rounds import ConfirmationSheets, confirmation_sheets
from portal import plugins
from portal.forms.fields import TextField
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet as WorkbookSheet

# -- 確認シート -------------------------------------------------------------------------------------------------------


class ConfirmationSheetOptions(ReportOptions):
    """Which sheets of the district's latest round to print.

    They hold unpublished numbers and a link that answers for the organisation; kept and logged like all 取扱注意.
    """

    always_confidential = True

    PAPER, WAITING, ALL = "paper", "waiting", "all"
    which = forms.ChoiceField(
        label="印刷する団体・施設",
        choices=[
            (PAPER, "返事待ちのうち、メールのないところ"),
            (WAITING, "返事待ちのところすべて"),
            (ALL, "すべて"),
        ],
        initial=PAPER,
        widget=forms.RadioSelect,
    )
    sheet = forms.ModelChoiceField(
        Sheet.objects.none(),
        label="1つだけ印刷する",
        required=False,
        empty_label="（上で選んだものを印刷）",
        error_messages={"invalid_choice": "その確認シートは見つかりません。"},
    )
    recipients = TextField(label="配布先", max_length=200, initial="それぞれの団体・施設")

    def __init__(self, sent: MultiValueDict | None = None, **kwargs: Any) -> None:
        super().__init__(sent, **kwargs)
        self.round = Round.objects.filter(district=self.access.district).first()
        field: Any = self.fields["sheet"]
        if self.round and self.access.can_read_internal:
            field.queryset = self.round.sheets.select_related("organization")
            field.label_from_instance = lambda sheet: f"No.{sheet.number} {sheet.organization}"
        if self.round and not self.round.sheets.current().waiting().unmailable().exists():
            # Nobody waits for paper: rather the sheets of all who have not answered than an empty document.
            which: Any = self.fields["which"]
            which.initial = self.WAITING
            if sent is not None and not sent.get("which"):
                self.data["which"] = self.WAITING

    def clean(self) -> dict[str, Any]:
        if self.round is None:
            raise ValidationError("先に「年1回の確認」を始めてください。")
        cleaned = super().clean()
        if cleaned.get("which") and not _chosen(self.round, cleaned).exists():
            self.add_error("which", "あてはまる団体・施設がありません。ほかのものを選んでください。")
        return cleaned


def _chosen(running: Round, options: Mapping[str, Any]) -> SheetQuerySet:
    """The sheets that the options name."""
    sheets = running.sheets.current()
    if options.get("sheet"):
        return sheets.filter(pk=options["sheet"].pk)
    if options["which"] == ConfirmationSheetOptions.ALL:
        return sheets
    waiting = sheets.waiting()
    return waiting.unmailable() if options["which"] == ConfirmationSheetOptions.PAPER else waiting


def compute_confirmation_sheets(access: Access, options: Mapping[str, Any]) -> ConfirmationSheets:
    running = Round.objects.filter(district=access.district).select_related("district__council")[0]
    sheets = _chosen(running, options).with_values()
    return confirmation_sheets(access, running=running, sheets=sheets)


def confirmation_sheet_rows(document: ConfirmationSheets) -> list[WorkbookSheet]:
    """One row an organisation. Links stand on paper only, so that a file passed on answers for nobody."""
    labels = [question.label for questions in QUESTIONS.values() for question in questions]
    rows = [
        [
            sheet.number,
            sheet.name,
            *[line.value for section in sheet.sections for line in section.lines],
            sheet.last_aim,
            sheet.last_trouble,
            "同意している" if sheet.has_consent else "同意していない",
        ]
        for sheet in document.sheets
    ]
    columns = ["番号", "団体・施設", *labels, "昨年の目的", "今の課題", "公開の同意"]
    return [WorkbookSheet("確認シート", columns, rows)]


# -- 引継ぎ資料 -------------------------------------------------------------------------------------------------------


class HandoverOptions(ReportOptions):
    always_confidential = True

    role = forms.ChoiceField(
        label="引き継ぐ役割",
        choices=HandoverRole.choices,
        initial=HandoverRole.COORDINATOR,
        widget=forms.RadioSelect,
    )
    recipients = TextField(
        label="配布先",
        max_length=200,
        required=False,
        help_text="必ず入力してください（例：次の地区コーディネーター）。紙面と印刷の記録に残ります。",
    )


def compute_handover(access: Access, options: Mapping[str, Any]) -> Handover:
    return handover(access, role=HandoverRole(options["role"]))


def handover_sheets(document: Handover) -> list[WorkbookSheet]:
    cycle = WorkbookSheet(
        "1年の流れ", ["月", "すること"], [[line.month, line.text] for line in document.cycle]
    )
    tables = [
        WorkbookSheet(table.title, list(table.columns), [list(row) for row in table.rows])
        for table in document.tables
    ]
    return [*tables, cycle]


REPORTS = (
    plugins.Report(
        name="confirmation-sheet",
        title="確認シート",
        description="年1回の確認で、登録内容の訂正を書いて返してもらう紙です。",
        paper="A4縦・1団体に1枚",
        group="organizations",
        template="groups/prints/confirmation_sheet.html",
        compute=compute_confirmation_sheets,
        sheets=confirmation_sheet_rows,
        options=ConfirmationSheetOptions,
        icon="fax",
        order=60,
    ),
    plugins.Report(
        name="handover",
        title="引継ぎ資料",
        description="役割が替わるときに、次の方へ渡す資料です。",
        paper="A4縦",
        group="district",
        template="groups/prints/handover.html",
        compute=compute_handover,
        sheets=handover_sheets,
        options=HandoverOptions,
        icon="key",
        order=65,
    ),
)
