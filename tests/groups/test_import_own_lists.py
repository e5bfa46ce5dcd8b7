"""A list that one exported comes back: its records are found by their key, and nothing is changed that was not."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from portal.imports import actions
from portal.models import District, Import, Neighborhood, User
from tests.groups.factory import make_activity, make_need, make_offer, make_organization
from tests.groups.imported import board
from tests.portal.imports.outcomes import outcomes


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
