"""Writes of double entry (二重入力): the second keying of a sheet, and which of the two was right."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils import timezone

from portal.models import User
from surveys.actions.keying import correct
from surveys.models import Recheck, Response, Wave
from surveys.questionnaire import Answers, questionnaire_of
from surveys.reports.filled import answers_of
from surveys.reports.rechecks import compared, differences, masked_answers


class Verdict(TextChoices):
    """What the sheet says, once somebody looks at it again."""

    FIRST = "first", "1回目が正しい"
    SECOND = "second", "2回目が正しい"
    NEITHER = "neither", "どちらもちがう"


@transaction.atomic
def recheck(response: Response, *, answers: Answers, by: User) -> Recheck:
    """Keep the second keying of a sheet with what differs; where nothing does it is settled. Raises ValidationError."""
    if not Wave.objects.filter(pk=response.wave_id, state=Wave.State.OPEN).exists():
        raise ValidationError("締め切ったあとは、二重入力はできません。", code="not_open")
    questionnaire = questionnaire_of(response.wave)
    first = answers_of(questionnaire, response)
    second = masked_answers(questionnaire, answers)
    differing = differences(questionnaire, first, second)
    today = timezone.localdate()
    try:
        with transaction.atomic():
            return Recheck.objects.create(
                response=response,
                answers=second,
                compared=len(compared(questionnaire, first, second)),
                differences=differing,
                entered_by=by,
                entered_on=today,
                settled_on=None if differing else today,
            )
    except IntegrityError:
        raise ValidationError("この用紙は、もう2回目の入力がすんでいます。", code="twice") from None


@transaction.atomic
def settle(found: Recheck, *, verdicts: Mapping[str, str], by: User) -> Recheck:
    """Say of each difference which keying was right; where it was the second, the answer is put right.

    Raises ValidationError where a difference is left open, or where the wave is closed.
    """
    found = Recheck.objects.select_for_update(of=("self",)).select_related("response__wave").get(pk=found.pk)
    if found.settled_on:
        raise ValidationError("この用紙は、もう確かめてあります。", code="settled")
    if any(verdicts.get(key) not in Verdict.values for key in found.differences):
        raise ValidationError("ちがいのある質問は、どれが正しいかをすべて選んでください。")
    questionnaire = questionnaire_of(found.response.wave)
    answers = answers_of(questionnaire, found.response)
    for key in found.differences:
        if verdicts[key] == Verdict.SECOND:
            answers.pop(key, None)
            if key in found.answers:
                answers[key] = found.answers[key]
    correct(found.response, answers=questionnaire.without_hidden(answers), by=by)
    found.errors = [key for key in found.differences if verdicts[key] != Verdict.FIRST]
    found.settled_by, found.settled_on = by, timezone.localdate()
    found.save(update_fields=["errors", "settled_by", "settled_on"])
    return found
