"""Meetings on paper: minutes (会議録), invitation (招集通知), the sheet for the door (出席簿)."""

import io

import openpyxl
import pypdf
from django.test import Client
from django.utils.html import strip_tags

from groups.models import Meeting, Roundtable
from groups.reports.minutes import minutes_document
from portal.models import User
from portal.permissions import access_for
from tests.groups.meetings.records import SECRETS, ClientOf
from tests.groups.tables import make_meeting, make_member
from tests.printing import printed


def pdf_pages(client: Client, query: str) -> list[str]:
    response = printed(client, f"/wakaba/reports/{query}")
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def pdf_text(client: Client, query: str) -> str:
    return "".join(pdf_pages(client, query))


def squeezed(text: str) -> str:
    return "".join(text.split())


def preview_text(client: Client, query: str) -> str:
    """What stands on the sheet, read from its preview: the same template draws both."""
    page = client.get(f"/wakaba/reports/{query}").content.decode()
    return squeezed(strip_tags(page.partition("<main")[2]))


def test_the_public_print_says_all_that_minutes_say_and_no_names(
    finished: Meeting, coordinator: User, client_of: ClientOf
) -> None:
    text = squeezed(pdf_text(client_of(coordinator), f"minutes.pdf?meeting={finished.pk}"))
    for told in (
        "若葉地区第2層協議体会議録",
        "会議名",
        "日時",
        "場所",
        "出席",
        "欠席",
        "議題",
        "資料",
        "地区カルテ",
        "車が空いている。",
        "決定事項",
        "月2回ためす。",
        "宿題",
        "2027年（令和9年）1月15日",
        "次回",
        "公開",
        "傍聴",
        "委員のほか",
    ):
        assert told in text, told
    assert [secret for secret in SECRETS if squeezed(secret) in text] == []
    assert "取扱注意" not in text


def test_the_internal_print_has_names_and_is_marked(
    finished: Meeting, coordinator: User, editor: User, client_of: ClientOf
) -> None:
    options = f"meeting={finished.pk}&variant=internal&recipients=委員3名"
    text = squeezed(pdf_text(client_of(coordinator), f"minutes.pdf?{options}"))
    assert "取扱注意" in text and "委員3名" in text
    assert [secret for secret in SECRETS if squeezed(secret) not in text] == []
    assert printed(client_of(editor), f"/wakaba/reports/minutes.pdf?{options}").status_code == 403


def test_the_workbook_has_the_same(finished: Meeting, coordinator: User, client_of: ClientOf) -> None:
    response = printed(client_of(coordinator), f"/wakaba/reports/minutes.xlsx?meeting={finished.pk}")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    facts = dict(row[:2] for row in book["会議"].iter_rows(min_row=2, values_only=True))
    assert (facts["傍聴"], facts["公開"], facts["資料"]) == (4, "公開", "地区カルテ")
    assert list(book["議題"].iter_rows(min_row=2, values_only=True))[0] == (
        1,
        "買い物に行く足がない",
        "車が空いている。",
        "月2回ためす。",
    )
    assert [row[0] for row in book["宿題"].iter_rows(min_row=2, values_only=True)] == [
        "保険を調べる",
        "行き先のない宿題",
    ]


def test_what_is_not_final_says_so(held: Meeting, coordinator: User) -> None:
    document = minutes_document(
        access_for(coordinator, held.roundtable.district), meeting=held, internal=False
    )
    assert (document.minutes.confirmed_on, document.minutes.is_public) == (None, False)


def test_the_editor_cannot_print_names_by_other_documents(
    finished: Meeting, editor: User, coordinator: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    assert client.get(f"/wakaba/reports/attendance/?meeting={finished.pk}").status_code == 403
    assert client.get(f"/wakaba/reports/convocation/?meeting={finished.pk}&copies=each").status_code == 422
    common = client.get(f"/wakaba/reports/convocation/?meeting={finished.pk}").content.decode()
    assert "岡田" not in common
    book = printed(client, f"/wakaba/reports/convocation.xlsx?meeting={finished.pk}").content
    cells = [
        cell for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet.values for cell in row
    ]
    assert not any("岡田" in str(cell) for cell in cells)


def test_letters_go_to_each_member_with_a_slip_to_answer(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    meeting = make_meeting(table, 9, topic="防災訓練")
    make_member(table, "岡田 恵", affiliation="若葉の里", email="okada@example.jp")
    make_member(table, "石川 正子", affiliation="けやき台自治会")
    client = client_of(coordinator)
    everybody = preview_text(client, f"convocation/?meeting={meeting.pk}&copies=each")
    assert (
        "若葉の里岡田恵様" in everybody
        and "けやき台自治会石川正子様" in everybody
        and "代理の出席" in everybody
    )
    on_paper = preview_text(client, f"convocation/?meeting={meeting.pk}&copies=paper&slip=no")
    assert "石川正子様" in on_paper and "岡田恵様" not in on_paper and "代理の出席" not in on_paper
    printed_pages = pdf_pages(client, f"convocation.pdf?meeting={meeting.pk}&copies=each")
    assert [("岡田恵様" in page, "石川正子様" in page) for page in map(squeezed, printed_pages)] == [
        (True, False),
        (False, True),
    ]


def test_the_sheet_for_the_door_has_room_to_tick(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    meeting = make_meeting(table, 9)
    make_member(table, "石川 正子", affiliation="けやき台自治会")
    text = squeezed(pdf_text(client_of(coordinator), f"attendance.pdf?meeting={meeting.pk}"))
    assert "けやき台自治会石川正子□□" in text and "取扱注意" in text and "配布先：会議の受付" in text
