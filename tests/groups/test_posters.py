"""Papers for walls: 気づきのサインとつなぎ先, ひとりで・予約なしで行けるところ."""

from collections.abc import Callable
from datetime import time

import pytest
from django.test import Client

from groups.actions import desks
from groups.models import Desk, DeskUse, Situation
from groups.reports.posters import PassingOn, Place, drop_in_poster, signs_sheet
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_activity, make_organization
from tests.printing import printed

ClientOf = Callable[[User | None], Client]


def make_desk(name: str, phone: str, **fields: object) -> Desk:
    return desks.save_desk(
        desks.desk_from({"name": name, "about": "相談", "phone": phone} | fields), situations=[]
    )


@pytest.fixture
def money(wakaba: District) -> Desk:
    """A desk below a big situation, found there twice; and one for emergencies."""
    make_desk("救急・火事", "119", is_urgent=True)
    desk = make_desk("くらしの相談室", "000-0000-0110")
    top = desks.save_situation(Situation(text="お金のこと"), desks=[])
    for text in ("家賃が払えない", "仕事がない"):
        desks.save_situation(Situation(text=text, parent=top), desks=[desk])
    desks.save_situation(Situation(text="行き先のないこと"), desks=[])
    return desk


def test_signs_lead_to_each_desk_once(wakaba: District, coordinator: User, money: Desk) -> None:
    sheet = signs_sheet(access_for(coordinator, wakaba))
    assert sheet.rows == (PassingOn("お金のこと", ((money.pk, "くらしの相談室", "000-0000-0110"),)),)
    assert [(name, phone) for _, name, phone in sheet.urgent] == [("救急・火事", "119")]
    assert len(sheet.desk_ids) == 2


def test_a_changed_number_warns_where_the_signs_were_printed(
    wakaba: District, coordinator: User, money: Desk, client_of: ClientOf
) -> None:
    printed(client_of(coordinator), "/wakaba/reports/signs.xlsx")
    assert DeskUse.objects.count() == 2
    money.phone = "000-0000-0999"
    desks.save_desk(money)
    assert [use.desk for use in DeskUse.objects.outdated()] == [money]


def test_the_poster_shows_where_one_may_just_go(wakaba: District, coordinator: User) -> None:
    club = make_organization(
        wakaba, name="さざなみクラブ", public_phone="000-1", consent_on="2026-01-01", fields=["health"]
    )
    make_activity(club, name="体操", drop_in=True, frequency="daily", starts_at=time(6, 30), place="公園")
    make_activity(club, name="役員会", frequency="daily")
    silent = make_organization(wakaba, name="みみの会", public_phone="000-2")
    make_activity(silent, name="お茶の会", drop_in=True, weekdays=[3], cost="100円")
    make_activity(
        make_organization(wakaba, name="休みの会", status="paused"), name="休んでいる会", drop_in=True
    )
    access = access_for(coordinator, wakaba)
    assert drop_in_poster(access).places == (
        Place("体操", "毎日", "6:30から", "公園", "", "", "さざなみクラブ", "000-1"),
        Place("お茶の会", "毎週木曜日", "", "", "", "100円", "みみの会", ""),  # no consent: no number
    )
    assert [place.name for place in drop_in_poster(access, fields=["health"]).places] == ["体操"]


@pytest.mark.parametrize("name", ["signs", "drop-in"])
def test_posters_are_previewed(
    name: str, wakaba: District, coordinator: User, money: Desk, client_of: ClientOf
) -> None:
    page = client_of(coordinator).get(f"/wakaba/reports/{name}/?furigana=on").content.decode()
    assert "<h1>" in page
    assert "qr-code" in page
