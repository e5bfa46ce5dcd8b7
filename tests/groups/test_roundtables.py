"""Round tables and their members: what residents see of them, terms, and the copy into the next year."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import meetings
from groups.actions import roundtables as actions
from groups.actions.homework import save_homework
from groups.actions.merging import merge_organizations, unmerge_organization
from groups.models import Attendance, Homework, Meeting, Member, Organization, Roundtable
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from tests.days import today
from tests.groups.factory import make_organization
from tests.groups.tables import make_meeting, make_member, make_roundtable

ClientOf = Callable[[User | None], Client]


def this_year() -> FiscalYear:
    return FiscalYear.of(today())


@pytest.fixture
def table(wakaba: District) -> Roundtable:
    return make_roundtable(wakaba, purpose="困りごとを話し合う場です。")


def test_residents_read_organisations_and_never_names(
    client: Client, table: Roundtable, organization: Organization
) -> None:
    make_member(table, "岡田 恵", organization, email="okada@example.jp", phone="000-1111-2222")
    make_member(table, "久保 千代", affiliation="公募の住民")
    hidden = make_organization(table.district, name="まだ公開していない会", is_public=False)
    make_member(table, "名無 権兵衛", hidden)
    page = client.get(f"/wakaba/councils/{table.pk}/").content.decode()
    assert "特別養護老人ホーム若葉の里" in page and "公募の住民" in page and "委員は3人です" in page
    for secret in ("岡田", "久保", "名無", "okada@example.jp", "000-1111-2222", "まだ公開していない会"):
        assert secret not in page


def test_a_round_table_is_not_found_in_another_district(
    client: Client, table: Roundtable, shiomidai: District
) -> None:
    assert client.get(f"/shiomidai/councils/{table.pk}/").status_code == 404


def test_an_ended_round_table_is_listed_inside_only_and_keeps_its_page(
    client: Client, table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    table.is_active = False
    actions.save_roundtable(table)
    assert table.name not in client.get("/wakaba/councils/").content.decode()
    assert table.name in client_of(coordinator).get("/wakaba/councils/").content.decode()
    assert client.get(f"/wakaba/councils/{table.pk}/").status_code == 200


def test_mail_and_phone_of_former_members_are_erased_after_a_year(table: Roundtable) -> None:
    last = date(2026, 3, 31)
    make_member(table, "今の 委員", email="now@example.jp", started_on=date(2025, 4, 1))
    former = make_member(table, "前の 委員", email="former@example.jp", phone="000-1111-2222", ended_on=last)
    assert actions.purge_member_contacts(date(2027, 3, 31)) == 0
    assert actions.purge_member_contacts(date(2027, 4, 1)) == 1
    former.refresh_from_db()
    assert (former.name, former.email, former.phone) == ("前の 委員", "", "")
    assert set(former.versions.values_list("email", "phone")) == {("", "")}
    assert actions.purge_member_contacts(date(2027, 4, 1)) == 0
    assert Member.objects.with_mail().count() == 1


def test_a_coordinator_enters_members_one_after_the_other(
    table: Roundtable, organization: Organization, coordinator: User, client_of: ClientOf
) -> None:
    response = client_of(coordinator).post(
        f"/wakaba/councils/{table.pk}/members/add/",
        {
            "name": "岡田　恵",
            "kana": "オカダ メグミ",
            "organization": organization.pk,
            "affiliation": "これは使われない",
            "phone": "００００００１１１１",
            "another": "yes",
        },
    )
    assert response["Location"] == f"/wakaba/councils/{table.pk}/members/add/"
    member = table.members.get()
    assert (member.name, member.kana, member.affiliation) == ("岡田 恵", "おかだ めぐみ", "")
    assert member.label == "特別養護老人ホーム若葉の里 岡田 恵"


def test_a_term_cannot_end_before_it_begins(table: Roundtable) -> None:
    with pytest.raises(ValidationError) as caught:
        make_member(table, started_on=date(2026, 4, 1), ended_on=date(2026, 3, 31))
    assert caught.value.messages == ["任期の終わりは、始まりより後の日にしてください。"]


def test_members_of_a_day_and_of_a_year(table: Roundtable) -> None:
    always = make_member(table, "いつも いる")
    once = make_member(table, "前の 委員", started_on=date(2024, 4, 1), ended_on=date(2025, 9, 30))
    assert list(Member.objects.on(date(2025, 9, 30))) == [always, once]
    assert list(Member.objects.on(date(2025, 10, 1))) == [always]
    assert list(Member.objects.in_year(FiscalYear(2025))) == [always, once]
    assert list(Member.objects.in_year(FiscalYear(2026))) == [always]


def test_copying_renews_the_term_and_takes_open_homework_along(table: Roundtable) -> None:
    year = FiscalYear(2026)
    member = make_member(table, started_on=date(2025, 4, 1), ended_on=date(2026, 3, 31), email="a@example.jp")
    meeting = make_meeting(table)
    done = save_homework(
        Homework(meeting=meeting, text="済んだこと", owner=member, state=Homework.State.DONE)
    )
    todo = save_homework(Homework(meeting=meeting, text="これから", owner=member))

    [copy] = actions.copy_members([member], year=year)
    assert (copy.name, copy.email) == (member.name, "a@example.jp")
    assert (copy.started_on, copy.ended_on) == (date(2026, 4, 1), date(2027, 3, 31))
    done.refresh_from_db()
    todo.refresh_from_db()
    assert (done.owner, todo.owner) == (member, copy)
    # Doing it again makes nobody sit there twice.
    assert actions.copy_members([member], year=year) == []


def test_the_page_copies_those_that_stay(table: Roundtable, coordinator: User, client_of: ClientOf) -> None:
    stays = make_member(table, "続く 人", started_on=this_year().start, ended_on=this_year().end)
    make_member(table, "やめる 人", started_on=this_year().start, ended_on=this_year().end)
    make_member(table, "途中の 人", started_on=this_year().start, ended_on=this_year().next.end)
    address = f"/wakaba/councils/{table.pk}/members/copy/"
    page = client_of(coordinator).get(address).content.decode()
    assert "続く 人" in page and "途中の 人" not in page
    client_of(coordinator).post(address, {"members": [stays.pk], "ended_on": this_year().next.end})
    names = [member.name for member in table.members.in_year(this_year().next)]
    assert names == ["途中の 人", "続く 人"]


def test_a_member_with_records_is_ended_not_deleted(
    table: Roundtable, coordinator: User, client_of: ClientOf
) -> None:
    member = make_member(table)
    meeting = make_meeting(table)
    meetings.save_attendance(meeting, states={member: (Attendance.State.PRESENT, "")})
    response = client_of(coordinator).post(f"/wakaba/councils/{table.pk}/members/{member.pk}/delete/")
    assert response.status_code == 422
    assert "やめた方は「任期の終わり」を入力してください。" in response.content.decode()
    newcomer = make_member(table, "まちがい 太郎")
    client_of(coordinator).post(f"/wakaba/councils/{table.pk}/members/{newcomer.pk}/delete/")
    assert list(table.members.all()) == [member]


def test_a_seat_follows_its_organisation_into_a_merged_record(
    table: Roundtable, organization: Organization
) -> None:
    duplicate = make_organization(table.district, name="若葉の里")
    member = make_member(table, "岡田 恵", duplicate)
    merge_organizations(duplicate, into=organization)
    member.refresh_from_db()
    assert member.organization == organization
    unmerge_organization(duplicate)
    member.refresh_from_db()
    assert member.organization == duplicate


def test_meetings_of_a_year_are_counted(client: Client, table: Roundtable) -> None:
    table.meetings_a_year = 3
    actions.save_roundtable(table)
    make_meeting(table, held_on=timezone.localdate(), state=Meeting.State.HELD)
    make_meeting(table, held_on=timezone.localdate(), state=Meeting.State.DRAFT)
    page = client.get("/wakaba/councils/").content.decode()
    assert f"{this_year().era_label}は1回開きました（めやす 年3回）" in page


def test_two_people_edit_one_round_table(
    table: Roundtable, coordinator: User, chair: User, client_of: ClientOf
) -> None:
    address = f"/wakaba/councils/{table.pk}/edit/"
    opened = {"name": table.name, "layer": "2", "purpose": table.purpose, "is_active": "on", "version": 1}
    client_of(coordinator).post(address, opened | {"purpose": "コーディネーターの文"})
    response = client_of(chair).post(address, opened | {"purpose": "会長の文"})
    assert response.status_code == 422
    assert "コーディネーターの文" in response.content.decode()
    table.refresh_from_db()
    assert table.purpose == "コーディネーターの文"


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_list_costs_the_same_for_one_and_three(
    signed_in: bool,
    table: Roundtable,
    coordinator: User,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable,
) -> None:
    client = client_of(coordinator if signed_in else None)
    for number in range(3):
        other = make_roundtable(table.district, name=f"会{number}")
        make_member(other)
        for days in (-100, -3, 10):
            make_meeting(other, days, state=Meeting.State.CALLED, is_open=True)
        for address in ("/wakaba/councils/", f"/wakaba/councils/{other.pk}/"):
            with django_assert_max_num_queries(10 if signed_in else 6):
                assert client.get(address).status_code == 200
