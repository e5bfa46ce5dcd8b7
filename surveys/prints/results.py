"""Printed results: アンケート集計報告書, アンケート結果の回覧."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal import plugins
from portal.permissions import Access
from portal.prints import ReportOptions, TwofoldOptions, recipients_field
from portal.tabular import Sheet
from surveys.models import Attribute, Kind, Question, Wave
from surveys.reports.axes import CHANNEL, CHANNEL_LABEL
from surveys.reports.figure_sheets import workbook
from surveys.reports.result_documents import (
    FINDINGS,
    DigestDocument,
    ResultDocument,
    digest_document,
    result_document,
)
from surveys.reports.weighting import weighting_of


class ClosedWaveOptions(ReportOptions):
    """Which wave; the latest one where none is chosen."""

    wave = forms.ModelChoiceField(
        Wave.objects.none(),
        label="アンケート",
        empty_label=None,
        error_messages={"required": "印刷できるアンケートが、まだありません。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["wave"]
        field.queryset = (
            self.waves()
            .in_district(self.access.district)
            .select_related("survey__district__council", "snapshot")
            .order_by("-closed_on", "-pk")
        )
        latest = field.queryset.first()
        field.initial = latest.pk if latest else None
        if latest and self.is_bound:
            self.data.setdefault("wave", str(latest.pk))

    def waves(self) -> Any:
        """Results are for people who work in the district and for city staff, once a wave is closed."""
        closed = Wave.objects.filter(state=Wave.State.CLOSED)
        return closed if self.access.has_desk else closed.none()


class ResultOptions(ClosedWaveOptions, TwofoldOptions):
    """How much of the results, and crossed with what."""

    variant = forms.ChoiceField(
        label="種類",
        choices=[
            ("public", "公表用（公表する質問だけ）"),
            ("internal", "内部用（公表しない質問も・取扱注意）"),
        ],
        initial="public",
        widget=forms.RadioSelect,
    )
    recipients = recipients_field("検討会 8名")
    axes = forms.MultipleChoiceField(
        label="かけ合わせる属性",
        choices=[*Attribute.choices, (CHANNEL, CHANNEL_LABEL)],
        initial=[Attribute.AGE.value, Attribute.NEIGHBORHOOD.value],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、年代と町内をかけ合わせます。",
    )
    with_items = forms.BooleanField(
        label="表の質問も、項目ごとにかけ合わせる（ページが増えます）", required=False
    )
    is_weighted = forms.BooleanField(label="人口の構成に合わせた比率（重みづけ後）ものせる", required=False)
    is_large = forms.BooleanField(label="文字を大きくする", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wave = cleaned.get("wave")
        if wave and cleaned.get("is_weighted"):
            wave.survey.district = self.access.district
            try:
                if wave.disposed_on:
                    raise ValidationError("原票を消したため、重みづけはできません。")
                weighting_of(wave)
            except ValidationError as error:
                self.add_error("is_weighted", error)
        return cleaned


def compute_results(access: Access, options: Mapping[str, Any]) -> ResultDocument:
    wave = options["wave"]
    wave.survey.district = access.district
    return result_document(
        wave,
        is_internal=options["variant"] == "internal",
        axes=options["axes"],
        with_items=options["with_items"],
        is_weighted=options["is_weighted"],
    )


def result_sheets(document: ResultDocument) -> list[Sheet]:
    """The same tables, ready to be worked with."""
    tables = [table for _axis, crossed in document.crosses for table in crossed]
    returned = [
        [line.label, line.distributed, line.paper, line.web, line.phone, line.total, line.rate]
        for line in (*document.results.returned, document.results.returned_total)
    ]
    compared = [
        [
            each.label,
            each.text,
            each.item,
            label,
            *shares,
            change.difference,
            "変わった" if each.wording_changed else "",
        ]
        for each in document.comparisons
        for (label, shares), change in zip(each.shares, each.changes, strict=True)
    ]
    most = max((len(each.waves) for each in document.comparisons), default=0)
    # Questions that were asked in fewer waves stand to the right, so that the latest wave is one column.
    rows = [[*row[:4], *([None] * (most + 6 - len(row))), *row[4:]] for row in compared]
    waves = next((each.waves for each in document.comparisons if len(each.waves) == most), ())
    sheets = [
        *workbook(document.results, tables),
        Sheet("回収表", ["町内", "配布", "紙", "ウェブ", "電話", "回収計", "回収率（%）"], returned),
    ]
    if rows:
        columns = ["問", "質問", "項目", "答え", *waves, "差（ポイント）", "言い回し"]
        sheets.append(Sheet("経年比較", columns, rows))
    return sheets


# -- 回覧 ---------------------------------------------------------------------------------------------------------------


class DigestOptions(ClosedWaveOptions):
    """Which published results, and which of them stand on the page."""

    questions = forms.ModelMultipleChoiceField(
        Question.objects.none(),
        label="のせる質問",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"{FINDINGS}つまで。選ばないと、説明の文を書いた質問や、前の回からの変化が大きい質問をのせます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wave"].error_messages["required"] = (
            "結果を公表したアンケートが、まだありません。先に、結果を公表してください。"
        )
        field: Any = self.fields["questions"]
        waves: Any = self.fields["wave"]
        wave = self.data.get("wave") or waves.initial
        field.queryset = Question.objects.filter(
            wave__in=waves.queryset.filter(pk=wave if str(wave).isdecimal() else None),
            is_published=True,
            attribute="",
            kind__in=[Kind.S, Kind.M, Kind.SC],
        ).in_order()

    def waves(self) -> Any:
        return super().waves().with_results()

    def clean_questions(self) -> Any:
        chosen = self.cleaned_data["questions"]
        if len(chosen) > FINDINGS:
            raise ValidationError(f"{FINDINGS}つまで選んでください。いまは{len(chosen)}つ選ばれています。")
        return chosen


def compute_digest(access: Access, options: Mapping[str, Any]) -> DigestDocument:
    wave = options["wave"]
    wave.survey.district = access.district
    return digest_document(wave, keys=[question.key for question in options["questions"]])


def digest_sheets(document: DigestDocument) -> list[Sheet]:
    rows = [
        [finding.result.label, finding.result.text, line.label, line.count, line.share, finding.words]
        for finding in document.findings
        if finding.result.distribution
        for line in finding.result.distribution.lines
    ]
    return [Sheet("結果", ["問", "質問", "答え", "件数", "割合（%）", "説明"], rows)]


REPORTS = (
    plugins.Report(
        name="survey-results",
        title="アンケート集計報告書",
        description="集計と、前回との比較、自由記述をまとめた報告書です。",
        paper="A4縦",
        group="surveys",
        template="surveys/prints/results.html",
        compute=compute_results,
        sheets=result_sheets,
        options=ResultOptions,
        icon="chart",
        order=70,
    ),
    plugins.Report(
        name="survey-digest",
        title="アンケート結果の回覧",
        description="公表した結果を、回覧板に入れる1枚にまとめます。",
        paper="A4縦",
        group="surveys",
        template="surveys/prints/digest.html",
        compute=compute_digest,
        sheets=digest_sheets,
        options=DigestOptions,
        icon="document",
        order=71,
    ),
)
