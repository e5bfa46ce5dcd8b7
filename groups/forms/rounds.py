"""Forms of the yearly update round: starting it, answering a sheet, keying in an answer, the list's filter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils import timezone

from groups.models import Organization, Round, Sheet
from groups.models.questions import ALL_QUESTIONS, QUESTIONS, Kind, Question, values_of
from portal.forms.fields import KanaField, LinesField, PhoneField, RecordForm, TextField, form_field
from portal.listing import ANY, Filter

# How long organisations have to answer unless another day is chosen.
TIME_TO_ANSWER = timedelta(days=30)
LETTER = (
    "いつも地域の活動にお力ぞえをいただき、ありがとうございます。\n"
    "年に1回、団体・施設の登録内容の確認をお願いしています。変わったところがあれば直してください。\n"
    "「今年の目的」と「困っていること」は、団体どうしで足りないものを補い合うために、毎年おたずねしています。"
)
SAME, CHANGE = "same", "change"
CHOICES = [(SAME, "変わりなし"), (CHANGE, "訂正する")]
FIELD_CLASSES = {"kana": KanaField, "public_phone": PhoneField, "public_fax": PhoneField}
LONGEST_ENTRY = 200


class RoundForm(RecordForm):
    """Until when answers are asked for, and what the letter says."""

    class Meta(RecordForm.Meta):
        model = Round
        fields = ["due_on", "letter"]
        help_texts = {
            "due_on": "しめきりから30日後まで、リンクで返事ができます。",
            "letter": "メールと確認シートのはじめにのります。",
        }

    def __init__(self, *args: Any, last: Round | None = None, **kwargs: Any) -> None:
        """`last`: the round before, whose letter is used again."""
        super().__init__(*args, **kwargs)
        self.fields["letter"].widget.attrs["rows"] = 7
        self.fields["due_on"].initial = timezone.localdate() + TIME_TO_ANSWER
        self.fields["letter"].initial = last.letter if last else LETTER

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate() and day != self.initial.get("due_on"):
            raise forms.ValidationError("しめきりは、今日より後の日にしてください。")
        return day


@dataclass(frozen=True)
class Asked:
    """One question as the page draws it: the value so far, 変わりなし／訂正する, and where to correct it."""

    question: Question
    value: str
    choice: BoundField
    input: BoundField

    @property
    def is_invalid(self) -> bool:
        return bool(self.choice.errors or self.input.errors)


class AnswerForm(forms.Form):
    """What an organisation answers, by its link or on paper.

    A question of which neither 変わりなし nor 訂正する was chosen counts as corrected when its text was changed, so
    that nothing typed is lost; chosen 変わりなし, what stands in the text does not count.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    aim = TextField(
        label="今年の目的",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="今年、力を入れたいこと。例：若い世代にも参加してもらえるように、土曜日にも開く。",
    )
    trouble = TextField(
        label="困っていること",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="地区の担当者と市社協だけが読みます。なければ「とくになし」と書いてください。個人のお名前や病名は書かないでください。",
    )
    consents = forms.TypedChoiceField(
        label="住民からの連絡先（電話・FAX・メール・ホームページ）を、公開してよいですか",
        choices=[("yes", "はい、公開に同意します"), ("no", "いいえ、公開しません")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="ホームページと、住民に配る資料にのせます。同意は、いつでも取り消せます。",
    )
    remarks = TextField(
        label="そのほかの連絡",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="担当の方が代わったなど、地区の担当者に伝えたいこと。公開されません。",
    )
    returned_by = TextField(
        label="お答えになった方のお名前",
        max_length=50,
        help_text="内容をおたずねするときと、同意の記録のためだけに使います。公開されません。",
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.values = values_of(sheet.organization)
        for question in ALL_QUESTIONS.values():
            corrected = question.name in sheet.answers
            self.fields[f"{question.name}_choice"] = forms.ChoiceField(
                label=question.label,
                choices=CHOICES,
                required=False,
                widget=forms.RadioSelect,
                initial=CHANGE if corrected else None,
            )
            self.fields[question.name] = self._field(question)
            self.fields[question.name].initial = sheet.answers.get(question.name, self.values[question.name])
        self.fields["seen"].initial = sheet.answer_key
        if sheet.has_answer:
            for name in ("aim", "trouble", "remarks", "returned_by"):
                self.fields[name].initial = getattr(sheet, name)
            self.fields["consents"].initial = "yes" if sheet.consents else "no"

    def _field(self, question: Question) -> forms.Field:
        """Where to type the right content; empty means that there is none any more."""
        label = f"正しい内容（{question.label}）"
        if question.kind == Kind.LINES:
            return LinesField(label=label, required=False, longest=LONGEST_ENTRY, help_text=question.help)
        if question.kind == Kind.BY_HAND:
            area = forms.Textarea(attrs={"rows": 4})
            return TextField(
                label=label, required=False, max_length=1000, widget=area, help_text=question.help
            )
        more = {"form_class": FIELD_CLASSES[question.name]} if question.name in FIELD_CLASSES else {}
        field = form_field(Organization._meta.get_field(question.name), **more)
        if field is None:
            raise TypeError(f"{question.name} has no form field.")
        field.label, field.required, field.help_text = label, False, question.help
        return field

    @property
    def sections(self) -> Iterator[tuple[str, list[Asked]]]:
        """The questions under their headings."""
        for heading, questions in QUESTIONS.items():
            yield (
                heading,
                [
                    Asked(item, self.values[item.name], self[f"{item.name}_choice"], self[item.name])
                    for item in questions
                ],
            )

    @property
    def rest(self) -> list[BoundField]:
        """What is asked anew each year."""
        return [self[name] for name in ("aim", "trouble", "consents", "remarks", "returned_by")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.corrections: dict[str, str] = {}
        for name in ALL_QUESTIONS:
            choice, typed = cleaned.get(f"{name}_choice"), self._typed(name)
            if choice == SAME:
                # What stands in the hidden text does not count, nor do its mistakes.
                self._errors.pop(name, None)
            elif choice == CHANGE and typed == _flat(self.values[name]):
                self.add_error(
                    name, "まだ直されていません。正しい内容にするか、「変わりなし」を選んでください。"
                )
            elif typed != _flat(self.values[name]) and name in cleaned:
                value = cleaned[name]
                self.corrections[name] = "\n".join(value) if isinstance(value, list) else value
        return cleaned

    def _typed(self, name: str) -> str:
        """The text as it was typed, before cleaning, which alters values that nobody touched; the value so far where
        the form was sent without it.
        """
        return _flat(self.data.get(self.add_prefix(name), self.values[name]))

    @property
    def answer(self) -> dict[str, Any]:
        """As `actions.answer_sheet` takes it."""
        names = ("seen", "aim", "trouble", "consents", "remarks", "returned_by")
        return {name: self.cleaned_data[name] for name in names} | {"answers": self.corrections}

    def take_newer_answer(self, sheet: Sheet) -> None:
        """Another answer came meanwhile: sent once more, this one takes its place knowingly."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = sheet.answer_key


def _flat(text: str) -> str:
    """Browsers send line ends in their own way, and people leave spaces behind."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


class EntryForm(AnswerForm):
    """An answer on paper, by FAX or by telephone, keyed in by a coordinator."""

    channel = forms.ChoiceField(
        label="返事の方法",
        choices=[(Sheet.Channel.PAPER, "紙・FAX"), (Sheet.Channel.PHONE, "電話で聞いた")],
        widget=forms.RadioSelect,
        initial=Sheet.Channel.PAPER,
    )

    @property
    def rest(self) -> list[BoundField]:
        return [*super().rest, self["channel"]]

    @property
    def answer(self) -> dict[str, Any]:
        return super().answer | {"channel": self.cleaned_data["channel"]}


class SheetFilter(Filter):
    """Which sheets of a round to show."""

    TO_CALL, INCOMPLETE = "to_call", "incomplete"
    state = forms.ChoiceField(
        label="状態",
        choices=[
            *ANY,
            *Sheet.State.choices,
            (TO_CALL, "電話をかける"),
            (INCOMPLETE, "目的か今の課題が未記入"),
        ],
        required=False,
    )
    q = TextField(label="団体・施設の名前", required=False, max_length=100, widget=forms.SearchInput)

    def apply(self, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen
        match chosen.get("state"):
            case None:
                pass
            case self.TO_CALL:
                queryset = queryset.to_call(timezone.localdate())
            case self.INCOMPLETE:
                queryset = queryset.incomplete()
            case state:
                queryset = queryset.filter(state=state)
        for word in chosen.get("q", "").split():
            queryset = queryset.filter(organization__name__icontains=word)
        return queryset
