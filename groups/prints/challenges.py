"""Printed documents about challenges and votes: 課題台帳, 投票用紙."""

from collections.abc import Mapping
from typing import Any

from django import forms

from groups.models import Ballot, Challenge
from groups.reports.ballot_sheets import BallotSheet, ballot_sheet
from groups.reports.ledger import Ledger, ledger
from portal import plugins
from portal.forms.fields import TextField
from portal.permissions import Access
from portal.prints import ReportOptions, TwofoldOptions, recipients_field
from portal.tabular import Sheet

# -- 課題台帳 ---------------------------------------------------------------------------------------------------------


class LedgerOptions(TwofoldOptions):
    """For whom the ledger is, and how much of it."""

    variant = forms.ChoiceField(
        label="種類",
        choices=[
            ("public", "公開している課題だけ"),
            ("internal", "内部用（公開していない課題も・取扱注意）"),
        ],
        initial="public",
        widget=forms.RadioSelect,
    )
    recipients = recipients_field("役員会 10名")
    stages = forms.MultipleChoiceField(
        label="段階",
        choices=Challenge.Stage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、すべての段階を印刷します。",
    )
    closed = forms.BooleanField(label="終わった課題ものせる", required=False)


def compute_ledger(access: Access, options: Mapping[str, Any]) -> Ledger:
    return ledger(
        access,
        internal=options["variant"] == "internal",
        closed=options["closed"],
        stages=options["stages"],
    )


def ledger_sheets(document: Ledger) -> list[Sheet]:
    columns = [
        "No",
        "課題",
        "くわしい内容",
        "段階",
        "分野",
        "層",
        "公開",
        "声の数",
        "さいごの動き",
        "終わった日",
        "終わった理由",
    ]
    rows = [
        [
            row.number,
            row.title,
            row.text,
            row.stage,
            "、".join(row.fields),
            row.layer,
            "公開" if row.is_public else "非公開",
            row.voices,
            row.moved_on,
            row.closed_on,
            row.closed_note,
        ]
        for row in document.rows
    ]
    steps = [
        [row.number, row.title, step.on, step.label, step.text, step.evidence, step.url]
        for row in document.rows
        for step in row.steps
    ]
    return [
        Sheet("課題台帳", columns, rows),
        Sheet(
            "歩み", ["No", "課題", "日付", "段階", "したこと・わかったこと", "根拠", "根拠のページ"], steps
        ),
    ]


# -- 投票用紙 ---------------------------------------------------------------------------------------------------------


class BallotSheetOptions(ReportOptions):
    ballot = forms.ModelChoiceField(
        Ballot.objects.none(),
        label="投票",
        empty_label=None,
        error_messages={"required": "先に、テーマ投票を作ってください。"},
    )
    variant = forms.ChoiceField(
        label="種類",
        choices=[
            ("poster", "ポスター（会場にはって、シールをはってもらう）"),
            ("sheet", "回覧用（場所ごとに1枚）"),
        ],
        initial="poster",
        widget=forms.RadioSelect,
    )
    places = TextField(
        label="回覧する場所",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="1行に1つずつ（例：けやき台1班）。書いた数だけ印刷します。空欄なら、場所を手で書く紙になります。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ballot"]
        field.queryset = Ballot.objects.visible_to(self.access.user).filter(district=self.access.district)
        latest = field.queryset.first()
        field.initial = latest.pk if latest else None
        if latest and self.is_bound:
            self.data.setdefault("ballot", str(latest.pk))


def compute_ballot_sheet(access: Access, options: Mapping[str, Any]) -> BallotSheet:
    places = tuple(options["places"].splitlines()) if options["variant"] == "sheet" else ()
    return ballot_sheet(access, ballot=options["ballot"], places=places)


def ballot_sheets(document: BallotSheet) -> list[Sheet]:
    marks = [f"{candidate.mark}{candidate.title}" for candidate in document.candidates]
    counts = [[place or "", *([None] * len(marks)), None] for place in document.places]
    rows = [[candidate.mark, candidate.title, candidate.text] for candidate in document.candidates]
    return [
        Sheet("候補", ["番号", "候補", "説明"], rows),
        Sheet("集計用", ["場所", *marks, "数えた日"], counts),
    ]


REPORTS = (
    plugins.Report(
        name="challenge-ledger",
        title="課題台帳",
        description="困りごと・課題の一覧です。いまの段階と歩みがわかります。",
        paper="A4横",
        group="challenges",
        template="groups/prints/challenge_ledger.html",
        compute=compute_ledger,
        sheets=ledger_sheets,
        options=LedgerOptions,
        order=40,
    ),
    plugins.Report(
        name="ballot-sheet",
        title="テーマ投票のポスター・投票用紙",
        description="候補を大きく印刷し、シールをはって選んでもらう紙です。",
        paper="A4縦",
        group="challenges",
        template="groups/prints/ballot_sheet.html",
        compute=compute_ballot_sheet,
        sheets=ballot_sheets,
        options=BallotSheetOptions,
        icon="voice",
        order=41,
    ),
)
