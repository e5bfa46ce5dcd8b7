"""Consultation desks, 「困ったら」, the printed card, and warnings about outdated numbers."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import desks as actions
from groups.models import Desk, DeskUse, Situation
from groups.overview.desks import outdated_numbers
from groups.reports.desks import desk_card
from portal import search
from portal.districts import readings_of
from portal.models import District, User
from portal.permissions import access_for
from tests.printing import printed


def make_desk(name: str = "くらしの相談室", district: District | None = None, **fields: object) -> Desk:
    fields = {"about": "お金と仕事の相談", "phone": "000-0000-0110", "hours": "平日 9時から17時"} | fields
    return actions.save_desk(actions.desk_from({"name": name, "district": district} | fields), situations=[])


@pytest.fixture
def desk(wakaba: District) -> Desk:
    return make_desk()


@pytest.fixture
def money(desk: Desk) -> Situation:
    top = actions.save_situation(Situation(text="お金のこと"), desks=[])
    return actions.save_situation(Situation(text="家賃が払えない", parent=top), desks=[desk])


@pytest.mark.django_db
def test_a_desk_without_kana_takes_no_reading_from_its_namesake(wakaba: District) -> None:
    make_desk("若葉相談室", kana="わかばそうだんしつ")
    make_desk("若葉相談室", wakaba)
    assert readings_of(wakaba)["若葉相談室"] == "わかばそうだんしつ"


def form_of(desk: Desk, **changes: object) -> dict[str, object]:
    kept = {
        name: getattr(desk, name)
        for name in (
            "name",
            "kana",
            "about",
            "audience",
            "phone",
            "fax",
            "hours",
            "address",
            "email",
            "website",
        )
    }
    return kept | {"is_active": "on", "version": desk.version} | changes


def test_three_clicks_lead_from_the_home_page_to_a_number(client: Client, money: Situation) -> None:
    home = client.get("/wakaba/").content.decode()
    assert f'href="/wakaba/desks/trouble/{money.parent_id}/"' in home
    page = client.get(f"/wakaba/desks/trouble/{money.parent_id}/").content.decode()
    assert "家賃が払えない" in page
    assert 'href="tel:000-0000-0110"' in page or 'href="tel:00000000110"' in page


def test_a_districts_own_desk_is_shown_there_only(
    client: Client, wakaba: District, shiomidai: District
) -> None:
    own = make_desk("若葉なんでも相談の日", district=wakaba)
    assert "若葉なんでも相談の日" in client.get("/wakaba/desks/").content.decode()
    assert "若葉なんでも相談の日" not in client.get("/shiomidai/desks/").content.decode()
    assert client.get(f"/shiomidai/desks/{own.pk}/").status_code == 404


def test_desks_for_emergencies_come_first(client: Client, desk: Desk) -> None:
    make_desk("救急・火事", phone="119", is_urgent=True)
    page = client.get("/wakaba/desks/").content.decode()
    assert page.index("救急・火事") < page.index("くらしの相談室")


def test_the_citys_staff_begins_with_what_every_city_knows(
    wakaba: District, city: User, client_of: Callable[[User], Client]
) -> None:
    own = make_desk(name="市の警察", phone="110")
    staff = client_of(city)
    assert "/wakaba/desks/trouble/begin/" in staff.get("/wakaba/desks/trouble/").content.decode()
    assert "もの忘れが心配" in staff.get("/wakaba/desks/trouble/begin/").content.decode()
    assert Situation.objects.exists() is False
    staff.post("/wakaba/desks/trouble/begin/")
    assert Situation.objects.top().count() == 7
    assert set(Desk.objects.values_list("phone", "verified_on")) == {
        (own.phone, own.verified_on),
        ("119", None),
        ("189", None),
        ("188", None),
    }
    fraud = Situation.objects.get(text="あやしい電話や請求が来た")
    assert set(fraud.desks.values_list("name", flat=True)) == {"消費者ホットライン", "市の警察"}


def test_who_has_begun_does_not_begin_again(
    wakaba: District, money: Situation, city: User, client_of: Callable[[User], Client]
) -> None:
    staff = client_of(city)
    assert "/wakaba/desks/trouble/begin/" not in staff.get("/wakaba/desks/trouble/").content.decode()
    answer = staff.post("/wakaba/desks/trouble/begin/")
    assert (answer.status_code, "すでにのっています" in answer.content.decode()) == (422, True)
    assert Situation.objects.count() == 2


def test_words_find_a_desk_by_its_situations(client: Client, money: Situation) -> None:
    make_desk("防災課", about="避難のこと")
    page = client.get("/wakaba/desks/?q=家賃").content.decode()
    assert "くらしの相談室" in page and "防災課" not in page


def test_a_desk_must_be_reachable(wakaba: District) -> None:
    with pytest.raises(ValidationError) as caught:
        make_desk(phone="")
    assert caught.value.messages == ["電話・FAX・メール・場所のどれかを入力してください。"]


@pytest.mark.parametrize(
    ("who", "of_city", "of_district"),
    [
        ("coordinator", 403, 200),
        ("chair", 403, 200),
        ("editor", 403, 403),
        ("city", 200, 200),
        ("stranger", 404, 404),
    ],
)
def test_the_city_keeps_the_master_and_districts_their_own(
    who: str,
    of_city: int,
    of_district: int,
    desk: Desk,
    wakaba: District,
    request: pytest.FixtureRequest,
    client_of: Callable[[User], Client],
) -> None:
    own = make_desk("若葉なんでも相談の日", district=wakaba)
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/wakaba/desks/{desk.pk}/edit/").status_code == of_city
    assert client.get(f"/wakaba/desks/{own.pk}/edit/").status_code == of_district


def test_editing_keeps_what_was_typed_when_it_is_wrong(
    desk: Desk, city: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(city).post(
        f"/wakaba/desks/{desk.pk}/edit/", form_of(desk, name="", about="新しい説明")
    )
    assert response.status_code == 422
    assert "新しい説明" in response.content.decode()
    desk.refresh_from_db()
    assert desk.name == "くらしの相談室"


def test_a_changed_number_warns_where_the_old_one_stands(
    desk: Desk,
    wakaba: District,
    shiomidai: District,
    city: User,
    coordinator: User,
    client_of: Callable[[User], Client],
) -> None:
    actions.note_use([desk], place="相談先カード 若葉-2026-0001", district=wakaba)
    access = access_for(coordinator, wakaba)
    assert outdated_numbers(access).count == 0

    client_of(city).post(f"/wakaba/desks/{desk.pk}/edit/", form_of(desk, phone="０００−００００−０１９９"))
    desk.refresh_from_db()
    assert desk.phone == "000-0000-0199"
    assert [item.text for item in outdated_numbers(access).items] == [
        "相談先カード 若葉-2026-0001（くらしの相談室の番号や時間が変わりました）"
    ]
    assert outdated_numbers(access_for(coordinator, shiomidai)).count == 0
    assert outdated_numbers(access_for(city, shiomidai)).count == 1


def test_who_printed_it_settles_the_warning(
    desk: Desk, wakaba: District, coordinator: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    actions.note_use([desk], place="広報紙", district=wakaba)
    Desk.objects.update(phone="000-0000-0001")
    use = DeskUse.objects.get()
    assert client_of(stranger).post(f"/shiomidai/desks/uses/{use.pk}/settle/").status_code == 404
    client_of(coordinator).post(f"/wakaba/desks/uses/{use.pk}/settle/")
    assert DeskUse.objects.outdated().count() == 0


def test_a_closed_desk_leaves_pages_and_search_but_warns(
    desk: Desk, wakaba: District, client: Client
) -> None:
    actions.note_use([desk], place="広報紙", district=wakaba)
    desk.is_active = False
    actions.save_desk(desk)
    assert client.get(f"/wakaba/desks/{desk.pk}/").status_code == 404
    assert DeskUse.objects.outdated().get().place == "広報紙"


def test_a_desk_is_found_by_search(client: Client, desk: Desk) -> None:
    search.index(desk)
    for words in ("相談室", desk.phone, desk.phone.replace("-", "")):
        assert f"/wakaba/desks/{desk.pk}/" in client.get("/wakaba/search/", {"q": words}).content.decode()


def test_printing_the_card_remembers_its_numbers(
    desk: Desk, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(coordinator)
    printed(client, "/wakaba/reports/desk-card.xlsx")
    printed(client, "/wakaba/reports/desk-card.xlsx")  # the same print again: nothing new to remember
    use = DeskUse.objects.get()
    assert (use.phone, use.used_on) == ("000-0000-0110", timezone.localdate())
    assert use.place.startswith("相談先カード 若葉-")


def test_card_lists_who_can_be_called_urgent_first(desk: Desk, coordinator: User, wakaba: District) -> None:
    make_desk("救急・火事", phone="119", is_urgent=True)
    make_desk("手紙の窓口", phone="", address="中央1-1")
    make_desk("閉じた窓口", is_active=False)
    card = desk_card(access_for(coordinator, wakaba))
    assert [(line.name, line.phone) for line in card.lines] == [
        ("救急・火事", "119"),
        ("くらしの相談室", "000-0000-0110"),
    ]
    assert card.url.endswith("/wakaba/desks/trouble/")
    assert [line.name for line in desk_card(access_for(coordinator, wakaba), desks=[desk]).lines] == [
        "くらしの相談室"
    ]


def test_staleness_after_a_year(desk: Desk) -> None:
    actions.verify_desk(desk, on=timezone.localdate() - timedelta(days=366))
    assert desk.is_stale
    actions.verify_desk(desk, on=timezone.localdate())
    assert not desk.is_stale


def test_only_city_staff_edit_situations(
    money: Situation, coordinator: User, city: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(coordinator).get(f"/wakaba/desks/trouble/{money.pk}/edit/").status_code == 404
    client = client_of(city)
    client.post("/wakaba/desks/trouble/add/", {"text": "仕事がない", "parent": money.parent_id, "order": 2})
    assert [child.text for child in money.parent.children.all()] == ["家賃が払えない", "仕事がない"]
    client.post(f"/wakaba/desks/trouble/{money.parent_id}/delete/")
    assert Situation.objects.count() == 0
    assert Desk.objects.count() == 1


@pytest.mark.parametrize("path", ["/wakaba/desks/", "/wakaba/desks/trouble/"])
def test_lists_cost_the_same_for_one_and_three(
    path: str, client: Client, money: Situation, django_assert_max_num_queries: Callable
) -> None:
    with django_assert_max_num_queries(6):
        client.get(path)
    for number in range(3):
        make_desk(f"窓口{number}", is_urgent=True)
        actions.save_situation(Situation(text=f"こと{number}"), desks=[])
    with django_assert_max_num_queries(6):
        client.get(path)


def test_use_on_a_given_day(desk: Desk, wakaba: District) -> None:
    actions.note_use([desk], place="ちらし", district=wakaba, on=date(2026, 4, 1))
    assert DeskUse.objects.get().used_on == date(2026, 4, 1)


def test_an_empty_list_asks_for_other_words_only_where_words_were_given(
    client: Client, wakaba: District
) -> None:
    assert "まだ登録されていません" in client.get("/wakaba/desks/").content.decode()
    assert "あてはまる窓口が見つかりません。" in client.get("/wakaba/desks/?q=介護").content.decode()
