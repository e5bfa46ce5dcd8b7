"""Prints of the network open on what is wanted most, and make no empty paper."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from groups.actions import desks, introductions, rounds
from groups.actions.homework import save_homework
from groups.models import Homework, Introduction, Outcome
from groups.prints.desks import CARD_LINES, CARD_LINES_READ
from portal.japanese.calendar import FiscalYear
from portal.models import District, User
from tests.days import today
from tests.groups.factory import make_contact, make_organization
from tests.groups.tables import make_meeting, make_member, make_roundtable

ClientOf = Callable[[User | None], Client]
REPORTS = "/wakaba/reports/"


@pytest.fixture
def client(client_of: ClientOf, coordinator: User) -> Client:
    return client_of(coordinator)


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(f"{REPORTS}{address}")
    assert response.status_code == status
    return response.content.decode()


# -- 相談先カード -----------------------------------------------------------------------------------------------------


def make_desks(count: int) -> list[int]:
    made = [
        desks.save_desk(
            desks.desk_from({"name": f"窓口{number:02}", "about": "相談", "phone": f"000-0000-{number:04}"}),
            situations=[],
        )
        for number in range(1, count + 1)
    ]
    return [desk.pk for desk in made]


def test_a_small_card_holds_what_fits_on_it(client: Client, wakaba: District) -> None:
    make_desks(CARD_LINES + 2)
    poster, card = page_of(client, "desk-card/"), page_of(client, "desk-card/?paper=card")
    assert poster.count('class="desk-line"') == CARD_LINES + 2
    assert card.count('class="desk-line"') == 4 * CARD_LINES
    read = page_of(client, "desk-card/?paper=card&furigana=on")
    assert read.count('class="desk-line"') == 4 * CARD_LINES_READ


def test_too_many_chosen_desks_are_refused_with_the_number(client: Client, wakaba: District) -> None:
    chosen = "&".join(f"desks={pk}" for pk in make_desks(CARD_LINES + 1))
    assert f"いま{CARD_LINES + 1}個選んでいます" in page_of(client, f"desk-card/?paper=card&{chosen}", 422)
    read = page_of(
        client, f"desk-card/?paper=card&furigana=on&{chosen.partition('&')[2]}", 422
    )  # as many as fit without readings
    assert f"ふりがなをつけて切って配るカードにのるのは{CARD_LINES_READ}つまでです。" in read


# -- 連携実績証明書 ---------------------------------------------------------------------------------------------------


def make_introduction(district: District, giver: str, taker: str) -> Introduction:
    return introductions.introduce(
        district=district,
        giver=make_organization(district, name=giver, kana=giver),
        taker=make_organization(district, name=taker, kana=taker),
        subject="部屋を借りる",
        offered="部屋",
        needed="広い部屋",
    )


def record(introduction: Introduction, **fields: Any) -> None:
    """It succeeded, and something was done: today, unless told otherwise."""
    introduction.state = Introduction.State.SUCCEEDED
    introduction.save()
    done = {"done_on": today(), "text": "体操の会"} | fields
    introductions.save_outcome(Outcome(introduction=introduction, **done))


def test_the_certificate_opens_on_who_gave_something(client: Client, wakaba: District) -> None:
    make_introduction(wakaba, "あおい会", "いずみ会")
    second = make_introduction(wakaba, "みどりの家", "うみの会")
    record(second, people_reached=12)
    page = page_of(client, "cooperation-certificate/")
    assert "みどりの家が" in page
    assert "12人" in page


def test_in_april_it_opens_on_the_year_that_ended(client: Client, wakaba: District) -> None:
    make_introduction(wakaba, "あおい会", "いずみ会")
    last_year = FiscalYear.of(today()).previous
    record(make_introduction(wakaba, "みどりの家", "うみの会"), done_on=last_year.end)
    page = page_of(client, "cooperation-certificate/")
    assert "みどりの家が" in page
    assert last_year.label in page


def test_nothing_is_certified_where_nothing_was_done(client: Client, wakaba: District) -> None:
    introduction = make_introduction(wakaba, "あおい会", "いずみ会")
    address = f"cooperation-certificate/?organization={introduction.giver_id}"
    assert "「行ったこと（実績）」がまだありません" in page_of(client, address, 422)


def test_who_only_received_is_told_to_tick_it(client: Client, wakaba: District) -> None:
    introduction = make_introduction(wakaba, "あおい会", "いずみ会")
    record(introduction)
    address = f"cooperation-certificate/?organization={introduction.taker_id}"
    assert "「受けた協力ものせる」を選んでください" in page_of(client, address, 422)
    assert "体操の会" in page_of(client, f"{address}&taken=on")


# -- 会議録, 宿題一覧 -------------------------------------------------------------------------------------------------


def test_minutes_open_on_the_latest_meeting_that_was(client: Client, wakaba: District) -> None:
    table = make_roundtable(wakaba)
    make_meeting(table, -7, topic="先週の話題")
    make_meeting(table, 7, topic="来週の話題")
    page = page_of(client, "minutes/")
    assert "先週の話題" in page
    assert page.count("記録していません") == 2  # neither who came nor who did not


def test_homework_on_paper_tells_who_does_it_without_names(client: Client, wakaba: District) -> None:
    table = make_roundtable(wakaba)
    meeting = make_meeting(table, -7)
    owners = [{"owner": make_member(table, "石川 正子")}, {"owner_name": "市社協 市川"}, {}]
    for number, owner in enumerate(owners):
        save_homework(Homework(meeting=meeting, text=f"宿題{number}", due_on=today(), **owner))
    page = page_of(client, "homework/")
    for told in ("公募の住民", "委員のほかの方", "未定"):
        assert f"<td>{told}</td>" in page
    assert "石川" not in page
    assert "市川" not in page


# -- 確認シート -------------------------------------------------------------------------------------------------------


def test_sheets_for_paper_or_else_for_all_who_wait(client: Client, wakaba: District) -> None:
    mailed = make_organization(wakaba, name="みみの会", kana="みみのかい")
    make_contact(mailed, email="mimi@example.jp")
    rounds.start_round(district=wakaba, due_on=today() + timedelta(days=20), letter="お願いします。")
    assert "みみの会" in page_of(client, "confirmation-sheet/")
    asked = page_of(client, "confirmation-sheet/?which=paper", 422)
    assert "あてはまる団体・施設がありません" in asked


def test_rounds_stand_with_the_newest_first(client: Client, wakaba: District) -> None:
    make_organization(wakaba)
    first = rounds.start_round(district=wakaba, due_on=today() + timedelta(days=20), letter="お願いします。")
    rounds.close_round(first)
    first.fiscal_year -= 1
    first.save()
    rounds.start_round(district=wakaba, due_on=today() + timedelta(days=20), letter="お願いします。")
    page = client.get("/wakaba/rounds/").content.decode()
    years = [page.index(f"{year}年度") for year in (first.fiscal_year + 1, first.fiscal_year)]
    assert years == sorted(years)
