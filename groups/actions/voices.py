"""Writes on voices (気づき): receiving, deciding, replying, and taking out what names a person."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Challenge, Voice
from portal import history, search
from portal.models import District, Neighborhood, User

HIDDEN_KEPT = timedelta(days=365)


@recorded
def receive_voice(
    *,
    district: District,
    text: str,
    neighborhood: Neighborhood | None = None,
    channel: str = Voice.Channel.WEB,
    received_on: date | None = None,
    by: User | None = None,
) -> Voice:
    """Keep what a resident noticed, until somebody of the district reads it. Raises ValidationError."""
    voice = Voice(
        district=district,
        text=text,
        neighborhood=neighborhood,
        channel=channel,
        received_on=received_on or timezone.localdate(),
    )
    history.save(voice)
    return voice


@recorded
def decide_on_voice(voice: Voice, *, by: User | None = None, **values: Any) -> Voice:
    """Set state, public text, challenge, answer and reply; what is not named stays.

    A reply has a kind (採用・検討・他機関へ・できない理由) and is dated when its words change. A waiting voice that gets a
    challenge is gathered in it. Raises ValidationError.
    """
    answer, reply = values.get("answer", voice.answer), values.get("reply", voice.reply)
    if bool(answer) != bool(reply):
        missing = "reply" if answer else "answer"
        raise ValidationError({missing: "返事をするときは、返事の種類と返事の文の両方を入力してください。"})
    _check_challenge(voice, values.get("challenge"))
    if reply != voice.reply:
        values.setdefault("replied_on", timezone.localdate() if reply else None)
    change(voice, _decided(voice, values) | {"handled_by": by or voice.handled_by})
    search.index(voice)
    return voice


@recorded
def set_voice_state(voice: Voice, *, state: str, by: User | None = None) -> Voice:
    """Publish, share internally, or hide, in one press. Raises ValidationError."""
    change(voice, _decided(voice, {"state": state}) | {"handled_by": by or voice.handled_by})
    search.index(voice)
    return voice


@recorded
def link_voice(voice: Voice, *, challenge: Challenge, by: User | None = None) -> Voice:
    """Say which challenge a voice belongs to; one that waited is gathered in it. Raises ValidationError."""
    _check_challenge(voice, challenge)
    change(voice, _decided(voice, {"challenge": challenge}) | {"handled_by": by or voice.handled_by})
    return voice


def _decided(voice: Voice, values: dict[str, Any]) -> dict[str, Any]:
    """The values, with the state that follows from them: a voice that has a challenge does not wait any more."""
    challenge = values.get("challenge", voice.challenge_id)
    if challenge and values.get("state", voice.state) == Voice.State.WAITING:
        return values | {"state": Voice.State.GATHERED}
    return values


def _check_challenge(voice: Voice, challenge: Challenge | None) -> None:
    if challenge and challenge.district_id != voice.district_id:
        raise ValidationError({"challenge": "この地区の課題を選んでください。"})


@recorded
def keep_public_text_only(voice: Voice, *, by: User | None = None) -> Voice:
    """Overwrite the words as they came, which name a person, with the public text; in the history too."""
    if not voice.public_text:
        raise ValidationError({"public_text": "先に、名前などをのぞいた「公開する文」を保存してください。"})
    change(voice, {"text": voice.public_text})
    voice.versions.update(text=voice.public_text)  # type: ignore[attr-defined]
    return voice


@recorded
def erase_voice(voice: Voice, *, by: User | None = None) -> None:
    """Erase a voice and its history, e.g. abuse or what somebody wrote about another person."""
    search.forget(voice)
    events = history.event_model(voice).objects.filter(pgh_obj_id=voice.pk)
    voice.delete()
    events.delete()


@transaction.atomic
def purge_hidden_voices(today: date) -> int:
    """Erase what was not to be shown, a year after it came. Returns how many."""
    over = list(Voice.objects.filter(state=Voice.State.HIDDEN, received_on__lt=today - HIDDEN_KEPT))
    for voice in over:
        erase_voice(voice)
    return len(over)
