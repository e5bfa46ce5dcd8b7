"""Filled questionnaires read back from the tables, in the form of `surveys.questionnaire`."""

from collections.abc import Collection
from typing import Any

from surveys.models import REFUSED, Answer, Kind, Response
from surveys.questionnaire import Answers, Questionnaire


def answers_of(questionnaire: Questionnaire, response: Response) -> Answers:
    """What a response answered; one query. Telephone numbers and mail addresses in texts are masked."""
    return answers_of_all(questionnaire, [response])[response.pk]


def answers_of_all(questionnaire: Questionnaire, responses: Collection[Response]) -> dict[int, Answers]:
    """The answers of several responses of one wave, by the response's key; one query."""
    found: dict[int, Answers] = {response.pk: {} for response in responses}
    by_id = {asked.question.pk: asked for asked in questionnaire.questions}
    codes = {choice.pk: choice.code for asked in questionnaire.questions for choice in asked.choices}
    items = {item.pk: item.code for asked in questionnaire.questions for item in asked.items}
    for row in Answer.objects.filter(response__in=found).order_by("pk"):
        asked = by_id[row.question_id]
        answers = found[row.response_id]
        if row.is_invalid:
            answers[asked.key] = {"invalid": True}
        elif row.is_refused:
            answers[asked.key] = {"codes": [REFUSED]}
        elif asked.kind == Kind.MX:
            table: dict[str, Any] = answers.setdefault(asked.key, {"items": {}})
            table["items"][str(items[row.item_id])] = codes[row.choice_id]
        elif asked.kind == Kind.N:
            answers[asked.key] = {"number": f"{row.number.normalize():f}"}
        elif asked.kind == Kind.T:
            answers[asked.key] = {"text": row.text}
        else:
            code = codes[row.choice_id]
            answer = answers.setdefault(asked.key, {"codes": []})
            answer["codes"].append(code)
            if row.text:
                answer.setdefault("texts", {})[str(code)] = row.text
    return found
