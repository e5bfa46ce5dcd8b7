"""Forms that make candidates of the residents' vote out of needs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.models import Ballot, Challenge
from portal.forms.fields import TextField
from portal.japanese.calendar import FiscalYear
from portal.models import District
from surveys.actions.candidates import Proposal
from surveys.models import Wave
from surveys.reports.needs import Need

# A vote is called two weeks ahead and takes three.
CALLED_BEFORE, VOTE_TAKES = timedelta(days=14), timedelta(days=21)
LONGEST_TITLE, LONGEST_TEXT = 60, 200


def percent(share: float) -> str:
    """「31%」, 「31.5%」: as people read it aloud."""
    return f"{share:g}%"


def sentence_on(need: Need, wave: Wave) -> str:
    """What a wave says of a need, for residents; empty while they do not see its number, or where it is hidden."""
    if not need.is_public or need.share is None:
        return ""
    before = f"（前回 {percent(need.before)}）" if need.was_public and need.before is not None else ""
    return f"アンケート第{wave.number}回で、{percent(need.share)}の方が「{need.text}」を選びました{before}。"


class BallotChoiceForm(forms.Form):
    """The ballot that gets the candidates: one that is being prepared, or a new one."""

    ballot = forms.ModelChoiceField(
        label="どの投票に入れますか",
        queryset=Ballot.objects.none(),
        required=False,
        empty_label="新しい投票をつくる",
    )
    title = TextField(label="新しい投票の題名", required=False, max_length=100)
    opens_on = forms.DateField(
        label="投票の始まり", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    closes_on = forms.DateField(
        label="投票の終わり", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district = district
        today = timezone.localdate()
        self.year = FiscalYear.of(today).next
        preparing: Any = self.fields["ballot"]
        preparing.queryset = Ballot.objects.filter(district=district, state=Ballot.State.DRAFT)
        if not preparing.queryset:
            del self.fields["ballot"]
        self.initial |= {
            "ballot": preparing.queryset.first(),
            "title": f"{self.year.year}年度のテーマを選んでください",
            "opens_on": today + CALLED_BEFORE,
            "closes_on": today + CALLED_BEFORE + VOTE_TAKES,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ballot"):
            for name in ("title", "opens_on", "closes_on"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, "新しい投票をつくるときは、入力してください。")
        return cleaned

    @property
    def chosen(self) -> Ballot:
        """The ballot that was chosen, or a new one that is not saved yet."""
        values = self.cleaned_data
        return values.get("ballot") or Ballot(
            district=self.district,
            fiscal_year=self.year.year,
            title=values["title"],
            opens_on=values["opens_on"],
            closes_on=values["closes_on"],
        )


class ProposalForm(forms.Form):
    """A need in the words in which residents vote on it."""

    title = TextField(
        label="候補の名前",
        max_length=LONGEST_TITLE,
        help_text="「買い物をあきらめないまちに」のように、めざす姿を短い言葉で書いてください。",
    )
    text = TextField(
        label="説明", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    challenge = forms.ModelChoiceField(
        label="もとになった課題",
        queryset=Challenge.objects.none(),
        required=False,
        empty_label="課題によらない",
    )
    cites = forms.BooleanField(label="この結果を、課題の「根拠」として残す", required=False)

    def __init__(
        self, *args: Any, need: Need, wave: Wave, challenges: Sequence[Challenge], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        self.sentence = sentence_on(need, wave)
        self.initial |= {
            "title": need.text[:LONGEST_TITLE],
            "text": self.sentence,
            "challenge": need.challenge.pk if need.challenge else None,
            "cites": bool(need.challenge),
        }
        field: Any = self.fields["challenge"]
        field.queryset = Challenge.objects.filter(pk__in=[challenge.pk for challenge in challenges])
        field.choices = [
            ("", field.empty_label),
            *((challenge.pk, challenge.title) for challenge in challenges),
        ]
        if not self.sentence:
            del self.fields["cites"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("cites") and not cleaned.get("challenge") and "challenge" not in self.errors:
            raise ValidationError(
                {"cites": "根拠として残すときは、課題を選んでください。残さないときは、印を外してください。"}
            )
        return cleaned

    @property
    def proposal(self) -> Proposal:
        """The candidate as the action takes it."""
        values = self.cleaned_data
        evidence = self.sentence if values.get("cites") else ""
        return Proposal(values["title"], values["text"], values["challenge"], evidence)
