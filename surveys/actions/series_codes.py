"""The codes that a series has given to choices and items: what comes from elsewhere gets the same code for the same words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import ValidationError

from surveys.models import REFUSED, Choice, Item, Question, Survey


@dataclass
class SeriesCodes:
    """The codes that a series has given so far, by (key, what): {text: code}, the latest wave's words winning."""

    kinds: dict[str, str] = field(default_factory=dict)
    known: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, survey: Survey) -> Self:
        codes = cls()
        codes.kinds = dict(Question.objects.filter(wave__survey=survey).values_list("key", "kind"))
        for what, model in (("choice", Choice), ("item", Item)):
            rows = model.objects.filter(question__wave__survey=survey).order_by(
                "question__wave__number", "order"
            )
            for key, text, code in rows.values_list("question__key", "text", "code"):
                codes.known.setdefault((key, what), {})[text] = code
        return codes

    def check_kinds(self, questions: Iterable[Question]) -> None:
        """Raise ValidationError where a key is that of a question of another kind."""
        for question in questions:
            if self.kinds.get(question.key, question.kind) != question.kind:
                raise ValidationError(
                    f"「{question.text}」の設問キー「{question.key}」は、このアンケートでは別の答え方の質問に使っています。"
                    "新しいアンケートとしてつくってください。"
                )

    def give(self, key: str, what: str, rows: Iterable[Any]) -> dict[str, int]:
        """{text: code}: the series' own codes; what it does not know keeps its code where that is free.

        Rows with code 0 get the lowest free one, but none that the series has ever given to something else.
        """
        rows = list(rows)
        known = self.known.setdefault((key, what), {})
        has_own = bool(known)
        for row in rows:
            if row.text not in known and row.code and row.code not in known.values():
                known[row.text] = row.code
        for row in rows:
            if row.text not in known:
                known[row.text] = _free(set(known.values()), after=max(known.values()) if has_own else 0)
        return known


def _free(taken: set[int], *, after: int) -> int:
    code = after + 1
    while code in taken or code == REFUSED:
        code += 1
    return code
