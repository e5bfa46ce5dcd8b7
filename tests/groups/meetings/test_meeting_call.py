"""Inviting to a meeting: the text, mails, who was told otherwise."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.core import mail
from django.utils import timezone

from groups.actions import meetings, minutes
from groups.models import Attendance, Meeting, Roundtable
from groups.reports.meetings import Convocation, Letter, convocation_text
from portal.models import User
from tests.groups.meetings.records import ClientOf
from tests.groups.tables import make_member


def test_the_text_says_when_where_and_about_what(meeting: Meeting) -> None:
    meeting.held_on, meeting.starts_at, meeting.ends_at = date(2026, 5, 23), time(13, 30), time(15)
    minutes.add_item(meeting, title="移動販売 & 荷物運び")
    text = convocation_text(meeting)
    assert "日時：2026年（令和8年）5月23日（土） 午後1時30分から午後3時まで" in text
    assert "場所：若葉会館" in text and "  1. 移動販売 & 荷物運び" in text
    assert "出欠を、2026年5月20日（水）までにお知らせください。" in text


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        (
            "協議体 委員の皆さま\r\n\r\n若葉地区社協\r\n\r\n開きます。\r\n\r\n場所：会館",
            Letter("協議体 委員の皆さま", "若葉地区社協", "開きます。\n\n場所：会館"),
        ),
        ("若葉地区社協\n\n開きます。", Letter("", "若葉地区社協", "開きます。")),
        ("開きます。\n皆さま", Letter("開きます。\n皆さま", "", "")),
        ("", Letter("", "", "")),
    ],
)
def test_a_letter_begins_with_whom_it_goes_to_and_who_sends_it(text: str, letter: Letter) -> None:
    day = date(2026, 5, 23)
    document = Convocation(
        title="招集通知", issuer="若葉地区社協", enquiries="", as_of=day, occasion="", text=text, recipients=(), seats=(),
        held_on=day, reply_by=day, fax="",
    )  # fmt: skip
    assert document.letter == letter


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
