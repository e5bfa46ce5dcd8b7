"""Writes on the agenda (議題) and the minutes (会議録) of a meeting."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from groups.actions.challenges import take_step, update_step
from groups.actions.homework import save_homework
from groups.actions.meetings import check_open, state_when_written
from groups.actions.recording import change, recorded
from groups.models import AgendaItem, Challenge, Homework, Meeting, Voice
from portal import history, search
from portal.models import User

LONGEST_TITLE = 100
LONGEST_STEP = 300

# -- Agenda -----------------------------------------------------------------------------------------------------------


@recorded
def add_item(meeting: Meeting, *, title: str, by: User | None = None, **values: Any) -> AgendaItem:
    """Put a point at the end of the agenda. Raises ValidationError."""
    check_open(meeting)
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem(meeting=meeting, title=title, order=last + 1, **values)
    history.save(item)
    search.index(meeting)
    return item


@recorded
def add_voice(meeting: Meeting, voice: Voice, *, by: User | None = None) -> AgendaItem:
    """Put a resident's voice on the agenda; what is not published is kept back from the public agenda too."""
    title = shortened(voice.shown_text, LONGEST_TITLE)
    hidden = voice.state != Voice.State.PUBLISHED
    return add_item(meeting, title=title, voice=voice, is_internal=hidden)


@recorded
def add_challenge(meeting: Meeting, challenge: Challenge, *, by: User | None = None) -> AgendaItem:
    """Put a challenge on the agenda."""
    return add_item(meeting, title=challenge.title, challenge=challenge, is_internal=not challenge.is_public)


@recorded
def add_review(meeting: Meeting, homework: Iterable[Homework], *, by: User | None = None) -> AgendaItem:
    """Put the check on earlier homework on the agenda: one piece by its name, several together."""
    pieces = list(homework)
    title = f"宿題の確認：{pieces[0].text}" if len(pieces) == 1 else "前回までの宿題の確認"
    item = add_item(meeting, title=shortened(title, LONGEST_TITLE))
    item.earlier.set(pieces)
    return item


@recorded
def update_item(item: AgendaItem, *, by: User | None = None, **values: Any) -> AgendaItem:
    """Change title, challenge or whether it is kept back. Raises ValidationError."""
    check_open(item.meeting)
    change(item, values)
    search.index(item.meeting)
    return item


@recorded
def move_item(item: AgendaItem, *, by_places: int, by: User | None = None) -> None:
    """Move a point up (-1) or down (1); at the ends it stays."""
    check_open(item.meeting)
    items = list(item.meeting.agenda.all())
    place = items.index(item)
    target = min(max(place + by_places, 0), len(items) - 1)
    items.insert(target, items.pop(place))
    for order, each in enumerate(items, start=1):
        if each.order != order:
            AgendaItem.objects.filter(pk=each.pk).update(order=order)


@recorded
def remove_item(item: AgendaItem, *, by: User | None = None) -> None:
    """Take a point off the agenda with what was written about it; its homework stays with the meeting."""
    check_open(item.meeting)
    item.delete()
    search.index(item.meeting)


def shortened(text: str, longest: int) -> str:
    """The text on one line, cut with 「…」 where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


# -- Minutes ----------------------------------------------------------------------------------------------------------


@recorded
def save_minutes(
    meeting: Meeting,
    *,
    values: Mapping[str, Any],
    items: Mapping[AgendaItem, Mapping[str, Any]],
    homework: Iterable[Homework] = (),
    by: User | None = None,
) -> None:
    """Write fields of the meeting and of its points, and new homework. What did not change makes no version."""
    check_open(meeting)
    change(meeting, dict(values) | state_when_written(meeting))
    for item, written in items.items():
        change(item, dict(written))
    for piece in homework:
        save_homework(piece)


@recorded
def confirm_minutes(
    meeting: Meeting,
    *,
    is_public: bool,
    steps: Mapping[AgendaItem, str],
    on: date | None = None,
    by: User | None = None,
) -> None:
    """Make the minutes final, published or internal; decisions move their challenges on to 協議.

    `steps`: what the ledger says of the decision, for each point that moves its challenge. Doing it again after a
    correction rewrites those steps and adds none. Raises ValidationError.
    """
    check_open(meeting)
    if meeting.held_on > timezone.localdate():
        raise ValidationError("会議の日になっていないので、会議録を確定できません。")
    change(
        meeting,
        {
            "state": Meeting.State.MINUTED,
            "is_public": is_public,
            "confirmed_on": on or timezone.localdate(),
        },
    )
    for item, text in steps.items():
        _tell_ledger(item, text, is_public=is_public)
    search.index(meeting)


def _tell_ledger(item: AgendaItem, text: str, *, is_public: bool) -> None:
    """Write the decision into the challenge's ledger. A page that residents cannot read is not linked to."""
    meeting, challenge = item.meeting, item.discussed
    if challenge is None:
        return
    values = {
        "taken_on": meeting.held_on,
        "text": shortened(text, LONGEST_STEP),
        "evidence": str(meeting),
        "evidence_url": meeting.get_absolute_url() if is_public else "",
    }
    if item.step is not None and item.step.challenge_id == challenge.pk:
        update_step(item.step, **values)
    else:
        change(item, {"step": take_step(challenge, stage=Challenge.Stage.DISCUSSION, **values)})


@recorded
def reopen_minutes(meeting: Meeting, *, by: User | None = None) -> None:
    """Minutes are to be corrected: until they are final again nobody outside reads them."""
    if not meeting.is_minuted:
        raise ValidationError("会議録は、まだ確定していません。")
    change(meeting, {"state": Meeting.State.HELD, "confirmed_on": None})
    search.index(meeting)
