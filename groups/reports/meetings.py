"""What is put on an agenda, the text that invites to a meeting, and who came in a year (出席簿)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.utils import timezone

from groups.models import Attendance, Challenge, Homework, Meeting, Member, Roundtable, Voice
from groups.reports.registry import enquiries_of, issuer_of
from portal.japanese.calendar import FiscalYear
from portal.permissions import Access
from portal.prints import Document

# Candidates of one kind that stand beside the agenda.
SHOWN = 12
# Members answer by so many days before the meeting.
REPLY_DAYS = 3


# -- Agenda -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidates:
    """What could be talked about: voices nobody took up, open challenges, homework not done."""

    voices: list[Voice]
    challenges: list[Challenge]
    homework: list[Homework]

    def __bool__(self) -> bool:
        return bool(self.voices or self.challenges or self.homework)


def candidates_for(meeting: Meeting) -> Candidates:
    """Candidates for the agenda, without what stands on it; three queries.

    Voices: read or unread, not answered and on no agenda yet, the newest first; those of a challenge come with it.
    Challenges: open ones, those longest (or never) talked about first; `talked_on` is the last time.
    Homework: still open, of earlier meetings of this round table.
    """
    district = meeting.roundtable.district_id
    voices = Voice.objects.filter(district=district, challenge=None, reply="", agenda_items=None).exclude(
        state=Voice.State.HIDDEN
    )
    challenges = (
        Challenge.objects.open()
        .filter(district=district)
        .exclude(agenda_items__meeting=meeting)
        .with_counts()
        .annotate(
            talked_on=Max(
                "agenda_items__meeting__held_on",
                filter=Q(agenda_items__meeting__held_on__lt=meeting.held_on),
            )
        )
    )
    homework = (
        Homework.objects.open()
        .filter(meeting__roundtable=meeting.roundtable_id, meeting__held_on__lt=meeting.held_on)
        .exclude(reviews__meeting=meeting)
        .select_related("meeting", "owner__organization")
    )
    return Candidates(
        voices=list(voices[:SHOWN]),
        challenges=sorted(challenges, key=lambda one: (one.talked_on or date.min, one.pk))[:SHOWN],
        homework=list(homework[:SHOWN]),
    )


# -- Inviting ---------------------------------------------------------------------------------------------------------


def convocation_text(meeting: Meeting) -> str:
    """The invitation as it is proposed; the coordinator goes on from there."""
    district = meeting.roundtable.district
    return render_to_string(
        "groups/texts/convocation.txt",
        {
            "meeting": meeting,
            "agenda": meeting.agenda.all(),
            "issuer": issuer_of(district),
            "enquiries": enquiries_of(district),
            "reply_by": meeting.held_on - timedelta(days=REPLY_DAYS),
        },
    ).strip()


@dataclass(frozen=True)
class Seat:
    """A member as a letter or a list names them, and how they were told of the meeting."""

    pk: int
    affiliation: str
    name: str
    role: str
    phone: str
    has_mail: bool
    told_on: date | None = None
    told_by: str = ""


def seats_of(meeting: Meeting) -> list[Seat]:
    """The members on the day of the meeting, and whether they were told; two queries."""
    told = {row.member_id: row for row in Attendance.objects.filter(meeting=meeting, told_on__isnull=False)}
    members = Member.objects.on(meeting.held_on).filter(roundtable=meeting.roundtable_id)
    return [_seat(member, told.get(member.pk)) for member in members.select_related("organization")]


def _seat(member: Member, told: Attendance | None) -> Seat:
    return Seat(
        pk=member.pk,
        affiliation=member.affiliation_name,
        name=member.name,
        role=member.role,
        phone=member.phone,
        has_mail=bool(member.email),
        told_on=told.told_on if told else None,
        told_by=told.get_told_by_display() if told else "",
    )


@dataclass(frozen=True)
class Letter:
    """To whom it goes and who sends it (each empty where the text does not begin with it), and what it says."""

    whom: str
    sender: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Convocation(Document):
    """招集通知 on paper: the text, for everybody in common or a sheet for each recipient, with a slip to answer."""

    occasion: str
    text: str
    recipients: tuple[Seat, ...]
    seats: tuple[Seat, ...]
    held_on: date
    reply_by: date
    fax: str

    @property
    def letter(self) -> Letter:
        """The text as a letter has it: to whom and from whom above its title, where it begins with them."""
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", self.text.strip())]
        whom, sender = "", ""
        if paragraphs[0].endswith(("皆さま", "皆様", "各位")):
            whom = paragraphs.pop(0)
        if paragraphs and paragraphs[0] == self.issuer:
            sender = paragraphs.pop(0)
        return Letter(whom, sender, "\n\n".join(paragraphs))


def convocation(access: Access, *, meeting: Meeting, each: bool, only_without_mail: bool) -> Convocation:
    """The printed invitation; `each` makes a sheet for every member (or for those without mail only)."""
    seats = seats_of(meeting)
    addressed = [seat for seat in seats if not (only_without_mail and seat.has_mail)] if each else []
    return Convocation(
        title=f"{meeting.roundtable} {meeting.occasion} 招集通知",
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
        occasion=f"{meeting.roundtable} {meeting.occasion}",
        text=meeting.convocation or convocation_text(meeting),
        recipients=tuple(addressed),
        seats=tuple(seats),
        held_on=meeting.held_on,
        reply_by=meeting.held_on - timedelta(days=REPLY_DAYS),
        fax=access.district.fax or access.district.council.fax,
    )


# -- Attendance -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A meeting in the book of a year."""

    pk: int
    number: int
    day: date


@dataclass(frozen=True)
class BookRow:
    """A member with a mark for each meeting: 「出」「欠」「代」, or nothing where it is not known."""

    affiliation: str
    name: str
    role: str
    marks: tuple[str, ...]
    came: int


@dataclass(frozen=True, kw_only=True)
class AttendanceBook(Document):
    """出席簿: of a whole 年度, or the empty sheet for the table at the door of one meeting."""

    roundtable: str
    year: str
    occasion: str
    day: date | None
    place: str
    columns: tuple[Column, ...]
    rows: tuple[BookRow, ...]


def attendance_sheet(access: Access, *, meeting: Meeting) -> AttendanceBook:
    """The members of a meeting's day, to be ticked by hand."""
    return AttendanceBook(
        **_heading(access, meeting.roundtable),
        roundtable=meeting.roundtable.name,
        year=FiscalYear(meeting.fiscal_year).label,
        occasion=meeting.occasion,
        day=meeting.held_on,
        place=meeting.place,
        columns=(),
        rows=tuple(BookRow(seat.affiliation, seat.name, seat.role, (), 0) for seat in seats_of(meeting)),
    )


def attendance_book(access: Access, *, roundtable: Roundtable, year: FiscalYear) -> AttendanceBook:
    """Who came to which meeting of a year; three queries."""
    meetings = list(roundtable.meetings.in_year(year).took_place().order_by("held_on", "pk"))
    states = {
        (row.meeting_id, row.member_id): row.state
        for row in Attendance.objects.filter(meeting__in=meetings).exclude(state="")
    }
    rows = []
    for member in roundtable.members.in_year(year).select_related("organization"):
        own = [states.get((meeting.pk, member.pk), "") for meeting in meetings]
        marks = tuple(str(Attendance.State(state).label)[0] if state else "" for state in own)
        came = sum(state in Attendance.CAME for state in own)
        rows.append(BookRow(member.affiliation_name, member.name, member.role, marks, came))
    return AttendanceBook(
        **_heading(access, roundtable),
        roundtable=roundtable.name,
        year=year.label,
        occasion="",
        day=None,
        place="",
        columns=tuple(Column(meeting.pk, meeting.number, meeting.held_on) for meeting in meetings),
        rows=tuple(rows),
    )


def _heading(access: Access, roundtable: Roundtable) -> dict[str, Any]:
    """What the book says of itself."""
    return {
        "title": f"{roundtable} 出席簿",
        "issuer": issuer_of(access.district),
        "enquiries": enquiries_of(access.district),
        "as_of": timezone.localdate(),
        "sources": (f"{roundtable} 会議の記録",),
    }
