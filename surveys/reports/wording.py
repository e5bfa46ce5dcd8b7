"""How the wording of a question (key) changed over the waves of a series."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from surveys.models import Question, Survey, Wave


@dataclass(frozen=True)
class Worded:
    """A question as one wave asked it. `changes` tells in words what differs from the wave before that asked it."""

    wave: Wave
    question: Question
    choices: tuple[tuple[int, str], ...]  # (code, text) in their order
    items: tuple[tuple[int, str], ...]
    changes: tuple[str, ...]
    is_first: bool

    @property
    def is_changed(self) -> bool:
        return bool(self.changes)


@dataclass(frozen=True)
class KeyHistory:
    """All wordings of a key, the earliest first."""

    key: str
    worded: tuple[Worded, ...]

    @property
    def text(self) -> str:
        """As it is worded last."""
        return self.worded[-1].question.text

    @property
    def is_changed(self) -> bool:
        return any(each.is_changed for each in self.worded)


def wording_histories(survey: Survey, key: str = "") -> list[KeyHistory]:
    """The histories of all keys of a series (or of one), in the order of the last wave that asks them; four queries."""
    questions = (
        Question.objects.filter(wave__survey=survey)
        .select_related("wave", "section")
        .prefetch_related(Prefetch("choices"), Prefetch("items"))
        .order_by("wave__number", "section__order", "section", "order", "pk")
    )
    if key:
        questions = questions.filter(key=key)
    by_key: dict[str, list[Question]] = {}
    for question in questions:
        # In the order of the last wave that asks it.
        earlier = by_key.pop(question.key, [])
        by_key[question.key] = [*earlier, question]
    return [KeyHistory(key, _worded(found)) for key, found in by_key.items()]


def _worded(questions: list[Question]) -> tuple[Worded, ...]:
    found: list[Worded] = []
    for question in questions:
        choices = tuple((choice.code, choice.text) for choice in question.choices.all())
        items = tuple((item.code, item.text) for item in question.items.all())
        changes: list[str] = []
        if found:
            before = found[-1]
            if before.question.text != question.text:
                changes.append(f"質問「{before.question.text}」→「{question.text}」")
            if before.question.get_kind_display() != question.get_kind_display():
                changes.append(
                    f"答え方「{before.question.get_kind_display()}」→「{question.get_kind_display()}」"
                )
            if before.question.max_choices != question.max_choices:
                changes.append(f"選べる数 {_limit(before.question)}→{_limit(question)}")
            changes += _changes("選択肢", dict(before.choices), dict(choices))
            changes += _changes("項目", dict(before.items), dict(items))
        found.append(Worded(question.wave, question, choices, items, tuple(changes), not found))
    return tuple(found)


def _limit(question: Question) -> str:
    return f"{question.max_choices}つまで" if question.max_choices else "いくつでも"


def _changes(name: str, before: Mapping[int, str], after: Mapping[int, str]) -> list[str]:
    """What became of codes: reworded, added, taken away."""
    worded = [
        f"{name}{code}「{before[code]}」→「{text}」"
        for code, text in after.items()
        if code in before and before[code] != text
    ]
    added = [f"{name}「{text}」を加えた" for code, text in after.items() if code not in before]
    gone = [f"{name}「{text}」をなくした" for code, text in before.items() if code not in after]
    return worded + added + gone
