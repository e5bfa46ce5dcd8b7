"""Pages that belong to no app: front page, home, start, display, health, icon, sitemap, robots."""

import io
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from portal.districts import Display
from portal.models import District, User
from tests.groups.factory import make_organization

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_front_lists_the_districts(client: Client, wakaba: District, shiomidai: District) -> None:
    page = client.get("/").content.decode()
    assert page.index("若葉地区") < page.index("潮見台地区")
    assert 'href="/shiomidai/"' in page


def test_front_of_a_single_district_is_its_home(client: Client, wakaba: District) -> None:
    assert client.get("/")["Location"] == "/wakaba/"


def test_the_address_of_a_button_tells_where_to_go(client: Client, wakaba: District) -> None:
    answer = client.get("/display/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "もう一度ボタンを押してください" in answer.content.decode()


def test_unknown_and_closed_districts_are_not_found(
    client: Client, wakaba: District, shiomidai: District
) -> None:
    District.objects.filter(pk=shiomidai.pk).update(is_active=False)
    assert [client.get(f"/{slug}/").status_code for slug in ("nowhere", "shiomidai", "wakaba")] == [
        404,
        404,
        200,
    ]


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("coordinator", "/wakaba/desk/"),
        ("stranger", "/shiomidai/desk/"),
        ("city", "/wakaba/desk/"),
        ("admin", "/city/"),
    ],
)
def test_start_leads_to_the_own_work(
    who: str,
    where: str,
    request: pytest.FixtureRequest,
    client_of: Callable[[User], Client],
    shiomidai: District,
) -> None:
    assert client_of(request.getfixturevalue(who)).get("/start/")["Location"] == where


def test_start_leads_contacts_to_their_organisation(
    contact: User, wakaba: District, client_of: Callable[[User], Client]
) -> None:
    client = client_of(contact)
    first = contact.organizations.get()
    assert client.get("/start/")["Location"] == f"/wakaba/groups/{first.pk}/"
    make_organization(wakaba, name="みみの会").contacts.add(contact)
    assert client.get("/start/")["Location"] == "/account/#roles"
    contact.organizations.clear()
    assert client.get("/start/")["Location"] == "/account/#roles"


def test_a_login_is_asked_for_and_htmx_is_sent_there_whole(client: Client, wakaba: District) -> None:
    assert client.get("/wakaba/desk/")["Location"] == "/accounts/login/?next=/wakaba/desk/"
    response = client.get("/wakaba/desk/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, "/accounts/login/?next=/wakaba/desk/")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://testserver/wakaba/groups/1/?from=list", "/wakaba/groups/1/%3Ffrom%3Dlist"),
        ("https://elsewhere.example/wakaba/", "/start/"),
        ("", "/start/"),
    ],
)
def test_a_form_sent_after_the_login_ended_leads_back_to_its_page(
    before: str, after: str, client: Client, wakaba: District
) -> None:
    response = client.post("/wakaba/groups/1/verify/", headers={"referer": before})
    assert response["Location"] == f"/accounts/login/?next={after}"
    assert "送った内容は保存していません" in client.get(response["Location"]).content.decode()


def test_display_is_kept_in_a_cookie_and_leads_back(client: Client, wakaba: District) -> None:
    response = client.post("/display/", {"size": "large"}, headers={"referer": "http://testserver/wakaba/"})
    assert response["Location"] == "/wakaba/"
    assert client.cookies["display"].value == "light.large"
    client.post("/display/", {"furigana": "on"})
    client.post("/display/", {"theme": "contrast"})
    assert client.cookies["display"].value == "contrast.large.furigana"
    page = client.get("/wakaba/").content.decode()
    assert 'data-theme="contrast" data-size="large" data-furigana="on"' in page


def test_display_never_leads_to_another_site(client: Client, wakaba: District) -> None:
    response = client.post(
        "/display/", {"size": "large"}, headers={"referer": "http://testserver//evil.example/"}
    )
    assert response["Location"] == "/evil.example/"


def test_display_takes_only_known_words_and_leads_nowhere_else(client: Client, wakaba: District) -> None:
    response = client.post("/display/", {"size": '"><script>'}, headers={"referer": "https://evil.example/"})
    assert response["Location"] == "/"
    assert client.cookies["display"].value == "light.normal"


@pytest.mark.parametrize("cookie", ["", "...", "contrast", "large.contrast", "x" * 5000])
def test_any_display_cookie_is_readable(cookie: str) -> None:
    display = Display.from_cookie(cookie)
    assert (display.theme, display.size) in {
        ("light", "normal"),
        ("contrast", "normal"),
        ("contrast", "large"),
    }


def test_health(client: Client, db: None) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_browsers_that_ask_for_an_icon_get_one(client: Client, db: None) -> None:
    response = client.get("/favicon.ico", follow=True)
    assert response["Content-Type"] in ("image/x-icon", "image/vnd.microsoft.icon")
    with Image.open(io.BytesIO(b"".join(response.streaming_content))) as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_sitemap_names_what_anybody_may_read(client: Client, wakaba: District) -> None:
    shown = make_organization(wakaba, name="みみの会")
    make_organization(wakaba, name="準備中の会", is_public=False)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 -- our own page
    paths = [
        place.text.removeprefix("http://localhost:8000") for place in tree.findall(".//s:loc", NAMESPACE)
    ]
    assert f"/wakaba/groups/{shown.pk}/" in paths
    assert paths[:2] == ["/", "/wakaba/"]
    assert len([path for path in paths if "/groups/" in path and path.rstrip("/")[-1].isdigit()]) == 1


def test_robots_keep_out_of_accounts(client: Client, db: None) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /accounts/" in lines
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines


def test_pages_send_a_strict_policy(client: Client, wakaba: District) -> None:
    policy = client.get("/wakaba/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_who_comes_back_to_a_page_never_sees_a_part_of_it(client: Client, wakaba: District) -> None:
    page = client.get("/wakaba/search/?q=会")
    part = client.get("/wakaba/search/?q=会", headers={"HX-Request": "true", "HX-Target": "results"})
    assert (b"<html" in page.content, b"<html" in part.content) == (True, False)
    for answer in (page, part):
        assert {"HX-Request", "HX-Target"} <= set(answer["Vary"].split(", "))
    assert "no-store" in part["Cache-Control"]
    assert "Cache-Control" not in page


def test_the_front_page_stays_cheap(
    client: Client, wakaba: District, shiomidai: District, django_assert_max_num_queries: Callable
) -> None:
    with django_assert_max_num_queries(6):
        client.get("/")


def test_home_costs_the_same_for_one_and_three(
    client: Client, wakaba: District, django_assert_num_queries: Callable
) -> None:
    make_organization(wakaba, name="一の会")
    with CaptureQueriesContext(connection) as first:
        client.get("/wakaba/")
    for number in range(3):
        make_organization(wakaba, name=f"会{number}", consent_on="2026-01-01", public_phone="000-0000-0000")
    caches["local"].clear()
    with django_assert_num_queries(len(first)):
        client.get("/wakaba/")


def test_home_is_made_once_a_minute_for_residents_and_always_for_its_people(
    client: Client,
    wakaba: District,
    coordinator: User,
    client_of: Callable,
    django_assert_max_num_queries: Callable,
) -> None:
    client.get("/wakaba/")
    make_organization(wakaba, name="新しい会")
    with django_assert_max_num_queries(6):
        assert "すべて見る（1）" not in client.get("/wakaba/").content.decode()
    assert "すべて見る（1）" in client_of(coordinator).get("/wakaba/").content.decode()
