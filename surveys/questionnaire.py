"""A wave's questionnaire in memory: order, numbers, branching, pages, and what counts as an answer.

Answers on their way (drafts, keyed sheets) are `{question key: answer}`, where an answer is one of

    {"codes": [3]}                                    S, SC; M with several; of any type [REFUSED] for 「答えたくない」
    {"codes": [14], "texts": {"14": "ペットのこと"}}    with what was written beside a choice
    {"items": {"1": 2, "3": 1}}                       MX: item code → choice code
    {"number": "3"}                                   N
    {"text": "…"}                                     T
    {"invalid": true}                                 on paper only: written, but not to be read as an answer (無効)

and a question without an answer (無回答) is not in it.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from secrets import token_hex
from typing import Any
from unicodedata import normalize

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from surveys.models import REFUSED, Choice, Item, Kind, Question, Section, Wave

Answer = dict[str, Any]
Answers = dict[str, Answer]

REFUSED_TEXT = "答えたくない"
LONGEST_OTHER = 100


@dataclass(frozen=True)
class Asked:
    """A question as it is asked: with its number on the page, its choices and its items."""

    question: Question
    label: str  # 「問10」, of a follow-up 「問10-1」
    choices: tuple[Choice, ...]
    items: tuple[Item, ...]
    # Of a follow-up: the question it goes on from.
    parent: "Asked | None" = None

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def codes(self) -> dict[int, Choice]:
        """The choices by their codes; 「答えたくない」 (REFUSED) is none of them."""
        return {choice.code: choice for choice in self.choices}

    @property
    def condition(self) -> str:
        """For whom a follow-up is, in words: 「問10で「参加していない」と答えた方」; empty for everybody."""
        if self.parent is None:
            return ""
        named = "」「".join(
            self.parent.codes[code].text for code in self.question.shown_codes if code in self.parent.codes
        )
        return f"{self.parent.label}で「{named}」と答えた方"


@dataclass(frozen=True)
class Part:
    """A section with its questions."""

    section: Section
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Page:
    """What is asked at once. No question of a page depends on another one of the same page."""

    section: Section
    questions: tuple[Asked, ...]
    is_first_of_section: bool


@dataclass(frozen=True)
class Questionnaire:
    """The sections and questions of a wave, in order."""

    wave_id: int
    parts: tuple[Part, ...]

    @cached_property
    def questions(self) -> tuple[Asked, ...]:
        return tuple(asked for part in self.parts for asked in part.questions)

    @cached_property
    def by_key(self) -> dict[str, Asked]:
        return {asked.key: asked for asked in self.questions}

    @property
    def attributes(self) -> list[Asked]:
        """Questions that other questions can be crossed with."""
        return [asked for asked in self.questions if asked.question.attribute]

    # -- Branching ----------------------------------------------------------------------------------------------------

    def is_shown(self, asked: Asked, answers: Mapping[str, Answer]) -> bool:
        """Whether the question is for who gave these answers."""
        if asked.parent is None:
            return True
        given = answers.get(asked.parent.key, {}).get("codes", [])
        return bool(set(given) & set(asked.question.shown_codes)) and self.is_shown(asked.parent, answers)

    def shown(self, answers: Mapping[str, Answer]) -> list[Asked]:
        return [asked for asked in self.questions if self.is_shown(asked, answers)]

    def without_hidden(self, answers: Mapping[str, Answer]) -> Answers:
        """The answers to questions that are for who gave them; what branching made void is left out."""
        return {asked.key: dict(answers[asked.key]) for asked in self.shown(answers) if asked.key in answers}

    def missing(self, answers: Mapping[str, Answer]) -> list[Asked]:
        """Questions that must be answered and are not."""
        return [
            asked for asked in self.shown(answers) if asked.question.is_required and asked.key not in answers
        ]

    # -- Pages --------------------------------------------------------------------------------------------------------

    def pages(self, *, one_by_one: bool = False) -> list[Page]:
        """The questionnaire cut into pages: by section, and before a follow-up; or one question each."""
        pages = []
        for part in self.parts:
            first = True
            for questions in _cut(part.questions, one_by_one=one_by_one):
                pages.append(Page(part.section, tuple(questions), first))
                first = False
        return pages


def _cut(questions: Iterable[Asked], *, one_by_one: bool) -> Iterator[list[Asked]]:
    page: list[Asked] = []
    for asked in questions:
        depends = asked.parent is not None and any(asked.parent.key == earlier.key for earlier in page)
        if page and (one_by_one or depends):
            yield page
            page = []
        page.append(asked)
    if page:
        yield page


# -- Reading it from the database -------------------------------------------------------------------------------------


def read_questionnaire(wave: Wave) -> Questionnaire:
    """The questionnaire of a wave as it stands in the database; four queries however long."""
    sections = list(
        wave.sections.prefetch_related(
            Prefetch(
                "questions", Question.objects.order_by("order", "pk").prefetch_related("choices", "items")
            )
        )
    )
    numbers: dict[int, int] = {}
    asked_by_id: dict[int, Asked] = {}
    top = 0
    parts = []
    for section in sections:
        asked_here = []
        for question in section.questions.all():
            parent = asked_by_id.get(question.shown_if_id or 0)
            if parent is None:
                top += 1
                label = f"問{top}"
            else:
                numbers[parent.question.pk] = numbers.get(parent.question.pk, 0) + 1
                label = f"{parent.label}-{numbers[parent.question.pk]}"
            asked = Asked(question, label, tuple(question.choices.all()), tuple(question.items.all()), parent)
            asked_by_id[question.pk] = asked
            asked_here.append(asked)
        parts.append(Part(section, tuple(asked_here)))
    return Questionnaire(wave.pk, tuple(parts))


# Questionnaires by their mark in the cache "local". The cache alone would unpickle hundreds of records at every page.
_kept: OrderedDict[str, Questionnaire] = OrderedDict()
MOST_KEPT = 50


def questionnaire_of(wave: Wave) -> Questionnaire:
    """The questionnaire of a wave, kept in memory until it is changed (`Wave.edition`). Not to be changed or saved."""
    key = f"questionnaire:{wave.pk}:{wave.edition}"
    mark = caches["local"].get(key)
    found = _kept.get(mark) if mark else None
    if found is None:
        found, mark = read_questionnaire(wave), token_hex(8)
        _kept[mark] = found
        while len(_kept) > MOST_KEPT:
            with suppress(KeyError):  # another thread took it out
                _kept.popitem(last=False)
        caches["local"].set(key, mark, 600)
    return found


# -- What counts as an answer -----------------------------------------------------------------------------------------


def clean_answer(asked: Asked, answer: Mapping[str, Any]) -> Answer | None:
    """The answer as it may be kept; None where nothing was answered. Raises ValidationError, in Japanese.

    Codes come as numbers or digits. That an answer is required is not asked here (`Questionnaire.missing`).
    """
    if answer.get("invalid"):
        return {"invalid": True}
    codes = _codes(asked, answer.get("codes", []))
    if REFUSED in codes:
        if len(codes) > 1 or answer.get("items") or answer.get("number") or answer.get("text"):
            raise ValidationError(f"「{REFUSED_TEXT}」を選ぶときは、ほかの答えを消してください。")
        return {"codes": [REFUSED]}
    if asked.kind in (Kind.S, Kind.SC, Kind.M):
        return _clean_choices(asked, codes, answer.get("texts", {}))
    if asked.kind == Kind.MX:
        return _clean_items(asked, answer.get("items", {}))
    if asked.kind == Kind.N:
        return _clean_number(asked, str(answer.get("number", "")))
    return _clean_text(asked, str(answer.get("text", "")))


def clean_answers(
    questionnaire: Questionnaire, answers: Mapping[str, Mapping[str, Any]]
) -> tuple[Answers, dict[str, str]]:
    """All answers as they may be kept, without those that branching made void, and {question key: what is wrong}.

    Keys that the questionnaire does not know are passed over.
    """
    cleaned: Answers = {}
    wrong: dict[str, str] = {}
    for asked in questionnaire.questions:
        if asked.key in answers:
            try:
                answer = clean_answer(asked, answers[asked.key])
            except ValidationError as error:
                wrong[asked.key] = error.messages[0]
            else:
                if answer is not None:
                    cleaned[asked.key] = answer
    return questionnaire.without_hidden(cleaned), wrong


def _codes(asked: Asked, given: Iterable[Any]) -> list[int]:
    known = set(asked.codes) | ({REFUSED} if asked.question.may_refuse else set())
    codes = []
    for code in given:
        number = int(code) if str(code).isdecimal() else -1
        if number not in known:
            raise ValidationError("選択肢の中から選んでください。")
        if number not in codes:
            codes.append(number)
    order = {choice.code: place for place, choice in enumerate(asked.choices)}
    return sorted(codes, key=lambda code: order.get(code, len(order)))


def _clean_choices(asked: Asked, codes: list[int], texts: Mapping[Any, str]) -> Answer | None:
    written = {
        code: text.strip()
        for code, choice in asked.codes.items()
        if choice.takes_text and (text := texts.get(str(code), "")).strip()
    }
    # Who writes into the brackets means that choice.
    if written and asked.kind == Kind.M:
        codes = codes + [code for code in written if code not in codes]
    elif written and not codes:
        codes = [next(iter(written))]
    if not codes:
        return None
    if asked.kind != Kind.M and len(codes) > 1:
        raise ValidationError("1つだけ選んでください。")
    limit = asked.question.max_choices
    if limit and len(codes) > limit:
        raise ValidationError(f"{limit}つまで選べます。いまは{len(codes)}つ選ばれています。")
    alone = next((asked.codes[code] for code in codes if asked.codes[code].is_exclusive), None)
    if alone and len(codes) > 1:
        raise ValidationError(f"「{alone.text}」は、ほかの答えと一緒に選べません。")
    if any(len(text) > LONGEST_OTHER for text in written.values()):
        raise ValidationError(f"（  ）の中は、{LONGEST_OTHER}字までにしてください。")
    answer: Answer = {"codes": codes}
    if texts_kept := {str(code): text for code, text in written.items() if code in codes}:
        answer["texts"] = texts_kept
    return answer


def _clean_items(asked: Asked, given: Mapping[Any, Any]) -> Answer | None:
    items = {}
    for item in asked.items:
        code = given.get(str(item.code), given.get(item.code))
        if code in (None, ""):
            continue
        number = int(code) if str(code).isdecimal() else -1
        if number not in asked.codes:
            raise ValidationError(f"「{item.text}」は、選択肢の中から選んでください。")
        items[str(item.code)] = number
    return {"items": items} if items else None


def _clean_number(asked: Asked, typed: str) -> Answer | None:
    unit = asked.question.unit
    typed = normalize("NFKC", typed).strip().removesuffix(normalize("NFKC", unit)).replace(",", "").strip()
    if not typed:
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        raise ValidationError("数字で書いてください（例：3）。") from None
    if not number.is_finite() or abs(number) >= 10**9 or number != round(number, 2):
        raise ValidationError("数字で書いてください（例：3）。")
    low, high = asked.question.minimum, asked.question.maximum
    if low is not None and number < low:
        raise ValidationError(f"{low}{unit}以上の数にしてください。")
    if high is not None and number > high:
        raise ValidationError(f"{high}{unit}以下の数にしてください。")
    return {"number": f"{number.normalize() + 0:f}"}  # never "-0"


def _clean_text(asked: Asked, typed: str) -> Answer | None:
    text = typed.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        return None
    if len(text) > asked.question.max_length:
        raise ValidationError(
            f"{asked.question.max_length}字までにしてください。いまは{len(text)}字あります。"
        )
    return {"text": text}


def in_words(asked: Asked, answer: Mapping[str, Any] | None) -> str:
    """An answer as a person reads it, e.g. on the page before sending; empty where there is none."""
    if not answer:
        return ""
    if answer.get("invalid"):
        return "無効"
    if "items" in answer:
        return "、".join(
            f"{item.text}：{asked.codes[answer['items'][str(item.code)]].text}"
            for item in asked.items
            if answer["items"].get(str(item.code)) in asked.codes
        )
    if "number" in answer:
        return f"{answer['number']}{asked.question.unit}"
    if "text" in answer:
        return str(answer["text"])
    texts = answer.get("texts", {})
    said = []
    for code in answer.get("codes", []):
        if code == REFUSED:
            said.append(REFUSED_TEXT)
        elif code in asked.codes:  # a draft may know a choice that was taken out since
            more = texts.get(str(code))
            said.append(f"{asked.codes[code].text}（{more}）" if more else asked.codes[code].text)
    return "、".join(said)
