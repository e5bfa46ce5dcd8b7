"""Words of texts that were typed with a slip: other queries are offered where nothing was found."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from portal.models import District, Visibility
from portal.permissions import access_for
from portal.search import find
from portal.search.slips import one_slip_from
from tests.portal.search_records import put

TEXT = "配食サービスで、栄養のあるお弁当を届けます。いきいき百歳体操と、認知症カフェのボランティアを募集しています。"


def offered(typed: str, district: District) -> list[str]:
    return find(access_for(AnonymousUser(), district), district, typed).offered


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("サーピス", ["サービス"]),
        ("ｻｰﾋﾟｽ", ["サービス"]),
        ("さーぴす", ["さーびす"]),
        ("サビス", []),  # too short to be told from others
        ("サービズ", ["サービス"]),
        ("ボランティヤ", ["ボランティア"]),
        ("サビース", ["サービス"]),
        ("ボランチィア", ["ボランティア"]),
        ("ボランンティア", ["ボランティア"]),
        ("にんちしょ", ["にんちしょう"]),
        ("たいぞう", ["たいそう"]),
        ("配食サーピス", ["配食サービス"]),
        ("栄養 サーピス", ["栄養 サービス"]),
        ("獅子舞 サーピス", []),  # nothing has both
        ("弁党", ["べんとう"]),  # other kanji that sound so
        ("あいうえお", []),
        ("栄養 お弁当 サーピス", []),  # too many words
    ],
)
def test_a_word_with_a_slip_is_offered_as_it_is_written(
    wakaba: District, typed: str, expected: list[str]
) -> None:
    put(wakaba, "ひまわりの会", texts=[TEXT])
    assert offered(typed, wakaba) == expected
    for query in expected:
        assert len(find(access_for(AnonymousUser(), wakaba), wakaba, query)) == 1


@pytest.mark.parametrize(("typed", "expected"), [("第2サーピス", ["第2サービス"]), ("第3サーピス", [])])
def test_a_number_beside_the_word_stands_beside_it_in_what_is_offered(
    wakaba: District, typed: str, expected: list[str]
) -> None:
    put(wakaba, "ひまわりの会", texts=["第2サービスの日。第3の家で、よいサービスを届けます。"])
    assert offered(typed, wakaba) == expected
    for query in expected:
        assert len(find(access_for(AnonymousUser(), wakaba), wakaba, query)) == 1


def test_what_most_records_have_is_offered_first(wakaba: District) -> None:
    put(wakaba, "ひまわりの会", texts=["コンサートを開きます。"])
    for name in ("すみれの会", "さくらの会"):
        put(wakaba, name, texts=["コンセートを開きます。"])
    assert offered("コンソート", wakaba) == ["コンセート", "コンサート"]


def test_nothing_is_offered_that_the_reader_may_not_find(wakaba: District, shiomidai: District) -> None:
    put(wakaba, "ひまわりの会", texts=[TEXT], visibility=Visibility.DISTRICT)
    put(shiomidai, "すみれの会", texts=[TEXT])
    assert offered("サーピス", wakaba) == []


def test_nothing_is_offered_where_something_is_found(wakaba: District) -> None:
    put(wakaba, "サーピス", texts=[TEXT])
    assert offered("サーピス", wakaba) == []


def test_slips_are_few_and_words() -> None:
    slips = one_slip_from("ぼらんてぃあかつどう")
    assert len(slips) == len(set(slips)) < 200
    assert "ぼらんてぃあかつどう" not in slips


def test_the_page_leads_to_what_is_offered(
    client: Client, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    put(wakaba, "ひまわりの会", texts=[TEXT])
    client.get("/wakaba/search/")
    with django_assert_max_num_queries(6):
        html = client.get("/wakaba/search/", {"q": "サーピス"}).content.decode()
    assert "「サービス」でさがす" in html
    assert 'href="?q=%E3%82%B5%E3%83%BC%E3%83%93%E3%82%B9"' in html
