"""Districts: opened and closed by the administrator, described by their own people; the city."""

from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from portal import plugins
from portal.actions import districts, people
from portal.models import Council, District, Role, User
from portal.overview import district_overviews

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]


# -- The city's page ---------------------------------------------------------------------------------------------


def test_districts_stand_side_by_side(
    wakaba: District, shiomidai: District, coordinator: User, chair: User, city: User, client_of: SignIn
) -> None:
    client_of(coordinator)
    first, second = district_overviews()
    assert (first.district, first.coordinators, first.chairs, first.staff) == (
        wakaba,
        [coordinator],
        [chair],
        [city],
    )
    coordinator.refresh_from_db()
    assert first.last_used == coordinator.last_login
    assert (second.district, second.coordinators, second.staff, second.last_used) == (shiomidai, [], [], None)


def test_apps_add_figures(
    wakaba: District, shiomidai: District, city: User, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(ids: list[int]) -> Mapping[int, int]:
        return {wakaba.pk: 12}

    monkeypatch.setitem(
        plugins._registry, plugins.DistrictFigure, [plugins.DistrictFigure("団体", count, "件")]
    )
    figures = [
        [(figure.label, figure.value, figure.unit) for figure in row.figures] for row in district_overviews()
    ]
    assert figures == [[("団体", 12, "件")], [("団体", 0, "件")]]
    assert "12件" in client_of(city).get("/city/").content.decode()


def test_organizations_are_counted(wakaba: District, shiomidai: District, organization: object) -> None:
    counts = [
        [figure.value for figure in row.figures if figure.label == "団体・施設"]
        for row in district_overviews()
    ]
    assert counts == [[1], [0]]


def test_the_citys_page_costs_the_same_for_any_number(
    wakaba: District, city: User, client_of: SignIn, django_assert_max_num_queries: Callable
) -> None:
    client = client_of(city)

    def queries() -> int:
        with django_assert_max_num_queries(50) as counted:
            client.get("/city/")
        return len(counted.captured_queries)

    before = queries()
    for number in (1, 2):
        district = districts.open_district(council=wakaba.council, slug=f"d{number}", name=f"地区{number}")
        user = User.objects.create_user(f"c{number}@example.jp", "x", name=f"c{number}")
        people.give_role(user=user, district=district, role=Role.COORDINATOR)
    assert queries() == before <= 10


# -- By the administrator ----------------------------------------------------------------------------------------


def test_only_the_administrator_changes_city_and_districts(
    wakaba: District, admin: User, city: User, coordinator: User, client_of: SignIn
) -> None:
    for path in (
        "/city/settings/",
        "/city/districts/",
        "/city/districts/add/",
        f"/city/districts/{wakaba.pk}/",
    ):
        assert [client_of(user).get(path).status_code for user in (admin, city, coordinator, None)] == [
            200,
            403,
            404,
            302,
        ]


def test_the_administrator_opens_a_district(wakaba: District, admin: User, client_of: SignIn) -> None:
    client_of(admin).post(
        "/city/districts/add/", {"name": "桑原地区", "kana": "クワバラ", "slug": "kuwabara"}
    )
    district = District.objects.get(slug="kuwabara")
    assert (district.name, district.kana, district.order, district.version) == ("桑原地区", "くわばら", 2, 1)


@pytest.mark.parametrize("slug", ["city", "wakaba", "若葉", "Wakaba 2"])
def test_addresses_that_cannot_be_used_are_told(
    wakaba: District, admin: User, client_of: SignIn, slug: str
) -> None:
    answer = client_of(admin).post("/city/districts/add/", {"name": "新しい地区", "slug": slug})
    assert answer.status_code == 422
    assert District.objects.count() == 1


def test_closing_takes_a_district_off_the_site_and_back(
    wakaba: District, admin: User, client_of: SignIn
) -> None:
    client, path = client_of(admin), f"/city/districts/{wakaba.pk}/close/"
    assert client.get(path).status_code == 200
    client.post(path)
    assert Client().get("/wakaba/").status_code == 404
    client.post(path)
    assert Client().get("/wakaba/").status_code == 200


def moved(district: District, slug: str, admin: User, client_of: SignIn) -> None:
    sent = {
        "name": district.name,
        "slug": slug,
        "order": 1,
        "version": District.objects.get(pk=district.pk).version,
    }
    assert client_of(admin).post(f"/city/districts/{district.pk}/", sent).status_code == 302


def test_addresses_on_paper_lead_to_todays_address(wakaba: District, admin: User, client_of: SignIn) -> None:
    moved(wakaba, "wakaba-kita", admin, client_of)
    answer = Client().get("/wakaba/groups/?kind=1&view=map")
    assert (answer.status_code, answer["Location"]) == (307, "/wakaba-kita/groups/?kind=1&view=map")
    assert Client().get("/wakaba/", follow=True).redirect_chain == [("/wakaba-kita/", 307)]
    moved(wakaba, "wakaba", admin, client_of)
    assert Client().get("/wakaba/").status_code == 200
    assert Client().get("/wakaba-kita/")["Location"] == "/wakaba/"


def test_a_form_sent_to_a_former_address_is_kept(
    wakaba: District, admin: User, coordinator: User, client_of: SignIn
) -> None:
    moved(wakaba, "wakaba-kita", admin, client_of)
    sent = client_of(coordinator).post("/wakaba/settings/neighborhoods/add/", {"name": "川原"}, follow=True)
    assert [address for address, _ in sent.redirect_chain] == [
        "/wakaba-kita/settings/neighborhoods/add/",
        "/wakaba-kita/settings/neighborhoods/",
    ]
    assert [each.name for each in wakaba.neighborhoods.all()] == ["川原"]


def test_a_former_address_is_that_of_who_has_it_now_and_of_nobody_once_the_district_is_closed(
    wakaba: District, shiomidai: District, admin: User, client_of: SignIn
) -> None:
    moved(wakaba, "wakaba-kita", admin, client_of)
    moved(shiomidai, "wakaba", admin, client_of)
    assert shiomidai.name in Client().get("/wakaba/").content.decode()
    assert Client().get("/shiomidai/")["Location"] == "/wakaba/"
    districts.close_district(district=District.objects.get(pk=shiomidai.pk))
    assert Client().get("/shiomidai/").status_code == 404
    assert Client().get("/wakaba/").status_code == 404
    assert Client().get("/nowhere/").status_code == 404


def test_the_council_and_its_rules_are_set(wakaba: District, admin: User, client_of: SignIn) -> None:
    fields = {"name": "みどり野市社協", "city": "みどり野市", "district_term": "校区社協", "version": 1}
    client_of(admin).post("/city/settings/", fields | {"mfa_roles": ["city_staff"], "postcode": "7600066"})
    council = Council.objects.get()
    assert (council.name, council.district_term, council.mfa_roles, council.postcode, council.version) == (
        "みどり野市社協",
        "校区社協",
        ["city_staff"],
        "760-0066",
        2,
    )


def test_a_wrong_postcode_is_told(wakaba: District, admin: User, client_of: SignIn) -> None:
    fields = {"name": "市社協", "city": "市", "district_term": "地区社協", "postcode": "12"}
    answer = client_of(admin).post("/city/settings/", fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["postcode"]


# -- By the district's people ------------------------------------------------------------------------------------


def test_who_describes_a_district(
    wakaba: District,
    coordinator: User,
    chair: User,
    city: User,
    admin: User,
    editor: User,
    stranger: User,
    contact: User,
    client_of: SignIn,
) -> None:
    everyone = [coordinator, chair, city, admin, editor, stranger, contact, None]
    for path in ("settings/", "settings/history/", "settings/neighborhoods/", "settings/statistics/"):
        answers = [client_of(user).get(f"/wakaba/{path}").status_code for user in everyone]
        assert answers == [200, 200, 200, 200, 403, 404, 404, 302]


def test_a_description_is_saved_with_its_history(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    client = client_of(coordinator)
    for introduction in ("坂の多い地区です。", "花の多い地区です。"):
        wakaba.refresh_from_db()
        client.post(
            "/wakaba/settings/",
            {
                "council_name": wakaba.council_name,
                "introduction": introduction,
                "version": wakaba.version,
            },
        )
    versions = client.get("/wakaba/settings/history/").context["versions"]
    assert [(version.by, version.changes[0].after) for version in versions[:2]] == [
        ("wakaba", "花の多い地区です。"),
        ("wakaba", "坂の多い地区です。"),
    ]
    client.post(f"/wakaba/settings/history/{versions[1].id}/")
    wakaba.refresh_from_db()
    assert (wakaba.introduction, wakaba.slug) == ("坂の多い地区です。", "wakaba")


def test_a_version_of_another_district_is_not_restored(
    wakaba: District, shiomidai: District, coordinator: User, client_of: SignIn
) -> None:
    foreign = shiomidai.versions.get().pgh_id
    assert client_of(coordinator).post(f"/wakaba/settings/history/{foreign}/").status_code == 404


def test_a_conflicting_edit_is_told(
    wakaba: District, coordinator: User, chair: User, client_of: SignIn
) -> None:
    client_of(chair).post("/wakaba/settings/", {"introduction": "会長の文", "version": 1})
    answer = client_of(coordinator).post("/wakaba/settings/", {"introduction": "わたしの文", "version": 1})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert [text for text in ("会長の文", "わたしの文") if text in page] == ["会長の文", "わたしの文"]
    wakaba.refresh_from_db()
    assert wakaba.introduction == "会長の文"
