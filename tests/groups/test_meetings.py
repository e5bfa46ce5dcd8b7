"""Meetings: planning, agenda with its candidates, inviting, attendance, and what residents see of them."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import challenges, meetings, minutes, voices
from groups.actions.homework import save_homework
from groups.models import (
    AgendaItem,
    Attendance,
    Challenge,
    Homework,
    Meeting,
    Member,
    Organization,
    Roundtable,
    Voice,
)
from groups.overview.meetings import home_excerpts, meetings_to_prepare, minutes_to_finish
from groups.reports.meetings import attendance_book, candidates_for, convocation_text
from portal import search
from portal.excerpts import read_excerpts
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_organization
from tests.groups.tables import in_days, make_meeting, make_member, make_roundtable

ClientOf = Callable[[User | None], Client]
CALLED, HELD, MINUTED = Meeting.State.CALLED, Meeting.State.HELD, Meeting.State.MINUTED


@pytest.fixture
def table(wakaba: District) -> Roundtable:
    return make_roundtable(wakaba)


@pytest.fixture
def meeting(table: Roundtable) -> Meeting:
    return make_meeting(table, 10, topic="買い物に困らないまちに", place="若葉会館")


def make_challenge(district: District, title: str = "買い物に行く足がない", **fields: object) -> Challenge:
    return challenges.create_challenge(district=district, title=title, **{"is_public": True} | fields)


# -- Planning ---------------------------------------------------------------------------------------------------------


def test_meetings_are_numbered_anew_in_each_year(table: Roundtable) -> None:
    first = make_meeting(table, held_on=date(2026, 3, 31))
    assert (first.number, first.occasion) == (1, "令和7年度 第1回")
    assert str(first) == "若葉地区 第2層協議体 令和7年度 第1回"
    assert make_meeting(table, held_on=date(2026, 4, 1)).occasion == "令和8年度 第1回"
    assert make_meeting(table, held_on=date(2027, 3, 31)).occasion == "令和8年度 第2回"
    with pytest.raises(ValidationError) as caught:
        make_meeting(table, held_on=date(2026, 5, 1), number=2)
    assert caught.value.messages == ["この年度には、同じ回の会議がすでにあります。"]


def test_the_next_meeting_starts_from_the_one_before(table: Roundtable) -> None:
    before = make_meeting(
        table,
        -7,
        starts_at=time(10),
        place="若葉会館",
        next_on=in_days(30),
        next_note="防災のこと",
        is_open=True,
    )
    planned = meetings.next_meeting(table, today=timezone.localdate())
    assert (planned.held_on, planned.starts_at, planned.place) == (in_days(30), time(10), "若葉会館")
    assert (planned.topic, planned.is_open, planned.pk) == ("防災のこと", True, None)
    assert planned.number == meetings.next_number(table, in_days(30))
    before.next_on = in_days(-1)
    meetings.save_meeting(before)
    assert meetings.next_meeting(table, today=timezone.localdate()).held_on is None


def test_a_meeting_is_planned_and_leads_to_its_agenda(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    response = client_of(coordinator).post(
        f"/wakaba/councils/{table.pk}/meetings/add/",
        {"held_on": in_days(20), "number": 1, "starts_at": "13:30", "topic": "見守り"},
    )
    planned = Meeting.objects.get()
    assert response["Location"] == f"/wakaba/councils/meetings/{planned.pk}/agenda/"
    assert (planned.state, planned.starts_at) == ("draft", time(13, 30))


def test_a_meeting_that_was_held_is_not_deleted(
    table: Roundtable, meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    over = make_meeting(table, -3, state=HELD)
    client = client_of(coordinator)
    response = client.post(f"/wakaba/councils/meetings/{over.pk}/delete/")
    assert (response.status_code, Meeting.objects.count()) == (422, 2)
    client.post(f"/wakaba/councils/meetings/{meeting.pk}/delete/")
    assert list(Meeting.objects.all()) == [over]


def test_a_meeting_is_called_off_and_stays_announced(
    meeting: Meeting, client: Client, coordinator: User, client_of: ClientOf
) -> None:
    meeting.is_open = True
    meetings.save_meeting(meeting)
    meetings.call_meeting(meeting)
    client_of(coordinator).post(f"/wakaba/councils/meetings/{meeting.pk}/cancel/", {"note": "大雨のため"})
    page = client.get(f"/wakaba/councils/meetings/{meeting.pk}/").content.decode()
    assert "この会議は中止になりました" in page and "大雨のため" in page and "傍聴)" not in page
    client_of(coordinator).post(f"/wakaba/councils/meetings/{meeting.pk}/revive/")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_note) == ("called", "")


# -- Who sees what ----------------------------------------------------------------------------------------------------

VISIBLE = {
    # state, announced, published: (residents, contact, stranger), members of the district and city staff see all
    ("draft", True, False): 404,
    ("called", False, False): 404,
    ("called", True, False): 200,
    ("held", True, False): 200,
    ("held", False, True): 404,
    ("minuted", False, False): 404,
    ("minuted", False, True): 200,
    ("cancelled", True, False): 200,
}


@pytest.mark.parametrize(("case", "outside"), VISIBLE.items(), ids=str)
def test_residents_see_announced_meetings_and_published_minutes(
    case: tuple[str, bool, bool],
    outside: int,
    table: Roundtable,
    contact: User,
    stranger: User,
    editor: User,
    coordinator: User,
    city: User,
    client_of: ClientOf,
) -> None:
    state, is_open, is_public = case
    meeting = make_meeting(table, -1, state=state, is_open=is_open, is_public=is_public)
    address = f"/wakaba/councils/meetings/{meeting.pk}/"
    for person in (None, contact, stranger):
        assert client_of(person).get(address).status_code == outside
    for person in (editor, coordinator, city):
        assert client_of(person).get(address).status_code == 200
    assert client_of(city).get(f"/shiomidai/councils/meetings/{meeting.pk}/").status_code == 404


def test_an_announcement_tells_the_agenda_and_nothing_that_was_written(
    meeting: Meeting, client: Client, coordinator: User, client_of: ClientOf
) -> None:
    minutes.add_item(meeting, title="移動販売", remarks="まだ書きかけ", decision="まだ秘密")
    minutes.add_item(meeting, title="個人のこと", is_internal=True)
    meeting.is_open = True
    meetings.call_meeting(meeting)
    page = client.get(f"/wakaba/councils/meetings/{meeting.pk}/").content.decode()
    assert "移動販売" in page and "どなたでも、話を聞けます" in page
    for hidden in ("まだ書きかけ", "まだ秘密", "個人のこと"):
        assert hidden not in page
        assert (
            hidden in client_of(coordinator).get(f"/wakaba/councils/meetings/{meeting.pk}/").content.decode()
        )


@pytest.mark.parametrize(
    "part", ["edit", "agenda", "call", "attendance", "minutes", "confirm", "cancel", "delete"]
)
def test_only_editors_of_the_district_work_on_a_meeting(
    part: str,
    meeting: Meeting,
    contact: User,
    stranger: User,
    editor: User,
    coordinator: User,
    client_of: ClientOf,
) -> None:
    address = f"/wakaba/councils/meetings/{meeting.pk}/{part}/"
    answers = [
        client_of(person).get(address).status_code
        for person in (None, contact, stranger, editor, coordinator)
    ]
    assert answers == [302, 404, 404, 403, 200]


# -- Agenda -----------------------------------------------------------------------------------------------------------


def test_candidates_are_what_nobody_took_up_yet(table: Roundtable, meeting: Meeting) -> None:
    district = table.district
    waiting = voices.receive_voice(district=district, text="街灯が切れています")
    published = voices.receive_voice(district=district, text="ベンチがほしい")
    voices.set_voice_state(published, state=Voice.State.PUBLISHED)
    hidden = voices.receive_voice(district=district, text="いたずら")
    voices.set_voice_state(hidden, state=Voice.State.HIDDEN)
    challenge = make_challenge(district)
    linked = voices.receive_voice(district=district, text="店が遠い")
    voices.link_voice(linked, challenge=challenge)
    closed = make_challenge(district, "終わった課題")
    challenges.close_challenge(closed, note="済み")
    earlier = make_meeting(table, -30)
    due = save_homework(Homework(meeting=earlier, text="保険を調べる"))
    save_homework(Homework(meeting=earlier, text="できたこと", state=Homework.State.DONE))
    save_homework(Homework(meeting=meeting, text="この会議の宿題"))

    found = candidates_for(meeting)
    assert found.voices == [published, waiting]
    assert found.challenges == [challenge]
    assert found.homework == [due]

    minutes.add_voice(meeting, waiting)
    minutes.add_challenge(meeting, challenge)
    minutes.add_review(meeting, [due])
    assert candidates_for(meeting) == type(found)([published], [], [])
    # A voice that was talked about is no candidate for any meeting; a challenge and open homework come again.
    later = make_meeting(table, 40)
    assert candidates_for(later).voices == [published]
    assert candidates_for(later).challenges == [challenge]
    assert [one.text for one in candidates_for(later).homework] == ["保険を調べる", "この会議の宿題"]


def test_what_is_not_public_is_kept_back_on_the_agenda(table: Roundtable, meeting: Meeting) -> None:
    voice = voices.receive_voice(district=table.district, text="佐藤さんの家がうるさい")
    challenge = make_challenge(table.district, is_public=False)
    assert minutes.add_voice(meeting, voice).is_internal
    assert minutes.add_challenge(meeting, challenge).is_internal
    assert not minutes.add_challenge(meeting, make_challenge(table.district, "公開の課題")).is_internal


def test_one_press_adds_a_candidate_once(
    table: Roundtable, meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    challenge = make_challenge(table.district)
    client = client_of(coordinator)
    address = f"/wakaba/councils/meetings/{meeting.pk}/agenda/add/"
    pressed = {"kind": "challenge", "pk": challenge.pk}
    answer = client.post(address, pressed, headers={"HX-Request": "true", "HX-Target": "agenda"})
    assert answer.status_code == 200 and "<html" not in answer.content.decode()
    again = client.post(address, pressed, headers={"HX-Request": "true", "HX-Target": "agenda"})
    assert "もう議題にのっている" in again.content.decode()
    assert [(item.title, item.challenge) for item in meeting.agenda.all()] == [(challenge.title, challenge)]


def test_all_open_homework_becomes_one_point(
    table: Roundtable, meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    earlier = make_meeting(table, -30)
    pieces = [save_homework(Homework(meeting=earlier, text=text)) for text in ("一つ目", "二つ目")]
    client_of(coordinator).post(
        f"/wakaba/councils/meetings/{meeting.pk}/agenda/add/", {"kind": "homework", "pk": "all"}
    )
    item = meeting.agenda.get()
    assert (item.title, list(item.earlier.all())) == ("前回までの宿題の確認", pieces)


def test_nothing_of_another_district_gets_on_the_agenda(
    meeting: Meeting, shiomidai: District, coordinator: User, client_of: ClientOf
) -> None:
    foreign = make_challenge(shiomidai)
    client_of(coordinator).post(
        f"/wakaba/councils/meetings/{meeting.pk}/agenda/add/", {"kind": "challenge", "pk": foreign.pk}
    )
    assert meeting.agenda.count() == 0


def test_points_are_moved_with_buttons(meeting: Meeting, coordinator: User, client_of: ClientOf) -> None:
    items = [minutes.add_item(meeting, title=title) for title in ("い", "ろ", "は")]
    client = client_of(coordinator)

    def move(item: AgendaItem, to: str) -> str:
        client.post(f"/wakaba/councils/meetings/{meeting.pk}/agenda/{item.pk}/move/", {"to": to})
        return "".join(meeting.agenda.values_list("title", flat=True))

    assert move(items[2], "up") == "いはろ"
    assert move(items[0], "down") == "はいろ"
    assert move(items[2], "up") == "はいろ"
    assert move(items[0], "sideways") == "はいろ"


def test_a_point_with_text_is_removed_only_after_asking(
    meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    empty = minutes.add_item(meeting, title="空の議題")
    written = minutes.add_item(meeting, title="書いた議題", remarks="話し合ったこと")
    piece = save_homework(Homework(meeting=meeting, item=written, text="宿題は残る"))
    client = client_of(coordinator)
    base = f"/wakaba/councils/meetings/{meeting.pk}/agenda"
    client.post(f"{base}/{empty.pk}/remove/")
    asked = client.post(f"{base}/{written.pk}/remove/")
    assert "話し合ったこと" in asked.content.decode()
    assert list(meeting.agenda.all()) == [written]
    client.post(f"{base}/{written.pk}/remove/", {"sure": "True"})
    piece.refresh_from_db()
    assert (meeting.agenda.count(), piece.item) == (0, None)


def test_a_point_of_ones_own_needs_a_title(meeting: Meeting, coordinator: User, client_of: ClientOf) -> None:
    client = client_of(coordinator)
    address = f"/wakaba/councils/meetings/{meeting.pk}/agenda/"
    assert client.post(address, {"title": ""}).status_code == 422
    assert client.post(address, {"title": "  夏まつり　の準備 "})["Location"] == address
    assert [item.title for item in meeting.agenda.all()] == ["夏まつり の準備"]


# -- Inviting ---------------------------------------------------------------------------------------------------------


def test_the_text_says_when_where_and_about_what(meeting: Meeting) -> None:
    meeting.held_on, meeting.starts_at, meeting.ends_at = date(2026, 5, 23), time(13, 30), time(15)
    minutes.add_item(meeting, title="移動販売 & 荷物運び")
    text = convocation_text(meeting)
    assert "日時：2026年（令和8年）5月23日（土） 午後1時30分から午後3時まで" in text
    assert "場所：若葉会館" in text and "  1. 移動販売 & 荷物運び" in text
    assert "出欠を、2026年5月20日（水）までにお知らせください。" in text


def test_mails_go_to_those_who_were_ticked_and_are_remembered(
    table: Roundtable,
    meeting: Meeting,
    coordinator: User,
    client_of: ClientOf,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    with_mail = make_member(table, "岡田 恵", email="okada@example.jp")
    make_member(table, "江口 健", email="eguchi@example.jp")
    make_member(table, "石川 正子", phone="000-1111-2222")
    client = client_of(coordinator)
    address = f"/wakaba/councils/meetings/{meeting.pk}/call/"
    page = client.get(address).content.decode()
    assert "000-1111-2222" in page and "メールで知らせる（2人）" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            address,
            {
                "version": meeting.version,
                "convocation": "ご案内です。",
                "mailed": [with_mail.pk],
                "mail": "yes",
            },
        )
    [message] = mail.outbox
    assert message.to == ["okada@example.jp"]
    assert "公募の住民 岡田 恵 様" in message.body and "ご案内です。" in message.body
    assert str(meeting) not in message.subject or "のご案内" in message.subject
    meeting.refresh_from_db()
    assert (meeting.state, meeting.called_on) == ("called", timezone.localdate())
    row = Attendance.objects.get()
    assert (row.member, row.told_by, row.told_on, row.state) == (with_mail, "mail", timezone.localdate(), "")


def test_who_was_told_by_phone_is_ticked(
    table: Roundtable, meeting: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    member = make_member(table)
    client_of(coordinator).post(
        f"/wakaba/councils/meetings/{meeting.pk}/call/",
        {
            "version": meeting.version,
            "convocation": "ご案内",
            "told": [member.pk],
            "told_by": "hand",
            "tell": "yes",
        },
    )
    row = Attendance.objects.get()
    assert (row.member, row.told_by) == (member, "hand")
    # What is known of the attendance is not lost by telling again, nor the other way round.
    meetings.save_attendance(meeting, states={member: (Attendance.State.ABSENT, "用事")})
    meetings.note_told(meeting, [member], channel="phone")
    row.refresh_from_db()
    assert (row.state, row.note, row.told_by) == ("absent", "用事", "phone")


def test_two_people_change_the_text_at_once(
    meeting: Meeting, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    address = f"/wakaba/councils/meetings/{meeting.pk}/call/"
    version = meeting.version
    client_of(coordinator).post(address, {"version": version, "convocation": "一人目の文"})
    response = client_of(chair).post(address, {"version": version, "convocation": "二人目の文"})
    assert response.status_code == 422
    assert "一人目の文" in response.content.decode() and "二人目の文" in response.content.decode()


# -- Attendance -------------------------------------------------------------------------------------------------------


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
    first, second, _ = [make_meeting(table, held_on=day, state=HELD) for day in days]
    make_meeting(table, held_on=date(2026, 12, 1), state=CALLED)
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


# -- Elsewhere --------------------------------------------------------------------------------------------------------


def test_the_desk_tells_of_meetings_to_prepare_and_minutes_to_finish(
    table: Roundtable, coordinator: User, editor: User
) -> None:
    make_meeting(table, 3)
    make_meeting(table, 90)
    make_meeting(table, 5, state=Meeting.State.CANCELLED)
    make_meeting(table, -3, state=CALLED)
    make_meeting(table, -9, state=MINUTED)
    access = access_for(coordinator, table.district)
    assert [item.text.rpartition("（")[2] for item in meetings_to_prepare(access).items] == [
        "あと3日・招集していません）"
    ]
    assert minutes_to_finish(access).count == 1
    assert meetings_to_prepare(access_for(editor, table.district)).count == 0


def test_home_tells_the_next_open_meeting_and_the_latest_minutes(
    table: Roundtable, client: Client, django_assert_num_queries: Callable
) -> None:
    make_meeting(table, 3, state=CALLED, topic="内部の会議")
    make_meeting(table, 30, state=CALLED, is_open=True, topic="その次")
    make_meeting(table, 9, state=CALLED, is_open=True, topic="公開の会議")
    for days in (-300, -30, -100):
        make_meeting(table, days, state=MINUTED, is_public=True, topic=f"{-days}日前")
    make_meeting(table, -5, state=MINUTED, topic="内部の会議録")
    request = client.get("/wakaba/").wsgi_request
    request.district = table.district
    with django_assert_num_queries(1):
        [section] = read_excerpts(table.district, home_excerpts(request))
    assert [meeting.topic for meeting in section["ahead"]] == ["公開の会議"]
    assert [meeting.topic for meeting in section["latest"]] == ["30日前", "100日前"]


def test_search_finds_published_minutes_and_topics_of_announced_meetings(
    table: Roundtable, client: Client, coordinator: User, client_of: ClientOf
) -> None:
    published = make_meeting(table, -9, state=HELD, topic="移動販売")
    minutes.add_item(published, title="荷物運び", remarks="中学生が手伝う")
    minutes.add_item(published, title="町会費のこと", remarks="非公開の話", is_internal=True)
    minutes.confirm_minutes(published, is_public=True, steps={})
    announced = make_meeting(table, 9, state=CALLED, topic="防災訓練", is_open=True)
    minutes.add_item(announced, title="車いす", remarks="書きかけのこと")
    internal = make_meeting(table, -5, state=HELD, topic="役員の相談")
    search.index_many([published, announced, internal])

    def finds(person: Client, word: str) -> bool:
        return "/wakaba/councils/meetings/" in person.get(f"/wakaba/search/?q={word}").content.decode()

    words = ["移動販売", "荷物運び", "中学生", "防災訓練", "非公開の話", "書きかけのこと", "役員の相談"]
    assert [word for word in words if finds(client, word)] == words[:4]
    assert finds(client_of(coordinator), "役員の相談")


def test_a_public_page_costs_at_most_six_queries(
    table: Roundtable, organization: Organization, client: Client, django_assert_max_num_queries: Callable
) -> None:
    meeting = make_meeting(table, -3, state=HELD)
    for number in range(3):
        member = make_member(table, f"委員 {number}", organization)
        meetings.save_attendance(meeting, states={member: ("present", "")})
        challenge = make_challenge(table.district, f"課題{number}")
        item = minutes.add_challenge(meeting, challenge)
        piece = save_homework(Homework(meeting=meeting, item=item, text=f"宿題{number}", owner=member))
        item.earlier.add(piece)
        Meeting.objects.update(state=MINUTED, is_public=True)
        with django_assert_max_num_queries(6):
            assert client.get(f"/wakaba/councils/meetings/{meeting.pk}/").status_code == 200
        Meeting.objects.update(state=HELD)
        meeting.refresh_from_db()


@pytest.mark.parametrize(
    ("part", "most"), [("", 12), ("agenda/", 10), ("call/", 12), ("attendance/", 10), ("minutes/", 12)]
)
def test_an_editors_pages_cost_the_same_for_one_and_three(
    part: str,
    most: int,
    table: Roundtable,
    organization: Organization,
    coordinator: User,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable,
) -> None:
    meeting = make_meeting(table, -3)
    client = client_of(coordinator)
    for number in range(3):
        member = make_member(table, f"委員 {number}", organization, email=f"a{number}@example.jp")
        meetings.note_told(meeting, [member], channel="mail")
        item = minutes.add_challenge(meeting, make_challenge(table.district, f"課題{number}"))
        item.earlier.add(save_homework(Homework(meeting=meeting, item=item, text="宿題", owner=member)))
        with django_assert_max_num_queries(most):
            client.get(f"/wakaba/councils/meetings/{meeting.pk}/{part}")
