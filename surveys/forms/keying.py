"""The entry screen of a sheet: one small box a question, which takes digits (see surveys.keying)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from surveys.keying import as_typed, read_typed
from surveys.models import REFUSED, Choice, Kind, Response, Wave
from surveys.questionnaire import REFUSED_TEXT, Answers, Asked, Questionnaire, clean_answers, in_words
from surveys.reports.serials import Serial, look_up

HINTS = {
    Kind.S: "番号を1つ",
    Kind.SC: "番号を1つ",
    Kind.N: "数",
    Kind.T: "書かれたとおりに",
}


@dataclass(frozen=True)
class Row:
    """A question on the screen: its box, a box for each choice with brackets, and what was read of it."""

    asked: Asked
    box: BoundField
    brackets: tuple[tuple[Choice, BoundField], ...]
    is_shown: bool
    is_dropped: bool
    said: str

    @property
    def hint(self) -> str:
        """What to type, in a few words."""
        question = self.asked.question
        if self.asked.kind == Kind.M:
            return f"番号を{question.max_choices}つまで" if question.max_choices else "番号をいくつでも"
        if self.asked.kind == Kind.MX:
            return f"{len(self.asked.items)}けた（項目ごとに1けた）"
        if self.asked.kind == Kind.N and question.unit:
            return f"数（{question.unit}）"
        return HINTS.get(Kind(self.asked.kind), "")

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The numbers and texts to be seen beside the box."""
        refused = [(REFUSED, REFUSED_TEXT)] if self.asked.question.may_refuse else []
        return [(choice.code, choice.text) for choice in self.asked.choices] + refused

    @property
    def shown_codes(self) -> str:
        return " ".join(map(str, self.asked.question.shown_codes))

    @property
    def most(self) -> int:
        """How many choices may be chosen; 0: any number."""
        if self.asked.kind == Kind.M:
            return self.asked.question.max_choices or 0
        return 1

    @property
    def width(self) -> int:
        """How many digits the numbers have at the most."""
        return len(str(max(self.asked.codes, default=0)))


class AnswersForm(forms.Form):
    """The boxes of all questions. Once valid: `answers` as they may be kept, and `dropped`, which do not count because
    of what was answered to an earlier question.
    """

    def __init__(
        self, data: Any = None, *, questionnaire: Questionnaire, answers: Answers | None = None
    ) -> None:
        super().__init__(data, auto_id="%s")
        self.questionnaire = questionnaire
        self.answers: Answers = answers or {}
        self.dropped: list[Asked] = []
        for asked in questionnaire.questions:
            self._add_boxes(asked, self.answers.get(asked.key))

    def start_at_first(self) -> None:
        """Put the caret into the first box: where no number is asked for, keying goes on without a mouse."""
        first = next((asked.key for asked in self.questionnaire.questions), None)
        if first is not None and not self.is_bound:
            self.fields[f"q-{first}"].widget.attrs["autofocus"] = True

    def _add_boxes(self, asked: Asked, answer: Any) -> None:
        is_text = asked.kind == Kind.T
        attrs: dict[str, Any] = {
            "autocomplete": "off",
            "spellcheck": "false",
            "aria-describedby": f"said-{asked.key}",
        }
        # Several codes may be parted by spaces, for which the keys of a telephone have no place.
        attrs |= {"rows": 2} if is_text else {"inputmode": "text" if asked.kind == Kind.M else "numeric"}
        widget = forms.Textarea(attrs) if is_text else forms.TextInput(attrs)
        self.fields[f"q-{asked.key}"] = forms.CharField(
            label=asked.label, required=False, strip=False, initial=as_typed(asked, answer), widget=widget
        )
        texts = (answer or {}).get("texts", {})
        for choice in asked.choices:
            if choice.takes_text:
                label = f"{asked.label} {choice.code}「{choice.text}」の（　）の中"
                self.fields[f"t-{asked.key}-{choice.code}"] = forms.CharField(
                    label=label,
                    required=False,
                    initial=texts.get(str(choice.code), ""),
                    widget=forms.TextInput({"autocomplete": "off", "aria-label": label}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given: dict[str, Mapping[str, Any]] = {}
        for asked in self.questionnaire.questions:
            texts = {
                str(choice.code): cleaned.get(f"t-{asked.key}-{choice.code}", "")
                for choice in asked.choices
                if choice.takes_text
            }
            try:
                answer = read_typed(asked, cleaned.get(f"q-{asked.key}", ""), texts)
            except ValidationError as error:
                self.add_error(f"q-{asked.key}", error)
            else:
                if answer:
                    given[asked.key] = answer
        self.answers, wrong = clean_answers(self.questionnaire, given)
        for key, message in wrong.items():
            self.add_error(f"q-{key}", message)
        if not self.errors:
            self.dropped = [self.questionnaire.by_key[key] for key in given if key not in self.answers]
        return cleaned

    @property
    def parts(self) -> Iterator[tuple[str, list[Row]]]:
        """The questions under the headings of their sections."""
        answers = self.answers
        for part in self.questionnaire.parts:
            yield part.section.title, [self._row(asked, answers) for asked in part.questions]

    def _row(self, asked: Asked, answers: Answers) -> Row:
        brackets = tuple(
            (choice, self[f"t-{asked.key}-{choice.code}"]) for choice in asked.choices if choice.takes_text
        )
        return Row(
            asked,
            self[f"q-{asked.key}"],
            brackets,
            self.questionnaire.is_shown(asked, answers),
            asked in self.dropped,
            in_words(asked, answers.get(asked.key)),
        )

    @property
    def mistakes(self) -> list[tuple[str, str, str]]:
        """What has to be corrected: (id of the box, label, message)."""
        return [
            (
                name if name in self.fields else "",
                self.fields[name].label if name in self.fields else "",
                text,
            )
            for name, messages in self.errors.items()
            for text in map(str, messages)
        ]

    @property
    def first_wrong(self) -> str:
        """The box that takes the focus."""
        return next((id for id, _, _ in self.mistakes if id), "")


class SheetForm(AnswersForm):
    """A sheet with its number and how it came; what stays for the next sheet is `sticky`."""

    serial = forms.CharField(
        label="通し番号",
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    channel = forms.ChoiceField(
        label="受け取り方",
        choices=[(Response.Channel.PAPER, "紙"), (Response.Channel.PHONE, "電話")],
        initial=Response.Channel.PAPER,
        widget=forms.RadioSelect(attrs={"class": "choices-short"}),
    )
    is_proxy = forms.BooleanField(label="代筆・代理（家族などが、本人にかわって書いた）", required=False)
    batch = forms.ModelChoiceField(
        None, label="番号のない用紙・電話の配布先", required=False, empty_label="わからない"
    )
    advance = forms.BooleanField(label="1けたの答えは、Enterを押さなくても次へ進む", required=False)

    def __init__(
        self, data: Any = None, *, wave: Wave, questionnaire: Questionnaire, initial: Any = None
    ) -> None:
        super().__init__(data, questionnaire=questionnaire)
        self.wave = wave
        self.initial = dict(initial or {})
        self.number = Serial("")
        field: Any = self.fields["batch"]
        field.queryset = wave.batches.select_related("neighborhood")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        channel = cleaned.get("channel", Response.Channel.PAPER)
        self.number = look_up(self.wave, cleaned.get("serial", ""), channel=channel)
        if self.number.problem:
            self.add_error("serial", self.number.problem)
        return cleaned

    @property
    def sticky(self) -> dict[str, str]:
        """What the next sheet begins with."""
        data = self.cleaned_data
        kept = {"channel": data["channel"] if data["channel"] != Response.Channel.PAPER else ""}
        kept["batch"] = str(data["batch"].pk) if data["batch"] else ""
        kept["advance"] = "1" if data["advance"] else ""
        return {name: value for name, value in kept.items() if value}


class CorrectionForm(AnswersForm):
    """A keyed sheet that is put right."""

    is_proxy = forms.BooleanField(label="代筆・代理（家族などが、本人にかわって書いた）", required=False)
