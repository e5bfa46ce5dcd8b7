"""Forms about the residents' vote (テーマ投票): the ballot, its candidates, and votes counted on paper."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from groups.actions.ballots import MOST
from groups.models import Ballot, Candidate, Challenge, Tally
from portal.forms.fields import RecordForm, TextField
from portal.japanese.calendar import FiscalYear


def fiscal_year_field() -> forms.TypedChoiceField:
    """A choice of the years around this one."""
    return forms.TypedChoiceField(label="年度", coerce=int)


def set_years(form: forms.BaseForm, *, initial: FiscalYear) -> None:
    """Offer last year, this year and next year, and the year that the record has."""
    this = FiscalYear.of(timezone.localdate())
    years = {this.previous, this, this.next}
    if stored := form.initial.get("fiscal_year"):
        years.add(FiscalYear(int(stored)))
    field: Any = form.fields["fiscal_year"]
    field.choices = [(year.year, year.label) for year in sorted(years)]
    form.initial["fiscal_year"] = stored or initial.year


class BallotForm(RecordForm):
    """When residents vote on what."""

    fiscal_year = fiscal_year_field()

    class Meta(RecordForm.Meta):
        model = Ballot
        fields = ["fiscal_year", "title", "text", "opens_on", "closes_on"]
        help_texts = {
            "title": "「来年度のテーマを選んでください」など。",
            "text": "なぜ投票をするのか、選ばれたテーマがどうなるのかを、やさしい言葉で書いてください。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Voting is about the year to come.
        set_years(self, initial=FiscalYear.of(timezone.localdate()).next)
        self.fields["fiscal_year"].label = "どの年度のテーマか"


class OpenBallotForm(RecordForm):
    """What can still be changed once residents vote."""

    class Meta(RecordForm.Meta):
        model = Ballot
        fields = ["text", "closes_on"]


class CandidateForm(forms.ModelForm):
    """One candidate; a row without title and challenge is no candidate."""

    title = TextField(label="候補の名前", required=False, max_length=60)
    text = TextField(label="説明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Candidate
        fields = ["challenge", "title", "text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        challenge = cleaned.get("challenge")
        if challenge and not cleaned.get("title"):
            cleaned["title"] = challenge.title[:60]
        if cleaned.get("text") and not cleaned.get("title"):
            self.add_error("title", "候補の名前を入力するか、課題を選んでください。")
        return cleaned


class Candidates(forms.BaseModelFormSet):
    """Five rows, of which three to five are filled in; emptying a row takes the candidate out."""

    def __init__(self, *args: Any, ballot: Ballot, **kwargs: Any) -> None:
        queryset = ballot.candidates.all() if ballot.pk else Candidate.objects.none()
        super().__init__(*args, queryset=queryset, prefix="candidates", **kwargs)
        self.extra = MOST - self.initial_form_count()
        known = Q(candidates__ballot=ballot) if ballot.pk else Q(pk=None)
        self.challenges = list(
            Challenge.objects.filter(Q(closed_on=None) | known, district=ballot.district).distinct()
        )

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        field: Any = form.fields["challenge"]
        field.queryset = Challenge.objects.filter(pk__in=[challenge.pk for challenge in self.challenges])
        # Asked for once for all rows.
        field.choices = [
            ("", "課題によらない"),
            *((challenge.pk, challenge.title) for challenge in self.challenges),
        ]

    def clean(self) -> None:
        titles = [row["title"] for row in self.rows()]
        if len(titles) != len(set(titles)):
            raise ValidationError("同じ名前の候補があります。ちがう名前にしてください。")

    def rows(self) -> list[dict[str, Any]]:
        """The candidates as the action takes them."""
        rows = []
        for form in self.forms:
            values = {name: form.cleaned_data.get(name) for name in ("challenge", "title", "text")}
            if values["title"]:
                rows.append(values | ({"pk": form.instance.pk} if form.instance.pk else {}))
        return rows


CandidateRows = forms.modelformset_factory(
    Candidate, form=CandidateForm, formset=Candidates, extra=MOST, max_num=MOST, absolute_max=MOST
)


class TallyForm(forms.Form):
    """Paper votes of one place: a number for each candidate."""

    place = TextField(
        label="集めた場所",
        max_length=100,
        help_text="「けやき台 回覧」「文化祭の会場」など、場所ごとに入力します。",
    )
    counted_on = forms.DateField(label="数えた日", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, candidates: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        self.fields["counted_on"].initial = timezone.localdate
        for candidate in candidates:
            self.fields[f"count_{candidate.pk}"] = forms.IntegerField(
                label=candidate.title, min_value=0, max_value=100_000, required=False
            )

    @classmethod
    def values_of(cls, tallies: list[Tally]) -> dict[str, Any]:
        """What the form shows of the votes of one place."""
        if not tallies:
            return {}
        return {"place": tallies[0].place, "counted_on": tallies[0].counted_on} | {
            f"count_{tally.candidate_id}": tally.count for tally in tallies
        }

    @property
    def counts(self) -> dict[int, int]:
        """{candidate id: votes}; an empty field is 0."""
        return {
            candidate.pk: self.cleaned_data[f"count_{candidate.pk}"] or 0 for candidate in self.candidates
        }
