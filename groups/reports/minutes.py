"""会議録: a meeting's minutes as its page, the printed document and the workbook draw them.

With names for who may read them; without, only organisations are told, and points that are kept back are left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from groups.models import AgendaItem, Attendance, Homework, Meeting, Member
from groups.reports.registry import enquiries_of, issuer_of
from portal.permissions import Access
from portal.prints import Document

# What stands behind a name of somebody who is told to have said something.
TITLES = ("さん", "様", "さま", "氏", "君", "くん", "先生", "委員", "会長", "代表")


@dataclass(frozen=True)
class Attendee:
    """Who came or did not: by organisation, and by name in the internal minutes."""

    affiliation: str
    name: str
    role: str
    state: str
    note: str


@dataclass(frozen=True)
class HomeworkLine:
    """Homework: what, who (an organisation, or with names the person too), by when, and what came of it."""

    pk: int
    text: str
    owner: str
    due_on: date | None
    state: str
    is_open: bool
    result: str


@dataclass(frozen=True)
class ItemMinutes:
    """A point of the agenda, what was said and decided."""

    pk: int
    number: int
    title: str
    is_internal: bool
    challenge: int | None
    challenge_title: str
    voice: str
    remarks: str
    decision: str
    homework: tuple[HomeworkLine, ...]
    reviewed: tuple[HomeworkLine, ...]


@dataclass(frozen=True)
class Minutes:
    """All that the minutes of a meeting tell one kind of reader. Numbers are people; None where nobody counted."""

    names: bool
    name: str
    occasion: str
    layer: str
    day: date
    hours: str
    place: str
    topic: str
    state: str
    is_public: bool
    confirmed_on: date | None
    present: tuple[Attendee, ...]
    absent: tuple[Attendee, ...]
    guests: tuple[str, ...]
    visitors: int | None
    materials: str
    items: tuple[ItemMinutes, ...]
    summary: str
    # Homework of points that were taken off the agenda, or of none.
    homework: tuple[HomeworkLine, ...]
    next_on: date | None
    next_note: str

    @property
    def affiliations(self) -> tuple[str, ...]:
        """The organisations at the table, each once."""
        return tuple(dict.fromkeys(who.affiliation for who in self.present if who.affiliation))

    @property
    def unnamed(self) -> int:
        """How many came for no organisation that may be told."""
        return sum(not who.affiliation for who in self.present)

    @property
    def all_homework(self) -> tuple[HomeworkLine, ...]:
        """In the order of the agenda."""
        return tuple(line for item in self.items for line in item.homework) + self.homework


def minutes_of(meeting: Meeting, *, names: bool, internal: bool) -> Minutes:
    """The minutes with or without names, and with or without points that are kept back; four queries."""
    attendances = Attendance.objects.filter(meeting=meeting).select_related("member__organization")
    people = [
        (attendance, _attendee(attendance, names=names)) for attendance in attendances if attendance.state
    ]
    earlier = Prefetch("earlier", Homework.objects.select_related("owner__organization"))
    agenda = meeting.agenda.select_related("challenge", "voice__challenge").prefetch_related(earlier)
    items = [item for item in agenda if internal or not item.is_internal]
    lines: dict[int | None, list[HomeworkLine]] = defaultdict(list)
    for homework in meeting.homework.select_related("owner__organization"):
        lines[homework.item_id].append(_line(homework, names=names))
    return Minutes(
        names=names,
        name=meeting.roundtable.name,
        occasion=meeting.occasion,
        layer=meeting.roundtable.get_layer_display(),
        day=meeting.held_on,
        hours=meeting.hours,
        place=meeting.place,
        topic=meeting.topic,
        state=meeting.get_state_display(),
        is_public=meeting.is_public,
        confirmed_on=meeting.confirmed_on,
        present=tuple(who for attendance, who in people if attendance.state in Attendance.CAME),
        absent=tuple(who for attendance, who in people if attendance.state == Attendance.State.ABSENT),
        guests=tuple(line for line in meeting.guests.splitlines() if line),
        visitors=meeting.visitors,
        materials=meeting.materials,
        items=tuple(
            _item(number, item, lines[item.pk], names=names) for number, item in enumerate(items, start=1)
        ),
        summary=meeting.summary,
        homework=tuple(lines[None]),
        next_on=meeting.next_on,
        next_note=meeting.next_note,
    )


def _attendee(attendance: Attendance, *, names: bool) -> Attendee:
    member = attendance.member
    return Attendee(
        affiliation=member.affiliation_name if names else member.public_affiliation,
        name=member.name if names else "",
        role=member.role if names else "",
        state=attendance.get_state_display(),
        note=attendance.note if names else "",
    )


def _line(homework: Homework, *, names: bool) -> HomeworkLine:
    return HomeworkLine(
        pk=homework.pk,
        text=homework.text,
        owner=homework.owner_label if names else homework.owner_affiliation,
        due_on=homework.due_on,
        state=homework.get_state_display(),
        is_open=homework.is_open,
        result=homework.result,
    )


def _item(number: int, item: AgendaItem, homework: Iterable[HomeworkLine], *, names: bool) -> ItemMinutes:
    challenge = item.discussed
    shown = challenge if challenge and (names or challenge.is_public) else None
    return ItemMinutes(
        pk=item.pk,
        number=number,
        title=item.title,
        is_internal=item.is_internal,
        challenge=shown.pk if shown else None,
        challenge_title=shown.title if shown else "",
        voice=item.voice.shown_text if item.voice and (names or item.voice.state == "published") else "",
        remarks=item.remarks,
        decision=item.decision,
        homework=tuple(homework),
        reviewed=tuple(_line(piece, names=names) for piece in item.earlier.all()),
    )


def named_in(text: str, members: Iterable[Member]) -> list[str]:
    """The members whose names stand in a text: in full, or the family name with a title. A hint, no proof."""
    written = "".join(text.split())
    found = []
    for member in members:
        parts = member.name.split()
        full = "".join(parts)
        family = parts[0] if len(parts) > 1 else ""
        if full in written or (family and any(f"{family}{title}" in written for title in TITLES)):
            found.append(member.name)
    return list(dict.fromkeys(found))


# -- The printed document ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MinutesDocument(Document):
    """会議録 on paper."""

    minutes: Minutes


def minutes_document(access: Access, *, meeting: Meeting, internal: bool) -> MinutesDocument:
    """The internal minutes with names, or those that may be handed to anybody."""
    roundtable = meeting.roundtable
    return MinutesDocument(
        title=f"{roundtable.name} 会議録{'（内部用）' if internal else ''}",
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
        sources=(f"{roundtable.name} 会議の記録",),
        minutes=minutes_of(meeting, names=internal, internal=internal),
    )


def confirmable(meeting: Meeting) -> list[AgendaItem]:
    """Points whose decision moves a challenge on: with a decision, and about a challenge that is open."""
    items: Any = meeting.agenda.select_related("challenge", "voice__challenge", "step")
    return [
        item
        for item in items
        if item.decision and item.discussed is not None and item.discussed.closed_on is None
    ]
