"""Cases (取り組み事例) between districts, and 「うちでもやりたい」."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import cases
from groups.models import Case, Interest
from groups.overview.challenges import running_interests
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.challenge_records import make_case, make_challenge, make_theme

BASE = "/wakaba/challenges/cases/"
SENT = {
    "title": "移動販売",
    "why": "声があった",
    "what": "車を呼んだ",
    "change": "笑顔が増えた",
    "version": 1,
}


def test_a_case_is_written_and_published(wakaba: District, coordinator: User, client_of: Callable) -> None:
    client = client_of(coordinator)
    assert client.post(f"{BASE}add/", SENT | {"change": ""}).status_code == 422
    client.post(f"{BASE}add/", SENT)
    case = Case.objects.get()
    assert (case.district, case.is_public, case.published_on) == (wakaba, False, None)
    assert Client().get(f"{BASE}{case.pk}/").status_code == 404
    client.post(f"{BASE}{case.pk}/edit/", SENT | {"is_public": "on", "fields": ["welfare"]})
    case.refresh_from_db()
    assert (case.published_on, case.fields) == (timezone.localdate(), ["welfare"])
    assert Client().get(f"{BASE}{case.pk}/").status_code == 200


def test_the_day_of_publishing_stays(wakaba: District) -> None:
    case = make_case(wakaba, published_on=date(2026, 1, 1))
    cases.update_case(case, is_public=False)
    cases.update_case(case, is_public=True)
    assert case.published_on == date(2026, 1, 1)


def test_cases_of_all_districts_are_found_by_field_and_words(
    client: Client, wakaba: District, shiomidai: District
) -> None:
    make_case(wakaba, "顔合わせ会", fields=["exchange"], tips="名札を使う")
    make_case(shiomidai, "移動販売", challenge=make_challenge(shiomidai, fields=["health"]))
    make_case(shiomidai, "下書き", is_public=False)

    def titles(query: str) -> list[str]:
        return sorted(case.title for case in client.get(f"{BASE}?{query}").context["listing"].page)

    assert titles("") == ["移動販売", "顔合わせ会"]
    assert titles("field=exchange") == ["顔合わせ会"]
    assert titles("field=health") == ["移動販売"]
    assert titles("q=名札 会") == ["顔合わせ会"]
    assert titles("q=名札 お米") == []
    assert titles("district=shiomidai") == ["移動販売"]


def test_a_case_is_read_in_every_district(client: Client, wakaba: District, shiomidai: District) -> None:
    theme = make_theme(shiomidai)
    case = make_case(shiomidai, theme=theme)
    page = client.get(f"{BASE}{case.pk}/").content.decode()
    assert f'href="http://localhost:8000/shiomidai/challenges/cases/{case.pk}/"' in page
    assert f"/shiomidai/challenges/themes/{theme.pk}/" in page


def test_a_case_of_a_closed_district_is_not_shown(
    client: Client, wakaba: District, shiomidai: District
) -> None:
    case = make_case(shiomidai)
    District.objects.filter(pk=shiomidai.pk).update(is_active=False)
    assert client.get(f"{BASE}{case.pk}/").status_code == 404


def test_anothers_case_is_not_edited(
    wakaba: District, shiomidai: District, coordinator: User, client_of: Callable
) -> None:
    case = make_case(shiomidai)
    for word in ("edit", "delete"):
        assert client_of(coordinator).post(f"{BASE}{case.pk}/{word}/", SENT).status_code == 404


# -- 「うちでもやりたい」 -------------------------------------------------------------------------------------------------


def test_a_hand_is_raised_and_seen_where_it_matters(
    wakaba: District, shiomidai: District, coordinator: User, stranger: User, city: User, client_of: Callable
) -> None:
    case = make_case(shiomidai, "移動販売")
    client = client_of(coordinator)
    assert "手を挙げると" in client.get(f"{BASE}{case.pk}/").content.decode()
    client.post(f"{BASE}{case.pk}/interest/", {"note": "店との話し方を聞きたい"})
    interest = Interest.objects.get()
    assert (interest.district, interest.raised_by, interest.state) == (wakaba, coordinator, "open")
    told = "若葉地区 → 潮見台地区「移動販売」（これから）"
    for user, district in ((coordinator, wakaba), (city, wakaba), (stranger, shiomidai)):
        found = running_interests(access_for(user, district))
        assert [item.text for item in found.items] == [told]
        assert found.items[0].url == f"/{district.slug}/challenges/cases/interests/{interest.pk}/"
    # City staff in charge of wakaba do not have it on the desk of a district that is not theirs.
    assert running_interests(access_for(city, shiomidai)).count == 0


def test_a_hand_is_raised_once_and_not_for_the_own_case(
    wakaba: District, shiomidai: District, coordinator: User, client_of: Callable
) -> None:
    case, own = make_case(shiomidai), make_case(wakaba)
    client = client_of(coordinator)
    client.post(f"{BASE}{case.pk}/interest/", {"note": ""})
    again = client.post(f"{BASE}{case.pk}/interest/", {"note": ""})
    assert again.status_code == 422
    assert "すでに手を挙げています" in again.content.decode()
    assert client.post(f"{BASE}{own.pk}/interest/", {"note": ""}).status_code == 422
    assert Interest.objects.count() == 1
    assert "手を挙げると" not in client.get(f"{BASE}{case.pk}/").content.decode()


def test_both_districts_say_how_far_it_has_come(
    wakaba: District, shiomidai: District, coordinator: User, stranger: User, client_of: Callable
) -> None:
    interest = cases.raise_interest(make_case(shiomidai), district=wakaba, by=coordinator)
    other = "/shiomidai/challenges/cases/interests/"
    client_of(stranger).post(f"{other}{interest.pk}/", {"state": "talking", "note": "話した", "version": 1})
    interest.refresh_from_db()
    assert (interest.state, interest.note) == ("talking", "話した")
    assert client_of(stranger).post(f"{other}{interest.pk}/delete/").status_code == 403
    client_of(coordinator).post(f"{BASE}interests/{interest.pk}/delete/")
    assert Interest.objects.count() == 0


def test_a_third_district_and_residents_do_not_know(
    wakaba: District, shiomidai: District, coordinator: User, client_of: Callable
) -> None:
    third = District.objects.create(council=wakaba.council, slug="kuwabara", name="桑原地区")
    case = make_case(shiomidai)
    interest = cases.raise_interest(case, district=third, note="秘密の相談")
    for client in (client_of(None), client_of(coordinator)):
        assert "秘密の相談" not in client.get(f"{BASE}{case.pk}/").content.decode()
    assert client_of(coordinator).get(f"{BASE}interests/{interest.pk}/").status_code == 404
    assert "秘密の相談" not in client_of(coordinator).get(f"{BASE}interests/").content.decode()


def test_a_case_that_others_follow_stays(wakaba: District, shiomidai: District) -> None:
    case = make_case(wakaba)
    interest = cases.raise_interest(case, district=shiomidai)
    with pytest.raises(ValidationError):
        cases.delete_case(case)
    cases.drop_interest(interest)
    cases.delete_case(case)
    assert Case.objects.count() == 0


def test_a_published_case_is_found_in_every_district(
    wakaba: District, shiomidai: District, client: Client
) -> None:
    case = cases.create_case(
        district=shiomidai, title="横断歩道の旗", why="声", what="旗", change="安心", is_public=True
    )
    assert f"{BASE}{case.pk}/" in client.get("/wakaba/search/?q=横断歩道").content.decode()
    cases.update_case(case, is_public=False)
    assert f"{BASE}{case.pk}/" not in client.get("/wakaba/search/?q=横断歩道").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_cases_stay_cheap(
    number: int,
    client: Client,
    wakaba: District,
    shiomidai: District,
    coordinator: User,
    client_of: Callable,
    django_assert_max_num_queries: Callable,
) -> None:
    for count in range(number):
        case = make_case(shiomidai, f"事例{count}", theme=make_theme(shiomidai, f"テーマ{count}"))
        cases.raise_interest(case, district=wakaba, by=coordinator)
    for page in (BASE, f"{BASE}{case.pk}/"):
        with django_assert_max_num_queries(6):
            assert client.get(page).status_code == 200
    signed_in = client_of(coordinator)
    with django_assert_max_num_queries(10):
        assert signed_in.get(f"{BASE}interests/").status_code == 200
