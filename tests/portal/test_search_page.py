"""The search page: /<district>/search/."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from portal import search
from portal.models import District, User
from tests.groups.factory import make_organization


def put(district: District, name: str, **fields: object) -> None:
    search.index(make_organization(district, name=name, **fields))


def page(client: Client, query: str, **parameters: str) -> str:
    response = client.get("/wakaba/search/", {"q": query, **parameters})
    assert response.status_code == 200
    return response.content.decode()


def hits(html: str) -> list[str]:
    """The titles of the hits of a page, without marks."""
    return [
        re.sub("<[^>]+>", "", title).strip()
        for title in re.findall(r'<h3 class="hit-title">(.*?)</h3>', html, re.S)
    ]


def test_a_resident_finds_by_name_and_sees_the_kind(client: Client, wakaba: District) -> None:
    put(wakaba, "潮風の会", kana="しおかぜのかい", purpose="障がいのある人と歩きます。")
    html = page(client, "障害")
    assert hits(html) == ["潮風の会"]
    assert "<mark>障がい</mark>のある人と歩きます。" in html
    assert "団体・施設" in html
    assert re.search(r'href="/wakaba/groups/\d+/"', html)
    assert 'value="障害"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_nothing_typed_yet(client: Client, wakaba: District) -> None:
    html = client.get("/wakaba/search/").content.decode()
    assert "さがしたいことばを入れてください" in html
    assert hits(html) == []


def test_nothing_found_tells_what_to_try(client: Client, wakaba: District) -> None:
    html = page(client, "まぼろし")
    assert "「まぼろし」は見つかりませんでした" in html
    assert "ひらがなで入れる" in html
    assert "ことばを一つにする" not in html
    assert "ことばを一つにする" in page(client, "まぼろし 会館")


def test_nothing_found_tells_whom_to_call_and_where_else_to_look(client: Client, wakaba: District) -> None:
    wakaba.phone, wakaba.office_hours = "000-0000-0201", "火曜・金曜"
    wakaba.save()
    results = page(client, "まぼろし").partition('id="results"')[2]
    assert "見つからないときは" in results
    assert 'href="tel:00000000201"' in results
    assert 'href="/wakaba/groups/"' in results
    wakaba.phone = ""
    wakaba.save()
    wakaba.council.phone = "000-0000-0100"
    wakaba.council.save()
    assert 'href="tel:00000000100"' in page(client, "まぼろし").partition('id="results"')[2]
    put(wakaba, "まぼろしの会")
    assert "見つからないときは" not in page(client, "まぼろし")


def test_letters_that_were_read_as_kana_are_told(client: Client, wakaba: District) -> None:
    put(wakaba, "潮風の会", kana="しおかぜのかい")
    html = page(client, "siokaze")
    assert hits(html) == ["潮風の会"]
    assert "「siokaze」は見つからず、「しおかぜ」でさがしました。" in html


def test_a_slip_is_answered_with_a_question(client: Client, wakaba: District) -> None:
    put(wakaba, "ひまわりサロン")
    html = page(client, "ひわまりサロン")
    assert "もしかして、こちらですか" in html
    assert hits(html) == ["ひまわりサロン"]


def test_what_is_typed_is_only_text(client: Client, wakaba: District) -> None:
    html = page(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_long_query_is_cut_and_says_so(client: Client, wakaba: District) -> None:
    put(wakaba, "潮風の会")
    html = page(client, "潮風" + " " * 100 + "ない")
    assert "はじめの100文字でさがしました" in html
    assert hits(html) == ["潮風の会"]
    assert f'value="{"あ" * 100}"' in page(client, "あ" * 2000)


def test_pages_of_many_hits(client: Client, wakaba: District) -> None:
    search.index_many([make_organization(wakaba, name=f"会館{number:02}") for number in range(25)])
    first, second = page(client, "会館"), page(client, "会館", page="2")
    assert hits(first) == [f"会館{number:02}" for number in range(20)]
    assert hits(second) == [f"会館{number:02}" for number in range(20, 25)]
    assert "25件見つかりました" in first
    assert hits(page(client, "会館", page="99")) == hits(second)
    assert hits(page(client, "会館", page="x")) == hits(first)


def test_kinds_narrow_and_unknown_ones_do_not(client: Client, wakaba: District) -> None:
    put(wakaba, "潮風の会")
    assert hits(page(client, "潮風", kind="organization")) == ["潮風の会"]
    assert hits(page(client, "潮風", kind="' OR 1=1")) == ["潮風の会"]


def test_htmx_gets_the_results_alone(client: Client, wakaba: District) -> None:
    put(wakaba, "潮風の会")
    response = client.get("/wakaba/search/?q=潮風", headers={"HX-Request": "true", "HX-Target": "results"})
    html = response.content.decode()
    assert html.strip().startswith('<div id="results">')
    assert hits(html) == ["潮風の会"]
    assert "<form" not in html


def test_a_stranger_sees_nothing_of_a_secret(
    client_of: Callable[[User | None], Client],
    wakaba: District,
    coordinator: User,
    stranger: User,
    editor: User,
) -> None:
    put(wakaba, "秘密の準備会", purpose="まだ公開しません。", is_public=False)
    for user in (None, stranger, editor):
        html = page(client_of(user), "秘密の準備会")
        assert (hits(html), "まだ公開" in html) == ([], False)
    html = page(client_of(coordinator), "秘密の準備会")
    assert hits(html) == ["秘密の準備会"]
    assert "住民には非公開" in html


@pytest.mark.parametrize("words", ["siokazenoie", "にんちしよう", "ボランテイア", "会館"])
@pytest.mark.parametrize("kind", ["", "organization", "desk"])
def test_queries_where_little_is_found(
    client: Client, wakaba: District, django_assert_max_num_queries: object, words: str, kind: str
) -> None:
    put(wakaba, "会館", purpose="認知症の人と")
    page(client, "会館")
    with django_assert_max_num_queries(6):
        page(client, words, kind=kind)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_a_page(
    client: Client, wakaba: District, django_assert_max_num_queries: object, number: int
) -> None:
    search.index_many([make_organization(wakaba, name=f"会館{number}") for number in range(number)])
    page(client, "会館")
    with django_assert_max_num_queries(6):
        page(client, "会館")
