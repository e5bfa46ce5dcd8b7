"""The life of a wave (回): prepared, approved by the chair, open, closed. Rules of state; rights are the views' matter."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from groups.actions.recording import change, recorded
from portal import history, search
from portal.models import User
from surveys.models import Answer, Draft, Response, Survey, Wave
from surveys.reports.readiness import blockers_of

# What may still be changed of a wave, by its state. The purpose of use is a promise to who has answered.
CHANGEABLE = {
    Wave.State.DRAFT: None,  # everything
    Wave.State.REVIEW: (),
    Wave.State.OPEN: ("closes_on", "lead", "thanks", "minutes", "target", "method"),
    Wave.State.CLOSED: ("target", "method"),
}


def locked(wave: Wave) -> Wave:
    """The wave as it stands now, held until the transaction ends. Whoever takes in answers waits for it, or it for them."""
    fresh = Wave.objects.locked().select_related("survey__district").get(pk=wave.pk)
    fresh.survey = wave.survey
    return fresh


def raise_edition(wave: Wave) -> None:
    """The questionnaire was changed: what is kept of it in memory is old."""
    Wave.objects.filter(pk=wave.pk).update(edition=F("edition") + 1)
    wave.edition = Wave.objects.values_list("edition", flat=True).get(pk=wave.pk)


def next_number(survey: Survey) -> int:
    """The number of the wave that comes next (第n回)."""
    return (survey.waves.aggregate(last=Max("number"))["last"] or 0) + 1


@recorded
def save_wave(wave: Wave, *, by: User | None = None) -> Wave:
    """Save what a wave says of itself; a new one gets the next number. Raises ValidationError.

    Once it is open, purpose, access and first day stay as they were promised.
    """
    if wave.pk is None:
        Survey.objects.locked().get(pk=wave.survey_id)  # so that two new waves do not get one number
        wave.number = next_number(wave.survey)
        history.save(wave)
        search.index(wave)
        return wave
    stored = locked(wave)
    allowed = CHANGEABLE[Wave.State(stored.state)]
    if allowed is not None:
        _check_unchanged(stored, wave, allowed)
    wave.edition = stored.edition
    wave.state = stored.state
    history.save(wave)
    search.index(wave)
    if stored.is_draft or stored.lead != wave.lead:
        raise_edition(wave)
    return wave


@recorded
def restore_wave(wave: Wave, *, earlier: Wave, fields: Iterable[str], by: User | None = None) -> Wave:
    """Bring back fields of an earlier version while the wave is being prepared. Raises ValidationError."""
    wave = locked(wave)
    if wave.state != Wave.State.DRAFT:
        raise ValidationError("前の内容に戻せるのは、準備中のアンケートだけです。")
    for name in fields:
        setattr(wave, name, getattr(earlier, name))
    return save_wave(wave, by=by)


def _check_unchanged(stored: Wave, wave: Wave, allowed: tuple[str, ...]) -> None:
    names = ("fiscal_year", "lead", "purpose", "thanks", "minutes", "target", "method", "sampling", "access")
    for name in (*names, "opens_on", "closes_on"):
        if name not in allowed and getattr(stored, name) != getattr(wave, name):
            label = Wave._meta.get_field(name).verbose_name
            raise ValidationError(
                f"「{label}」は、いまは変えられません（{stored.get_state_display()}）。", code="guarded"
            )


# -- Approval ---------------------------------------------------------------------------------------------------------


@recorded
def submit_wave(wave: Wave, *, by: User | None = None) -> Wave:
    """Ask the chair for approval. Raises ValidationError with all that is missing."""
    wave = locked(wave)
    if wave.state != Wave.State.DRAFT:
        raise ValidationError("承認をお願いできるのは、準備中のアンケートだけです。")
    if missing := blockers_of(wave):
        raise ValidationError([each.text for each in missing])
    change(wave, {"state": Wave.State.REVIEW, "returned_note": ""})
    return wave


@recorded
def withdraw_wave(wave: Wave, *, by: User | None = None) -> Wave:
    """Take a wave back to preparation: while the chair has not decided, or while nobody has answered it.

    Raises ValidationError.
    """
    wave = locked(wave)
    if wave.state == Wave.State.OPEN:
        check_unanswered(wave, "もう回答が届いているため、準備中には戻せません。")
        if wave.drafts.filter(is_test=False).exists():
            raise ValidationError("答えている途中の方がいるため、準備中には戻せません。")
    elif wave.state != Wave.State.REVIEW:
        raise ValidationError("準備中に戻せるのは、承認待ちか、まだだれも答えていないアンケートだけです。")
    change(wave, {"state": Wave.State.DRAFT, "approved_by": None, "approved_on": None})
    search.index(wave)  # residents do not find it any more
    return wave


@recorded
def approve_wave(wave: Wave, *, edition: int | None = None, by: User | None = None) -> Wave:
    """The chair approves: residents can answer from the first day on. Test answers go. Raises ValidationError.

    `edition` is that of the questionnaire which the chair has read.
    """
    wave = locked(wave)
    if wave.state != Wave.State.REVIEW:
        raise ValidationError("承認できるのは、承認待ちのアンケートだけです。")
    if edition is not None and edition != wave.edition:
        raise ValidationError(
            "読んでいる間に、内容が変わりました。もう一度、内容を確かめてから承認してください。"
        )
    if missing := blockers_of(wave):
        raise ValidationError([each.text for each in missing])
    delete_test_answers(wave)
    values = {"state": Wave.State.OPEN, "approved_by": by, "approved_on": timezone.localdate()}
    change(wave, values)
    search.index(wave)
    return wave


@recorded
def return_wave(wave: Wave, *, reason: str, by: User | None = None) -> Wave:
    """The chair sends it back with a reason. Raises ValidationError."""
    wave = locked(wave)
    if wave.state != Wave.State.REVIEW:
        raise ValidationError("差し戻せるのは、承認待ちのアンケートだけです。")
    if not reason.strip():
        raise ValidationError({"reason": "直してほしいところを書いてください。"})
    change(wave, {"state": Wave.State.DRAFT, "returned_note": reason.strip()})
    return wave


# -- The end ----------------------------------------------------------------------------------------------------------


@recorded
def close_wave(wave: Wave, *, by: User | None = None, today: date | None = None) -> Wave:
    """Take no more answers; from now on results can be seen by the district's people. Also before the last day.

    The row is locked: answers that are being taken in come first, later ones find the wave closed
    (`record_responses`). Unfinished answers and test answers go. However late it comes, the answers go when it was
    promised at the latest, but not before 30 days are over (`Wave.kept_if_closed_on`). Raises ValidationError.
    """
    wave = locked(wave)
    if wave.state != Wave.State.OPEN:
        raise ValidationError("締め切れるのは、公開しているアンケートだけです。")
    today = today or timezone.localdate()
    delete_test_answers(wave)
    wave.drafts.all().delete()
    values: dict[str, Any] = {"state": Wave.State.CLOSED, "closed_on": today}
    if wave.raw_until is None:
        values["raw_until"] = wave.kept_if_closed_on(today)
    change(wave, values)
    return wave


def close_left_open(today: date) -> int:
    """Close every wave that nobody has closed in time; how many waves."""
    count = 0
    for wave in Wave.objects.left_open(today).select_related("survey__district"):
        with transaction.atomic():
            close_wave(wave, today=today)
        count += 1
    return count


@recorded
def reopen_wave(wave: Wave, *, by: User | None = None) -> Wave:
    """Take back a closing, while nothing of the results is public. Raises ValidationError."""
    wave = locked(wave)
    if wave.state != Wave.State.CLOSED:
        raise ValidationError("締め切ったアンケートだけを、受け付けに戻せます。")
    if wave.results_published_on:
        raise ValidationError(
            "結果を公表しているため、受け付けには戻せません。先に、「まとめの文を書く・公表する」のページで公表をやめてください。"
        )
    if wave.disposed_on or not wave.secret:
        raise ValidationError(
            "一人ひとりの回答や、二重の回答を見分けるしるしを消したため、受け付けには戻せません。"
        )
    change(wave, {"state": Wave.State.OPEN, "closed_on": None, "raw_until": None})
    return wave


@recorded
def delete_wave(wave: Wave, *, by: User | None = None) -> None:
    """Delete a wave that is being prepared and was never answered, with its questionnaire. Raises ValidationError."""
    wave = locked(wave)
    if wave.state != Wave.State.DRAFT:
        raise ValidationError("消せるのは、準備中のアンケートだけです。")
    check_unanswered(wave, "回答があるため、消せません。")
    if wave.batches.exists():
        raise ValidationError("調査票を用意しているため、消せません。先に、配布のまとまりを消してください。")
    delete_test_answers(wave)
    # Follow-ups hold on to the questions they go on from.
    wave.questions.update(shown_if=None)
    wave.questions.all().delete()
    wave.delete()


def check_unanswered(wave: Wave, refusal: str) -> None:
    """Raise ValidationError where somebody has answered in earnest."""
    if wave.responses.counted().exists():
        raise ValidationError(refusal, code="answered")


@transaction.atomic
def delete_test_answers(wave: Wave) -> None:
    """Take out all answers that were made for trying."""
    Answer.objects.filter(response__wave=wave, response__is_test=True).delete()
    Response.objects.filter(wave=wave, is_test=True).delete()
    Draft.objects.filter(wave=wave, is_test=True).delete()
