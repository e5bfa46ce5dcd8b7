"""Homework: the list, who may see it, reminders by mail, results, the printed list."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from procrastinate.contrib.django import app

from groups.actions import homework as actions
from groups.models import Homework, Member, Organization, Roundtable
from groups.overview.meetings import homework_due
from groups.reports.homework import homework_list
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.tables import in_days, make_meeting, make_member, make_roundtable

ClientOf = Callable[[User | None], Client]
Outbox = Callable[..., object]


@pytest.fixture
def table(wakaba: District) -> Roundtable:
    return make_roundtable(wakaba)


@pytest.fixture
def member(table: Roundtable, organization: Organization) -> Member:
    return make_member(table, "岡田 恵", organization, email="okada@example.jp")


def give(table: Roundtable, text: str = "保険を調べる", days: int | None = 0, **fields: object) -> Homework:
    meeting = table.meetings.first() or make_meeting(table, -30)
    due_on = None if days is None else in_days(days)
    return actions.save_homework(Homework(meeting=meeting, text=text, due_on=due_on, **fields))


def remind(days: int, capture: Outbox) -> int:
    """How many mails go out so many days from today."""
    with capture(execute=True):
        return actions.remind_of_homework(in_days(days))


# -- Reminders --------------------------------------------------------------------------------------------------------


def test_reminders_three_days_before_and_weekly_when_overdue(
    table: Roundtable, member: Member, django_capture_on_commit_callbacks: Outbox
) -> None:
    give(table, days=10, owner=member)
    sent = [day for day in range(30) if remind(day, django_capture_on_commit_callbacks)]
    assert sent == [7, 11, 18, 25]


def test_a_second_run_on_the_same_day_sends_nothing(
    table: Roundtable, member: Member, django_capture_on_commit_callbacks: Outbox
) -> None:
    give(table, days=2, owner=member)
    assert [remind(0, django_capture_on_commit_callbacks) for _ in range(3)] == [1, 0, 0]
    assert len(mail.outbox) == 1
    assert Homework.objects.get().reminded_on == timezone.localdate()


def test_one_mail_tells_all_that_a_member_has_to_do(
    table: Roundtable, member: Member, django_capture_on_commit_callbacks: Outbox
) -> None:
    give(table, "保険を調べる", days=2, owner=member)
    give(table, "カードを置く店を探す", days=-3, owner=member)
    assert remind(0, django_capture_on_commit_callbacks) == 1
    [message] = mail.outbox
    assert message.to == ["okada@example.jp"]
    assert message.subject == "【若葉地区】話し合いの場の宿題のお知らせ（2件）"
    assert "特別養護老人ホーム若葉の里 岡田 恵 様" in message.body
    assert message.body.index("カードを置く店を探す") < message.body.index("保険を調べる")
    assert "（期限が過ぎています）" in message.body


def test_nobody_is_reminded_of_what_is_not_theirs_to_do(
    table: Roundtable, member: Member, django_capture_on_commit_callbacks: Outbox
) -> None:
    without_mail = make_member(table, "石川 正子")
    former = make_member(table, "前の 委員", email="former@example.jp", ended_on=in_days(-1))
    give(table, "メールのない人", days=-1, owner=without_mail)
    give(table, "やめた人", days=-1, owner=former)
    give(table, "委員でない人", days=-1, owner_name="市社協 地区担当")
    give(table, "済んだこと", days=-1, owner=member, state=Homework.State.DONE)
    give(table, "期限のないこと", days=None, owner=member)
    give(table, "まだ先のこと", days=4, owner=member)
    assert remind(0, django_capture_on_commit_callbacks) == 0


# -- The list ---------------------------------------------------------------------------------------------------------


def test_homework_of_another_district_is_not_found(
    table: Roundtable, stranger: User, client_of: ClientOf
) -> None:
    piece = give(table)
    client = client_of(stranger)
    assert client.get(f"/shiomidai/councils/homework/{piece.pk}/").status_code == 404
    assert (
        client.post(f"/shiomidai/councils/homework/{piece.pk}/close/", {"state": "done"}).status_code == 404
    )


def texts_of(client: Client, query: str = "") -> list[str]:
    """What the list holds, read from its own file."""
    content = client.get(f"/wakaba/councils/homework/?format=xlsx{query}").content
    rows = load_workbook(BytesIO(content)).worksheets[0].iter_rows(min_row=2, values_only=True)
    return [str(row[0]) for row in rows]


def test_filters(table: Roundtable, member: Member, coordinator: User, client_of: ClientOf) -> None:
    late = give(table, "遅れている", days=-1, owner=member)
    give(table, "これから", days=5)
    give(table, "できた", days=-9, state=Homework.State.DONE)
    client = client_of(coordinator)
    assert texts_of(client) == ["遅れている", "これから"]
    assert texts_of(client, "&state=overdue") == ["遅れている"]
    assert texts_of(client, "&state=done") == ["できた"]
    assert texts_of(client, "&state=all") == ["できた", "遅れている", "これから"]
    assert texts_of(client, f"&member={member.pk}") == ["遅れている"]
    assert texts_of(client, f"&meeting={late.meeting_id}&q=これ") == ["これから"]


def test_result_is_kept_and_can_be_taken_back(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    piece = give(table)
    client = client_of(coordinator)
    client.post(
        f"/wakaba/councils/homework/{piece.pk}/close/", {"state": "done", "result": "来月から試します"}
    )
    piece.refresh_from_db()
    assert (piece.state, piece.result, piece.done_on) == ("done", "来月から試します", timezone.localdate())
    client.post(f"/wakaba/councils/homework/{piece.pk}/reopen/")
    piece.refresh_from_db()
    assert (piece.state, piece.done_on) == ("open", None)


def test_the_owner_sits_at_the_same_table(table: Roundtable, member: Member) -> None:
    other = make_roundtable(table.district, name="別の会議")
    meeting = make_meeting(other)
    with pytest.raises(ValidationError) as caught:
        actions.save_homework(Homework(meeting=meeting, text="調べる", owner=member))
    assert caught.value.message_dict == {"owner": ["この協議体の委員から選んでください。"]}


def test_a_wrong_date_keeps_what_was_typed(table: Roundtable, coordinator: User, client_of: ClientOf) -> None:
    meeting = make_meeting(table)
    response = client_of(coordinator).post(
        "/wakaba/councils/homework/add/",
        {"meeting": meeting.pk, "text": "保険を調べる", "due_on": "13月40日"},
    )
    assert response.status_code == 422
    assert "保険を調べる" in response.content.decode() and "13月40日" in response.content.decode()


def test_the_desk_tells_what_is_due(
    table: Roundtable, member: Member, coordinator: User, editor: User
) -> None:
    give(table, "遅れている", days=-2, owner=member)
    give(table, "もうすぐ", days=3)
    give(table, "まだ先", days=4)
    due = homework_due(access_for(coordinator, table.district))
    assert [item.text for item in due.items] == [
        "遅れている（特別養護老人ホーム若葉の里 岡田 恵・2日過ぎています）",
        "もうすぐ（あと3日）",
    ]
    assert homework_due(access_for(editor, table.district)).count == 0


def test_the_list_costs_the_same_for_one_and_three(
    table: Roundtable,
    organization: Organization,
    coordinator: User,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable,
) -> None:
    client = client_of(coordinator)
    for number in range(3):
        give(table, f"こと{number}", owner=make_member(table, f"委員 {number}", organization))
        with django_assert_max_num_queries(10):
            client.get("/wakaba/councils/homework/")


# -- The printed list -------------------------------------------------------------------------------------------------


def test_the_printed_list_names_persons_only_when_asked(
    table: Roundtable, member: Member, coordinator: User
) -> None:
    give(table, "遅れている", days=-1, owner=member)
    give(table, "委員でない人の", days=1, owner_name="山田 太郎")
    access = access_for(coordinator, table.district)
    public = homework_list(access, names=False, states=["open"])
    assert [(row.owner, row.days_left, row.is_overdue) for row in public.rows] == [
        ("特別養護老人ホーム若葉の里", -1, True),
        ("委員のほかの方", 1, False),
    ]
    assert (public.open_count, public.overdue_count) == (2, 1)
    internal = homework_list(access, names=True)
    assert [row.owner for row in internal.rows] == ["特別養護老人ホーム若葉の里 岡田 恵", "山田 太郎"]


def test_only_who_may_read_names_prints_them(
    table: Roundtable, editor: User, coordinator: User, client_of: ClientOf
) -> None:
    give(table)
    address = "/wakaba/reports/homework/?variant=internal&recipients=委員12名"
    assert client_of(coordinator).get(address).status_code == 200
    assert client_of(editor).get(address).status_code == 403
    assert client_of(editor).get("/wakaba/reports/homework/").status_code == 200


# The second is the task's name of an earlier release: what was queued then is done after an upgrade.
@pytest.mark.parametrize(
    "task", ["groups.tasks.meetings.remind_of_homework", "groups.tasks.remind_of_homework"]
)
def test_nothing_is_sent_at_night(
    task: str,
    table: Roundtable,
    member: Member,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Outbox,
) -> None:
    give(table, days=1, owner=member)
    moments = {hour: timezone.localtime().replace(hour=hour) for hour in (7, 8)}
    sent = {}
    for hour, moment in moments.items():
        monkeypatch.setattr(timezone, "localtime", lambda *_, moment=moment: moment)
        with django_capture_on_commit_callbacks(execute=True):
            app.tasks[task](timestamp=0)
        sent[hour] = len(mail.outbox)
    assert sent == {7: 0, 8: 1}


def test_a_day_before_is_no_reason_to_write_twice(
    table: Roundtable, member: Member, django_capture_on_commit_callbacks: Outbox
) -> None:
    """A new date in the future begins the reminders anew."""
    piece = give(table, days=0, owner=member)
    assert remind(0, django_capture_on_commit_callbacks) == 1
    piece.refresh_from_db()
    piece.due_on = timezone.localdate() + timedelta(days=10)
    actions.save_homework(piece)
    assert [day for day in range(12) if remind(day, django_capture_on_commit_callbacks)] == [7, 11]
