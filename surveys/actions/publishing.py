"""Telling residents what was answered: the words beside the numbers, which questions, and when. Rules of state."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions.recording import change, recorded
from portal import history
from portal.models import User
from surveys.actions.waves import locked, raise_edition
from surveys.models import Question, Snapshot, Wave
from surveys.reports.snapshots import FORMAT, published_snapshot


@recorded
def save_results_words(wave: Wave, *, by: User | None = None) -> Wave:
    """Save the summary and the conclusion of a closed wave. Raises ValidationError."""
    stored = locked(wave)
    _check_closed(stored)
    # What was decided meanwhile of the wave itself stays, be it that it is published or that its answers went.
    change(stored, {"summary": wave.summary, "conclusion": wave.conclusion})
    return stored


@recorded
def save_question_words(question: Question, *, by: User | None = None) -> Question:
    """Save whether residents see a question's result, and the sentence above its chart. Raises ValidationError."""
    _check_closed(locked(question.wave))
    history.save(question)
    raise_edition(question.wave)
    return question


@recorded
def publish_results(wave: Wave, *, by: User | None = None) -> Wave:
    """Show residents the results: the questions that are chosen, and the summary. Raises ValidationError."""
    wave = locked(wave)
    _check_closed(wave)
    if wave.results_published_on:
        raise ValidationError("結果は、もう公表しています。")
    if not wave.questions.filter(is_published=True).exists():
        raise ValidationError("公表する質問を、1つ以上選んでください。")
    if not wave.summary.strip():
        raise ValidationError(
            "「結果のまとめ」を書いてから、公表してください。数字だけでは伝わりにくいためです。"
        )
    change(wave, {"results_published_on": timezone.localdate()})
    settle(wave)
    return wave


def settle(wave: Wave) -> None:
    """Keep the numbers of a published wave as residents read them: no page for residents counts answers.

    Nothing where it is not published, or where its answers are gone and all numbers are settled.
    """
    if wave.has_public_results and wave.disposed_on is None:
        Snapshot.objects.update_or_create(wave=wave, defaults={"data": published_snapshot(wave)})


def settle_unsettled() -> int:
    """Settle all published waves whose numbers are missing or were settled by an older version; how many waves."""
    waves = Wave.objects.with_results().filter(disposed_on=None).exclude(snapshot__data__format=FORMAT)
    unsettled = list(waves.select_related("survey__district"))
    for wave in unsettled:
        settle(wave)
    return len(unsettled)


@recorded
def withdraw_results(wave: Wave, *, by: User | None = None) -> Wave:
    """Take results back that were published by mistake. Who has saved them keeps them. Raises ValidationError."""
    wave = locked(wave)
    if not wave.results_published_on:
        raise ValidationError("結果は、まだ公表していません。")
    change(wave, {"results_published_on": None})
    if wave.disposed_on is None:
        Snapshot.objects.filter(wave=wave).delete()
    return wave


def _check_closed(wave: Wave) -> None:
    if not wave.is_closed:
        raise ValidationError("アンケートを締め切ってから、結果をまとめてください。", code="not_closed")
