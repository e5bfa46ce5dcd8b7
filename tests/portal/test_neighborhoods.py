"""A district's neighbourhoods (町内) and its figures (統計), kept by its editors."""

from collections.abc import Callable
from datetime import date

import pghistory.models
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from groups.models import Organization
from portal import plugins, search
from portal.actions import districts
from portal.districts import readings_of
from portal.models import District, Neighborhood, Statistic, User
from portal.permissions import access_for
from tests.groups.factory import make_organization

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]


@pytest.fixture
def neighborhoods(wakaba: District) -> list[Neighborhood]:
    made = [
        Neighborhood(district=wakaba, name=name, households=100) for name in ("けやき台", "川原", "さくら坂")
    ]
    for neighborhood in made:
        districts.add_neighborhood(neighborhood)
    return made


def names(district: District) -> list[str]:
    return [neighborhood.name for neighborhood in district.neighborhoods.all()]


# -- Neighbourhoods ----------------------------------------------------------------------------------------------


def test_neighborhoods_are_added_at_the_end(
    wakaba: District, neighborhoods: list[Neighborhood], coordinator: User, client_of: SignIn
) -> None:
    client_of(coordinator).post(
        "/wakaba/settings/neighborhoods/add/", {"name": "駅前通り", "households": "250"}
    )
    assert names(wakaba) == ["けやき台", "川原", "さくら坂", "駅前通り"]
    assert client_of(coordinator).get("/wakaba/settings/neighborhoods/").context["households"] == 550


def test_the_same_name_twice_is_told(
    wakaba: District, neighborhoods: list[Neighborhood], coordinator: User, client_of: SignIn
) -> None:
    answer = client_of(coordinator).post("/wakaba/settings/neighborhoods/add/", {"name": "川原"})
    assert answer.status_code == 422
    assert "同じ名前の町内がすでにあります。" in answer.content.decode()


def test_many_neighborhoods_are_added_at_once(
    wakaba: District, neighborhoods: list[Neighborhood], coordinator: User, client_of: SignIn
) -> None:
    lines = "東町、ヒガシマチ、１２０世帯\n\n西町\tにしまち\t1,200\n南町, 80\n北町"
    client = client_of(coordinator)
    client.post("/wakaba/settings/neighborhoods/add-many/", {"lines": lines})
    added = wakaba.neighborhoods.all()[3:]
    assert [(each.name, each.kana, each.households) for each in added] == [
        ("東町", "ひがしまち", 120),
        ("西町", "にしまち", 1200),
        ("南町", "", 80),
        ("北町", "", None),
    ]
    assert names(wakaba)[:3] == ["けやき台", "川原", "さくら坂"]


def test_of_many_neighborhoods_all_are_added_or_none(
    wakaba: District, neighborhoods: list[Neighborhood], coordinator: User, client_of: SignIn
) -> None:
    lines = "東町、ひがしまち、約百\n川原\n、かな\n西町\n西町\n南町、みなみ、1、2"
    answer = client_of(coordinator).post("/wakaba/settings/neighborhoods/add-many/", {"lines": lines})
    assert (answer.status_code, answer.context["form"].errors["lines"]) == (
        422,
        [
            "1行目：「東町」の世帯数「約百」を、数字で書いてください。",
            "2行目：同じ名前の町内がすでにあります。",
            "3行目：町内の名称を書いてください。",
            "5行目：「西町」が2回あります。",
            "6行目：「町内の名称、ふりがな、世帯数」の3つだけを書いてください。",
        ],
    )
    assert lines in answer.content.decode()
    assert names(wakaba) == ["けやき台", "川原", "さくら坂"]


def test_neighborhoods_change_places(
    wakaba: District, neighborhoods: list[Neighborhood], coordinator: User, client_of: SignIn
) -> None:
    client = client_of(coordinator)

    def move(neighborhood: Neighborhood, direction: str) -> list[str]:
        client.post(f"/wakaba/settings/neighborhoods/{neighborhood.pk}/move/", {"direction": direction})
        return names(wakaba)

    assert move(neighborhoods[2], "up") == ["けやき台", "さくら坂", "川原"]
    assert move(neighborhoods[0], "down") == ["さくら坂", "けやき台", "川原"]
    assert move(neighborhoods[1], "down") == ["さくら坂", "けやき台", "川原"]


def test_a_neighborhood_is_deleted_after_asking(
    wakaba: District, neighborhoods: list[Neighborhood], coordinator: User, client_of: SignIn
) -> None:
    client, path = client_of(coordinator), f"/wakaba/settings/neighborhoods/{neighborhoods[0].pk}/delete/"
    assert "けやき台を削除しますか" in client.get(path).content.decode()
    assert len(names(wakaba)) == 3
    client.post(path)
    assert names(wakaba) == ["川原", "さくら坂"]


def test_who_deletes_a_neighborhood_reads_what_names_it(
    wakaba: District,
    neighborhoods: list[Neighborhood],
    organization: Organization,
    coordinator: User,
    client_of: SignIn,
) -> None:
    organization.neighborhoods.add(*neighborhoods[:2])
    for day in (1, 2):
        Statistic.objects.create(
            district=wakaba, neighborhood=neighborhoods[0], base_date=date(2025, 4, day), source="市"
        )
    client = client_of(coordinator)

    def told(neighborhood: Neighborhood) -> list[str]:
        return client.get(f"/wakaba/settings/neighborhoods/{neighborhood.pk}/delete/").context["mentions"]

    of_organization = "団体・施設の「活動する町内」 1件：この町内が消えます。"
    assert told(neighborhoods[0]) == [of_organization, "この町内だけの統計 2件：削除されます。"]
    assert told(neighborhoods[1]) == [of_organization]
    assert told(neighborhoods[2]) == []


def test_all_that_can_name_a_neighborhood_is_told() -> None:
    named = {
        relation.get_accessor_name()
        for relation in Neighborhood._meta.related_objects
        if not issubclass(relation.related_model, pghistory.models.Event)
    }
    assert {mention.relation for mention in plugins.registered(plugins.NeighborhoodMention)} == named


def test_neighborhoods_of_others_are_out_of_reach(
    wakaba: District, neighborhoods: list[Neighborhood], stranger: User, client_of: SignIn
) -> None:
    for path in ("", "move/", "delete/"):
        address = f"/shiomidai/settings/neighborhoods/{neighborhoods[0].pk}/{path}"
        assert client_of(stranger).post(address).status_code == 404


# -- What is found by their names --------------------------------------------------------------------------------------


def found(query: str, district: District) -> list[str]:
    return [str(hit.title) for hit in search.find(access_for(AnonymousUser(), district), district, query)[:9]]


def test_a_corrected_reading_reaches_the_guessed_ones_of_names(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="阿育町", kana="あいくちょう")
    search.index(make_organization(wakaba, name="阿育町会館"))
    assert found("あしょかまちかいかん", wakaba) == []
    client = client_of(coordinator)
    page = f"/wakaba/settings/neighborhoods/{place.pk}/"
    client.post(page, {"name": "阿育町", "kana": "あしょかまち", "version": place.version})
    assert found("あしょかまちかいかん", wakaba) == ["阿育町会館"]


def test_records_are_found_by_the_name_that_a_neighborhood_has_now(wakaba: District) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="東町", kana="ひがしまち")
    organization = make_organization(wakaba, name="みみの会")
    organization.neighborhoods.add(place)
    search.index(organization)
    place.name, place.kana = "曙町", "あけぼのちょう"
    districts.change_neighborhood(place)
    assert (len(found("曙町", wakaba)), len(found("東町", wakaba))) == (1, 0)
    districts.remove_neighborhood(neighborhood=place)
    assert found("曙町", wakaba) == []


def test_the_worker_is_asked_once_and_only_where_names_changed(
    wakaba: District,
    settings,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    settings.JOBS_INLINE = False
    queued = ProcrastinateJob.objects.filter(task_name="portal.tasks.renew_district")
    assert "東町" not in readings_of(wakaba)
    places = [Neighborhood(district=wakaba, name=name) for name in ("東町", "西町", "南町")]
    with django_capture_on_commit_callbacks(execute=True):
        districts.add_neighborhoods(places)
    assert queued.count() == 0  # nothing is in the index yet
    search.index(make_organization(wakaba, name="東町会館"))
    for households, kana, asked in [(120, "", 0), (120, "あずまちょう", 1)]:
        places[0].households, places[0].kana = households, kana
        with django_capture_on_commit_callbacks(execute=True):
            districts.change_neighborhood(places[0])
        assert [job.args for job in queued.all()] == [{"district_id": wakaba.pk}] * asked
    assert readings_of(wakaba)["東町"] == "あずまちょう"
    for status, asked in [("todo", 1), ("doing", 2)]:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = %s", [status])
        with django_capture_on_commit_callbacks(execute=True):
            districts.remove_neighborhood(neighborhood=places.pop())
        assert queued.count() == asked


# -- Figures -----------------------------------------------------------------------------------------------------


def test_figures_are_entered_and_unknown_ones_stay_unknown(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    fields = {"base_date": "2025-04-01", "source": "住民基本台帳", "population": "8420", "age_65": "1690"}
    client_of(coordinator).post("/wakaba/settings/statistics/add/", fields | {"commissioners": "0"})
    statistic = Statistic.objects.get()
    assert (statistic.base_date, statistic.population, statistic.households) == (date(2025, 4, 1), 8420, None)
    assert statistic.figures == {"age_65": 1690, "commissioners": 0}


def test_editing_keeps_figures_that_have_no_field(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    statistic = Statistic.objects.create(
        district=wakaba, base_date=date(2025, 4, 1), source="市", figures={"salons": 6, "age_65": 1}
    )
    fields = {"base_date": "2025-04-01", "source": "市", "age_65": "2", "version": "1"}
    client_of(coordinator).post(f"/wakaba/settings/statistics/{statistic.pk}/", fields)
    statistic.refresh_from_db()
    assert (statistic.figures, statistic.version) == ({"salons": 6, "age_65": 2}, 2)


def test_figures_need_base_date_and_source_and_one_set_a_day(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    Statistic.objects.create(district=wakaba, base_date=date(2025, 4, 1), source="市")
    client = client_of(coordinator)
    empty = client.post("/wakaba/settings/statistics/add/", {"population": "1"})
    assert sorted(empty.context["form"].errors) == ["base_date", "source"]
    twice = client.post("/wakaba/settings/statistics/add/", {"base_date": "2025-04-01", "source": "市"})
    assert twice.context["form"].non_field_errors() == ["同じ基準日の統計がすでにあります。"]


def test_a_neighborhood_of_another_district_cannot_be_named(
    shiomidai: District, neighborhoods: list[Neighborhood], stranger: User, client_of: SignIn
) -> None:
    fields = {"base_date": "2025-04-01", "source": "市", "neighborhood": neighborhoods[0].pk}
    answer = client_of(stranger).post("/shiomidai/settings/statistics/add/", fields)
    assert list(answer.context["form"].errors) == ["neighborhood"]


def test_figures_are_deleted_after_asking(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    statistic = Statistic.objects.create(district=wakaba, base_date=date(2025, 4, 1), source="市")
    path = f"/wakaba/settings/statistics/{statistic.pk}/delete/"
    assert client_of(coordinator).get(path).status_code == 200
    client_of(coordinator).post(path)
    assert Statistic.objects.count() == 0


@pytest.mark.parametrize("path", ["neighborhoods", "statistics"])
def test_lists_cost_the_same_for_any_number(
    wakaba: District, coordinator: User, client_of: SignIn, django_assert_max_num_queries: Callable, path: str
) -> None:
    client = client_of(coordinator)

    def add(number: int) -> int:
        neighborhood = Neighborhood(district=wakaba, name=f"{number}丁目")
        districts.add_neighborhood(neighborhood)
        Statistic.objects.create(
            district=wakaba, neighborhood=neighborhood, base_date=date(2025, 4, 1), source="市"
        )
        with django_assert_max_num_queries(50) as counted:
            client.get(f"/wakaba/settings/{path}/")
        return len(counted.captured_queries)

    costs = {add(number) for number in (1, 2, 3)}
    assert len(costs) == 1
    assert costs.pop() <= 10
