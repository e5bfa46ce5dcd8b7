"""Every page of the demo city, as each kind of person: it answers, its HTML is valid, its links lead somewhere."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from django.test import Client

from portal.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]

PEOPLE = [None, "wakabanosato", "wakaba-editor", "wakaba", "city", "admin"]
# Pages of one shape (a record's page, a filtered list) are visited this many times at the most.
PER_SHAPE = 3
SKIPPED = re.compile(r"^/(admin|static|accounts/logout|__debug__)|\.(pdf|xlsx|webp)$|[?&]format=")


class Links(HTMLParser):
    """Collects what a page links to, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if attributes.get("id"):
            self.ids.append(attributes["id"] or "")
        if tag == "a" and attributes.get("href"):
            href = attributes["href"] or ""
            if href.startswith("#"):
                self.anchors.add(href[1:])
            else:
                self.links.add(href)


def shape(address: str) -> str:
    """`/wakaba/groups/12/?page=2` and `/shiomidai/groups/7/?page=3` are pages of one shape."""
    parts = urlsplit(address)
    path = re.sub(r"^/(wakaba|shiomidai|kuwabara)/", "/district/", parts.path)
    names = "&".join(sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair}))
    return f"{re.sub(r'[0-9]+', '0', path)}?{names}"


def mistakes_of(html: str) -> list[str]:
    """What a strict HTML parser and the rules of unique ids and living anchors say of a page."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    found = [f"{code} at {position}" for position, code, _ in parser.errors]
    links = Links()
    links.feed(html)
    doubled = {name for name in links.ids if links.ids.count(name) > 1}
    dead = links.anchors - set(links.ids) - {""}
    return found + [f"id twice: {name}" for name in doubled] + [f"dead anchor: {name}" for name in dead]


@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_every_page_answers_and_is_valid(person: str | None, client_of: Callable[..., Client]) -> None:
    user = User.objects.get(email=f"{person}@example.jp") if person else None
    client = client_of(user)
    waiting, seen, shapes, wrong = ["/", "/wakaba/", "/start/"], set(), {}, []
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        if address in seen or parts.netloc or parts.scheme or SKIPPED.search(address):
            continue
        seen.add(address)
        shapes[shape(address)] = shapes.get(shape(address), 0) + 1
        if shapes[shape(address)] > PER_SHAPE:
            continue
        response = client.get(address, follow=True)
        if response.status_code != 200:
            wrong.append(f"{address}: {response.status_code}")
        elif response["Content-Type"].startswith("text/html"):
            html = response.content.decode()
            wrong.extend(f"{address}: {mistake}" for mistake in mistakes_of(html))
            links = Links()
            links.feed(html)
            last = response.redirect_chain[-1][0] if response.redirect_chain else address
            waiting.extend(sorted(urljoin(last, link).split("#")[0] for link in links.links))
    assert wrong == []
    assert len(seen) > 20
