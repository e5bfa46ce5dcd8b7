"""What may still be changed of a questionnaire. Once residents answer, nothing that would break the counts.

Each reason is a sentence for coordinators, shown beside the control it takes away; empty where nothing stands against it.
Other tools make a new column of a changed choice, or forbid everything: here codes stay and words may be put right.
"""

import re
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.core.exceptions import ValidationError
from rapidfuzz.distance import Levenshtein

from surveys.models import Choice, Item, Question, Wave

_REVIEW = "会長の承認を待っているため、変えられません。変えるときは、先に「準備中に戻す」を押してください。"
_PUBLISHED = "結果を公表しているため、変えられません。"
_CLOSED = "回答を締め切ったため、変えられません。聞いたとおりに残します。"

# How much of a text may differ and still be a slip of the pen: letters, and their share of the text.
_SLIP_LETTERS, _SLIP_SHARE = 2, 0.25


@dataclass(frozen=True)
class Guard:
    """Why something cannot be done with a wave's questionnaire now; empty: it can."""

    editing: str = ""  # anything at all
    adding: str = ""  # a question, a section
    deleting: str = ""  # a question, a choice, an item
    moving: str = ""
    adding_choice: str = ""
    adding_item: str = ""
    # Key, kind, condition and what else of a question gives its answers their meaning.
    meaning: str = ""
    wording: str = ""  # more than a slip of the pen

    @property
    def is_free(self) -> bool:
        """Whether everything can be changed."""
        return self == Guard()


def guard_of(wave: Wave) -> Guard:
    """The guard of a wave in its state; only a wave in preparation has no answers."""
    if wave.state == Wave.State.DRAFT:
        return Guard()
    if wave.state == Wave.State.REVIEW:
        return Guard(*[_REVIEW] * 8)
    if wave.state == Wave.State.CLOSED:
        nothing = _PUBLISHED if wave.results_published_on else ""
        return Guard(nothing, *[nothing or _CLOSED] * 7)
    return Guard(
        adding="公開したあとは、加えられません。前に答えた方には聞いていないため、割合が正しく出なくなります。次の回に加えてください。",
        deleting="公開したあとは、消せません。配った用紙や、届いた回答と合わなくなります。",
        moving="公開したあとは、並び順を変えられません。配った用紙の番号とずれるためです。",
        adding_item="公開したあとは、表の項目を増やせません。前に答えた方には聞いていないためです。次の回に加えてください。",
        meaning="公開したあとは変えられません。届いた回答の意味が変わってしまうためです。",
    )


def refuse(reason: str, field: str | None = None) -> None:
    """Raise the reason as ValidationError, where there is one."""
    if reason:
        raise ValidationError({field: reason} if field else reason, code="guarded")


# -- Wording ----------------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """The letters of a text, without width, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", normalize("NFKC", text)).lower()


def is_slip(before: str, after: str) -> bool:
    """Whether a change of words is a small correction: punctuation, or a letter or two of many.

    「はい」 → 「いいえ」 is none. A number in it is never small: 「1年」 → 「2年」 asks something else.
    """
    old, new = bare(before), bare(after)
    if old == new:
        return True
    if re.findall(r"\d+", old) != re.findall(r"\d+", new) or _negated(old) != _negated(new):
        return False
    distance = Levenshtein.distance(old, new)
    if distance > _SLIP_LETTERS:
        return False
    # 「買い物」 → 「買物」: the same characters that carry the meaning, with other kana beside them.
    return _core(old) == _core(new) != "" or distance <= _SLIP_SHARE * max(len(old), 1)


def _core(text: str) -> str:
    """The letters of a text that are no hiragana, of two or more."""
    core = re.sub(r"[\u3041-\u309f]+", "", text)
    return core if len(core) > 1 else ""


def _negated(text: str) -> int:
    return len(re.findall(r"ない|ません|なく|なかっ|不|無|非|未", text))


# -- Questions --------------------------------------------------------------------------------------------------------

MEANING = ("kind", "key", "shown_if_id", "shown_codes", "unit")


def check_question(guard: Guard, stored: Question, question: Question) -> None:
    """Refuse what would change the meaning of answers that are there. Raises ValidationError by field."""
    if guard.is_free:
        return
    refuse(guard.editing)
    errors: dict[str, str] = {}
    for name in MEANING:
        if getattr(stored, name) != getattr(question, name):
            errors[name.removesuffix("_id")] = guard.meaning
    errors |= _narrowed(stored, question)
    if question.text != stored.text and not is_slip(stored.text, question.text):
        if guard.wording:
            errors["text"] = f"{guard.wording}小さなまちがいだけを直せます。"
        elif question.wording_note == stored.wording_note:
            errors["wording_note"] = (
                "言い回しを大きく変えるときは、その理由を書いてください。前の回とくらべた表の下にのります。"
            )
    if guard.wording and not is_slip(stored.help, question.help):
        errors["help"] = guard.wording
    if errors:
        raise ValidationError({name: [text] for name, text in errors.items()}, code="guarded")


def _narrowed(stored: Question, question: Question) -> dict[str, str]:
    """Limits may grow and obligations may fall away; the other way round answers that are there would be wrong."""
    errors = {}
    if question.is_required and not stored.is_required:
        errors["is_required"] = "公開したあとは、必須にできません。答えずに進んだ方がいるためです。"
    if stored.may_refuse and not question.may_refuse:
        errors["may_refuse"] = (
            "公開したあとは、外せません。「答えたくない」を選んだ方がいるかもしれないためです。"
        )
    for name, keeps in (
        ("max_choices", lambda old, new: new is None or (old is not None and new >= old)),
        ("maximum", lambda old, new: new is None or (old is not None and new >= old)),
        ("minimum", lambda old, new: new is None or (old is not None and new <= old)),
        ("max_length", lambda old, new: new >= old),
    ):
        old, new = getattr(stored, name), getattr(question, name)
        if old != new and not keeps(old, new):
            errors[name] = (
                "公開したあとは、ゆるめるほうにだけ変えられます。届いた回答が、決まりに合わなくなるためです。"
            )
    return errors


# -- Choices and items ------------------------------------------------------------------------------------------------


def check_choice(guard: Guard, stored: Choice | Item, choice: Choice | Item, note: str) -> None:
    """Refuse what would give a code another meaning; `note`: the reason for a new wording. Raises ValidationError."""
    if guard.is_free:
        return
    refuse(guard.editing)
    errors: dict[str, Any] = {}
    for name in ("code", "is_exclusive", "takes_text", "neighborhood_id"):
        if getattr(stored, name, None) != getattr(choice, name, None):
            errors[name.removesuffix("_id")] = guard.meaning
    if not is_slip(stored.text, choice.text):
        if guard.wording:
            errors["text"] = f"{guard.wording}小さなまちがいだけを直せます。"
        elif not note.strip():
            errors["wording_note"] = (
                "言葉を大きく変えるときは、その理由を書いてください。意味がちがうときは、新しい選択肢を加えてください。"
            )
    if errors:
        raise ValidationError(errors, code="guarded")
