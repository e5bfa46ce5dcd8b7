"""できること・してほしいこと: the paired board, going on for a year, proposed pairs, prints, desk and home."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from groups import actions
from groups.actions import exchange
from groups.models import Dismissal, Introduction, Need, Offer, Organization
from groups.overview.exchange import expired_entries
from groups.reports.exchange import NOTES_OF_A_SHEET, exchange_list, mentioning
from groups.reports.matches import match_of, suggested_matches
from groups.reports.renewals import renewals_of
from portal import prints
from portal.models import District, Neighborhood, User
from portal.permissions import access_for
from tests.groups.factory import make_contact, make_need, make_offer, make_organization
from tests.printing import printed

BASE = "/wakaba/exchange/"
YESTERDAY = timedelta(days=-1)


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def home(wakaba: District) -> Organization:
    return make_organization(wakaba, kind="facility", name="若葉の里", kana="わかばのさと")


@pytest.fixture
def salon(wakaba: District) -> Organization:
    return make_organization(wakaba, kind="salon", name="サロンひだまり", kana="さろんひだまり")


@pytest.fixture
def room(home: Organization) -> Offer:
    return make_offer(home, "地域交流室でのお茶の会", kind="venue", when="木曜の午後")


@pytest.fixture
def wish(salon: Organization) -> Need:
    return make_need(salon, "お茶の会ができる部屋", kind="venue", when="第2・第4木曜", place="けやき台")


# -- The board ------------------------------------------------------------------------------------------------------


def test_an_entry_stands_on_the_board_for_a_year(room: Offer, wakaba: District) -> None:
    assert list(Offer.objects.on_board(wakaba)) == [room]
    assert (room.expires_on - today()).days in (365, 366)
    assert list(Offer.objects.current(today=room.expires_on)) == [room]
    assert list(Offer.objects.current(today=room.expires_on + timedelta(days=1))) == []


def test_what_rests_is_expired_hidden_or_elsewhere_is_not_on_the_board(
    wakaba: District, shiomidai: District, home: Organization, salon: Organization
) -> None:
    make_offer(home, "休んでいる", state="resting")
    make_offer(home, "期限切れ", expires_on=today() + YESTERDAY)
    make_offer(make_organization(wakaba, name="非公開の会", is_public=False), "非公開")
    make_offer(make_organization(wakaba, name="休止中の会", status="paused"), "休止中")
    make_offer(make_organization(shiomidai, name="潮見台の会"), "よその地区")
    city_wide = make_offer(make_organization(None, name="市域の会"), "市全体")
    assert list(Offer.objects.on_board(wakaba)) == [city_wide]


def test_the_board_shows_both_sides_to_residents(client: Client, room: Offer, wish: Need) -> None:
    page = client.get(BASE).content.decode()
    assert page.index("できること") < page.index(room.text) < page.index(wish.text)
    assert f'href="{BASE}offers/{room.pk}/"' in page
    assert f'href="{BASE}needs/{wish.pk}/"' in page
    assert f'href="/wakaba/groups/{room.organization_id}/"' in page
    assert "合いそうな組み合わせ" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=部屋", ["お茶の会ができる部屋"]),
        ("q=サロン", ["お茶の会ができる部屋"]),
        ("q=ｻﾛﾝ　部屋", ["お茶の会ができる部屋"]),
        ("q=障害", ["障がいを知る講座"]),
        ("q=里の講座 金曜", []),
        ("kind=skill", ["障がいを知る講座"]),
        ("category=facility", ["地域交流室でのお茶の会", "障がいを知る講座"]),
        ("kind=venue&q=お茶", ["地域交流室でのお茶の会", "お茶の会ができる部屋"]),
        ("kind=wrong", ["地域交流室でのお茶の会", "障がいを知る講座", "お茶の会ができる部屋"]),
    ],
)
def test_the_board_is_filtered(
    query: str, found: list[str], client: Client, home: Organization, room: Offer, wish: Need
) -> None:
    make_offer(home, "障がいを知る講座", kind="skill")
    page = client.get(f"{BASE}?{query}").content.decode()
    texts = ["地域交流室でのお茶の会", "障がいを知る講座", "お茶の会ができる部屋"]
    assert [text for text in texts if f">{text}<" in page] == found


def test_the_board_is_filtered_by_neighbourhood(
    client: Client, wakaba: District, room: Offer, wish: Need, salon: Organization
) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="けやき台")
    salon.neighborhoods.add(place)
    page = client.get(f"{BASE}?place={place.pk}").content.decode()
    assert wish.text in page
    assert room.text not in page


def test_words_are_found_in_any_spelling(room: Offer) -> None:
    assert mentioning([room], "わかばのさと") == [room]
    assert mentioning([room], "若葉 木曜") == [room]
    assert mentioning([room], "若葉 金曜") == []
    assert mentioning([room], "") == [room]


def test_the_board_is_exported_as_filtered(client: Client, room: Offer, wish: Need) -> None:
    rows = list(csv.reader(io.StringIO(client.get(f"{BASE}?q=部屋&format=csv").content.decode("utf-8-sig"))))
    assert rows[1][:4] == ["してほしいこと", str(wish.pk), "会場", "お茶の会ができる部屋"]
    assert len(rows) == 2


def test_the_longer_side_is_paged_and_the_shorter_one_ends(
    client: Client, home: Organization, wish: Need
) -> None:
    for number in range(20):
        make_offer(home, f"手伝い{number}")
    second = client.get(f"{BASE}?page=2").content.decode()
    assert second.count("お願いしたい<span") == 8
    assert "このページには、もうありません。" in second


@pytest.mark.parametrize("path", ["", "?q=お茶&kind=venue&category=salon"])
def test_the_board_costs_the_same_for_one_and_three(
    path: str, client: Client, room: Offer, wish: Need, django_assert_max_num_queries: Callable
) -> None:
    client.get(BASE)  # the readings of the district are kept
    with django_assert_max_num_queries(6):
        client.get(BASE + path)
    for number in range(3):
        make_offer(make_organization(room.organization.district, name=f"会{number}"), "お茶")
        make_need(room.organization, "お茶")
    with django_assert_max_num_queries(6):
        client.get(BASE + path)


# -- One entry ------------------------------------------------------------------------------------------------------


def test_an_entry_tells_whom_to_call(client: Client, wakaba: District, room: Offer) -> None:
    District.objects.update(phone="000-0000-0201")
    make_contact(room.organization, name="岡田恵", mobile="000-9000-0001")
    page = client.get(f"{BASE}offers/{room.pk}/").content.decode()
    assert 'href="tel:00000000201"' in page
    assert f"{room.pk}番" in page
    assert "岡田恵" not in page
    assert "000-9000-0001" not in page


@pytest.mark.parametrize("changed", [{"state": "resting"}, {"expires_on": date(2026, 1, 1)}])
def test_an_entry_that_left_the_board_is_for_who_handles_it(
    changed: dict,
    room: Offer,
    coordinator: User,
    contact: User,
    stranger: User,
    client: Client,
    client_of: Callable,
) -> None:
    Offer.objects.update(**changed)
    room.organization.contacts.add(contact)
    address = f"{BASE}offers/{room.pk}/"
    assert client.get(address).status_code == 404
    assert client_of(stranger).get(address).status_code == 404
    assert client_of(coordinator).get(address).status_code == 200
    assert client_of(contact).get(address).status_code == 200


def test_an_organisations_page_shows_residents_what_is_current(
    client: Client, home: Organization, room: Offer, coordinator: User, client_of: Callable
) -> None:
    make_offer(home, "期限切れの車", expires_on=today() + YESTERDAY)
    address = f"/wakaba/groups/{home.pk}/"
    assert "期限切れの車" not in client.get(address).content.decode()
    page = client_of(coordinator).get(address).content.decode()
    assert "期限切れの車" in page
    assert "今年も続ける" in page


# -- Going on for a year --------------------------------------------------------------------------------------------


def test_renewing_keeps_an_entry_for_another_year(room: Offer, contact: User, client_of: Callable) -> None:
    Offer.objects.update(expires_on=today() + timedelta(days=-40), renewed_on=today() - timedelta(days=405))
    room.organization.contacts.add(contact)
    response = client_of(contact).post(f"{BASE}offers/{room.pk}/renew/")
    assert response["Location"] == f"/wakaba/groups/{room.organization_id}/#section-exchange"
    room.refresh_from_db()
    assert (room.renewed_on, room.is_current) == (today(), True)
    assert (room.expires_on - today()).days in (365, 366)


def test_resting_takes_an_entry_off_and_renewing_brings_it_back(room: Offer, wakaba: District) -> None:
    exchange.rest_entry(room)
    assert list(Offer.objects.on_board(wakaba)) == []
    exchange.renew_entry(room)
    assert list(Offer.objects.on_board(wakaba)) == [room]


def test_who_to_call_about_expired_entries(
    wakaba: District, shiomidai: District, room: Offer, wish: Need, coordinator: User, city: User
) -> None:
    Offer.objects.filter(pk=room.pk).update(expires_on=today() + YESTERDAY)
    Need.objects.filter(pk=wish.pk).update(expires_on=today() + timedelta(days=30))
    make_contact(room.organization, name="岡田恵", mobile="000-9000-0001")
    visiting = make_organization(shiomidai, name="潮見台の会")
    visiting.served_districts.add(wakaba)
    make_offer(visiting, "よその地区が聞く", expires_on=today() + YESTERDAY)
    make_offer(make_organization(None, name="市域の会"), "市が聞く", expires_on=today() + YESTERDAY)
    found = renewals_of(access_for(coordinator, wakaba))
    assert [(item.organization.name, item.has_expired) for item in found] == [
        ("若葉の里", True),
        ("サロンひだまり", False),
    ]
    assert found[0].phones == (("岡田恵", "000-9000-0001"),)
    names = [item.organization.name for item in renewals_of(access_for(city, wakaba))]
    assert names == ["市域の会", "若葉の里", "サロンひだまり"]
    card = expired_entries(access_for(coordinator, wakaba))
    assert [item.text for item in card.items] == ["若葉の里（1件）"]


def test_one_call_renews_all_of_an_organisation(
    room: Offer, coordinator: User, editor: User, stranger: User, client_of: Callable
) -> None:
    make_need(room.organization, "ボランティア", expires_on=today() + YESTERDAY)
    Offer.objects.update(expires_on=today() + YESTERDAY)
    address = f"{BASE}renewals/{room.organization_id}/"
    assert client_of(editor).post(address).status_code == 403
    assert client_of(stranger).post(address).status_code == 404
    client_of(coordinator).post(address)
    assert Offer.objects.expired().count() == Need.objects.expired().count() == 0


def test_lists_of_entries_take_when_where_and_until(
    home: Organization, coordinator: User, client_of: Callable
) -> None:
    rows = {
        "offers-TOTAL_FORMS": 1,
        "offers-INITIAL_FORMS": 0,
        "needs-TOTAL_FORMS": 0,
        "needs-INITIAL_FORMS": 0,
    }
    typed = {"kind": "venue", "text": "会議室", "when": "平日", "place": "１階", "expires_on": "2027-03-31"}
    entry = {f"offers-0-{name}": value for name, value in typed.items()} | {"offers-0-state": "open"}
    client_of(coordinator).post(f"/wakaba/groups/{home.pk}/edit/exchange/", rows | entry)
    offer = Offer.objects.get()
    assert (offer.text, offer.when, offer.place, offer.expires_on) == (
        "会議室",
        "平日",
        "1階",
        date(2027, 3, 31),
    )


# -- Proposed pairs -------------------------------------------------------------------------------------------------


def test_a_pair_is_proposed_with_its_reasons(room: Offer, wish: Need, wakaba: District) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="けやき台")
    for entry in (room, wish):
        entry.organization.neighborhoods.add(place)
    match = match_of(room, wish)
    assert match is not None
    assert match.reasons == (
        "同じことば（茶）",
        "種類が同じ（会場）",
        "町内が同じ（けやき台）",
        "日時が近い（木曜）",
    )
    assert match.score == 3 + 2 + 2 + 1


def test_what_has_nothing_in_common_or_one_maker_is_no_pair(home: Organization, salon: Organization) -> None:
    offer = make_offer(home, "お茶の先生", kind="skill")
    assert match_of(offer, make_need(salon, "草刈り", kind="people")) is None
    assert match_of(offer, make_need(home, "お茶の先生", kind="skill")) is None
    # その他 is no kind to have in common, nor are words that stand everywhere.
    assert match_of(make_offer(home, "参加の機会2回"), make_need(salon, "活動への参加2人")) is None


def test_pairs_that_were_introduced_or_dismissed_are_not_proposed_again(
    room: Offer, wish: Need, wakaba: District, coordinator: User
) -> None:
    assert [item.need for item in suggested_matches(wakaba, coordinator)] == [wish]
    exchange.dismiss_pair(offer=room, need=wish, district=wakaba, by=coordinator)
    exchange.dismiss_pair(offer=room, need=wish, district=wakaba, by=coordinator)
    assert suggested_matches(wakaba, coordinator) == []
    exchange.restore_pair(Dismissal.objects.get())
    assert len(suggested_matches(wakaba, coordinator)) == 1
    Introduction.objects.create(
        district=wakaba,
        giver=room.organization,
        taker=wish.organization,
        offer=room,
        need=wish,
        state="declined",
    )
    assert suggested_matches(wakaba, coordinator) == []


def test_the_best_pairs_come_first_and_weak_ones_only_without_better(
    wakaba: District, home: Organization, room: Offer, wish: Need, coordinator: User
) -> None:
    for number in range(4):
        make_offer(home, f"部屋{number}", kind="venue")
    make_offer(home, "体育館", kind="venue")
    chairs = make_need(wish.organization, "庭", kind="venue")
    first, second = suggested_matches(wakaba, coordinator)
    assert (first.need, [match.offer.text for match in first.matches]) == (
        wish,
        ["地域交流室でのお茶の会", "部屋0", "部屋1"],
    )
    assert (second.need, len(second.matches), second.best) == (chairs, 2, 2)


def test_a_coordinator_dismisses_a_pair_and_takes_it_back(
    room: Offer, wish: Need, coordinator: User, stranger: User, client_of: Callable
) -> None:
    client = client_of(coordinator)
    assert "引き合わせる" in client.get(f"{BASE}matches/").content.decode()
    pair = {"offer": room.pk, "need": wish.pk}
    assert client_of(stranger).post(f"{BASE}matches/dismiss/", pair).status_code == 404
    client.post(f"{BASE}matches/dismiss/", pair)
    dismissal = Dismissal.objects.get()
    assert dismissal.dismissed_by == coordinator
    assert "合いそうな組み合わせは、いまはありません" in client.get(f"{BASE}matches/").content.decode()
    assert room.text in client.get(f"{BASE}matches/dismissed/").content.decode()
    assert (
        client_of(stranger).post(f"/shiomidai/exchange/matches/dismissed/{dismissal.pk}/propose/").status_code
        == 404
    )
    client.post(f"{BASE}matches/dismissed/{dismissal.pk}/propose/")
    assert Dismissal.objects.count() == 0


def test_proposals_cost_the_same_for_one_and_three(
    room: Offer, wish: Need, coordinator: User, client_of: Callable, django_assert_max_num_queries: Callable
) -> None:
    client = client_of(coordinator)
    client.get(f"{BASE}matches/")
    with django_assert_max_num_queries(12):
        client.get(f"{BASE}matches/")
    for number in range(3):
        other = make_organization(room.organization.district, name=f"会{number}")
        make_offer(other, "お茶の先生")
        make_need(other, "部屋")
    with django_assert_max_num_queries(12):
        client.get(f"{BASE}matches/")


# -- Elsewhere ------------------------------------------------------------------------------------------------------


def test_the_home_shows_the_newest_wishes(client: Client, wish: Need) -> None:
    page = client.get("/wakaba/").content.decode()
    assert "手伝ってくれる人をさがしています" in page
    assert wish.text in page
    exchange.rest_entry(wish)
    caches["local"].clear()  # residents see the home as it was for a minute
    assert "手伝ってくれる人をさがしています" not in client.get("/wakaba/").content.decode()


def test_the_list_by_kind_and_its_wall_sheets(
    wakaba: District, home: Organization, room: Offer, wish: Need, coordinator: User
) -> None:
    make_offer(home, "話し相手", kind="people")
    for number in range(NOTES_OF_A_SHEET):
        make_offer(home, f"講座{number}", kind="skill")
    document = exchange_list(access_for(coordinator, wakaba), title="一覧")
    assert document.title == "若葉地区 一覧"
    assert [(note.kind, note.text) for note in document.offers[:2]] == [
        ("人手", "話し相手"),
        ("会場", "地域交流室でのお茶の会"),
    ]
    first, second = document.sheets
    assert (len(first.offers), len(first.needs), len(first.empty_needs)) == (8, 1, 7)
    assert (len(second.offers), len(second.needs), len(second.empty_offers)) == (2, 0, 6)
    assert document.url.endswith("/wakaba/exchange/")
    only = exchange_list(access_for(coordinator, wakaba), title="一覧", kinds=["people"])
    assert [note.text for note in only.offers] == ["話し相手"]
    assert [len(sheet.needs) for sheet in only.sheets] == [0]


@pytest.mark.parametrize("name", ["exchange-list", "exchange-wall"])
def test_the_prints_can_be_made(
    name: str, room: Offer, wish: Need, coordinator: User, client_of: Callable
) -> None:
    client = client_of(coordinator)
    page = client.get(f"/wakaba/reports/{name}/?kinds=venue").content.decode()
    assert room.text in page and wish.text in page
    assert printed(client, f"/wakaba/reports/{name}.xlsx").status_code == 200
    assert prints.report_named(name).icon == "hands"


def test_an_organisation_with_a_shared_past_is_not_deleted(room: Offer, wish: Need, wakaba: District) -> None:
    Introduction.objects.create(district=wakaba, giver=room.organization, taker=wish.organization)
    assert "引合せの記録" in actions.why_not_deletable(room.organization)
    assert "引合せの記録" in actions.why_not_deletable(wish.organization)


def test_merging_moves_introductions_and_unmerging_brings_them_back(
    wakaba: District, room: Offer, wish: Need, coordinator: User
) -> None:
    twin = make_organization(wakaba, kind="facility", name="若葉のさと")
    words = {"subject": "サロン", "offered": "部屋", "needed": "部屋"}
    introduction = Introduction.objects.create(
        district=wakaba, giver=room.organization, taker=wish.organization, **words
    )
    between = Introduction.objects.create(district=wakaba, giver=twin, taker=room.organization, **words)
    actions.merge_organizations(room.organization, into=twin, by=coordinator)
    introduction.refresh_from_db()
    between.refresh_from_db()
    assert (introduction.giver, between.taker) == (twin, room.organization)
    room.organization.refresh_from_db()
    actions.unmerge_organization(room.organization, by=coordinator)
    introduction.refresh_from_db()
    assert introduction.giver == room.organization
