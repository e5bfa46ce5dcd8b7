"""Writes of keyers: taking in sheets of paper and telephone answers, putting them right, keying a sample again."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.models import User
from surveys.actions.responses import Filled, record_response, write_answers
from surveys.models import AccessCode, Answer, Batch, Remark, Response, Wave
from surveys.questionnaire import Answers, questionnaire_of
from surveys.reports.filled import answers_of
from surveys.reports.serials import look_up


def take_in(
    wave: Wave,
    *,
    answers: Answers,
    channel: str,
    by: User | None,
    code: AccessCode | None = None,
    batch: Batch | None = None,
    is_proxy: bool = False,
) -> Response:
    """Take in what stands on a sheet or was told on the telephone. Raises ValidationError.

    `batch` is for sheets without a number; a code knows its own. Of two people who key the same sheet at once one is
    told that it is here already, and when.
    """
    filled = Filled(
        answers=answers,
        channel=channel,
        is_proxy=is_proxy,
        code=code,
        batch=batch,
        answered_on=timezone.localdate(),
        entered_by=by,
    )
    try:
        return record_response(wave, filled)
    except ValidationError as error:
        if error.code != "code_used" or code is None:
            raise
        problem = look_up(wave, str(code.serial), channel=channel).problem
        raise ValidationError({"serial": problem or error.message}, code="code_used") from None


@transaction.atomic
def correct(response: Response, *, answers: Answers, by: User, is_proxy: bool | None = None) -> Response:
    """Put a keyed sheet right, while its wave is open. Raises ValidationError.

    Only answers that differ are written anew, so that what was read and tagged of the others stays. Answers keep no
    history, lest somebody be told apart by it: who did it and when is kept, what stood there before is not.
    """
    wave = response.wave
    is_open = Wave.objects.locked().filter(pk=wave.pk, state=Wave.State.OPEN).exists()
    if not is_open:
        raise ValidationError("締め切ったあとは、回答を直せません。", code="not_open")
    response = Response.objects.select_for_update(of=("self",)).select_related("wave").get(pk=response.pk)
    if response.channel == Response.Channel.WEB:
        raise ValidationError("ウェブで届いた回答は、直せません。")
    questionnaire = questionnaire_of(wave)
    changed = _differing(answers_of(questionnaire, response), answers)
    if not changed and is_proxy in (None, response.is_proxy):
        return response
    questions = [questionnaire.by_key[key].question.pk for key in changed]
    old = Answer.objects.filter(response=response, question__in=questions)
    Remark.objects.filter(answer__in=old).delete()  # the text that takes its place waits to be read anew
    old.delete()
    write_answers(questionnaire, [(response, {key: answers[key] for key in changed if key in answers})])
    response.is_proxy = response.is_proxy if is_proxy is None else is_proxy
    response.corrected_by, response.corrected_on = by, timezone.localdate()
    response.save(update_fields=["is_proxy", "corrected_by", "corrected_on"])
    return response


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """Keys of the questions whose answers are not the same."""
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]
