"""A district of which nothing is recorded yet: pages say what belongs there, and how to begin to those who may."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.models import District, User
from tests.test_pages import Page

pytestmark = pytest.mark.django_db

# Page, what it says, where those who edit the district begin ("" where a button at the top does it).
LISTS = [
    ("groups/", "団体・施設は、まだ登録されていません", "imports/new/"),
    ("groups/map/", "地図に出すものが、まだありません", "groups/"),
    ("desks/", "相談窓口は、まだ登録されていません", "desks/add/"),
    ("exchange/", "団体・施設のページに書かれると、ここに並びます。", ""),
    ("challenges/list/", "いまのっている課題は、ありません", "challenges/add/"),
    ("challenges/cases/", "取り組み事例は、まだありません", "challenges/cases/add/"),
    ("challenges/voices/replies/", "返事は、まだありません", ""),
    ("councils/", "話し合いの場は、まだありません。", "councils/add/"),
]
INTERNAL = [
    ("challenges/voices/", "まだありません", "challenges/voices/enter/"),
    ("encounters/", "接触履歴は、まだありません", "encounters/add/"),
    ("exchange/introductions/", "引合せは、まだありません", "exchange/matches/"),
    ("settings/neighborhoods/", "町内がまだ登録されていません。", "settings/neighborhoods/add-many/"),
    ("settings/statistics/", "統計がまだ登録されていません。", "settings/statistics/add/"),
]


def begins(page: str) -> list[str]:
    """Where the buttons of the page's empty states lead."""
    return [part.split('"')[0] for part in page.split('<a class="button button-primary" href="')[1:]]


@pytest.mark.parametrize(("path", "words", "begin"), LISTS)
def test_residents_read_what_will_be_there(
    client: Client, wakaba: District, path: str, words: str, begin: str
) -> None:
    response = client.get(f"/wakaba/{path}")
    page = response.content.decode()
    assert Page(response.content).mistakes == []
    assert words in page and "条件に合う" not in page
    assert f"/wakaba/{begin}" not in begins(page) or path == "groups/map/"


@pytest.mark.parametrize(("path", "words", "begin"), LISTS + INTERNAL)
def test_who_may_begin_is_told_how(
    wakaba: District,
    coordinator: User,
    client_of: Callable[[User], Client],
    path: str,
    words: str,
    begin: str,
) -> None:
    response = client_of(coordinator).get(f"/wakaba/{path}")
    page = response.content.decode()
    assert Page(response.content).mistakes == []
    assert words in page and "条件に合う" not in page
    assert not begin or f"/wakaba/{begin}" in begins(page)


@pytest.mark.parametrize(
    "path", ["groups/?q=ありません", "groups/map/?drop_in=on", "challenges/list/?stage=trial"]
)
def test_a_search_that_finds_nothing_says_so(client: Client, wakaba: District, path: str) -> None:
    assert "条件に合う" in client.get(f"/wakaba/{path}").content.decode()


def test_who_is_in_trouble_finds_a_telephone_before_the_list_is_there(
    client: Client, wakaba: District
) -> None:
    page = client.get("/wakaba/desks/trouble/").content.decode()
    assert "困りごとの一覧は、準備中です" in page and "近いものを選ぶと" not in page
    assert 'class="tel" href="tel:00000000000"' in page


def test_a_card_without_desks_says_so(
    wakaba: District, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    page = client_of(coordinator).get("/wakaba/reports/desk-card/?paper=poster").content.decode()
    assert "相談窓口は、まだ登録されていません。" in page


def test_the_home_says_that_more_will_come(client: Client, wakaba: District) -> None:
    page = client.get("/wakaba/").content.decode()
    assert "ただいま準備中です。" in page and "声を届ける" in page
