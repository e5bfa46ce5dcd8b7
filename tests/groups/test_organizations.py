"""The public list and page of organisations: what is found, what is shown, and to whom."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, time, timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import timezone

from groups import actions
from groups.actions.importing import Imported, update_imported
from groups.forms.sections import SECTIONS
from groups.models import Category, Organization
from groups.overview.organizations import home_excerpts, home_section
from portal.excerpts import read_excerpts
from portal.history import versions_of
from portal.models import District, Neighborhood, User
from tests.groups.factory import (
    make_activity,
    make_contact,
    make_facility,
    make_need,
    make_offer,
    make_organization,
)


def names(response: object) -> list[str]:
    return [organization.name for organization in response.context["listing"].page]


def find(client: Client, query: str = "") -> list[str]:
    return names(client.get(f"/wakaba/groups/{query}"))


@pytest.fixture
def cafe(wakaba: District) -> Organization:
    """A salon on Wednesdays where one may just go."""
    keyaki = Neighborhood.objects.create(district=wakaba, name="けやき台")
    cafe = make_organization(
        wakaba,
        kind="salon",
        name="階段下カフェ",
        kana="かいだんしたかふぇ",
        fields=["exchange"],
        accessibility=["step_free"],
        purpose="お茶を飲んで話す",
    )
    cafe.neighborhoods.add(keyaki)
    make_offer(cafe, "居場所")
    make_activity(cafe, name="カフェ", weekdays=[2], drop_in=True, starts_at=time(10), ends_at=time(12))
    return cafe


@pytest.fixture
def home(wakaba: District) -> Organization:
    """A facility open on weekdays."""
    home = make_organization(
        wakaba, kind="facility", name="若葉の里", kana="わかばのさと", fields=["welfare"], status="paused"
    )
    make_facility(home, weekdays=[0, 1], services=["通所介護"])
    make_offer(home, "車いすの貸し出し")
    return home


# -- Which are listed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["階段下カフェ", "若葉の里"]),
        ("?kind=salon", ["階段下カフェ"]),
        ("?field=welfare", ["若葉の里"]),
        ("?weekday=2", ["階段下カフェ"]),
        ("?weekday=0", ["若葉の里"]),
        ("?weekday=6", []),
        ("?access=step_free", ["階段下カフェ"]),
        ("?status=paused", ["若葉の里"]),
        ("?drop_in=on", ["階段下カフェ"]),
        ("?q=車いす", ["若葉の里"]),
        ("?q=カイダン", ["階段下カフェ"]),
        ("?q=ｶﾌｪ　居場所", ["階段下カフェ"]),
        ("?q=カフェ+車いす", []),
        ("?kind=salon&field=welfare", []),
        ("?kind=unknown&weekday=9&place=0", ["階段下カフェ", "若葉の里"]),
    ],
)
def test_filters(
    client: Client, cafe: Organization, home: Organization, query: str, expected: list[str]
) -> None:
    assert find(client, query) == expected


def test_filter_by_neighborhood(client: Client, cafe: Organization, home: Organization) -> None:
    place = cafe.neighborhoods.get()
    assert find(client, f"?place={place.pk}") == ["階段下カフェ"]
    make_activity(home, neighborhood=place)
    assert find(client, f"?place={place.pk}") == ["階段下カフェ", "若葉の里"]


def test_list_of_a_district_has_its_own_its_guests_and_the_whole_citys(
    client: Client, wakaba: District, shiomidai: District
) -> None:
    make_organization(wakaba, name="若葉の会")
    make_organization(None, name="市の会")
    make_organization(shiomidai, name="潮見台の会")
    guest = make_organization(shiomidai, name="出張の会")
    guest.served_districts.add(wakaba)
    assert sorted(find(client)) == ["出張の会", "市の会", "若葉の会"]


def test_hidden_and_dissolved_ones_are_for_the_districts_people(
    client_of: Callable, wakaba: District, coordinator: User, stranger: User, city: User
) -> None:
    make_organization(wakaba, name="下書き", is_public=False)
    make_organization(wakaba, name="解散した会", status="dissolved")
    assert [find(client_of(user)) for user in (None, stranger)] == [[], []]
    assert [find(client_of(user)) for user in (coordinator, city)] == [["下書き"], ["下書き"]]
    assert find(client_of(coordinator), "?status=dissolved") == ["解散した会"]
    assert find(client_of(None), "?status=dissolved") == []


def test_checks_are_for_who_keeps_the_records(
    client_of: Callable, wakaba: District, coordinator: User, cafe: Organization
) -> None:
    checked = make_organization(
        wakaba,
        name="整った会",
        purpose="支える",
        issues="なり手",
        verified_on=timezone.localdate(),
        public_phone="000-111-2222",
    )
    client = client_of(coordinator)
    assert find(client, "?check=unverified") == [cafe.name]
    assert find(client, "?check=stale") == []
    checked.verified_on -= timedelta(days=800)
    checked.save()
    assert find(client, "?check=stale") == [checked.name]
    assert find(client, "?check=incomplete") == [cafe.name]
    assert find(client, "?check=no_consent") == [checked.name]
    assert find(client, "?check=hidden") == []
    # Residents have no such condition: it is passed over.
    assert sorted(find(client_of(None), "?check=stale")) == sorted([checked.name, cafe.name])
    make_organization(wakaba, name="ひだまり", kana="")
    checked.kana = ""
    checked.save()
    assert find(client, "?check=unread") == [checked.name]


def test_table_sorts_and_keeps_its_view_when_filtered(
    client: Client, cafe: Organization, home: Organization
) -> None:
    response = client.get("/wakaba/groups/?view=table&sort=-name")
    assert names(response) == ["若葉の里", "階段下カフェ"]
    assert response.context["listing"].filters["view"].value() == "table"
    assert "<table" in response.content.decode()


def test_table_says_of_whom_nobody_confirmed(client: Client, cafe: Organization, home: Organization) -> None:
    home.verified_on = date(2026, 4, 1)
    home.save()
    response = client.get("/wakaba/groups/?view=table")
    days = {row.record.name: row.cells[-1].value for row in response.context["listing"].rows}
    assert days == {cafe.name: "まだ確認していません", home.name: "2026年4月1日"}
    assert "None" not in response.content.decode()


def test_htmx_gets_the_results_only(client: Client, cafe: Organization) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    body = client.get("/wakaba/groups/?q=カフェ", headers=headers).content.decode()
    assert "階段下カフェ" in body
    assert "<html" not in body


# -- Files ----------------------------------------------------------------------------------------------------------


def rows_of(response: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def secretive(wakaba: District) -> Organization:
    """Without consent, and with all that nobody outside may know."""
    organization = make_organization(
        wakaba,
        name="同意のない会",
        public_phone="000-111-2222",
        issues="なり手がいない",
        note="会長は入院中",
        representative="青木 茂",
    )
    make_contact(organization, name="岡田 恵", mobile="000-9000-0001")
    return organization


SECRETS = ["000-111-2222", "なり手がいない", "会長は入院中", "青木 茂", "岡田 恵", "000-9000-0001"]


def test_file_has_exactly_what_is_shown(client: Client, cafe: Organization, home: Organization) -> None:
    row = rows_of(client.get("/wakaba/groups/?kind=salon&format=csv"))[0]
    assert (row["名称"], row["ふだんの活動"], row["できること"], row["活動する町内"]) == (
        "階段下カフェ",
        "カフェ 毎週水曜日 10:00〜12:00",
        "居場所",
        "けやき台",
    )
    assert client.get("/wakaba/groups/?format=xlsx").status_code == 200


def test_public_file_holds_nothing_internal(client: Client, secretive: Organization) -> None:
    text = client.get("/wakaba/groups/?format=csv").content.decode()
    assert [secret for secret in SECRETS if secret in text] == []
    assert "備考" not in text


def test_internal_file_is_for_the_home_district(
    client_of: Callable, secretive: Organization, shiomidai: District, coordinator: User, stranger: User
) -> None:
    secretive.served_districts.add(shiomidai)
    own = rows_of(client_of(coordinator).get("/wakaba/groups/?format=csv"))[0]
    foreign = rows_of(client_of(stranger).get("/shiomidai/groups/?format=csv"))[0]
    assert (own["備考（内部用）"], own["今の課題"], own["電話"]) == ("会長は入院中", "なり手がいない", "")
    assert (foreign["備考（内部用）"], foreign["今の課題"]) == ("", "")


# -- The page -------------------------------------------------------------------------------------------------------


def page(client: Client, organization: Organization, district: str = "wakaba") -> str:
    response = client.get(f"/{district}/groups/{organization.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_page_tells_what_when_where_and_whom_to_call(client: Client, cafe: Organization) -> None:
    actions.update_organization(
        cafe,
        public_phone="000-111-2222（内線3）、000-111-3333",
        address="若葉1-1",
        consultations=["友だちづくり"],
    )
    actions.give_consent(cafe, consented_by="世話人", method="paper")
    body = page(client, cafe)
    told = [
        "お茶を飲んで話す",
        "毎週水曜日",
        "10:00〜12:00",
        "若葉1-1",
        'href="tel:0001112222"',
        "友だちづくり",
        "段差なし",
    ]
    assert [text for text in told if text not in body] == []


def test_nothing_internal_is_in_the_page_of_a_resident(
    client_of: Callable, secretive: Organization, stranger: User
) -> None:
    for user in (None, stranger):
        body = page(client_of(user), secretive)
        assert [secret for secret in SECRETS if secret in body] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_single_section_tells_no_more_than_the_page(
    client_of: Callable, secretive: Organization, stranger: User, section: str
) -> None:
    actions.update_organization(secretive, representative="青木 茂", verified_by="若葉 花子")
    headers = {"HX-Request": "true", "HX-Target": f"section-{section}"}
    for user in (None, stranger):
        answer = client_of(user).get(f"/wakaba/groups/{secretive.pk}/", headers=headers)
        told = answer.content.decode()
        assert [secret for secret in (*SECRETS, "青木 茂", "若葉 花子") if secret in told] == []


def test_own_contact_reads_issues_but_neither_notes_nor_persons(
    client_of: Callable, secretive: Organization, contact: User
) -> None:
    secretive.contacts.add(contact)
    body = page(client_of(contact), secretive)
    assert [secret for secret in SECRETS if secret in body] == ["000-111-2222", "なり手がいない"]


def test_coordinator_and_city_read_all(
    client_of: Callable, secretive: Organization, coordinator: User, city: User
) -> None:
    for user in (coordinator, city):
        body = page(client_of(user), secretive)
        assert [secret for secret in SECRETS if secret not in body] == []


def test_representative_is_named_only_when_allowed(client: Client, cafe: Organization) -> None:
    actions.update_organization(cafe, representative="青木 茂", representative_title="会長")
    assert "青木 茂" not in page(client, cafe)
    actions.update_organization(cafe, representative_is_public=True)
    assert "青木 茂" not in page(client, cafe)
    actions.give_consent(cafe, consented_by="世話人", method="paper")
    assert "会長 青木 茂" in page(client, cafe)
    actions.withdraw_consent(cafe)
    assert "青木 茂" not in page(client, cafe)


def test_officer_of_a_facility_is_named_only_with_consent(client: Client, home: Organization) -> None:
    actions.save_facility(home, community_officer="生活相談員 岡田")
    assert "岡田" not in page(client, home)
    actions.give_consent(home, consented_by="施設長", method="paper")
    assert "生活相談員 岡田" in page(client, home)


@pytest.mark.parametrize("fields", [{"is_public": False}, {"status": "dissolved"}])
def test_what_is_not_public_is_not_found(
    client_of: Callable, wakaba: District, coordinator: User, stranger: User, fields: dict
) -> None:
    organization = make_organization(wakaba, **fields)
    url = f"/wakaba/groups/{organization.pk}/"
    assert [client_of(user).get(url).status_code for user in (None, stranger, coordinator)] == [404, 404, 200]


def test_page_in_another_district_is_not_found(
    client: Client, cafe: Organization, shiomidai: District
) -> None:
    assert client.get(f"/shiomidai/groups/{cafe.pk}/").status_code == 404


def test_stale_and_paused_are_told(client: Client, home: Organization) -> None:
    home.verified_on = timezone.localdate() - timedelta(days=800)
    home.save()
    body = page(client, home)
    assert "最終確認から2年以上たっています" in body
    assert "いまは活動をお休みしています" in body


def linked_data(body: str) -> dict:
    start = body.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    return json.loads(body[start : body.index("</script>", start)])


def test_machines_read_the_same_and_no_more(client: Client, cafe: Organization) -> None:
    actions.update_organization(
        cafe, name="</script><b>会", public_phone="000-111-2222", latitude=34.4, longitude=134.2
    )
    data = linked_data(page(client, cafe))
    assert (data["name"], data["location"]["geo"]["latitude"]) == ("</script><b>会", 34.4)
    assert [area["name"] for area in data["areaServed"]] == ["若葉地区", "けやき台"]
    assert "telephone" not in data
    actions.give_consent(cafe, consented_by="世話人", method="paper")
    assert linked_data(page(client, cafe))["telephone"] == "000-111-2222"


def test_canonical_address_is_in_the_home_district(
    client: Client, cafe: Organization, shiomidai: District, settings: object
) -> None:
    cafe.served_districts.add(shiomidai)
    body = page(client, cafe, "shiomidai")
    assert f'<link rel="canonical" href="{settings.BASE_URL}/wakaba/groups/{cafe.pk}/">' in body


# -- What they cost --------------------------------------------------------------------------------------------------


def test_queries_of_the_page(
    client: Client, cafe: Organization, django_assert_max_num_queries: Callable
) -> None:
    make_facility(cafe)
    for _ in range(3):
        make_need(cafe)
        make_activity(cafe, neighborhood=cafe.neighborhoods.get())
    with django_assert_max_num_queries(6):
        page(client, cafe)


def test_queries_of_a_city_wide_page(
    client: Client, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    organization = make_organization(None)
    with django_assert_max_num_queries(6):
        page(client, organization)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?view=table", "?format=csv", "?kind=volunteer&place={place}"])
def test_queries_of_the_list(
    client_of: Callable,
    wakaba: District,
    coordinator: User,
    count: int,
    query: str,
    django_assert_max_num_queries: Callable,
) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="けやき台")
    for number in range(count):
        organization = make_organization(wakaba, name=f"会{number}")
        organization.neighborhoods.add(place)
        make_activity(organization, neighborhood=place)
        make_offer(organization)
        make_facility(organization)
    for user in (None, coordinator):
        client = client_of(user)
        with django_assert_max_num_queries(6 if user is None else 10):
            client.get(f"/wakaba/groups/{query.format(place=place.pk)}")


# -- Elsewhere -------------------------------------------------------------------------------------------------------


def test_home_counts_kinds_and_shows_where_one_may_just_go(
    wakaba: District, cafe: Organization, home: Organization, rf: RequestFactory
) -> None:
    Category.objects.filter(slug="facility").update(number=0)
    request = rf.get("/wakaba/")
    request.district, request.user = wakaba, AnonymousUser()
    section = home_section(request, *read_excerpts(wakaba, home_excerpts(request)))
    assert [(kind.slug, kind.count) for kind in section["kinds"]] == [("facility", 1), ("salon", 1)]
    wednesday = next(
        day for ahead in range(7) if (day := timezone.localdate() + timedelta(days=ahead)).weekday() == 2
    )
    assert [(visit.date, visit.activity.name) for visit in section["visits"]] == [(wednesday, "カフェ")]


@pytest.mark.parametrize(
    ("schedule", "held"),
    [
        ({"frequency": "daily"}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"frequency": "weekly", "weekdays": [3]}, [1, 8]),
        ({"frequency": "monthly", "weekdays": [3], "weeks": [2]}, [8]),
        ({"frequency": "yearly", "weekdays": [3]}, []),
        ({"frequency": "irregular", "weekdays": [3]}, []),
    ],
)
def test_days_on_which_an_activity_takes_place(cafe: Organization, schedule: dict, held: list[int]) -> None:
    activity = make_activity(cafe, **schedule)
    days = [date(2026, 10, day) for day in range(1, 9)]  # 1 October 2026 is a Thursday
    assert [day.day for day in days if activity.takes_place_on(day)] == held


def test_desk_tells_what_is_due(
    client_of: Callable, cafe: Organization, coordinator: User, editor: User
) -> None:
    cards = client_of(coordinator).get("/wakaba/desk/").context["cards"]
    titles = [card["title"] for card in cards]
    assert "内容をまだ確認していない団体・施設" in titles
    assert "最終確認から2年以上たった団体・施設" not in titles  # nobody ever confirmed the café
    assert "目的か今の課題が書かれていない団体・施設" in titles
    assert [card["title"] for card in client_of(editor).get("/wakaba/desk/").context["cards"]] == []


def test_sitemap_has_public_pages_only(client: Client, cafe: Organization, wakaba: District) -> None:
    hidden = make_organization(wakaba, is_public=False)
    city_wide = make_organization(None)
    body = client.get("/sitemap.xml").content.decode()
    assert f"/wakaba/groups/{cafe.pk}/" in body
    assert f"/wakaba/groups/{city_wide.pk}/" in body
    assert f"/groups/{hidden.pk}/" not in body


def test_an_empty_list_asks_for_fewer_conditions_only_where_there_are_some(
    client: Client, wakaba: District
) -> None:
    assert "まだ登録されていません" in client.get("/wakaba/groups/").content.decode()
    assert "条件に合う団体・施設がありません" in client.get("/wakaba/groups/?q=防災").content.decode()


def test_where_no_group_has_the_words_the_search_may_know_better(client: Client, wakaba: District) -> None:
    link = f'href="/wakaba/search/?q={quote("サーピス")}"'
    assert link in client.get("/wakaba/groups/?q=サーピス").content.decode()
    assert "/wakaba/search/?q=" not in client.get("/wakaba/groups/?drop_in=on").content.decode()


def test_names_without_a_typed_reading_stand_where_they_are_read(client: Client, wakaba: District) -> None:
    for name, kana in [("火曜会", ""), ("ひだまり", "ひだまり"), ("朝の会", ""), ("緑の会", "みどりのかい")]:
        make_organization(wakaba, name=name, kana=kana)
    assert find(client) == ["朝の会", "火曜会", "ひだまり", "緑の会"]


def test_the_order_follows_a_new_name(wakaba: District) -> None:
    organization = make_organization(wakaba, name="朝の会")
    assert organization.kana_order == "あさのかい"
    actions.update_organization(organization, name="緑の会")
    assert organization.kana_order == "みどりのかい"
    update_imported({organization.pk: Imported({"name": "火曜会"}, {}, {})})
    organization.refresh_from_db()
    assert organization.kana_order == "かようかい"
    assert not any(
        change.field == "kana_order" for each in versions_of(organization) for change in each.changes
    )
