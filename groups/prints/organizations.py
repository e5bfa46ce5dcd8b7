"""Organisations on paper: roster (団体名簿), list of resources (社会資源リスト) and cards."""

from collections.abc import Mapping
from typing import Any

from django import forms

from groups.models import Category, Organization
from groups.prints.fields import furigana_field
from groups.reports import (
    ActivityLine,
    CardSheet,
    IndexGroup,
    ResourceEntry,
    ResourceList,
    Roster,
    RosterRow,
    card_sheet,
    resource_list,
    roster,
)
from groups.reports.registry import published_in
from portal import plugins
from portal.permissions import Access
from portal.prints import ReportOptions, TwofoldOptions, recipients_field
from portal.tabular import Sheet

Status = Organization.Status
STATUSES = {
    "active": [Status.ACTIVE],
    "existing": [Status.ACTIVE, Status.PAUSED],
    "all": [Status.ACTIVE, Status.PAUSED, Status.DISSOLVED],
}


def kinds_field() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label="種別",
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、すべての種別を印刷します。",
    )


# -- 団体名簿 ---------------------------------------------------------------------------------------------------------


class RosterOptions(TwofoldOptions):
    """For whom the roster is; the internal one is 取扱注意."""

    variant = forms.ChoiceField(
        label="種類",
        choices=[("public", "公開用"), ("internal", "内部用（取扱注意）")],
        initial="public",
        widget=forms.RadioSelect,
        help_text="公開用には、公開の同意がある団体の代表者と電話だけがのります。",
    )
    recipients = recipients_field("理事会 12名")
    status = forms.ChoiceField(
        label="活動の状態",
        choices=[
            ("active", "活動中だけ"),
            ("existing", "活動中と休止中"),
            ("all", "解散した団体もふくめる（内部用だけ）"),
        ],
        initial="active",
    )
    kinds = kinds_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.access.can_read_internal:
            self.fields["status"].widget.choices = self.fields["status"].choices[:2]


def compute_roster(access: Access, options: Mapping[str, Any]) -> Roster:
    return roster(
        access,
        internal=options["variant"] == "internal",
        statuses=STATUSES[options["status"]],
        kinds=options["kinds"],
    )


def roster_sheets(document: Roster) -> list[Sheet]:
    columns = [
        "No",
        "団体名",
        "ふりがな",
        "種別",
        "役職",
        "代表者",
        "電話",
        "住所",
        "任期の終わり",
        "備考",
    ]
    rows = [_roster_cells(row) for section in document.sections for row in section.rows]
    return [Sheet("団体名簿", columns, rows)]


def _roster_cells(row: RosterRow) -> list[Any]:
    """One row of the workbook; several persons stand line by line in their cells."""
    said = [(person.title, person.name, "、".join(person.phones)) for person in row.people]
    lines = ["\n".join(part).rstrip("\n") for part in zip(*said, strict=True)]
    return [row.number, row.name, row.kana, row.category, *lines, row.address, row.term_ends_on, row.note]


# -- 社会資源リスト -----------------------------------------------------------------------------------------------------


class ResourceListOptions(ReportOptions):
    size = forms.ChoiceField(
        label="文字の大きさ",
        choices=[("12", "ふつう（12ポイント）"), ("14", "大きな文字（14ポイント）")],
        initial="12",
        widget=forms.RadioSelect,
    )
    furigana = furigana_field()
    paused = forms.BooleanField(label="休止中の団体・施設ものせる", required=False)
    kinds = kinds_field()


def compute_resource_list(access: Access, options: Mapping[str, Any]) -> ResourceList:
    return resource_list(access, paused=options["paused"], kinds=options["kinds"])


def resource_sheets(document: ResourceList) -> list[Sheet]:
    columns = [
        "種別",
        "名称",
        "ふりがな",
        "活動",
        "場所",
        "曜日・時間",
        "対象",
        "費用",
        "予約なしで行ける",
        "問合せ",
        "できること",
        "町内",
        "最終確認日",
        "2年以上確認なし",
    ]
    rows = [
        _resource_cells(document, section.category, entry, activity)
        for section in document.sections
        for entry in section.entries
        for activity in entry.activities or [None]
    ]
    return [
        Sheet("社会資源リスト", columns, rows),
        _index_sheet("町内別", "町内", "種別", document.by_neighborhood),
        _index_sheet("曜日別", "曜日", "活動", document.by_weekday),
    ]


def _resource_cells(
    document: ResourceList, category: str, entry: ResourceEntry, activity: ActivityLine | None
) -> list[Any]:
    """One row an activity, so that weekdays and costs can be sorted; an entry without one has a row too."""
    return [
        category,
        entry.name,
        entry.kana,
        activity.name if activity else entry.services,
        (activity.place if activity else "") or entry.place,
        activity.when if activity else entry.opening,
        activity.audience if activity else "",
        activity.cost if activity else "",
        "はい" if activity and activity.drop_in else "",
        "\n".join(entry.contact) or document.enquiries,
        "、".join(entry.offers),
        "、".join(entry.neighborhoods),
        entry.verified_on,
        "はい" if entry.is_stale else "",
    ]


def _index_sheet(title: str, first: str, last: str, groups: tuple[IndexGroup, ...]) -> Sheet:
    rows = [[group.heading, line.name, line.detail] for group in groups for line in group.lines]
    return Sheet(title, [first, "名称", last], rows)


# -- 自己紹介カード -----------------------------------------------------------------------------------------------------


class CardOptions(ReportOptions):
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="団体・施設",
        required=False,
        empty_label="（すべて）",
        error_messages={
            "invalid_choice": "その団体・施設のカードは作れません。公開しているものから選んでください。"
        },
    )
    paper = forms.ChoiceField(
        label="大きさ",
        choices=[("a4", "A4（1枚に1団体）"), ("a5", "A5（A4の紙1枚に2団体）")],
        initial="a4",
        widget=forms.RadioSelect,
    )
    furigana = furigana_field()
    kinds = kinds_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        field.queryset = published_in(self.access.district, statuses=STATUSES["existing"])


def compute_card_sheet(access: Access, options: Mapping[str, Any]) -> CardSheet:
    return card_sheet(access, organization=options["organization"], kinds=options["kinds"])


def card_sheets(document: CardSheet) -> list[Sheet]:
    columns = [
        "名称",
        "ふりがな",
        "種別",
        "目的",
        "役割",
        "大切にしていること",
        "ふだんの活動",
        "できること",
        "してほしいこと",
        "できないこと",
        "こんなこと相談できます",
        "所在地",
        "連絡先",
        "ページ",
    ]
    rows = [
        [
            card.name,
            card.kana,
            card.category,
            card.purpose,
            card.role,
            card.values,
            "\n".join(card.activities),
            "\n".join(card.offers),
            "\n".join(card.needs),
            card.limits,
            "\n".join(card.consultations),
            card.place,
            "\n".join(card.contact),
            card.url,
        ]
        for card in document.cards
    ]
    return [Sheet("自己紹介カード", columns, rows)]


REPORTS = (
    plugins.Report(
        name="organization-roster",
        title="団体名簿",
        description="代表者と連絡先の一覧です。総会で配る公開用と、内部用があります。",
        paper="A4横",
        group="organizations",
        template="groups/prints/organization_roster.html",
        compute=compute_roster,
        sheets=roster_sheets,
        options=RosterOptions,
        order=10,
    ),
    plugins.Report(
        name="resource-list",
        title="社会資源リスト",
        description="居場所・活動・相談先をまとめた、住民に配る冊子です。",
        paper="A4縦",
        group="organizations",
        template="groups/prints/resource_list.html",
        compute=compute_resource_list,
        sheets=resource_sheets,
        options=ResourceListOptions,
        order=20,
    ),
    plugins.Report(
        name="organization-card",
        title="自己紹介カード",
        description="団体・施設を1枚で紹介します。窓口や行事の受付に置けます。",
        paper="A4縦",
        group="organizations",
        template="groups/prints/organization_card.html",
        compute=compute_card_sheet,
        sheets=card_sheets,
        options=CardOptions,
        order=30,
    ),
)
