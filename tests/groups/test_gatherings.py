"""Papers for coming together: 情報交換会キット and 共働企画シート."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client

from groups.actions import introductions
from groups.models import Introduction
from groups.reports.gatherings import (
    OPENERS,
    NameTag,
    cooperation_plan,
    gathering_kit,
    mixed_tables,
)
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_need, make_offer, make_organization

ClientOf = Callable[[User | None], Client]


def test_kinds_are_spread_over_tables_of_like_size() -> None:
    tags = [NameTag(f"{kind}{number}", kind) for kind in "ABC" for number in range(4)]
    tables = mixed_tables(tags, seats=5)
    assert [len(table.organizations) for table in tables] == [4, 4, 4]
    for table in tables:
        assert max(Counter(tag.kind for tag in table.organizations).values()) == 2
    assert {tag for table in tables for tag in table.organizations} == set(tags)
    assert mixed_tables([], seats=5) == ()


def test_the_kit_is_for_who_comes(wakaba: District, coordinator: User) -> None:
    club = make_organization(wakaba, name="さざなみクラブ", kana="さざなみ", kind="senior")
    make_need(club, "スマホ教室")
    mimi = make_organization(wakaba, name="みみの会", kana="みみ")
    make_organization(wakaba, name="隠れた会", is_public=False)
    make_organization(wakaba, name="休みの会", status="paused")
    access = access_for(coordinator, wakaba)
    kit = gathering_kit(access, occasion="2月6日", seats=5)
    assert [tag.organization for tag in kit.tags] == ["さざなみクラブ", "みみの会"]
    assert kit.topics == (*OPENERS, "さざなみクラブは「スマホ教室」と言っています。何ができそうですか？")
    assert [tag.organization for tag in gathering_kit(access, occasion="", organizations=[mimi]).tags] == [
        "みみの会"
    ]


def test_parts_are_printed_as_chosen(wakaba: District, coordinator: User, client_of: ClientOf) -> None:
    make_organization(wakaba, name="みみの会")
    client = client_of(coordinator)
    whole = client.get("/wakaba/reports/gathering-kit/").content.decode()
    for heading in ("情報交換会のご案内", "名札", "席順", "話題カード", "記録票"):
        assert heading in whole
    seats = client.get("/wakaba/reports/gathering-kit/?parts=seats").content.decode()
    assert "1番の席" in seats
    assert "kit-tag" not in seats


@pytest.fixture
def introduction(wakaba: District) -> Introduction:
    home = make_organization(wakaba, name="若葉の里", kind="facility")
    salon = make_organization(wakaba, name="サロンひだまり", kind="salon")
    return introductions.introduce(
        district=wakaba,
        giver=home,
        taker=salon,
        offer=make_offer(home, "地域交流室", kind="venue"),
        need=make_need(salon, "広い部屋", kind="venue"),
        subject="地域交流室でサロンをひらく",
    )


def test_the_plan_knows_what_was_offered(
    wakaba: District, coordinator: User, introduction: Introduction
) -> None:
    plan = cooperation_plan(access_for(coordinator, wakaba), introduction=introduction)
    assert (plan.subject, plan.giver, plan.taker) == (
        "地域交流室でサロンをひらく",
        "若葉の里",
        "サロンひだまり",
    )
    assert {row.part: row.given for row in plan.rows if row.given} == {"場所": "地域交流室"}


def test_the_plan_is_offered_on_the_introductions_page(
    wakaba: District, coordinator: User, editor: User, introduction: Introduction, client_of: ClientOf
) -> None:
    address = f"/wakaba/reports/cooperation-plan/?introduction={introduction.pk}"
    client = client_of(coordinator)
    for side in introduction.confirmations.all():
        introductions.key_in_answer(side, answer="yes", channel="phone")
    assert address in client.get(introduction.get_absolute_url()).content.decode()
    assert "地域交流室でサロンをひらく" in client.get(address).content.decode()
    # Who may not read introductions gets the blank sheet only.
    assert client_of(editor).get(address).status_code == 422
    assert client_of(editor).get("/wakaba/reports/cooperation-plan/").status_code == 200
