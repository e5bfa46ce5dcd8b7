"""Writes on meetings of round tables (協議体): planning, inviting, attendance."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Attendance, Meeting, Member, Roundtable
from portal import history, mail, search
from portal.japanese.calendar import FiscalYear
from portal.models import User

State = Meeting.State
FINAL = "会議録が確定しているので、変えられません。先に「会議録を直す」を押してください。"


def check_open(meeting: Meeting) -> None:
    """Raises ValidationError for a meeting whose minutes are final."""
    if meeting.is_minuted:
        raise ValidationError(FINAL)


def next_meeting(roundtable: Roundtable, *, today: date) -> Meeting:
    """A new meeting to be planned, as far as the one before tells: number, day, hours and place. Not saved."""
    before = roundtable.meetings.exclude(state=State.CANCELLED).first()
    held_on = before.next_on if before and before.next_on and before.next_on >= today else None
    meeting = Meeting(
        roundtable=roundtable, held_on=held_on, number=next_number(roundtable, held_on or today)
    )
    meeting.place = before.place if before else roundtable.place
    if before:
        meeting.starts_at, meeting.ends_at, meeting.is_open = before.starts_at, before.ends_at, before.is_open
        meeting.topic = before.next_note[:100] if held_on else ""
    return meeting


def next_number(roundtable: Roundtable, day: date) -> int:
    """The number of the next meeting of the day's 年度."""
    last = (
        roundtable.meetings.in_year(FiscalYear.of(day)).order_by("-number").values_list("number", flat=True)
    )
    return (last.first() or 0) + 1


@recorded
def save_meeting(meeting: Meeting, *, by: User | None = None) -> Meeting:
    """Plan a meeting or write the changes made to it. Raises ValidationError."""
    history.save(meeting)
    search.index(meeting)
    return meeting


@recorded
def delete_meeting(meeting: Meeting, *, by: User | None = None) -> None:
    """Delete a meeting that was planned by mistake. One that took place is never deleted."""
    if meeting.is_over or meeting.homework.exists():
        raise ValidationError("開いた会議の記録は消せません。")
    search.forget(meeting)
    meeting.delete()


@recorded
def cancel_meeting(meeting: Meeting, *, note: str, by: User | None = None) -> None:
    """Call a meeting off (中止); it stays announced as such."""
    if meeting.is_over:
        raise ValidationError("開いた会議は、中止にできません。")
    change(meeting, {"state": State.CANCELLED, "cancel_note": note})
    search.index(meeting)


@recorded
def revive_meeting(meeting: Meeting, *, by: User | None = None) -> None:
    """Take back that a meeting was called off."""
    if meeting.state != State.CANCELLED:
        raise ValidationError("この会議は中止になっていません。")
    change(meeting, {"state": State.CALLED if meeting.called_on else State.DRAFT, "cancel_note": ""})
    search.index(meeting)


# -- Inviting (招集) --------------------------------------------------------------------------------------------------


@recorded
def call_meeting(meeting: Meeting, *, on: date | None = None, by: User | None = None) -> None:
    """The members are being told; from now on the announcement is public where residents may listen."""
    values: dict[str, Any] = {"called_on": meeting.called_on or on or timezone.localdate()}
    if meeting.state == State.DRAFT:
        values["state"] = State.CALLED
    change(meeting, values)
    search.index(meeting)


@recorded
def note_told(
    meeting: Meeting,
    members: Iterable[Member],
    *,
    channel: str,
    on: date | None = None,
    by: User | None = None,
) -> None:
    """Remember that members were told of the meeting, and how. The first one told makes it 招集済み."""
    told = {"told_on": on or timezone.localdate(), "told_by": channel}
    rows = [Attendance(meeting=meeting, member=member, **told) for member in members]
    Attendance.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["meeting", "member"], update_fields=list(told)
    )
    if rows:
        call_meeting(meeting, on=told["told_on"])


@recorded
def mail_convocation(meeting: Meeting, member: Member, *, by: User | None = None) -> None:
    """Send the invitation to one member and remember it."""
    mail.send("convocation", to=member.email, meeting=meeting, member=member)
    note_told(meeting, [member], channel=Attendance.Channel.MAIL)


# -- Attendance (出欠) ------------------------------------------------------------------------------------------------


@recorded
def save_attendance(
    meeting: Meeting,
    *,
    states: Mapping[Member, tuple[str, str]],
    values: Mapping[str, Any] | None = None,
    by: User | None = None,
) -> None:
    """Write who came: {member: (state or "", note)} of those that changed, and fields of the meeting (visitors, guests).

    Once its day has come, a meeting with attendance is 開催済み. Raises ValidationError when the minutes are final.
    """
    check_open(meeting)
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=meeting, member=member, state=state, note=note)
            for member, (state, note) in states.items()
        ],
        update_conflicts=True,
        unique_fields=["meeting", "member"],
        update_fields=["state", "note"],
    )
    change(meeting, dict(values or {}) | state_when_written(meeting))


def state_when_written(meeting: Meeting) -> dict[str, str]:
    """開催済み for a meeting of which something is written down, from its day on."""
    begun = meeting.held_on <= timezone.localdate() and meeting.state in (State.DRAFT, State.CALLED)
    return {"state": State.HELD} if begun else {}


@recorded
def hold_meeting(meeting: Meeting, *, by: User | None = None) -> None:
    """The meeting took place. Raises ValidationError before its day."""
    if meeting.held_on > timezone.localdate():
        raise ValidationError("会議の日になっていません。日にちがちがうときは、先に直してください。")
    change(meeting, state_when_written(meeting))
    search.index(meeting)
