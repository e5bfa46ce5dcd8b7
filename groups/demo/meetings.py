"""The demo's round tables: a year of meetings in each district, from the invitation to minutes and homework."""

import json
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Self

from groups.actions import homework, meetings, minutes, roundtables
from groups.models import (
    AgendaItem,
    Attendance,
    Challenge,
    Homework,
    Meeting,
    Member,
    Organization,
    Roundtable,
)
from portal.japanese import calendar
from portal.japanese.calendar import FiscalYear
from portal.models import District, User

TABLES = Path(__file__).with_name("meetings.json")
SATURDAY = 5
Channel, State = Attendance.Channel, Attendance.State


@dataclass(frozen=True)
class Task:
    """Homework: what, by which member (their place in the list, or words), due so many days from today, the result."""

    text: str
    owner: int | str
    due: int
    state: str = Homework.State.OPEN
    result: str = ""


@dataclass(frozen=True)
class Talk:
    """A point: title, challenge, what was said and decided, homework.

    `moves` writes the decision into the challenge's ledger; `reviews` takes up the homework of the meetings before.
    """

    title: str
    remarks: str = ""
    decision: str = ""
    tasks: tuple[Task, ...] = ()
    challenge: str = ""
    moves: bool = False
    reviews: bool = False

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        return cls(**values | {"tasks": tuple(Task(**task) for task in values.get("tasks", ()))})


@dataclass(frozen=True)
class Sample:
    """A meeting on a Saturday so many days before today (after it, if negative). Members by their place in the list."""

    days: int
    topic: str
    talks: tuple[Talk, ...]
    summary: str = ""
    absent: tuple[int, ...] = ()
    proxy: dict[str, str] = field(default_factory=dict)
    visitors: int | None = None
    state: str = Meeting.State.MINUTED
    is_public: bool = True
    materials: str = ""

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        return cls(**values | {"talks": tuple(Talk.of(talk) for talk in values["talks"])})


@dataclass(frozen=True)
class Table:
    """A round table. Members are (name, kana, organisation or affiliation, role, whether they have an address)."""

    district: str
    name: str
    layer: str
    purpose: str
    place: str
    a_year: int
    members: list[tuple[str, str, str, str, bool]]
    meetings: list[dict[str, Any]]


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Make the round tables with their members, then their meetings in the order of the year."""
    for table in (Table(**values) for values in json.loads(TABLES.read_text())):
        by = people[table.district]
        roundtable = roundtables.save_roundtable(
            Roundtable(
                district=districts[table.district],
                name=table.name,
                layer=table.layer,
                purpose=table.purpose,
                place=table.place,
                meetings_a_year=table.a_year,
            ),
            by=by,
        )
        members = make_members(roundtable, table, today, by)
        for values in table.meetings:
            make_meeting(roundtable, Sample.of(values), members, today, by)


def term(today: date) -> tuple[date, date]:
    """The members' two years: last 年度 and this one; from the middle of February on, when the next meeting may be
    in the new 年度, this one and the next.
    """
    year = FiscalYear.of(today + timedelta(days=45))
    return year.previous.start, year.end


def make_members(roundtable: Roundtable, table: Table, today: date, by: User) -> list[Member]:
    """The members of a round table, for the whole term."""
    started_on, ended_on = term(today)
    found = {one.name: one for one in Organization.objects.in_district(roundtable.district)}
    return [
        roundtables.save_member(
            Member(
                roundtable=roundtable,
                name=name,
                kana=kana,
                organization=found.get(of),
                affiliation="" if of in found else of,
                role=role,
                email=f"{table.district}-iin{number:02}@example.jp" if has_mail else "",
                phone=f"000-8000-{roundtable.pk % 10}{number:03}",
                started_on=started_on,
                ended_on=ended_on,
            ),
            by=by,
        )
        for number, (name, kana, of, role, has_mail) in enumerate(table.members, start=1)
    ]


def saturday_before(day: date) -> date:
    """The last Saturday until a day on which people have time: no holiday, neither お盆 nor 年末年始."""
    day -= timedelta(days=(day.weekday() - SATURDAY) % 7)
    while calendar.is_closed_season(day) or calendar.holiday_name(day):
        day -= timedelta(days=7)
    return day


def make_meeting(
    roundtable: Roundtable, sample: Sample, members: list[Member], today: date, by: User
) -> None:
    """Plan, call, hold and minute one meeting, as far as it came."""
    held_on = saturday_before(today - timedelta(days=sample.days))
    meeting = meetings.save_meeting(
        Meeting(
            roundtable=roundtable,
            number=meetings.next_number(roundtable, held_on),
            held_on=held_on,
            starts_at=time(10),
            ends_at=time(11, 30),
            place=roundtable.place,
            topic=sample.topic,
            materials=sample.materials,
            is_open=sample.is_public,
        ),
        by=by,
    )
    make_agenda(meeting, sample, by)
    if sample.state == Meeting.State.DRAFT:
        return
    told_on = min(today, held_on - timedelta(days=21))
    meetings.note_told(
        meeting, [one for one in members if one.email], channel=Channel.MAIL, on=told_on, by=by
    )
    by_phone = [one for one in members if not one.email]
    meetings.note_told(
        meeting, by_phone[:1] if held_on > today else by_phone, channel=Channel.PHONE, on=told_on, by=by
    )
    if sample.state in (Meeting.State.HELD, Meeting.State.MINUTED):
        make_minutes(meeting, sample, members, today, by)


def make_agenda(meeting: Meeting, sample: Sample, by: User) -> None:
    """The points of the agenda; those that review take up what is still open of the meetings before."""
    for talk in sample.talks:
        challenge = Challenge.objects.filter(
            district=meeting.roundtable.district, title=talk.challenge
        ).first()
        earlier = Homework.objects.filter(meeting__roundtable=meeting.roundtable).exclude(
            reviews__isnull=False
        )
        if talk.reviews and earlier:
            minutes.add_review(meeting, earlier, by=by)
        else:
            minutes.add_item(
                meeting,
                title=talk.title,
                challenge=challenge,
                is_internal=bool(challenge and not challenge.is_public),
                by=by,
            )


def make_minutes(meeting: Meeting, sample: Sample, members: list[Member], today: date, by: User) -> None:
    """Who came, what was said, decided and given as homework; final where the sample says so."""
    meetings.save_attendance(
        meeting,
        states={member: attendance_of(place, sample) for place, member in enumerate(members)},
        values={"visitors": sample.visitors, "guests": "市社協 地区担当\n市 高齢福祉課"},
        by=by,
    )
    talks = list(zip(meeting.agenda.all(), sample.talks, strict=True))
    minutes.save_minutes(
        meeting,
        values={"summary": sample.summary},
        items={item: {"remarks": talk.remarks, "decision": talk.decision} for item, talk in talks},
        by=by,
    )
    for item, talk in talks:
        for task in talk.tasks:
            give(task, item, members, today, by)
    if sample.state == Meeting.State.MINUTED:
        minutes.confirm_minutes(
            meeting,
            is_public=sample.is_public,
            steps={item: item.decision for item, talk in talks if talk.moves},
            on=min(today, meeting.held_on + timedelta(days=10)),
            by=by,
        )


def attendance_of(place: int, sample: Sample) -> tuple[str, str]:
    """Whether the member at this place of the list came, and who came instead."""
    if place in sample.absent:
        return State.ABSENT, ""
    stood_in = sample.proxy.get(str(place), "")
    return (State.PROXY, stood_in) if stood_in else (State.PRESENT, "")


def give(task: Task, item: AgendaItem, members: list[Member], today: date, by: User) -> None:
    """Note homework, and what came of it."""
    piece = homework.save_homework(
        Homework(
            meeting=item.meeting,
            item=item,
            text=task.text,
            owner=members[task.owner] if isinstance(task.owner, int) else None,
            owner_name=task.owner if isinstance(task.owner, str) else "",
            due_on=today + timedelta(days=task.due),
        ),
        by=by,
    )
    if task.state != Homework.State.OPEN:
        on = today + timedelta(days=task.due - 3)
        homework.close_homework(piece, state=task.state, result=task.result, on=on, by=by)
