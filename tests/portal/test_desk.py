"""The desk's cards: the first things that are due, and how many there are."""

from collections.abc import Callable

import pytest

from portal.models import District, Neighborhood
from portal.plugins import DeskItem, DeskList


def item(record: object) -> DeskItem:
    return DeskItem(str(record), f"/{record}/")


@pytest.mark.parametrize(
    ("number", "named", "count"), [(0, [], 0), (2, ["0", "1"], 2), (7, ["0", "1", "2", "3", "4"], 7)]
)
def test_the_first_five_are_named_and_all_counted(number: int, named: list[str], count: int) -> None:
    due = DeskList.of(list(range(number)), item, "/all/")
    assert ([each.text for each in due.items], due.count, due.url) == (named, count, "/all/")


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "queries"), [(0, 1), (4, 1), (5, 2), (6, 2)])
def test_records_are_counted_only_where_there_may_be_more(
    wakaba: District, number: int, queries: int, django_assert_num_queries: Callable
) -> None:
    Neighborhood.objects.bulk_create(
        Neighborhood(district=wakaba, name=f"{each}丁目", order=each) for each in range(number)
    )
    with django_assert_num_queries(queries):
        due = DeskList.of(Neighborhood.objects.order_by("order"), item)
    assert ([each.text for each in due.items], due.count) == (
        [f"{each}丁目" for each in range(min(number, 5))],
        number,
    )
