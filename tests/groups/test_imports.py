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

from groups import actions as registry
from groups.actions.exchange import rest_entry
from groups.imports import OrganizationImporter
from groups.models import Activity, Facility, Offer, Organization
from groups.models.activities import a_year_from_now
from portal import history, search
from portal.imports import actions
from portal.models import District, Import, ImportRow, Neighborhood, SearchEntry, User
from portal.permissions import access_for
from tests.groups.factory import make_activity, make_facility, make_need, make_offer, make_organization

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


def outcomes(record: Import) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in record.rows.all():
        counts[row.outcome] = counts.get(row.outcome, 0) + 1
    return counts


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


# -- Our own words, and our own list that comes back ---------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "csv&encoding=cp932", "xlsx"])
def test_our_own_list_comes_back_unchanged(
    form: str, bring: Callable[..., Import], wakaba: District, coordinator: User, client: Client
) -> None:
    full = make_organization(
        wakaba,
        kana="みみのかい",
        purpose="１０人で｜緑野《みどりの》の話を聴きます。\nだれでも～𠮷野さんも〜。",
        public_phone="000-678-0001",
        public_email="mimi@example.jp",
        website="https://www.example.jp/",
        consent_on=date(2025, 4, 1),
        verified_on=date(2026, 1, 5),
        address="みどり野市若葉1-1",
        building="集会所2階",
        accessibility=["parking", "step_free"],
        issues="担い手",
        note="内部、のみ",
    )
    full.neighborhoods.add(Neighborhood.objects.create(district=wakaba, name="川原"))
    make_offer(full, "話し相手、見守り")
    make_offer(full, "｜緑野《みどりの》の会場（月・水）")
    make_need(full)
    make_activity(full)
    make_organization(wakaba, name="同じ名前", is_public=False, kind="salon")
    make_organization(wakaba, name="同じ名前", status="paused", kind="senior")
    make_organization(None, name="市社協", kind="agency")
    client.force_login(coordinator)
    content = client.get(f"/wakaba/groups/?format={form}").content
    record = bring(content, f"list.{form[:4].strip('&')}", commit=False)
    assert outcomes(record) == {"unchanged": 3, "locked": 1}


def test_readings_of_an_author_stay_where_our_own_list_comes_back(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    organization = make_organization(wakaba, name="｜緑野《みどりの》の会", public_phone="000-678-0001")
    make_offer(organization, "｜緑野《みどりの》の話")
    heading = "名称,電話番号,備考,できること"
    content = f"{heading}\r\n緑野の会,000-678-0001,新しい備考,緑野の話;会場\r\n"
    record = bring(content.encode(), commit=False)
    (row,) = record.rows.all()
    assert row.changes.keys() == {"note", "offers"}
    actions.decide(record, {row.number: "overwrite"})
    actions.start_commit(record, by=coordinator)
    organization.refresh_from_db()
    assert (organization.name, organization.note) == ("｜緑野《みどりの》の会", "新しい備考")
    assert board() == {"｜緑野《みどりの》の話": "open", "会場": "open"}


def test_a_name_corrected_in_our_own_list_changes_the_record(
    bring: Callable[..., Import], wakaba: District
) -> None:
    organization = make_organization(wakaba, name="さくら会")
    record = bring(f"名称,名簿のID\r\nさくら会若葉,{organization.pk}\r\n".encode(), commit=False)
    (row,) = record.rows.all()
    assert (row.outcome, row.changes) == ("conflict", {"name": ["さくら会", "さくら会若葉"]})


def test_the_key_alone_leads_to_no_record(bring: Callable[..., Import], wakaba: District) -> None:
    organization = make_organization(wakaba, name="さくら会")
    record = bring(f"名称,名簿のID\r\n写真部,{organization.pk}\r\n".encode(), commit=False)
    (row,) = record.rows.all()
    assert (row.outcome, row.candidates[0]["reasons"]) == ("duplicate", ["名簿のIDが同じ"])


@pytest.mark.parametrize("phone", ["", "000-678-0002"], ids=["one house", "and its telephone"])
def test_a_key_of_another_list_leads_past_no_record_that_fits(
    phone: str, bring: Callable[..., Import], wakaba: District
) -> None:
    """Two groups of one house: the key is that of the one, all the rest that of the other."""
    house = {"address": "みどり野市けやき台1-2", "consent_on": date(2025, 4, 1)}
    go = make_organization(wakaba, name="囲碁の会", public_phone=phone or "000-678-0001", **house)
    shodo = make_organization(wakaba, name="書道の会", public_phone="000-678-0002", **house)
    text = f"名称,住所,電話番号,名簿のID\r\n書道の会,みどり野市けやき台1-2,000-678-0002,{go.pk}\r\n"
    (row,) = bring(text.encode(), commit=False).rows.all()
    assert (row.outcome, row.record_id) == ("unchanged", shodo.pk)


def test_the_key_and_the_house_alone_lead_to_no_record(
    bring: Callable[..., Import], wakaba: District
) -> None:
    go = make_organization(wakaba, name="囲碁の会", address="みどり野市けやき台1-2")
    text = f"名称,住所,名簿のID\r\n書道の会,みどり野市けやき台1-2,{go.pk}\r\n"
    (row,) = bring(text.encode(), commit=False).rows.all()
    assert (row.outcome, row.candidates[0]["reasons"]) == ("duplicate", ["名簿のIDが同じ", "住所が同じ"])


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


def test_a_consent_that_was_taken_back_does_not_come_back_with_an_older_list(
    bring: Callable[..., Import], wakaba: District
) -> None:
    heading = "名称,電話番号,公開同意日\r\n"
    given = {"consent_on": date(2024, 4, 1), "consent_by": "会長"}
    taken_back = make_organization(wakaba, name="みみの会", public_phone="000-678-0001", **given)
    registry.withdraw_consent(taken_back)
    make_organization(wakaba, name="茶話会", public_phone="000-678-0003")
    make_organization(wakaba, name="ときわ会", public_phone="000-678-0004", **given)
    content = heading + "".join(
        f"{name},000-678-000{number},2025-04-01\r\n"
        for number, name in enumerate(["みみの会", "写真部", "茶話会", "ときわ会"], start=1)
    )
    record = bring(content.encode(), is_published=False)
    assert [row.outcome for row in record.rows.all()] == ["unchanged", "create", "update", "unchanged"]
    assert {each.name: (each.consent_on, each.consent_by) for each in Organization.objects.all()} == {
        "みみの会": (None, ""),
        "写真部": (date(2025, 4, 1), "取り込んだ一覧から"),
        "茶話会": (date(2025, 4, 1), "取り込んだ一覧から"),
        "ときわ会": (date(2024, 4, 1), "会長"),
    }
    told = {row.name: row.errors[0]["reason"] for row in record.rows.doubtful()}
    assert told["みみの会"].startswith("公開の同意が前に取り下げられているため")
    assert (
        told["ときわ会"] == "「2024-04-01」は、登録ずみの内容です。ファイルとはちがいますが、登録を残します。"
    )


def test_a_consent_that_an_undone_import_brought_was_not_taken_back(
    bring: Callable[..., Import], wakaba: District, coordinator: User
) -> None:
    made = make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    content = "名称,電話番号,公開同意日\r\nみみの会,000-678-0001,2025-04-01\r\n".encode()
    actions.start_undo(bring(content), by=coordinator)
    made.refresh_from_db()
    assert (made.consent_on, made.consent_by) == (None, "")
    bring(content)
    made.refresh_from_db()
    assert made.consent_on == date(2025, 4, 1)


def test_what_a_list_names_no_more_leaves_the_board_and_is_kept(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    heading = "名称,電話番号,できること\r\n"
    bring(f"{heading}みみの会,000-678-0001,話し相手;会場\r\n".encode())
    record = bring(f"{heading}みみの会,000-678-0001,話し相手;いす\r\n".encode())
    assert board() == {"話し相手": "open", "会場": "resting", "いす": "open"}
    actions.start_undo(record, by=coordinator)
    record.refresh_from_db()
    assert (record.state, record.counts["restored"]) == ("undone", 1)
    assert board() == {"話し相手": "open", "会場": "open"}


def test_activities_come_where_there_are_none(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    known = make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    make_activity(known, name="朗読", weekdays=[0])
    bare = make_organization(wakaba, name="茶話会", public_phone="000-678-0002")
    other = make_organization(wakaba, name="体操の会", public_phone="000-678-0003")
    heading = "名称,電話番号,ふだんの活動\r\n"
    text = "体操 毎月 第2・第4木曜日 10:00〜11:30 集会所、茶話会 毎週月曜日"
    content = (
        f"{heading}みみの会,000-678-0001,別の会 毎日\r\n写真部,,{text}\r\n"
        f"茶話会,000-678-0002,{text}\r\n体操の会,000-678-9999,{text}\r\n"
    ).encode()
    record = bring(content, commit=False)
    actions.decide(record, {5: f"same:{other.pk}"})
    actions.start_commit(record, by=coordinator)
    record.refresh_from_db()
    assert outcomes(record) == {"unchanged": 1, "create": 1, "update": 1, "duplicate": 1}
    assert [row.errors for row in record.rows.doubtful()] == [
        [
            {
                "column": "ふだんの活動",
                "value": "別の会 毎日",
                "reason": "「朗読 毎週月曜日」は、登録ずみの内容です。ファイルとはちがいますが、登録を残します。",
                "is_doubt": True,
            }
        ]
    ]
    assert [activity.name for activity in known.activities.all()] == ["朗読"]
    for each in (Organization.objects.get(name="写真部"), bare, other):
        assert [activity.in_words for activity in each.activities.all()] == text.split("、")
        assert SearchEntry.objects.filter(kind="organization", record_id=each.pk).exists()
    assert outcomes(bring(content, commit=False)) == {"unchanged": 4}
    actions.start_undo(record, by=coordinator)
    assert [activity.name for activity in Activity.objects.all()] == ["朗読"]


def test_what_stays_of_a_record_that_is_said_to_be_the_same_is_told(
    bring: Callable[..., Import], wakaba: District
) -> None:
    known = make_organization(
        wakaba, name="みみの会", public_phone="000-678-0001", consent_on=date(2024, 4, 1), consent_by="会長"
    )
    make_activity(known, name="朗読", weekdays=[0])
    content = "名称,電話番号,活動日,公開同意日\r\nみみの会,000-678-9999,体操 毎日,2025-04-01\r\n"
    (row,) = bring(content.encode(), commit=False).rows.all()
    assert row.candidates[0]["changes"].keys() == {"phone"}
    kept = "は、登録ずみの内容です。ファイルとはちがいますが、登録を残します。"
    assert [(told["column"], told["reason"]) for told in row.errors] == [
        ("ふだんの活動", f"「朗読 毎週月曜日」{kept}"),
        ("公開同意日", f"「2024-04-01」{kept}"),
    ]


def test_an_offer_whose_year_is_over_is_renewed_by_a_list_that_names_it_still(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    content = "名称,電話番号,できること\r\nみみの会,000-678-0001,話し相手;会場\r\n".encode()
    bring(content)
    long_ago = date(2020, 4, 1)
    Offer.objects.filter(text="会場").update(expires_on=long_ago)
    record = bring(content)
    assert outcomes(record) == {"update": 1}
    assert {offer.text: offer.expires_on for offer in Offer.objects.all()} == dict.fromkeys(
        ["話し相手", "会場"], a_year_from_now()
    )
    actions.start_undo(record, by=coordinator)
    assert Offer.objects.get(text="会場").expires_on == long_ago
    rest_entry(Offer.objects.get(text="会場"), by=coordinator)
    assert outcomes(bring(content, commit=False)) == {"conflict": 1}


def test_our_own_list_without_what_ran_out_comes_back_unchanged(
    bring: Callable[..., Import], wakaba: District, coordinator: User, client: Client
) -> None:
    organization = make_organization(wakaba, public_phone="000-678-0001")
    make_offer(organization, "話し相手")
    make_offer(organization, "会場", expires_on=date(2020, 4, 1))
    make_offer(organization, "車", state="resting")
    make_need(organization, "活動先", expires_on=date(2020, 4, 1))
    client.force_login(coordinator)
    content = client.get("/wakaba/groups/?format=csv").content
    assert outcomes(bring(content, commit=False)) == {"unchanged": 1}


def test_the_order_of_a_list_is_no_change(bring: Callable[..., Import], wakaba: District) -> None:
    for order, name in enumerate(["川原", "若葉一丁目"]):
        Neighborhood.objects.create(district=wakaba, name=name, order=order)
    organization = make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    make_offer(organization, "話し相手")
    content = (
        "名称,電話番号,できること,町内\r\nみみの会,000-678-0001,会場;話し相手,若葉一丁目;川原\r\n".encode()
    )
    record = bring(content, commit=False)
    actions.decide_all(record, outcome="conflict", decision="overwrite")
    actions.start_commit(record, by=record.imported_by)
    assert board() == {"話し相手": "open", "会場": "open"}
    assert outcomes(bring(content, commit=False)) == {"unchanged": 1}


def test_an_entry_that_stands_twice_does_not_come_back_twice(
    bring: Callable[..., Import], wakaba: District
) -> None:
    organization = make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    make_offer(organization, "会場", state="resting")
    make_offer(organization, "会場")
    record = bring("名称,電話番号,できること\r\nみみの会,000-678-0001,会場;いす\r\n".encode(), commit=False)
    actions.decide_all(record, outcome="conflict", decision="overwrite")
    actions.start_commit(record, by=record.imported_by)
    assert sorted(Offer.objects.values_list("text", "state")) == [
        ("いす", "open"),
        ("会場", "open"),
        ("会場", "resting"),
    ]


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


def test_an_entry_taken_away_is_not_made_up_for_by_an_edit(wakaba: District) -> None:
    organization = make_organization(wakaba)
    numbers = set()

    def note() -> None:
        numbers.add(OrganizationImporter().existing(wakaba)[organization.pk].version)

    note()
    activity = make_activity(organization)
    note()
    history.save(activity)
    note()
    activity.delete()
    organization.note = "会長が替わった"
    history.save(organization)
    note()
    assert len(numbers) == 4


def board() -> dict[str, str]:
    return dict(Offer.objects.values_list("text", "state"))


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
