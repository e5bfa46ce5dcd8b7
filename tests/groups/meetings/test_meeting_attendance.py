"""Who came to a meeting: the sheet, the book of a year, and who sat together."""

from collections.abc import Callable
from datetime import date

from groups.actions import meetings
from groups.models import Attendance, Meeting, Member, Roundtable
from groups.reports.meetings import attendance_book
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_organization
from tests.groups.meetings.records import ClientOf
from tests.groups.tables import in_days, make_meeting, make_member, make_roundtable


def sent(meeting: Meeting, states: dict[Member, tuple[str, str]], **more: object) -> dict[str, object]:
    """What the attendance page sends: {member: (state when opened, state now)}."""
    values: dict[str, object] = {"version": meeting.version, "visitors": "", "guests": ""}
    for member, (before, now) in states.items():
        values |= {
            f"initial-state-{member.pk}": before,
            f"state-{member.pk}": now,
            f"initial-note-{member.pk}": "",
            f"note-{member.pk}": "",
        }
    return values | more


def test_attendance_makes_a_meeting_held_once_its_day_has_come(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    member, absent = make_member(table, "岡田 恵"), make_member(table, "石川 正子")
    over, ahead = make_meeting(table, 0), make_meeting(table, 1)
    client = client_of(coordinator)
    for meeting in (over, ahead):
        client.post(
            f"/wakaba/councils/meetings/{meeting.pk}/attendance/",
            sent(meeting, {member: ("", "present"), absent: ("", "absent")}, visitors="３", guests="市社協"),
        )
        meeting.refresh_from_db()
    assert (over.state, ahead.state) == ("held", "draft")
    assert (over.visitors, over.guests) == (3, "市社協")
    assert dict(over.attendances.values_list("member__name", "state")) == {
        "岡田 恵": "present",
        "石川 正子": "absent",
    }


def test_two_people_tick_different_rows_at_once(
    table: Roundtable, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    one, other = make_member(table, "一人目 の人"), make_member(table, "二人目 の人")
    meeting = make_meeting(table, 0)
    address = f"/wakaba/councils/meetings/{meeting.pk}/attendance/"
    client_of(coordinator).post(address, sent(meeting, {one: ("", "present"), other: ("", "")}))
    client_of(chair).post(address, sent(meeting, {one: ("", ""), other: ("", "proxy")}))
    assert dict(meeting.attendances.values_list("member", "state")) == {one.pk: "present", other.pk: "proxy"}


def test_members_of_the_day_and_who_has_a_record_stand_on_the_sheet(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    meeting = make_meeting(table, 0)
    make_member(table, "今の 委員")
    former = make_member(table, "前の 委員", ended_on=in_days(-1))
    make_member(table, "次の 委員", started_on=in_days(1))
    address = f"/wakaba/councils/meetings/{meeting.pk}/attendance/"
    page = client_of(coordinator).get(address).content.decode()
    assert "今の 委員" in page and "前の 委員" not in page and "次の 委員" not in page
    meetings.save_attendance(meeting, states={former: (Attendance.State.PRESENT, "")})
    assert "前の 委員" in client_of(coordinator).get(address).content.decode()


def test_the_book_of_a_year(table: Roundtable, coordinator: User) -> None:
    okada, ishikawa = (
        make_member(table, "岡田 恵"),
        make_member(table, "石川 正子", affiliation="けやき台自治会"),
    )
    days = [date(2026, 5, 1), date(2026, 9, 1), date(2027, 4, 1)]
    first, second, _ = [make_meeting(table, held_on=day, state=Meeting.State.HELD) for day in days]
    make_meeting(table, held_on=date(2026, 12, 1), state=Meeting.State.CALLED)
    meetings.save_attendance(first, states={okada: ("present", ""), ishikawa: ("absent", "")})
    meetings.save_attendance(second, states={okada: ("proxy", "")})
    book = attendance_book(access_for(coordinator, table.district), roundtable=table, year=FiscalYear(2026))
    assert [(column.number, column.day) for column in book.columns] == [(1, days[0]), (2, days[1])]
    assert [(row.name, row.marks, row.came) for row in book.rows] == [
        ("岡田 恵", ("出", "代"), 2),
        ("石川 正子", ("欠", ""), 0),
    ]


def test_pairs_of_organisations_at_one_table(
    table: Roundtable, shiomidai: District, django_assert_num_queries: Callable
) -> None:
    names = ("い", "ろ", "は", "に")
    a, b, c, d = (make_organization(table.district, name=name) for name in names)
    seat = {each: make_member(table, f"{each.name} 代表", each) for each in (a, b, c, d)}
    second_of_a = make_member(table, "い 副代表", a)
    nobody = make_member(table, "公募 の人")
    came, away = ("present", ""), ("absent", "")
    for days in (-10, -20):
        meetings.save_attendance(
            make_meeting(table, days),
            states={
                seat[a]: came,
                seat[b]: ("proxy", ""),
                seat[c]: came if days == -10 else away,
                seat[d]: away,
                second_of_a: came,
                nobody: came,
            },
        )
    meetings.save_attendance(make_meeting(table, -400), states={seat[a]: came, seat[d]: came})
    foreign = make_roundtable(shiomidai)
    meetings.save_attendance(
        make_meeting(foreign, -5),
        states={make_member(foreign, "よそ", a): came, make_member(foreign, "そと", d): came},
    )
    with django_assert_num_queries(1):
        rows = list(Attendance.objects.pairs(table.district, in_days(-365)))
    assert sorted((row["one"], row["other"], row["count"]) for row in rows) == [
        (a.pk, b.pk, 2),
        (a.pk, c.pk, 1),
        (b.pk, c.pk, 1),
    ]
