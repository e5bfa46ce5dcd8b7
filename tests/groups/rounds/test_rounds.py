"""The yearly round: asking, reminders, progress, its list, and who may."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from groups.actions import rounds
from groups.models import Organization, Round, Sheet
from groups.overview.rounds import returned_sheets, sheets_to_call
from groups.reports.rounds import round_progress
from portal.models import District, User
from portal.permissions import access_for
from tests.days import today
from tests.groups.factory import make_contact, make_organization
from tests.groups.rounds.records import answered

# -- Starting and asking ---------------------------------------------------------------------------------------------


def test_a_sheet_for_each_organisation_that_exists(wakaba: District, shiomidai: District, salon) -> None:
    make_organization(wakaba, name="休み", status="paused")
    make_organization(wakaba, name="解散", status="dissolved")
    make_organization(shiomidai, name="よその地区")
    make_organization(None, name="市域")
    running = rounds.start_round(district=wakaba, due_on=today())
    assert [(item.number, item.organization.name) for item in running.sheets.all()] == [
        (1, "休み"),
        (2, "サロンひだまり"),
    ]
    late = make_organization(wakaba, name="新しい団体")
    assert [(item.number, item.organization) for item in rounds.add_sheets(running)] == [(3, late)]
    assert rounds.add_sheets(running) == []


def test_one_round_a_year(running: Round, wakaba: District) -> None:
    with pytest.raises(ValidationError) as caught:
        rounds.start_round(district=wakaba, due_on=today())
    assert caught.value.messages == ["この年度の確認は、すでに始まっています。"]


def test_starting_mails_who_has_an_address(
    salon, wakaba: District, coordinator: User, client_of, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    make_organization(wakaba, name="みみの会")
    client = client_of(coordinator)
    page = client.get("/wakaba/rounds/start/").content.decode()
    assert "始めて、1団体にメールを送る" in page
    due = today() + timedelta(days=14)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/wakaba/rounds/start/", {"due_on": due.isoformat(), "letter": "お願いします。", "mails": "1"}
        )
    sheet = Sheet.objects.get(organization=salon)
    assert [message.to for message in mailoutbox] == [["mori@example.jp"]]
    assert sheet.link_path in mailoutbox[0].body
    assert (sheet.sent_on, sheet.sent_to) == (today(), "mori@example.jp")
    assert Sheet.objects.get(organization__name="みみの会").sent_on is None


def test_nobody_is_asked_twice_nor_reminded_twice_a_day(
    sheet, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert [rounds.mail_sheet(sheet), rounds.mail_sheet(sheet)] == [True, False]
        assert not rounds.mail_sheet(sheet, reminding=True)  # asked today
        tomorrow = today() + timedelta(days=1)
        told = [rounds.mail_sheet(sheet, reminding=True, today=tomorrow) for _ in range(2)]
    assert told == [True, False]
    assert ["再度のお願い" in message.subject for message in mailoutbox] == [False, True]


def test_the_button_reminds_once(
    sheet, coordinator: User, client_of, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(sent_on=today() - timedelta(days=7))
    client = client_of(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/wakaba/rounds/{sheet.round_id}/remind/")
        page = client.post(f"/wakaba/rounds/{sheet.round_id}/remind/", follow=True).content.decode()
    assert len(mailoutbox) == 1
    assert "催促は1日に1回までです" in page


# -- Progress --------------------------------------------------------------------------------------------------------


def test_progress_and_the_desk(
    sheet, running, wakaba, coordinator: User, city: User, editor: User, client_of
) -> None:
    access = access_for(coordinator, wakaba)
    # The other one has no mail address.
    assert [item.text for item in sheets_to_call(access).items] == ["みみの会　山田花子 000-9000-0002"]
    answered(sheet)
    progress = round_progress(running)
    assert (progress.asked, progress.answered, progress.percent, progress.by_paper) == (2, 1, 50, 1)
    assert [item.text for item in returned_sheets(access).items] == ["サロンひだまり（紙・FAX）"]
    assert returned_sheets(access_for(editor, wakaba)).count == 0

    other = running.sheets.exclude(pk=sheet.pk).get()
    client = client_of(coordinator)
    client.post(f"/wakaba/rounds/sheets/{other.pk}/call/")
    assert sheets_to_call(access).count == 0
    client.post(f"/wakaba/rounds/sheets/{other.pk}/skip/")
    assert round_progress(running).percent == 100
    client.post(f"/wakaba/rounds/sheets/{other.pk}/skip/")
    assert round_progress(running).percent == 50


def test_who_dissolved_meanwhile_is_asked_no_more(sheet, running, salon) -> None:
    Organization.objects.filter(pk=salon.pk).update(status="dissolved")
    assert round_progress(running).asked == 1
    assert [item.sheet_count for item in Round.objects.with_counts()] == [1]
    assert not rounds.mail_sheet(sheet)
    answered(sheet)
    assert round_progress(running).asked == 2


def test_the_list_is_filtered_and_exported(sheet, running, city: User, client_of) -> None:
    client = client_of(city)
    answered(sheet)
    page = client.get(f"/wakaba/rounds/{running.pk}/?state=sent").content.decode()
    assert "みみの会" in page and "サロンひだまり" not in page.split('id="results"')[1]
    assert "みみの会" in client.get(f"/wakaba/rounds/{running.pk}/?state=incomplete").content.decode()
    response = client.get(f"/wakaba/rounds/{running.pk}/?format=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert [row[1] for row in rows] == ["団体・施設", "みみの会", "サロンひだまり"]


@pytest.mark.parametrize("path", ["/wakaba/rounds/", "/wakaba/rounds/{round}/", "/wakaba/network/"])
def test_lists_cost_the_same_for_one_and_three(
    path: str, running, wakaba, coordinator: User, client_of, django_assert_max_num_queries
) -> None:
    client = client_of(coordinator)
    path = path.format(round=running.pk)
    client.get(path)
    with django_assert_max_num_queries(11) as few:
        client.get(path)
    for number in range(3):
        make_contact(make_organization(wakaba, name=f"団体{number}", fields=["welfare"]))
    rounds.add_sheets(running)
    rounds.start_round(district=wakaba, due_on=date(2021, 5, 1), starts_on=date(2021, 4, 1))
    with django_assert_max_num_queries(len(few)):
        client.get(path)


# -- Who may ---------------------------------------------------------------------------------------------------------


def test_sheets_of_another_district_are_not_found(sheet, stranger: User, client_of) -> None:
    client = client_of(stranger)
    for path in (f"sheets/{sheet.pk}/", f"{sheet.round_id}/", f"sheets/{sheet.pk}/enter/"):
        assert client.get(f"/shiomidai/rounds/{path}").status_code == 404
    assert client.post(f"/shiomidai/rounds/sheets/{sheet.pk}/apply/", {"all": 1}).status_code == 404
