"""The registry's importer: open data into organisations and facilities, again, changed, and taken back."""

import csv
import io
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from groups.imports import OrganizationImporter
from groups.models import Facility, Organization
from portal import history, search
from portal.imports import actions
from portal.models import District, Import, ImportRow, Neighborhood, User
from portal.permissions import access_for
from tests.groups.factory import make_activity, make_facility, make_need, make_offer, make_organization
from tests.portal.imports.outcomes import outcomes

DATA = Path(__file__).parents[1] / "data" / "imports"


def linked() -> bytes:
    return (DATA / "linked_facilities.csv").read_bytes()


def as_workbook(content: bytes) -> bytes:
    """The same list as a workbook, without the lines before the headings."""
    rows = [
        row
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))
        if row and not row[0].startswith("#object") and not row[0].startswith("#property_")
    ]
    heading = next(number for number, row in enumerate(rows) if row[0] == "#property")
    book = Workbook()
    for row in rows[heading:]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_linked_open_data_become_facilities(bring: Callable[..., Import], wakaba: District) -> None:
    record = bring(linked())
    assert record.state == Import.State.COMMITTED
    first = record.rows.order_by("number").first()
    organization = Organization.objects.get(pk=first.record_id)
    assert (organization.name, organization.district) == (first.values["name"], wakaba)
    assert organization.category.slug == "facility"
    assert organization.latitude == first.values["latitude"]
    assert organization.has_consent and organization.consent_by == "公開資料から"
    assert organization.facility.services == first.values["services"]
    assert organization.facility.capacity == first.values["capacity"]
    assert organization.source["license"].startswith("http")
    assert [version.label for version in history.versions_of(organization)] == ["登録"]
    assert Organization.objects.count() == outcomes(record)[ImportRow.Outcome.CREATE]


def test_numbers_of_a_list_that_is_not_public_stay_hidden(bring: Callable[..., Import]) -> None:
    bring(linked(), is_published=False)
    assert not Organization.objects.filter(consent_on__isnull=False).exists()


def test_imported_records_are_found(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    record = bring(linked())
    name = record.rows.order_by("number").first().values["name"]
    found = search.find(access_for(coordinator, wakaba), wakaba, name)
    assert [hit.url for hit in found[:1]] == [f"/wakaba/groups/{Organization.objects.get(name=name).pk}/"]


def test_the_workbook_of_the_same_list_finds_the_records(bring: Callable[..., Import]) -> None:
    bring(linked())
    again = bring(as_workbook(linked()), "list.xlsx", commit=False)
    assert set(outcomes(again)) == {ImportRow.Outcome.UNCHANGED}


def test_a_corrected_list_updates_and_a_local_edit_is_not_overwritten(bring: Callable[..., Import]) -> None:
    header = "名称,住所,電話番号,定員\r\n"
    bring(f"{header}若葉の里,若葉1-1,000-0000-0001,80\r\nくわの実,本村2,000-0000-0002,20\r\n".encode())
    local = Organization.objects.get(name="くわの実")
    local.public_phone = "000-0000-0099"
    history.save(local)
    record = bring(
        f"{header}若葉の里,若葉1-1,000-0000-0001,90\r\nくわの実,本村2,000-0000-0003,20\r\n".encode()
    )
    assert outcomes(record) == {ImportRow.Outcome.UPDATE: 1, ImportRow.Outcome.CONFLICT: 1}
    assert Facility.objects.get(organization__name="若葉の里").capacity == 90
    local.refresh_from_db()
    assert local.public_phone == "000-0000-0099"


def test_a_facility_is_made_when_a_list_first_tells_of_it(
    bring: Callable[..., Import], wakaba: District
) -> None:
    organization = make_organization(wakaba, kind="facility", name="若葉の里", public_phone="000-0000-0001")
    bring("名称,電話番号,開始時間,利用可能曜日\r\n若葉の里,000-0000-0001,8:30,月火\r\n".encode())
    facility = Facility.objects.get(organization=organization)
    assert (facility.opens_at, facility.weekdays) == (time(8, 30), [0, 1])


def test_an_edit_of_the_facility_alone_counts_as_a_local_edit(wakaba: District) -> None:
    organization = make_organization(wakaba, kind="facility")
    facility = make_facility(organization, capacity=20)
    before = OrganizationImporter().existing(wakaba)[organization.pk].version
    facility.capacity = 25
    history.save(facility)
    assert OrganizationImporter().existing(wakaba)[organization.pk].version != before


def test_an_import_is_taken_back_as_a_whole(
    bring: Callable[..., Import], wakaba: District, coordinator: User
) -> None:
    kept = make_organization(
        wakaba, kind="facility", name="若葉の里", public_phone="000-0000-0001", address="若葉1"
    )
    record = bring(
        "名称,住所,電話番号\r\n若葉の里,若葉1,000-0000-0001\r\n潮風,潮風2,000-0000-0002\r\n".encode()
    )
    assert Organization.objects.count() == 2
    actions.start_undo(record, by=coordinator)
    assert [organization.pk for organization in Organization.objects.all()] == [kept.pk]


def test_what_people_added_to_is_not_deleted_when_an_import_is_taken_back(
    bring: Callable[..., Import], wakaba: District, coordinator: User
) -> None:
    record = bring("名称\r\n茶話会\r\n体操\r\n写真部\r\n若葉会\r\n".encode())
    made = {organization.name: organization for organization in Organization.objects.all()}
    make_activity(made["茶話会"])
    made["体操"].contacts.add(coordinator)
    made["写真部"].neighborhoods.add(Neighborhood.objects.create(district=wakaba, name="川原"))
    actions.start_undo(record, by=coordinator)
    record.refresh_from_db()
    assert {organization.name for organization in Organization.objects.all()} == {"茶話会", "体操", "写真部"}
    assert record.counts == {"created": 4, "left": 3, "deleted": 1}


def test_records_of_another_district_are_out_of_reach(
    bring: Callable[..., Import], shiomidai: District
) -> None:
    other = make_organization(shiomidai, kind="facility", name="若葉の里", public_phone="000-0000-0001")
    record = bring("名称,電話番号\r\n若葉の里,000-0000-0001\r\n".encode())
    assert outcomes(record) == {ImportRow.Outcome.CREATE: 1}
    other.refresh_from_db()
    assert other.version == 1


@pytest.mark.parametrize(
    "name",
    [
        "old_care_services.csv",
        "old_public_facilities_cp932.csv",
        "new_public_facilities.csv",
        "linked_offices.csv",
        "linked_centres.csv",
        "plain_groups_utf16.tsv",
    ],
)
def test_lists_of_all_generations_come_in(name: str, bring: Callable[..., Import]) -> None:
    record = bring((DATA / name).read_bytes(), name)
    assert record.state == Import.State.COMMITTED
    assert outcomes(record).keys() == {ImportRow.Outcome.CREATE}


@pytest.mark.parametrize(
    "name",
    [
        "linked_facilities.csv",
        "linked_offices.csv",
        "old_public_facilities_cp932.csv",
        "old_care_services.csv",
        "new_public_facilities.csv",
        "plain_groups_utf16.tsv",
    ],
)
def test_the_same_list_again_changes_nothing(name: str, bring: Callable[..., Import]) -> None:
    content = (DATA / name).read_bytes()
    first = bring(content)
    assert outcomes(bring(content, commit=False)) == {"unchanged": first.counts["created"]}


def test_records_of_the_whole_city_are_told_and_left_alone(
    bring: Callable[..., Import], wakaba: District, shiomidai: District
) -> None:
    make_organization(
        None, name="市社協", kind="agency", public_phone="000-678-0001", consent_on=date(2025, 4, 1)
    )
    make_organization(None, name="下書き", kind="agency", is_public=False)
    guest = make_organization(shiomidai, name="てのひら", public_phone="000-678-0009")
    guest.served_districts.add(wakaba)
    record = bring("名称,電話番号\r\n市社協,000-678-0001\r\nてのひら,\r\n下書き,\r\n".encode())
    first, second, third = record.rows.all()
    assert (first.outcome, first.result) == ("locked", "skipped")
    assert first.candidates[0]["locked"] == "市全体の団体・施設です"
    assert (second.outcome, second.candidates[0]["locked"]) == ("duplicate", f"{shiomidai}の団体・施設です")
    assert third.outcome == "create"
    assert actions.decide(record, {second.number: f"same:{guest.pk}"}) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_records_there_are_take_the_same_number_of_queries(count: int, wakaba: District) -> None:
    for number in range(count):
        organization = make_organization(wakaba, name=f"会{number}")
        make_facility(organization)
        for _ in range(count):
            make_activity(organization)
            make_offer(organization)
            make_need(organization, state="resting")
    with CaptureQueriesContext(connection) as queries:
        OrganizationImporter().existing(wakaba)
    assert len(queries) == 11


def test_the_history_tells_which_file_it_was(
    bring: Callable[..., Import], coordinator: User, wakaba: District, client: Client
) -> None:
    make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    record = bring("名称,電話番号,住所\r\nみみの会,000-678-0001,若葉1\r\n".encode(), "名簿.csv")
    actions.start_undo(record, by=coordinator)
    organization = Organization.objects.get()
    versions = history.versions_of(organization)
    assert [version.origin for version in versions] == [
        "取り込みの取り消し（名簿.csv）",
        "取り込み（名簿.csv）",
        "",
    ]
    assert versions[0].by == str(coordinator)
    client.force_login(coordinator)
    page = client.get(f"/wakaba/groups/{organization.pk}/history/").content.decode()
    assert f'<a href="{record.get_absolute_url()}">取り込み（名簿.csv）</a>' in page
