"""Writes on challenges (課題) and the steps by which they move: 声→課題→協議→試行→事業化."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.actions.voices import link_voice
from groups.models import Challenge, Step, Voice
from portal import history, search
from portal.models import District, Record, User

STAGES = Challenge.Stage.values


@recorded
def create_challenge(
    *, district: District, on: date | None = None, by: User | None = None, **values: Any
) -> Challenge:
    """Write a challenge into the ledger; its first step says that it was taken up. Raises ValidationError."""
    challenge = Challenge(district=district, **values)
    history.save(challenge)
    _take_up(challenge, on)
    return challenge


@recorded
def challenge_from_voice(
    voice: Voice, *, on: date | None = None, by: User | None = None, **values: Any
) -> Challenge:
    """A new challenge of which a voice is the beginning. Raises ValidationError."""
    challenge = Challenge(district=voice.district, **values)
    history.save(challenge)
    take_step(
        challenge,
        stage=Challenge.Stage.VOICE,
        taken_on=voice.received_on,
        text="住民から声が届きました。",
        evidence=f"気づき（{voice.get_channel_display()}）",
    )
    _take_up(challenge, on)
    link_voice(voice, challenge=challenge, by=by)
    return challenge


def _take_up(challenge: Challenge, on: date | None) -> None:
    take_step(
        challenge,
        stage=Challenge.Stage.CHALLENGE,
        taken_on=on or timezone.localdate(),
        text="課題として取り上げました。",
    )


@recorded
def update_challenge(challenge: Challenge, *, by: User | None = None, **values: Any) -> Challenge:
    """Change any of its fields; what is not named stays. Raises ValidationError."""
    change(challenge, values)
    search.index(challenge)
    return challenge


@recorded
def take_step(
    challenge: Challenge,
    *,
    stage: str,
    taken_on: date,
    text: str,
    evidence: str = "",
    evidence_url: str = "",
    by: User | None = None,
) -> Step:
    """Note a step with its evidence; the challenge stands at the furthest stage of its steps."""
    step = Step(
        challenge=challenge,
        stage=stage,
        taken_on=taken_on,
        text=text,
        evidence=evidence,
        evidence_url=evidence_url,
    )
    history.save(step)
    _stand_at_furthest(challenge)
    return step


@recorded
def update_step(step: Step, *, by: User | None = None, **values: Any) -> Step:
    """Correct a step. Raises ValidationError."""
    change(step, values)
    _stand_at_furthest(step.challenge)
    return step


@recorded
def remove_step(step: Step, *, by: User | None = None) -> None:
    """Take out a step that was written by mistake."""
    step.delete()
    _stand_at_furthest(step.challenge)


@recorded
def close_challenge(
    challenge: Challenge, *, note: str, on: date | None = None, by: User | None = None
) -> None:
    """Say that no more is done about it here, and why: solved, or handed to others."""
    change(challenge, {"closed_on": on or timezone.localdate(), "closed_note": note})
    search.index(challenge)


@recorded
def reopen_challenge(challenge: Challenge, *, by: User | None = None) -> None:
    """Take it up again."""
    change(challenge, {"closed_on": None, "closed_note": ""})
    search.index(challenge)


@recorded
def restore_version(
    record: Record, *, version_id: int, fields: Iterable[str], by: User | None = None
) -> Record:
    """Bring fields of an earlier version of a challenge or case back, as a new version."""
    restored = history.restore(record, version_id, fields=fields)
    search.index(restored)
    return restored


def _stand_at_furthest(challenge: Challenge) -> None:
    stages = challenge.steps.order_by().values_list("stage", flat=True).distinct()
    furthest = max(stages, key=STAGES.index, default=Challenge.Stage.CHALLENGE)
    change(challenge, {"stage": max(furthest, Challenge.Stage.CHALLENGE, key=STAGES.index)})
    search.index(challenge)
