"""Forms about voices (気づき): what residents write, what coordinators key in, and what they decide."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.models import Challenge, Voice
from portal.forms.fields import RecordForm, TextField
from portal.japanese import morphology
from portal.japanese.calendar import FiscalYear
from portal.listing import ANY, Filter
from portal.models import District

LONGEST = 400
_PHONE = re.compile(r"(?<!\d)0\d{1,4}[-( ]?\d{1,4}[-) ]?\d{3,4}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_TITLES = ("さん", "様", "さま", "氏", "君", "くん", "ちゃん")


def worries_in(text: str) -> list[str]:
    """What in a text looks as if it told who somebody is; empty if nothing does. A hint, no proof."""
    folded = unicodedata.normalize("NFKC", text)
    found = []
    if _PHONE.search(folded):
        found.append("電話番号のような数字")
    if _MAIL.search(folded):
        found.append("メールアドレスのような文字")
    words = morphology.words(folded)
    for word, after in zip(words, words[1:], strict=False):
        if word.name and after.surface in _TITLES:
            found.append(f"「{word.surface}{after.surface}」のような、人のお名前")
    return list(dict.fromkeys(found))


def limit_to(form: forms.BaseForm, name: str, district: District, *, empty_label: str) -> None:
    """Offer the neighbourhoods of the district, and of no other, in a field."""
    field: Any = form.fields[name]
    field.queryset = district.neighborhoods.all()
    field.empty_label = empty_label


class VoiceForm(RecordForm):
    """A resident's voice, without an account. `website` is a trap for machines that fill in every field."""

    website = forms.CharField(
        label="ここには何も入力しないでください",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    confirmed = forms.BooleanField(label="読み直しました。このまま送ります。", required=False)

    class Meta(RecordForm.Meta):
        model = Voice
        fields = ["text", "neighborhood"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "text": "困っていること、あったらいいと思うこと、うれしかったことなど。400字まで。"
            "個人のお名前や病名は書かないでください。",
            "neighborhood": "分かると、近くで起きていることとして考えられます。",
        }

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_to(self, "neighborhood", district, empty_label="選ばない")
        self.worries: list[str] = []

    @property
    def is_trapped(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.worries = worries_in(cleaned.get("text", ""))
        if self.worries and not cleaned.get("confirmed"):
            raise ValidationError(
                f"{'、'.join(self.worries)}があるようです。だれのことか分からない書き方に直してください。"
                "直すところがなければ、下の「読み直しました」に印を付けて、もう一度送ってください。",
                code="worries",
            )
        return cleaned


class VoiceEnterForm(RecordForm):
    """A voice that came on paper, by phone or at a meeting, keyed in quickly one after the other."""

    class Meta(RecordForm.Meta):
        model = Voice
        fields = ["text", "channel", "received_on", "neighborhood"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4, "autofocus": True}),
            "channel": forms.RadioSelect,
        }
        help_texts = {"text": "個人のお名前や病名は、書かれていても入力しないでください。"}

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_to(self, "neighborhood", district, empty_label="わからない")
        channels: Any = self.fields["channel"]
        channels.choices = [choice for choice in Voice.Channel.choices if choice[0] != Voice.Channel.WEB]
        channels.initial = Voice.Channel.PAPER
        self.initial["channel"] = self.initial.get("channel") or Voice.Channel.PAPER
        self.fields["received_on"].initial = timezone.localdate

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError("受け取った日が先の日付になっています。")
        return day


class VoiceDecisionForm(RecordForm):
    """Whether a voice is shown and in which words, to which challenge it belongs, and what is replied."""

    frames = {
        "のせるかどうか": ("state", "public_text"),
        "課題とつなぐ": ("challenge",),
        "返事": ("answer", "reply"),
    }

    class Meta(RecordForm.Meta):
        model = Voice
        fields = ["state", "public_text", "challenge", "answer", "reply"]
        widgets = {
            "state": forms.RadioSelect,
            "answer": forms.RadioSelect,
            "public_text": forms.Textarea(attrs={"rows": 4}),
            "reply": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "public_text": "住民が読む文です。名前や病名、だれのことか分かるところは、ここで書き直してください。",
            "state": "「課題にまとめた」声は、文をのせず、課題に届いた声の数に入れます。",
            "challenge": "同じ困りごとの声を、1つの課題にまとめます。確認待ちのまま選ぶと、"
            "「課題にまとめた」になります。",
            "reply": "「公開」にすると、「いただいた声にこう答えます」のページにのります。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        voice = self.instance
        self.initial["public_text"] = voice.shown_text
        challenges = Challenge.objects.filter(district=voice.district_id)
        linked: Any = self.fields["challenge"]
        linked.queryset = challenges.open() | challenges.filter(pk=voice.challenge_id)
        linked.empty_label = "まだつながない"
        answers: Any = self.fields["answer"]
        answers.choices = [("", "まだ返事をしない"), *Voice.Answer.choices]

    def clean_public_text(self) -> str:
        """Nothing of its own is kept while the words are those that came."""
        typed = self.cleaned_data["public_text"]
        return "" if typed == self.instance.text else typed


class VoiceFilter(Filter):
    """What coordinators look for among the voices."""

    # Chosen by the links above the list.
    state = forms.ChoiceField(
        label="状態", choices=ANY + Voice.State.choices, required=False, widget=forms.HiddenInput
    )
    reply = forms.ChoiceField(
        label="返事", choices=[*ANY, ("none", "まだ"), *Voice.Answer.choices], required=False
    )
    linked = forms.ChoiceField(
        label="課題", choices=[*ANY, ("yes", "つながっている"), ("no", "つながっていない")], required=False
    )
    channel = forms.ChoiceField(label="受け取り方", choices=ANY + Voice.Channel.choices, required=False)
    q = TextField(label="ことば", required=False, max_length=100, widget=forms.SearchInput)
    # Chosen by a link on the challenge's page.
    challenge = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        found = queryset.matching(chosen["q"]) if "q" in chosen else queryset
        for name in ("state", "channel", "challenge"):
            if name in chosen:
                found = found.filter(**{name: chosen[name]})
        if chosen.get("reply") == "none":
            found = found.filter(reply="")
        elif "reply" in chosen:
            found = found.filter(answer=chosen["reply"])
        if "linked" in chosen:
            found = found.filter(challenge__isnull=chosen["linked"] == "no")
        return found


def year_choices(years: list[FiscalYear]) -> list[tuple[str, str]]:
    return [(str(year.year), year.label) for year in years]


class ReplyFilter(Filter):
    """What residents look for among the replies."""

    kind = forms.ChoiceField(label="返事の種類", choices=ANY + Voice.Answer.choices, required=False)
    year = forms.TypedChoiceField(label="年度", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, years: list[FiscalYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = ANY + year_choices(years)

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        found = queryset.filter(answer=chosen["kind"]) if "kind" in chosen else queryset
        return found.in_year(FiscalYear(chosen["year"])) if "year" in chosen else found
