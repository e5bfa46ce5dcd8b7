"""Meetings: planning them, what residents see of them, and where else they show."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import meetings, minutes
from groups.actions.homework import save_homework
from groups.models import Homework, Meeting, Organization, Roundtable
from groups.overview.meetings import home_excerpts, meetings_to_prepare, minutes_to_finish
from portal import search
from portal.excerpts import read_excerpts
from portal.models import User
from portal.permissions import access_for
from tests.groups.meetings.records import ClientOf, make_challenge
from tests.groups.tables import in_days, make_meeting, make_member

CALLED, HELD, MINUTED = Meeting.State.CALLED, Meeting.State.HELD, Meeting.State.MINUTED


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
    assert "この会議は中止になりました" in page and "大雨のため" in page and "傍聴）" not in page
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
