"""Forms of a series, and of a wave: its days, its words, its paths."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from portal.forms.fields import RecordForm, TextField
from portal.japanese.calendar import FiscalYear, long_date
from portal.models import District
from surveys.library import LEAD, PURPOSE, THANKS
from surveys.models import Survey, Wave
from surveys.models.waves import USUAL_KEY

# How long before its first day a wave is prepared, and how long residents have, where nothing else is known.
PREPARATION, ANSWERING = timedelta(days=21), timedelta(days=20)


class SurveyForm(RecordForm):
    """A series: what its waves have in common."""

    class Meta(RecordForm.Meta):
        model = Survey
        fields = ["title", "key", "note"]
        labels = {"key": "くらべるための記号（整理名）"}
        help_texts = {
            "title": "「くらしと地域のアンケート」など。毎回同じ名前にします。「第1回」などは、自動でつきます。",
            "key": "ほかの地区の同じアンケートと並べてくらべるための名前です（例：kurashi）。",
        }


def first_words(survey: Survey, today: date) -> dict[str, Any]:
    """What a new wave starts with; its days are some weeks ahead."""
    opens_on = today + PREPARATION
    return {
        "fiscal_year": FiscalYear.of(opens_on).year,
        "opens_on": opens_on,
        "closes_on": opens_on + ANSWERING,
        "lead": LEAD,
        "purpose": PURPOSE,
        "thanks": THANKS,
        "target": f"{survey.district.name}にお住まいの方",
    }


class WaveForm(RecordForm):
    """A wave that is being prepared."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)

    class Meta(RecordForm.Meta):
        model = Wave
        fields = [
            "fiscal_year",
            "opens_on",
            "closes_on",
            "lead",
            "purpose",
            "thanks",
            "minutes",
            "target",
            "sampling",
            "access",
            "method",
        ]
        widgets = {
            "opens_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "lead": forms.Textarea(attrs={"rows": 6}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "sampling": forms.RadioSelect,
            "access": forms.RadioSelect,
        }
        help_texts = {
            "closes_on": "紙の回答は、このあとも、締め切りの手続きをするまで（60日後まで）入力できます。",
            "method": "例：自治会をとおして全戸に配り、回収箱とウェブで集める",
            "access": "「だれでも」は、同じ端末の2回目をお断りするだけです。1世帯1回などをきちんと守るときは、番号を配ります。",
        }

    frames = {
        "いつ": ("fiscal_year", "opens_on", "closes_on"),
        "はじめに読んでもらう説明": ("lead", "purpose", "minutes", "thanks"),
        "だれに、どう配るか": ("target", "sampling", "access", "method"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = FiscalYear.of(timezone.localdate())
        years = {this.previous, this, this.next}
        if stored := self.initial.get("fiscal_year"):
            years.add(FiscalYear(int(stored)))
        field: Any = self.fields.get("fiscal_year")
        if field:
            field.choices = [(year.year, year.label) for year in sorted(years)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        year, opens_on = cleaned.get("fiscal_year"), cleaned.get("opens_on")
        if year and opens_on and FiscalYear.of(opens_on).year != year:
            self.add_error(
                "fiscal_year", f"始まりの日（{long_date(opens_on)}）は、{FiscalYear.of(opens_on).label}です。"
            )
        return cleaned


class OpenWaveForm(WaveForm):
    """What can still be changed while residents answer."""

    fiscal_year = None  # type: ignore[assignment]

    class Meta(WaveForm.Meta):
        fields = ["closes_on", "lead", "thanks", "minutes", "target", "method"]

    frames = {
        "いつまで": ("closes_on",),
        "説明": ("lead", "minutes", "thanks"),
        "どう配るか": ("target", "method"),
    }


class ClosedWaveForm(WaveForm):
    """What can still be put right for the report once it is closed."""

    fiscal_year = None  # type: ignore[assignment]

    class Meta(WaveForm.Meta):
        fields = ["target", "method"]

    frames = {"報告書の概要": ("target", "method")}


WAVE_FORMS = {
    Wave.State.DRAFT: WaveForm,
    Wave.State.OPEN: OpenWaveForm,
    Wave.State.CLOSED: ClosedWaveForm,
}


class CopyForm(forms.Form):
    """The days of a wave that is made from an earlier one."""

    opens_on = forms.DateField(label="始まりの日", widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(
        label="しめきりの日",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="説明の文に前の回のしめきりが書いてあれば、この日に直します。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", "しめきりの日は、始まりの日と同じか後にしてください。")
        return cleaned


class BorrowForm(CopyForm):
    """A wave that is made from what others ask: into which series of the district, which may be a new one."""

    survey = forms.ModelChoiceField(
        label="どのアンケートの回にしますか", queryset=Survey.objects.none(), required=False
    )
    title = TextField(
        label="新しいアンケートの名前",
        max_length=100,
        required=False,
        help_text="「新しいアンケートにする」を選んだときに使います。",
    )

    def __init__(self, *args: Any, district: District, key: str = USUAL_KEY, **kwargs: Any) -> None:
        """`key`: what a new series is called in the city's comparison (整理名), if that is free in the district."""
        super().__init__(*args, **kwargs)
        self.district, self.key = district, key
        field: Any = self.fields["survey"]
        field.queryset = Survey.objects.filter(district=district)
        field.empty_label = "新しいアンケートにする"
        self.order_fields(["survey", "title"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("survey") and not cleaned.get("title"):
            self.add_error("title", "新しいアンケートの名前を書いてください。")
        return cleaned

    @property
    def chosen(self) -> dict[str, Any]:
        """The series, one that is not saved yet where a new one was asked for, and the days; of a valid form."""
        values = {name: self.cleaned_data[name] for name in ("survey", "opens_on", "closes_on")}
        if values["survey"] is None:
            key = Survey.objects.free_key(self.district, self.key)
            values["survey"] = Survey(key=key, title=self.cleaned_data["title"])
        values["survey"].district = self.district  # known already, with its council
        return values


class ReturnForm(forms.Form):
    """Why the chair sends a wave back."""

    reason = TextField(
        label="直してほしいところ",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="どの質問を、どう直してほしいのかを書いてください。準備している人に見えます。",
    )
