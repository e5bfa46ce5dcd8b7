"""Forms about introductions: starting, changing, asking, answering, results, remarks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from groups.models import Confirmation, Introduction, Organization, Outcome, ProgressNote
from portal.forms.fields import RecordForm, TextField
from portal.listing import ANY, Filter

# When a coordinator looks after an introduction again, unless another day is chosen.
FOLLOW_UP = timedelta(days=14)


class IntroduceForm(RecordForm):
    """Who is brought together with whom, and what each side is told of the other."""

    frames = {
        "できる側": ("giver", "offered"),
        "してほしい側": ("taker", "needed"),
        "引合せ": ("subject", "follow_up_on", "note"),
    }
    note = TextField(
        label="はじめのメモ",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="気をつけることなど。相手には伝わりません。個人の病気や家庭の事情は書かないでください。",
    )

    class Meta(RecordForm.Meta):
        model = Introduction
        fields = ["giver", "offered", "taker", "needed", "subject", "follow_up_on"]
        help_texts = {
            "offered": "してほしい側に、この文のまま伝わります。",
            "needed": "できる側に、この文のまま伝わります。",
        }

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, source in (("giver", "offer"), ("taker", "need")):
            side: Any = self.fields[name]
            side.queryset = organizations
            side.empty_label = "選んでください"
            if getattr(self.instance, f"{source}_id"):
                # Whose entry it is cannot be chosen.
                side.disabled = True
        self.initial["follow_up_on"] = timezone.localdate() + FOLLOW_UP

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("giver") and cleaned.get("giver") == cleaned.get("taker"):
            self.add_error("taker", "できる側とちがう団体・施設を選んでください。")
        return cleaned


class IntroductionForm(RecordForm):
    """What of an introduction can be changed at any time."""

    class Meta(RecordForm.Meta):
        model = Introduction
        fields = ["subject", "introduced_on", "follow_up_on"]


class AskForm(forms.Form):
    """How one side is asked: by mail to one of its addresses, or by a letter to hand over."""

    PAPER = "paper"
    email = forms.ChoiceField(label="たずね方", widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, organization: Organization, may_read_internal: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        addresses = addresses_of(organization, internal=may_read_internal)
        choices = [(address, f"{name}（{address}）にメール") for address, name in addresses]
        choices.append((self.PAPER, "手紙を印刷して渡す・FAXする（QRコードと返事の欄つき）"))
        field: Any = self.fields["email"]
        field.choices = choices
        field.initial = choices[0][0]

    @property
    def address(self) -> str:
        """The chosen address, or nothing for a letter."""
        chosen = self.cleaned_data["email"]
        return "" if chosen == self.PAPER else chosen


def addresses_of(organization: Organization, *, internal: bool) -> list[tuple[str, str]]:
    """Where an organisation can be mailed: [(address, whose)]; its `internal` contacts first, for who may know them."""
    found = {}
    if internal:
        found = {person.email: person.name for person in organization.internal_contacts.exclude(email="")}
    if organization.public_email:
        found.setdefault(organization.public_email, organization.public_contact_name or "代表のアドレス")
    return list(found.items())


# Answers that a coordinator notes down.
KEYED_IN = [Confirmation.Channel.PHONE, Confirmation.Channel.PAPER]
ANSWERS = [(Confirmation.Answer.YES, "はい、お願いします"), (Confirmation.Answer.NO, "今回は見送ります")]


class InquiryForm(forms.Form):
    """What a contact of an organisation answers; the account says who answers."""

    answer = forms.ChoiceField(label="お返事", choices=ANSWERS, widget=forms.RadioSelect)
    comment = TextField(
        label="ひとこと",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="都合のよい日や、条件など。病気や家庭の事情など、個人のことは書かないでください。",
    )


class AnswerForm(InquiryForm):
    """What somebody answers by a link, without an account."""

    field_order = ["answer", "answered_by", "comment"]

    answered_by = TextField(
        label="お返事をする方のお名前",
        max_length=50,
        help_text="地区の担当者が確かめるためだけに使います。相手の団体には伝えません。",
    )


class KeyInForm(RecordForm):
    """An answer that came by phone or on paper."""

    class Meta(RecordForm.Meta):
        model = Confirmation
        fields = ["answer", "channel", "answered_by", "comment"]
        widgets = {"answer": forms.RadioSelect, "channel": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {"answer": ANSWERS, "channel": [(channel, channel.label) for channel in KEYED_IN]}
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered
            field.required = True
        if self.instance.channel not in KEYED_IN:
            self.initial["channel"] = Confirmation.Channel.PHONE


class ResultForm(RecordForm):
    """What came of an introduction. What was done stands in the yearly record and in the certificate."""

    done = TextField(
        label="行ったこと",
        required=False,
        max_length=200,
        help_text="成立・継続中のときに書きます。1年の記録と連携実績証明書に、この文のままのります。",
    )
    people_reached = forms.IntegerField(
        label="届いた人数",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="参加した人や、助かった人の数。分からなければ空欄にします。",
    )
    field_order = ["state", "result_on", "done", "people_reached", "result_note", "follow_up_on"]
    RESULTS = [
        (Introduction.State.SUCCEEDED, "成立（行われた）"),
        (Introduction.State.CONTINUING, "継続中（これからも続く）"),
        (Introduction.State.DECLINED, "見送り"),
    ]

    class Meta(RecordForm.Meta):
        model = Introduction
        fields = ["state", "result_on", "result_note", "follow_up_on"]
        widgets = {"state": forms.RadioSelect}
        labels = {"state": "結果", "result_on": "日付", "result_note": "くわしい内容・見送りの理由"}
        help_texts = {
            "result_note": "担当者だけが見ます。",
            "follow_up_on": "継続中のときに、また様子を確かめる日を決めておくと、担当者の机に出ます。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asking = self.instance.state == Introduction.State.ASKING
        state: Any = self.fields["state"]
        state.choices = self.RESULTS[2:] if asking else self.RESULTS
        if not self.instance.is_fruitful:
            self.initial["state"] = Introduction.State.DECLINED if asking else ""
        if asking:
            del self.fields["done"], self.fields["people_reached"], self.fields["follow_up_on"]
        self.fields["result_on"].required = True
        self.initial["result_on"] = self.instance.result_on or timezone.localdate()

    def clean_result_on(self) -> Any:
        day = self.cleaned_data["result_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("日付が先の日になっています。終わってから記録してください。")
        return day

    @property
    def values(self) -> dict[str, Any]:
        """As `actions.record_result` takes them."""
        names = {"result_on": "on", "result_note": "note"}
        return {names.get(name, name): value for name, value in self.cleaned_data.items()}


class OutcomeForm(RecordForm):
    """What was done on a day."""

    class Meta(RecordForm.Meta):
        model = Outcome
        fields = ["done_on", "text", "people_reached"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["done_on"] = self.instance.done_on or timezone.localdate()


class NoteForm(RecordForm):
    """A remark on how it goes."""

    class Meta(RecordForm.Meta):
        model = ProgressNote
        fields = ["written_on", "text"]


class IntroductionFilter(Filter):
    """What coordinators look for among introductions."""

    state = forms.ChoiceField(
        label="状態",
        choices=[*ANY, ("open", "終わっていないもの"), *Introduction.State.choices],
        required=False,
    )
    due = forms.BooleanField(label="確認する日が来たもの", required=False)
    q = TextField(label="団体・ことば", required=False, max_length=100, widget=forms.SearchInput)

    def apply(self, queryset: Any) -> Any:
        chosen = self.chosen
        if chosen.get("state") == "open":
            queryset = queryset.open()
        elif "state" in chosen:
            queryset = queryset.filter(state=chosen["state"])
        if "due" in chosen:
            queryset = queryset.due(timezone.localdate())
        for word in chosen.get("q", "").split():
            queryset = queryset.filter(
                Q(subject__icontains=word)
                | Q(offered__icontains=word)
                | Q(needed__icontains=word)
                | Q(giver__name__icontains=word)
                | Q(taker__name__icontains=word)
            )
        return queryset
