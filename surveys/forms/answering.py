"""Questions as a resident sees them: fields with what was answered, and what a posted page says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from surveys.actions.drafts import MISSING
from surveys.models import REFUSED, Kind
from surveys.questionnaire import LONGEST_OTHER, REFUSED_TEXT, Answer, Asked, clean_answer

# What is typed is kept also where it is too long, so that it can be shortened; no more than this, though.
LONGEST_KEPT = 4000


@dataclass(frozen=True)
class Option:
    """A choice of a question, with whether it is chosen and what was written beside it."""

    code: int
    text: str
    chosen: bool
    takes_text: bool = False
    written: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table (MX) with its options."""

    code: int
    text: str
    options: list[Option]

    @property
    def is_answered(self) -> bool:
        return any(option.chosen for option in self.options)


@dataclass(frozen=True)
class AskedField:
    """A question on a page: what to draw, what was answered, and what is wrong with it."""

    asked: Asked
    answer: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    # The first mistake of the page takes the focus, without JavaScript too.
    takes_focus: bool = False
    # What another window answered meanwhile, in words.
    elsewhere: str = ""

    longest_other = LONGEST_OTHER

    @property
    def name(self) -> str:
        return f"q-{self.asked.key}"

    @property
    def is_required(self) -> bool:
        return self.asked.question.is_required

    @property
    def is_answered(self) -> bool:
        return bool(self.answer)

    @property
    def refused(self) -> Option | None:
        """「答えたくない」, where one may."""
        if not self.asked.question.may_refuse:
            return None
        return Option(REFUSED, REFUSED_TEXT, REFUSED in self.answer.get("codes", []))

    @property
    def options(self) -> list[Option]:
        """The choices, with 「答えたくない」 at the end."""
        chosen, texts = self.answer.get("codes", []), self.answer.get("texts", {})
        options = [
            Option(
                choice.code,
                choice.text,
                choice.code in chosen,
                choice.takes_text,
                texts.get(str(choice.code), ""),
            )
            for choice in self.asked.choices
        ]
        return options + ([self.refused] if self.refused else [])

    @property
    def rows(self) -> list[Row]:
        """The lines of a table, each with the same choices."""
        given = self.answer.get("items", {})
        return [
            Row(
                item.code,
                item.text,
                [
                    Option(choice.code, choice.text, given.get(str(item.code)) == choice.code)
                    for choice in self.asked.choices
                ],
            )
            for item in self.asked.items
        ]

    @property
    def hint(self) -> str:
        """How to answer, in words."""
        question = self.asked.question
        if self.asked.kind == Kind.M:
            if question.max_choices:
                return f"あてはまるものを、{question.max_choices}つまで選んでください。"
            return "あてはまるものを、いくつでも選んでください。"
        hints: dict[str, str] = {
            Kind.MX: "それぞれ1つずつ選んでください。",
            Kind.N: "数字で書いてください。",
            Kind.T: f"{question.max_length}字まで書けます。{_warning(question.help)}",
        }
        return hints.get(self.asked.kind, "1つ選んでください。")


def _warning(told: str) -> str:
    """What is not to be written, where the question's own words (`told`) do not say so already."""
    return "" if "書かないで" in told else "名前や電話番号、病気の名前は書かないでください。"


def read_answer(asked: Asked, data: QueryDict) -> Answer | None:
    """What a posted page says to a question, as it was typed; None where nothing was.

    It may be no valid answer yet (too many choices, a word for a number); codes that are no choices are left out.
    """
    name = f"q-{asked.key}"
    codes = _codes(asked, data.getlist(name))
    answer: Answer = {"codes": codes} if codes else {}
    if asked.kind == Kind.MX:
        items = {
            str(item.code): code
            for item in asked.items
            for code in _known(set(asked.codes), [data.get(f"{name}-i{item.code}", "")])
        }
        if items:
            answer["items"] = items
    elif asked.kind == Kind.N:
        if typed := _typed(data, f"{name}-n", 40):
            answer["number"] = typed
    elif asked.kind == Kind.T:
        if typed := _typed(data, f"{name}-x", LONGEST_KEPT):
            answer["text"] = typed
    else:
        texts = {
            str(choice.code): typed
            for choice in asked.choices
            if choice.takes_text and (typed := _typed(data, f"{name}-t{choice.code}", LONGEST_KEPT))
        }
        if texts:
            answer["texts"] = texts
    return answer or None


def _typed(data: QueryDict, name: str, longest: int) -> str:
    return data.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()[:longest]


def _codes(asked: Asked, values: Iterable[str]) -> list[int]:
    takes_codes = asked.kind in (Kind.S, Kind.SC, Kind.M)
    known = set(asked.codes) if takes_codes else set()
    if asked.question.may_refuse:
        known.add(REFUSED)
    return _known(known, values)


def _known(codes: set[int], values: Iterable[str]) -> list[int]:
    """Those of the codes that were posted, in order; what is none is passed over."""
    posted = {int(value) for value in values if value.isdecimal() and len(value) < 6}
    return sorted(posted & codes)


def mistake_in(asked: Asked, answer: Mapping[str, Any] | None) -> str:
    """What is wrong with an answer as it was typed, or that it is missing; empty where it can stay."""
    try:
        cleaned = clean_answer(asked, answer or {})
    except ValidationError as error:
        return str(error.messages[0])
    return MISSING if cleaned is None and asked.question.is_required else ""
