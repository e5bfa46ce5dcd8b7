"""Printed documents of round tables: 会議録, 招集通知, 出席簿, 宿題一覧."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from groups.models import Homework, Meeting, Roundtable
from groups.reports.homework import HomeworkList, homework_list
from groups.reports.meetings import (
    AttendanceBook,
    Convocation,
    attendance_book,
    attendance_sheet,
    convocation,
)
from groups.reports.minutes import HomeworkLine, MinutesDocument, minutes_document
from portal import plugins
from portal.japanese.calendar import FiscalYear
from portal.permissions import Access
from portal.prints import ReportOptions, TwofoldOptions, recipients_field
from portal.tabular import Sheet

INTERNAL = ("internal", "内部用（お名前入り・取扱注意）")


class MeetingOptions(ReportOptions):
    """Base of the options of documents about one meeting: the latest that has something to print comes first."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="会議",
        empty_label=None,
        error_messages={
            "required": "先に、会議をつくってください。",
            "invalid_choice": "その会議は選べません。一覧から選び直してください。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = self.meetings()
        field.label_from_instance = lambda one: f"{one.held_on:%Y年%-m月%-d日} {one}"
        first = self.first_of(field.queryset)
        field.initial = first.pk if first else None
        if first and self.is_bound:
            self.data.setdefault("meeting", str(first.pk))

    def meetings(self) -> Any:
        """The meetings that are offered."""
        seen = Meeting.objects.visible_to(self.access.user).in_district(self.access.district)
        return seen.exclude(state=Meeting.State.CANCELLED).select_related("roundtable__district__council")

    def first_of(self, meetings: Any) -> Meeting | None:
        """The one that is chosen where none is named: the latest."""
        return meetings.first()


# -- 会議録 -----------------------------------------------------------------------------------------------------------


class MinutesOptions(MeetingOptions, TwofoldOptions):
    variant = forms.ChoiceField(
        label="種類",
        choices=[("public", "公開用（団体・施設の名前だけ）"), INTERNAL],
        initial="public",
        widget=forms.RadioSelect,
        help_text="公開用には、お名前と「住民に公開しない議題」はのりません。",
    )
    recipients = recipients_field("委員 12名")

    def first_of(self, meetings: Any) -> Meeting | None:
        """Minutes are wanted of a meeting that was: the latest until today."""
        return meetings.filter(held_on__lte=timezone.localdate()).first() or meetings.first()


def compute_minutes(access: Access, options: Mapping[str, Any]) -> MinutesDocument:
    return minutes_document(access, meeting=options["meeting"], internal=options["variant"] == "internal")


def minutes_sheets(document: MinutesDocument) -> list[Sheet]:
    minutes = document.minutes
    facts = [
        ["会議名", f"{minutes.name} {minutes.occasion}"],
        ["日時", minutes.day],
        ["時間", minutes.hours],
        ["場所", minutes.place],
        ["話題", minutes.topic],
        ["出席", "\n".join(f"{who.affiliation} {who.name}".strip() for who in minutes.present)],
        ["欠席", "\n".join(f"{who.affiliation} {who.name}".strip() for who in minutes.absent)],
        ["委員のほかの出席", "\n".join(minutes.guests)],
        ["傍聴", minutes.visitors],
        ["資料", minutes.materials],
        ["まとめ", minutes.summary],
        ["次回", minutes.next_on],
        ["次回のこと", minutes.next_note],
        ["公開", "公開" if minutes.is_public else "内部だけ"],
    ]
    talks = [[item.number, item.title, item.remarks, item.decision] for item in minutes.items]
    return [
        Sheet("会議", ["項目", "内容"], facts, widths=[18, 80]),
        Sheet("議題", ["番号", "議題", "話し合いの要旨", "決まったこと"], talks),
        Sheet(
            "宿題",
            ["すること", "担当", "期限", "状態", "結果"],
            [_cells(one) for one in minutes.all_homework],
        ),
    ]


def _cells(line: HomeworkLine) -> list[Any]:
    return [line.text, line.owner, line.due_on, line.state, line.result]


# -- 招集通知 ---------------------------------------------------------------------------------------------------------


class ConvocationOptions(MeetingOptions):
    copies = forms.ChoiceField(
        label="あて名",
        choices=[
            ("common", "みなさんに同じ1枚（委員の皆さま）"),
            ("paper", "メールのない委員に、1人1枚"),
            ("each", "すべての委員に、1人1枚"),
        ],
        initial="common",
        widget=forms.RadioSelect,
    )
    slip = forms.ChoiceField(
        label="出欠の返事の紙",
        choices=[("yes", "下につける（切り取り・FAX用）"), ("no", "つけない")],
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.access.can_read_internal:
            field: Any = self.fields["copies"]
            field.choices = field.choices[:1]


def compute_convocation(access: Access, options: Mapping[str, Any]) -> Convocation:
    return convocation(
        access,
        meeting=options["meeting"],
        each=options["copies"] != "common",
        only_without_mail=options["copies"] == "paper",
    )


def convocation_sheets(document: Convocation) -> list[Sheet]:
    columns = ["所属", "お名前", "役割", "メール", "知らせ方", "知らせた日"]
    rows = [
        [
            seat.affiliation,
            seat.name,
            seat.role,
            "あり" if seat.has_mail else "なし",
            seat.told_by,
            seat.told_on,
        ]
        for seat in document.recipients
    ]
    lines = [[line] for line in document.text.splitlines()]
    return [Sheet("招集の文", ["文"], lines, widths=[80]), Sheet("送る方", columns, rows)]


# -- 出席簿 -----------------------------------------------------------------------------------------------------------


class AttendanceOptions(MeetingOptions):
    """Always with names, hence 取扱注意."""

    always_confidential = True

    kind = forms.ChoiceField(
        label="種類",
        choices=[("sheet", "受付用（1回の会議、手で書く）"), ("year", "年間（だれがいつ出席したか）")],
        initial="sheet",
        widget=forms.RadioSelect,
    )
    roundtable = forms.ModelChoiceField(
        Roundtable.objects.none(),
        label="話し合いの場（年間のとき）",
        required=False,
        empty_label="会議と同じ",
    )
    recipients = forms.CharField(
        label="配布先",
        max_length=200,
        initial="会議の受付",
        help_text="紙面と印刷の記録に残ります。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["roundtable"]
        field.queryset = Roundtable.objects.filter(district=self.access.district)


def compute_attendance(access: Access, options: Mapping[str, Any]) -> AttendanceBook:
    meeting = options["meeting"]
    if options["kind"] == "sheet":
        return attendance_sheet(access, meeting=meeting)
    roundtable = options["roundtable"] or meeting.roundtable
    return attendance_book(access, roundtable=roundtable, year=FiscalYear(meeting.fiscal_year))


def attendance_sheets(document: AttendanceBook) -> list[Sheet]:
    days = [f"第{column.number}回 {column.day:%-m月%-d日}" for column in document.columns]
    counted = ["出席した回数"] if days else ["出欠"]
    rows = [
        [number, row.affiliation, row.name, row.role, *row.marks, row.came if days else None]
        for number, row in enumerate(document.rows, start=1)
    ]
    return [Sheet("出席簿", ["No", "所属", "お名前", "役割", *days, *counted], rows)]


# -- 宿題一覧 ---------------------------------------------------------------------------------------------------------


class HomeworkOptions(TwofoldOptions):
    variant = forms.ChoiceField(
        label="種類",
        choices=[("public", "団体・施設の名前だけ"), INTERNAL],
        initial="public",
        widget=forms.RadioSelect,
    )
    recipients = recipients_field("委員 12名")
    states = forms.MultipleChoiceField(
        label="状態",
        choices=Homework.State.choices,
        initial=[Homework.State.OPEN],
        widget=forms.CheckboxSelectMultiple,
    )
    roundtable = forms.ModelChoiceField(
        Roundtable.objects.none(), label="話し合いの場", required=False, empty_label="すべて"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["roundtable"]
        field.queryset = Roundtable.objects.filter(district=self.access.district)


def compute_homework(access: Access, options: Mapping[str, Any]) -> HomeworkList:
    return homework_list(
        access,
        names=options["variant"] == "internal",
        states=options["states"],
        roundtable=options["roundtable"],
    )


def homework_sheets(document: HomeworkList) -> list[Sheet]:
    columns = ["会議", "会議の日", "議題", "すること", "担当", "期限", "状態", "結果", "できた日"]
    rows = [
        [
            row.meeting,
            row.held_on,
            row.item,
            row.text,
            row.owner,
            row.due_on,
            row.state,
            row.result,
            row.done_on,
        ]
        for row in document.rows
    ]
    return [Sheet("宿題一覧", columns, rows)]


REPORTS = (
    plugins.Report(
        name="minutes",
        title="協議体 会議録",
        description="会議の記録です。お名前のない公開用と、内部用があります。",
        paper="A4縦",
        group="councils",
        template="groups/prints/minutes.html",
        compute=compute_minutes,
        sheets=minutes_sheets,
        options=MinutesOptions,
        order=50,
    ),
    plugins.Report(
        name="convocation",
        title="招集通知",
        description="会議の案内状です。出欠の返事の紙がつきます。",
        paper="A4縦",
        group="councils",
        template="groups/prints/convocation.html",
        compute=compute_convocation,
        sheets=convocation_sheets,
        options=ConvocationOptions,
        icon="mail",
        order=51,
    ),
    plugins.Report(
        name="attendance",
        title="出席簿",
        description="会議の受付で使う出席簿と、1年の出席のまとめです。",
        paper="A4縦",
        group="councils",
        template="groups/prints/attendance.html",
        compute=compute_attendance,
        sheets=attendance_sheets,
        options=AttendanceOptions,
        icon="people",
        order=52,
    ),
    plugins.Report(
        name="homework",
        title="宿題一覧",
        description="会議で決まった「だれが、いつまでに、何をする」の一覧です。",
        paper="A4縦",
        group="councils",
        template="groups/prints/homework.html",
        compute=compute_homework,
        sheets=homework_sheets,
        options=HomeworkOptions,
        icon="check-circle",
        order=53,
    ),
)
