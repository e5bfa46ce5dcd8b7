"""Printed papers for coming together: 情報交換会キット, 共働企画シート."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse

from groups.models import Introduction, Organization
from groups.reports.gatherings import CooperationPlan, GatheringKit, cooperation_plan, gathering_kit
from groups.reports.registry import published_in
from portal import plugins
from portal.forms.fields import TextField
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet

KIT_PARTS = [
    ("letter", "案内文"),
    ("tags", "名札"),
    ("seats", "席順"),
    ("topics", "話題カード"),
    ("records", "記録票（席ごと）"),
]


class KitOptions(ReportOptions):
    occasion = TextField(
        label="日時と場所",
        max_length=100,
        required=False,
        help_text="例：2月6日（土）10時から11時半　若葉会館2階。空欄なら、手で書きこめます。",
    )
    parts = forms.MultipleChoiceField(
        label="印刷するもの",
        choices=KIT_PARTS,
        initial=[value for value, _ in KIT_PARTS],
        widget=forms.CheckboxSelectMultiple,
    )
    seats = forms.ChoiceField(
        label="1つの席の団体数", choices=[(str(number), f"{number}団体") for number in (4, 5, 6)], initial="5"
    )
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label="来る団体・施設",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、活動中のすべての団体・施設です。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organizations"]
        field.queryset = published_in(self.access.district, statuses=[Organization.Status.ACTIVE])


def compute_kit(access: Access, options: Mapping[str, Any]) -> GatheringKit:
    return gathering_kit(
        access,
        occasion=options["occasion"],
        organizations=options["organizations"],
        seats=int(options["seats"]),
    )


def kit_sheets(document: GatheringKit) -> list[Sheet]:
    seats = [
        [table.number, tag.organization, tag.kind] for table in document.tables for tag in table.organizations
    ]
    return [
        Sheet("席順", ["席", "団体・施設", "種別"], seats),
        Sheet("話題カード", ["話題"], [[topic] for topic in document.topics], widths=[80]),
    ]


class PlanOptions(ReportOptions):
    introduction = forms.ModelChoiceField(
        Introduction.objects.none(),
        label="引合せ",
        required=False,
        empty_label="手で書きこむ（空欄）",
        error_messages={"invalid_choice": "その引合せは選べません。一覧から選び直してください。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.access.can_read_internal:
            field: Any = self.fields["introduction"]
            made = Introduction.objects.in_district(self.access.district)
            field.queryset = made.exclude(state=Introduction.State.DECLINED).select_related(
                "giver", "taker", "offer"
            )


def compute_plan(access: Access, options: Mapping[str, Any]) -> CooperationPlan:
    return cooperation_plan(access, introduction=options["introduction"])


def plan_sheets(document: CooperationPlan) -> list[Sheet]:
    columns = ["", "たとえば", document.giver or "団体A", document.taker or "団体B", "そのほか", "いつまでに"]
    rows = [[row.part, row.examples, row.given, "", "", ""] for row in document.rows]
    return [Sheet("持ち寄り表", columns, rows)]


def plan_url(introduction: Introduction) -> str:
    """The sheet of one introduction, as its page links to it."""
    address = reverse("report", args=[introduction.district.slug, "cooperation-plan"])
    return f"{address}?introduction={introduction.pk}"


REPORTS = (
    plugins.IntroductionAction(
        "共働企画シート", plan_url, icon="print", may_use=lambda access: access.can_read_internal, order=10
    ),
    plugins.Report(
        name="gathering-kit",
        title="情報交換会キット",
        description="団体が集まる会の案内文・名札・席順・話題カードなどです。",
        paper="A4縦",
        group="exchange",
        template="groups/prints/gathering_kit.html",
        compute=compute_kit,
        sheets=kit_sheets,
        options=KitOptions,
        icon="meeting",
        order=48,
    ),
    plugins.Report(
        name="cooperation-plan",
        title="共働企画シート",
        description="場所・人・物・お金を、だれが出すかを書きこむ表です。",
        paper="A4横",
        group="exchange",
        template="groups/prints/cooperation_plan.html",
        compute=compute_plan,
        sheets=plan_sheets,
        options=PlanOptions,
        icon="hands",
        order=49,
    ),
)
