"""Printed documents to hand out: アンケート調査票, ウェブ回答の案内."""

from collections.abc import Mapping
from typing import Any

from django import forms

from portal import plugins
from portal.forms.fields import TextField
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.stamping import stamped
from portal.tabular import Sheet
from surveys.models import AccessCode, Batch, Wave
from surveys.prints.stamping import sheet_pages, slip_pages
from surveys.reports.questionnaire_sheets import (
    QuestionnaireSheet,
    SheetsDocument,
    SlipSheet,
    questionnaire_sheet,
    slip_sheet,
)

# So many fit into one file, which a printer takes at once; the rest is printed by the numbers of its first sheet.
MOST_SHEETS, MOST_SLIPS = 1_000, 4_000


class NumberedOptions(ReportOptions):
    """Which wave, which batch of it and which of its numbers."""

    most = MOST_SHEETS
    forms_of_batch: tuple[str, ...] = ()

    wave = forms.ModelChoiceField(
        Wave.objects.none(),
        label="アンケート",
        empty_label=None,
        error_messages={"required": "先に、アンケートを作ってください。"},
    )
    batch = forms.ModelChoiceField(
        Batch.objects.none(),
        label="配布のまとまり",
        required=False,
        empty_label="番号のない見本を1部",
        help_text="まとまりを選ぶと、1枚ずつ、通し番号と回答用の番号を入れて印刷します。",
    )
    first = forms.IntegerField(
        label="はじめの通し番号", required=False, min_value=1, help_text="空けておくと、まとまりの最初から。"
    )
    count = forms.IntegerField(label="枚数", required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access = self.access
        waves: Any = self.fields["wave"]
        waves.queryset = (
            Wave.objects.visible_to(access.user)
            .in_district(access.district)
            .select_related("survey__district__council")
            .order_by("-opens_on", "-pk")
        )
        latest = waves.queryset.first()
        waves.initial = latest.pk if latest else None
        if latest and self.is_bound:
            self.data.setdefault("wave", str(latest.pk))
        batches: Any = self.fields["batch"]
        # Codes are answers to be given: only those who hand them out print them.
        found = Batch.objects.filter(wave__in=waves.queryset, form__in=self.forms_of_batch)
        batches.queryset = (found if access.can_read_internal else found.none()).select_related(
            "wave__survey"
        )
        batches.label_from_instance = self._named
        self.fields[
            "count"
        ].help_text = f"空けておくと、まとまりの最後まで。一度に{self.most:,}枚まで印刷できます。"
        self.fields["count"].max_value = self.most

    @staticmethod
    def _named(batch: Batch) -> str:
        return f"{batch.wave}　{batch}（{batch.get_form_display()}、{batch.first_serial}〜{batch.last_serial}番）"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        batch = cleaned.get("batch")
        if batch and cleaned.get("wave"):
            if batch.wave_id != cleaned["wave"].pk:
                self.add_error("batch", "このまとまりは、選んだアンケートのものではありません。")
            else:
                self._clean_numbers(cleaned, batch)
        return cleaned

    def _clean_numbers(self, cleaned: dict[str, Any], batch: Batch) -> None:
        first = cleaned.get("first") or batch.first_serial
        if not batch.first_serial <= first <= batch.last_serial:
            self.add_error(
                "first", f"このまとまりの番号は、{batch.first_serial}番から{batch.last_serial}番までです。"
            )
            return
        left = batch.last_serial - first + 1
        count = min(cleaned.get("count") or left, left)
        if count > self.most:
            self.add_error(
                "count",
                f"一度に{self.most:,}枚までです。枚数を{self.most:,}にし、続きは「はじめの通し番号」を{first + self.most}にしてください。",
            )
        cleaned["first"], cleaned["count"] = first, count


def codes_of(options: Mapping[str, Any]) -> list[AccessCode]:
    """The codes that the options ask for, by their numbers."""
    batch = options.get("batch")
    if not batch:
        return []
    first, count = options["first"], options["count"]
    found = batch.codes.filter(serial__gte=first, serial__lt=first + count)
    return list(found.select_related("batch").order_by("serial"))


# -- 調査票 -----------------------------------------------------------------------------------------------------------


class QuestionnaireOptions(NumberedOptions):
    """How the questionnaire is printed."""

    forms_of_batch = (Batch.Form.SHEET, Batch.Form.LARGE)

    size = forms.ChoiceField(
        label="文字の大きさ",
        choices=[("normal", "ふつう（12.5ポイント）"), ("large", "大きい（18ポイント）")],
        initial="normal",
        widget=forms.RadioSelect,
    )
    furigana = forms.BooleanField(label="ふりがなをつける", required=False)
    duplex = forms.BooleanField(
        label="両面印刷のために、ページ数が奇数のときは白紙を1枚入れる", required=False
    )
    return_to = TextField(
        label="用紙の返し方",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例：配った福祉推進員が、11月29日ごろに受け取りにうかがいます。空けておくと、アンケートの「配り方・集め方」を印刷します。",
    )


def compute_questionnaire(access: Access, options: Mapping[str, Any]) -> QuestionnaireSheet:
    wave = options["wave"]
    wave.survey.district = access.district
    return questionnaire_sheet(
        wave,
        codes=codes_of(options),
        return_to=options["return_to"],
        is_large=options["size"] == "large",
    )


def questionnaire_sheets(document: QuestionnaireSheet) -> list[Sheet]:
    """The list of questions, and of a batch its numbers."""
    rows = []
    for part in document.parts:
        for question in part.questions:
            choices = "\n".join(f"{choice.code} {choice.text}" for choice in question.choices)
            rows.append(
                [
                    part.title,
                    question.label,
                    question.text,
                    question.help,
                    question.how,
                    choices,
                    "\n".join(question.items),
                    question.condition,
                    "\n".join(question.skips),
                    question.key,
                ]
            )
    columns = [
        "まとまり",
        "問",
        "質問",
        "補足",
        "答え方",
        "選択肢",
        "項目",
        "だれに聞くか",
        "次に進む問",
        "設問キー",
    ]
    return [Sheet("質問の一覧", columns, rows), *_numbers(document)]


def _numbers(document: SheetsDocument) -> list[Sheet]:
    if not document.numbered:
        return []
    rows = [[each.serial, each.code, each.url, document.batch] for each in document.numbered]
    return [Sheet("番号の一覧", ["通し番号", "回答用の番号", "ウェブのアドレス", "まとまり"], rows)]


def write_questionnaire(html: str, document: QuestionnaireSheet, options: Mapping[str, Any]) -> bytes:
    """One copy as it is drawn; numbered ones stamped on the pages that are drawn once."""
    from portal import pdf  # noqa: PLC0415 -- only the worker draws

    drawn = pdf.write_pdf(html)
    if not document.numbered:
        return drawn
    return stamped(
        drawn,
        lambda pages: sheet_pages(document.numbered, pages, is_duplex=options["duplex"]),
        type_case=document.type_case,
        title=f"{document.title} {document.wave_label} 調査票",
    )


# -- ウェブ回答の案内 -------------------------------------------------------------------------------------------------


class SlipOptions(NumberedOptions):
    """Which slips."""

    most = MOST_SLIPS
    forms_of_batch = (Batch.Form.SLIP,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        batches: Any = self.fields["batch"]
        batches.required = True
        batches.empty_label = "えらんでください"
        batches.help_text = "「ウェブ回答の案内」として作ったまとまりから選びます。"
        batches.error_messages["required"] = (
            "まとまりを選んでください。まだないときは、アンケートの「用紙と案内」で作ってください。"
        )
        if self.is_bound:
            self._set_only_batch()

    def _set_only_batch(self) -> None:
        batches: Any = self.fields["batch"]
        wave = self.data.get("wave", "")
        found = batches.queryset.filter(wave=wave) if wave.isdecimal() else batches.queryset.none()
        if "batch" not in self.data and (only := found.first()):
            self.data["batch"] = str(only.pk)


def compute_slips(access: Access, options: Mapping[str, Any]) -> SlipSheet:
    wave = options["wave"]
    wave.survey.district = access.district
    return slip_sheet(wave, codes=codes_of(options))


def write_slips(html: str, document: SlipSheet, options: Mapping[str, Any]) -> bytes:
    """Eight slips to a page, stamped on one that is drawn once."""
    from portal import pdf  # noqa: PLC0415 -- only the worker draws

    return stamped(
        pdf.write_pdf(html),
        lambda pages: slip_pages(document.numbered),
        type_case=document.type_case,
        title=f"{document.title} {document.wave_label} ウェブ回答の案内",
    )


REPORTS = (
    plugins.Report(
        name="survey-sheets",
        title="アンケート調査票",
        description="紙で答えるための用紙です。大きな文字やふりがなも選べます。",
        paper="A4縦",
        group="surveys",
        template="surveys/prints/questionnaire.html",
        compute=compute_questionnaire,
        sheets=questionnaire_sheets,
        options=QuestionnaireOptions,
        write=write_questionnaire,
        order=50,
    ),
    plugins.Report(
        name="survey-slips",
        title="アンケートのウェブ回答の案内",
        description="スマートフォンで答えるための、番号の小さな紙です。",
        paper="A4縦・1枚に8人分",
        group="surveys",
        template="surveys/prints/slips.html",
        compute=compute_slips,
        sheets=_numbers,
        options=SlipOptions,
        write=write_slips,
        order=51,
    ),
)
