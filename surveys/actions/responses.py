"""Taking in what people answered, from every channel: one path into the tables for web, paper and telephone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from secrets import randbelow
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal import bulk
from portal.models import User
from surveys.masking import masked, suspects_in
from surveys.models import REFUSED, AccessCode, Answer, Batch, Kind, Remark, Response, Wave
from surveys.questionnaire import Answers, Asked, Questionnaire, questionnaire_of

# Keys up to here are exact in every program, also in JavaScript; that two are the same will not happen.
LARGEST_KEY = 2**53


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A filled questionnaire: answers that went through `surveys.questionnaire.clean_answers`, and how they came."""

    answers: Answers
    channel: str = Response.Channel.WEB
    is_proxy: bool = False
    is_test: bool = False
    code: AccessCode | None = None
    batch: Batch | None = None
    answered_on: date | None = None
    entered_by: User | None = None


def record_response(wave: Wave, filled: Filled) -> Response:
    """Take in one filled questionnaire. Raises ValidationError, see `record_responses`."""
    return record_responses(wave, [filled])[0]


@transaction.atomic
def record_responses(wave: Wave, filled: Iterable[Filled]) -> list[Response]:
    """Take in filled questionnaires, all or none. Ten thousand take seconds: rows are written in bulk.

    Raises ValidationError where a code was used already or is another wave's, or where the wave takes no answers.
    Paper is keyed in also after the last day, until the wave is closed; whether a resident may still answer is asked
    before.
    """
    filled = list(filled)
    is_open = hold(wave)
    if not is_open and any(not each.is_test for each in filled):
        raise ValidationError("このアンケートは、いまは回答を受け付けていません。", code="not_open")
    if any(each.code and each.code.wave_id != wave.pk for each in filled):
        raise ValidationError("この番号は、ほかのアンケートのものです。", code="code_of_another")
    responses = [_response(wave, each) for each in filled]
    try:
        with transaction.atomic():
            bulk.insert(responses)
    except IntegrityError:
        raise ValidationError("この番号の回答は、もう受け取っています。", code="code_used") from None
    questionnaire = questionnaire_of(wave)
    write_answers(questionnaire, zip(responses, (each.answers for each in filled), strict=True))
    return responses


def hold(wave: Wave) -> bool:
    """Whether the wave is open; until the transaction ends nobody closes it or changes what it asks.

    Many may hold it at once (FOR SHARE, which Django does not know). The foreign keys of new rows would hold it only
    at the commit, since they are deferred.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, edition FROM surveys_wave WHERE id = %s FOR SHARE", [wave.pk])
        state, wave.edition = cursor.fetchone()
    return bool(state == Wave.State.OPEN)


def _response(wave: Wave, filled: Filled) -> Response:
    return Response(
        wave=wave,
        channel=filled.channel,
        is_proxy=filled.is_proxy,
        is_test=filled.is_test,
        code=filled.code,
        batch=filled.batch or (filled.code.batch if filled.code else None),
        answered_on=filled.answered_on or timezone.localdate(),
        entered_by=filled.entered_by,
    )


def write_answers(questionnaire: Questionnaire, given: Iterable[tuple[Response, Answers]]) -> None:
    """Write the rows of answers, and of every free text a Remark that waits to be read (none for test answers).

    The keys of remarks are drawn by lot: numbers in a row, which stand in the addresses of pages, would tell which texts
    one person wrote, and when.
    """
    rows: list[Answer] = []
    remarks: list[Remark] = []
    for response, answers in given:
        for asked in questionnaire.questions:
            if asked.key not in answers:
                continue
            for row in _rows(response, asked, answers[asked.key]):
                rows.append(row)
                if row.text and not response.is_test:
                    remarks.append(
                        Remark(
                            pk=randbelow(LARGEST_KEY),
                            wave_id=questionnaire.wave_id,
                            question=asked.question,
                            answer=row,
                            text=row.text,
                            suspects=suspects_in(row.text),
                        )
                    )
    bulk.insert(rows)
    for remark in remarks:
        remark.answer = remark.answer  # its key is known only now
    Remark.objects.bulk_create(remarks)


def _rows(response: Response, asked: Asked, answer: dict[str, Any]) -> Iterator[Answer]:
    """The rows of an answer; by keys, since setting records takes Django twice as long and there are thousands."""
    keys = {"response_id": response.pk, "question_id": asked.question.pk}
    codes = answer.get("codes", [])
    if answer.get("invalid"):
        yield Answer(is_invalid=True, **keys)
    elif codes == [REFUSED]:
        yield Answer(is_refused=True, **keys)
    elif asked.kind == Kind.MX:
        choices = asked.codes
        for item in asked.items:
            code = answer["items"].get(str(item.code))
            if code is not None:
                yield Answer(item_id=item.pk, choice_id=choices[code].pk, **keys)
    elif asked.kind == Kind.N:
        yield Answer(number=Decimal(answer["number"]), **keys)
    elif asked.kind == Kind.T:
        # What a mask leaves of a text is never empty.
        yield Answer(text=masked(answer["text"]), **keys)
    else:
        choices, texts = asked.codes, answer.get("texts", {})
        for code in codes:
            yield Answer(choice_id=choices[code].pk, text=masked(texts.get(str(code), "")), **keys)
