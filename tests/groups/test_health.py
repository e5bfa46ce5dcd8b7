"""担い手健康診断 and 活動棚卸し票: signs found in the registry, and a sheet for each organisation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Organization
from groups.reports.health import ActivityRow, health_check, inventory_sheets
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_activity, make_contact, make_need, make_organization

ClientOf = Callable[[User | None], Client]
TODAY = timezone.localdate()


def make_sound(district: District, name: str, **fields: Any) -> Organization:
    """An organisation that gives no cause for concern."""
    organization = make_organization(district, name=name, kana=name, **{"verified_on": TODAY} | fields)
    make_activity(organization)
    for person in ("山田", "田中"):
        make_contact(organization, name=person)
    return organization


def test_nothing_is_told_of_a_sound_group(wakaba: District, coordinator: User) -> None:
    make_sound(wakaba, "みみの会", issues="", members=20)
    (row,) = health_check(access_for(coordinator, wakaba)).rows
    assert (row.signs, row.level) == ((), "ok")


@pytest.mark.parametrize(
    "fields,sign",
    [
        ({"term_ends_on": TODAY - timedelta(days=40)}, "代表の任期が切れている"),
        ({"term_ends_on": TODAY + timedelta(days=40)}, "代表の任期がもうすぐ終わる"),
        ({"issues": "若い役員がいない"}, "担い手に困っている（「若い」）"),
        ({"status": "paused"}, "活動を休んでいる"),
        ({"verified_on": None}, "登録内容を、まだ確かめていない"),
        ({"verified_on": TODAY - timedelta(days=800)}, "2年以上、登録内容を確かめていない"),
    ],
    ids=["term over", "term ends", "shortage", "paused", "unverified", "stale"],
)
def test_one_sign_is_a_reason_to_watch(
    fields: dict[str, Any], sign: str, wakaba: District, coordinator: User
) -> None:
    make_sound(wakaba, "みみの会", **fields)
    (row,) = health_check(access_for(coordinator, wakaba)).rows
    assert row.level == "watch"
    (told,) = row.signs
    assert told.startswith(sign)


def test_three_signs_come_first(wakaba: District, coordinator: User) -> None:
    make_sound(wakaba, "あおい会")
    lonely = make_organization(wakaba, name="いずみ会", kana="いずみ", verified_on=TODAY)
    make_need(lonely, "後継者")
    check = health_check(access_for(coordinator, wakaba))
    assert [(row.name, row.level) for row in check.rows] == [("いずみ会", "act"), ("あおい会", "ok")]
    assert check.rows[0].signs == (
        "ふだんの活動が登録されていない",
        "連絡できる人が、登録されていない",
        "担い手に困っている（「後継」）",
    )
    assert [(level, count) for level, _, count in check.counts] == [("act", 1), ("watch", 0), ("ok", 1)]


def test_a_loss_of_members_is_told(wakaba: District, coordinator: User) -> None:
    organization = make_sound(wakaba, "みみの会", members=50)
    organization.versions.update(pgh_created_at=timezone.now() - timedelta(days=400))
    organization.members = 40
    organization.save()
    (row,) = health_check(access_for(coordinator, wakaba)).rows
    assert row.signs == ("会員が減っている（50人→40人）",)


def test_the_check_costs_the_same_for_one_and_three(
    wakaba: District, coordinator: User, django_assert_max_num_queries: Any
) -> None:
    access = access_for(coordinator, wakaba)
    make_sound(wakaba, "みみの会")
    with django_assert_max_num_queries(8) as first:
        health_check(access)
    make_sound(wakaba, "あおい会")
    make_sound(wakaba, "いずみ会")
    with django_assert_max_num_queries(8) as more:
        health_check(access)
    assert len(more) == len(first)


def test_only_internal_readers_see_the_check(
    wakaba: District, coordinator: User, editor: User, stranger: User, client_of: ClientOf
) -> None:
    make_sound(wakaba, "みみの会")
    address = "/wakaba/reports/health/"
    assert "取扱注意" in client_of(coordinator).get(address).content.decode()
    assert client_of(editor).get(address).status_code == 403
    assert client_of(stranger).get(address).status_code == 404


def test_a_sheet_for_each_organisation_asks_what_goes_on(
    wakaba: District, coordinator: User, client_of: ClientOf
) -> None:
    club = make_organization(wakaba, name="さざなみクラブ", kana="さざなみ")
    make_activity(club, name="体操", frequency="daily", place="公園")
    make_organization(wakaba, name="休みの会", kana="やすみ", status="paused")
    make_organization(wakaba, name="なくなった会", status="dissolved")
    access = access_for(coordinator, wakaba)
    sheets = inventory_sheets(access)
    assert [(sheet.name, sheet.paused) for sheet in sheets.sheets] == [
        ("さざなみクラブ", False),
        ("休みの会", True),
    ]
    assert sheets.sheets[0].activities == (ActivityRow("体操", "毎日", "公園"),)
    assert [sheet.name for sheet in inventory_sheets(access, organization=club).sheets] == ["さざなみクラブ"]
    page = client_of(coordinator).get("/wakaba/reports/inventory/").content.decode()
    assert "また始めるとしたら、何があれば" in page
