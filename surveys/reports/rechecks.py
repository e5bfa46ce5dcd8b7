"""Double entry of a sample (二重入力): which sheets are keyed again, where the two differ, how many errors that shows."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from surveys.masking import masked
from surveys.models import Kind, Recheck, Response, Wave
from surveys.questionnaire import Answer, Answers, Asked, Questionnaire, in_words
from surveys.reports.filled import answers_of
from surveys.reports.rounding import share as percent

SHARES = (5, 10, 20)
USUAL_SHARE = 10  # percent, DOMAIN section 5.1


def eligible(wave: Wave) -> QuerySet[Response]:
    """Keyed sheets that can be found again in the pile: those with a number."""
    return (
        wave.responses.counted()
        .on_paper()
        .filter(code__isnull=False)
        .select_related("code", "batch", "entered_by", "recheck")
    )


def sample(wave: Wave, *, share: int = USUAL_SHARE, seed: int | None = None) -> list[Response]:
    """The sheets to key again, by their numbers: `share` percent of the keyed ones, rounded up, and those that were
    keyed again already; two queries.

    Drawn at random, but the same seed draws the same: sheets are ranked by a hash of seed and key. Without a seed
    each wave has its own.
    """
    seed = wave.pk if seed is None else seed
    ids = list(eligible(wave).values_list("pk", flat=True))
    ranked = sorted(ids, key=lambda pk: hashlib.sha256(f"{seed}:{pk}".encode()).digest())
    drawn = ranked[: -(-len(ids) * share // 100)]
    found = eligible(wave).filter(pk__in=drawn) | eligible(wave).filter(recheck__isnull=False)
    return list(found.order_by("code__serial"))


def masked_answers(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """The answers as they stand in the tables: telephone numbers and mail addresses in texts masked."""
    kept = {}
    for key, answer in answers.items():
        answer = dict(answer)
        if questionnaire.by_key[key].kind == Kind.T and "text" in answer:
            answer["text"] = masked(answer["text"])
        if "texts" in answer:
            answer["texts"] = {code: masked(text) for code, text in answer["texts"].items()}
        kept[key] = answer
    return kept


def compared(questionnaire: Questionnaire, first: Answers, second: Answers) -> list[str]:
    """Keys of the questions that are compared: those that one of the two keyings was asked."""
    asked = {asked.key for answers in (first, second) for asked in questionnaire.shown(answers)}
    return [asked_.key for asked_ in questionnaire.questions if asked_.key in asked]


def differences(questionnaire: Questionnaire, first: Answers, second: Answers) -> list[str]:
    """Keys of the questions in which two keyings differ. Of texts only the letters and digits are compared."""
    return [
        key
        for key in compared(questionnaire, first, second)
        if _plain(first.get(key)) != _plain(second.get(key))
    ]


def _plain(answer: Answer | None) -> Any:
    """An answer without what says nothing: the order of choices, spaces and marks in texts."""
    if not answer:
        return None
    plain = dict(answer)
    if "codes" in plain:
        plain["codes"] = sorted(plain["codes"])
    if "text" in plain:
        plain["text"] = _letters(plain["text"])
    if "texts" in plain:
        plain["texts"] = {code: _letters(text) for code, text in plain["texts"].items()}
    return plain


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum()).casefold()


@dataclass(frozen=True)
class Difference:
    """A question in which the two keyings differ, in the digits and words of each."""

    asked: Asked
    first: str
    second: str


def sides(questionnaire: Questionnaire, recheck: Recheck) -> list[Difference]:
    """The differences of a sheet side by side, the first keying as it stands now; one query."""
    first = answers_of(questionnaire, recheck.response)
    return [
        Difference(asked, _said(asked, first), _said(asked, recheck.answers))
        for asked in questionnaire.questions
        if asked.key in recheck.differences
    ]


def _said(asked: Asked, answers: Mapping[str, Answer]) -> str:
    return in_words(asked, answers.get(asked.key)) or "無回答"


@dataclass(frozen=True)
class Accuracy:
    """What the second keyings of a wave showed. Rates are percent of the answers compared, with one decimal."""

    rechecked: int
    compared: int
    differing: int  # answers
    unsettled: int  # sheets with differences that nobody has looked at
    settled_compared: int  # answers of the sheets that need no look any more
    errors: int  # of those: wrong in the first keying

    @property
    def difference_rate(self) -> float | None:
        return percent(self.differing, self.compared)

    @property
    def error_rate(self) -> float | None:
        """誤り率 of the first keying, as far as the differences are settled."""
        return percent(self.errors, self.settled_compared)


def accuracy(rechecks: Iterable[Recheck]) -> Accuracy:
    """The figures of these second keyings."""
    found = list(rechecks)
    settled = [recheck for recheck in found if recheck.settled_on or not recheck.differences]
    return Accuracy(
        rechecked=len(found),
        compared=sum(recheck.compared for recheck in found),
        differing=sum(len(recheck.differences) for recheck in found),
        unsettled=len(found) - len(settled),
        settled_compared=sum(recheck.compared for recheck in settled),
        errors=sum(len(recheck.errors) for recheck in settled),
    )
