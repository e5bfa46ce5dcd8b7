"""The map drawn from coordinates: where marks stand, how they are numbered, what stands beside it."""

from collections.abc import Callable

import pytest
from django.test import Client

from groups.geography import CLOSE_X, CLOSE_Y, HEIGHTS, MARGIN, WIDTH, apart, draw
from groups.models import Organization
from groups.views import mapping
from portal.models import District, Neighborhood
from tests.groups.factory import make_organization

# About 111 m to the north, and 92 m to the east, in the demo's latitude.
STEP = 0.001


def place(name: str, north: float, east: float, neighborhoods: tuple[str, ...] = ()) -> Organization:
    """An organisation that is not stored, so many steps from a common point."""
    organization = Organization(name=name, latitude=34.4 + north * STEP, longitude=134.2 + east * STEP)
    organization.pk = hash(name)
    organization.neighborhood_names = list(neighborhoods)
    return organization


def test_nothing_to_draw() -> None:
    assert draw([]) is None
    assert draw([Organization(name="住所のない会")]) is None


def test_north_is_up_and_east_is_right() -> None:
    drawing = draw([place("南西", 0, 0), place("北東", 10, 10)])
    north_east, south_west = drawing.marks
    assert north_east.names == "北東"
    assert (north_east.x > south_west.x, north_east.y < south_west.y) == (True, True)


def test_all_marks_stand_inside_the_margins() -> None:
    drawing = draw(
        [place(f"会{north}{east}", north * 7, east * 3) for north in range(4) for east in range(4)]
    )
    assert drawing.width == WIDTH
    assert HEIGHTS[0] <= drawing.height <= HEIGHTS[1]
    assert all(MARGIN - 1 <= mark.x <= WIDTH - MARGIN + 1 for mark in drawing.marks)
    assert all(MARGIN - 1 <= mark.y <= drawing.height - MARGIN + 1 for mark in drawing.marks)


def test_distances_are_true_in_all_directions() -> None:
    # 10 steps to the north are 1,113 m; 10 steps to the east, at 34.4°, 919 m.
    marks = {
        mark.names: mark for mark in draw([place("角", 0, 0), place("北", 10, 0), place("東", 0, 10)]).marks
    }
    up = marks["角"].y - marks["北"].y
    right = marks["東"].x - marks["角"].x
    assert round(right / up, 2) == 0.83


def test_a_single_place_stands_in_the_middle() -> None:
    drawing = draw([place("ひとつ", 0, 0)])
    assert (drawing.marks[0].x, drawing.marks[0].y) == (WIDTH / 2, drawing.height / 2)


def test_marks_that_would_touch_become_one_with_a_range_of_numbers() -> None:
    drawing = draw([place("甲", 10, 0), place("乙", 0, 10), place("丙", 0, 10.01), place("丁", 0, 10.02)])
    assert [(mark.label, len(mark.spots)) for mark in drawing.marks] == [("1", 1), ("2–4", 3)]
    assert [spot.number for spot in drawing.spots] == [1, 2, 3, 4]


def test_no_two_marks_touch() -> None:
    crowd = [place(f"会{number}", number * 0.7 % 9, number * 1.3 % 11) for number in range(120)]
    marks = draw(crowd).marks
    pairs = [(one, other) for one in marks for other in marks if one is not other]
    assert all(apart((one.x, one.y), (other.x, other.y)) >= 0.99 for one, other in pairs)
    assert sum(len(mark.spots) for mark in marks) == 120
    assert CLOSE_X > CLOSE_Y


def test_what_lies_far_outside_does_not_shrink_the_map() -> None:
    near = [place(f"会{number}", number, number) for number in range(5)]
    drawing = draw([*near, place("市役所", 90, 0)])
    assert [organization.name for organization in drawing.outside] == ["市役所"]
    assert len(drawing.spots) == 5


def test_neighborhoods_are_named_below_their_middle() -> None:
    drawing = draw([place("甲", 10, 0, ("けやき台",)), place("乙", 0, 10, ("けやき台", "川原"))])
    assert [(name.name, name.x) for name in drawing.names] == [("けやき台", drawing.marks[0].x)]


def test_names_of_neighborhoods_are_not_written_over_each_other() -> None:
    together = [
        place("甲", 0, 0, ("駅前通り",)),
        place("乙", 0, 1, ("駅前通り",)),
        place("丙", 0.2, 0.2, ("若葉一丁目",)),
    ]
    drawing = draw([*together, place("丁", 9, 9, ("川原",))])
    assert sorted(name.name for name in drawing.names) == ["川原", "駅前通り"]


def test_a_mark_tells_how_long_its_label_is() -> None:
    drawing = draw([place(f"会{number}", number / 100, 0) for number in range(12)] + [place("遠く", 9, 9)])
    assert [(mark.label, mark.digits) for mark in drawing.marks] == [("1", 1), ("2–13", 4)]


@pytest.mark.parametrize(("span", "label"), [(1, "100m"), (20, "500m"), (100, "2km")])
def test_scale_is_a_round_number(span: int, label: str) -> None:
    drawing = draw([place("甲", 0, 0), place("乙", 0, span)])
    assert drawing.scale_label == label


# -- The page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(wakaba: District) -> list[Organization]:
    place = Neighborhood.objects.create(district=wakaba, name="けやき台")
    salon = make_organization(wakaba, kind="salon", name="カフェ", latitude=34.42, longitude=134.2)
    salon.neighborhoods.add(place)
    return [
        salon,
        make_organization(wakaba, kind="facility", name="若葉の里", latitude=34.41, longitude=134.21),
    ]


def test_map_and_list_show_the_same(client: Client, wakaba: District, two: list[Organization]) -> None:
    unlocated = make_organization(wakaba, name="住所のない会")
    response = client.get("/wakaba/groups/map/")
    assert [spot.organization for spot in response.context["drawing"].spots] == two
    assert response.context["unlocated"] == [unlocated]
    body = response.content.decode()
    assert body.count(f'href="/wakaba/groups/{two[0].pk}/"') == 2  # on the map and in the list


def test_map_is_narrowed_by_kind_and_neighborhood(client: Client, two: list[Organization]) -> None:
    def shown(query: str) -> list[str]:
        drawing = client.get(f"/wakaba/groups/map/{query}").context["drawing"]
        return [spot.organization.name for spot in drawing.spots]

    assert shown("?kind=facility") == ["若葉の里"]
    assert shown(f"?place={two[0].neighborhoods.get().pk}") == ["カフェ"]
    headers = {"HX-Request": "true", "HX-Target": "results"}
    assert "<html" not in client.get("/wakaba/groups/map/?kind=salon", headers=headers).content.decode()


def test_hidden_ones_are_not_on_the_map(client: Client, two: list[Organization]) -> None:
    Organization.objects.filter(pk=two[0].pk).update(is_public=False)
    assert "カフェ" not in client.get("/wakaba/groups/map/").content.decode()


def test_queries_of_the_map(
    client: Client, wakaba: District, two: list[Organization], django_assert_max_num_queries: Callable
) -> None:
    with django_assert_max_num_queries(6):
        client.get("/wakaba/groups/map/")


def test_too_many_are_asked_to_be_narrowed(
    client: Client, two: list[Organization], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "MOST_ON_MAP", 1)
    body = client.get("/wakaba/groups/map/").content.decode()
    assert "<svg viewBox" not in body
    assert "2件" in body
    assert "上の「種別」や「町内」で、1件までにしぼってください。" in body
    assert 'href="/wakaba/groups/?"' in body
