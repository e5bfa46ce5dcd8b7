"""Every page of the demo city, as each kind of person: it answers, its HTML is valid, its links lead somewhere."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.template.base import Template
from django.test import Client
from django.test.utils import _TestState
from markupever import HtmlOptions, Parser

from portal.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]

PEOPLE = [None, "wakabanosato", "wakaba-editor", "wakaba", "city", "admin"]
# Pages of one shape (a record's page, a filtered list) are visited this many times at the most: by one person those
# that are linked first, by the next one the last, so that together they see more of the records.
PER_SHAPE = 3
SKIPPED = re.compile(r"^/(admin|static|accounts/logout|__debug__)|\.(pdf|xlsx|webp)$|[?&]format=")


class Page:
    """What a strict HTML parser makes of a page."""

    def __init__(self, html: bytes) -> None:
        parser = Parser(HtmlOptions(exact_errors=True))
        parser.process(html)
        parser.finish()
        self.errors = parser.errors()
        tree = parser.into_dom()
        hrefs = {link.attrs["href"] for link in tree.select("a[href]")} - {""}
        self.links = {href for href in hrefs if not href.startswith("#")}
        self.anchors = {href[1:] for href in hrefs - self.links}
        self.ids = Counter(element.attrs["id"] for element in tree.select("[id]"))

    @property
    def mistakes(self) -> list[str]:
        """What breaks the rules of HTML, of unique ids and of living anchors."""
        doubled = [f"id twice: {name}" for name, count in self.ids.items() if count > 1]
        dead = [f"dead anchor: {name}" for name in self.anchors - self.ids.keys() - {""}]
        return self.errors + doubled + dead


def shape(address: str) -> str:
    """`/wakaba/groups/12/?page=2` and `/shiomidai/groups/7/?page=3` are pages of one shape."""
    parts = urlsplit(address)
    path = re.sub(r"^/(wakaba|shiomidai|kuwabara)/", "/district/", parts.path)
    names = "&".join(sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair}))
    return f"{re.sub(r'[0-9]+', '0', path)}?{names}"


@pytest.fixture
def _as_in_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the notes that Django's tests take of every template that is drawn, which nobody reads here."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.mark.usefixtures("_as_in_a_server")
@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_every_page_answers_and_is_valid(
    person: str | None, client_of: Callable[..., Client], settings: Any
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # a query less for each page
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
            page = Page(response.content)
            wrong.extend(f"{address}: {mistake}" for mistake in page.mistakes)
            last = response.redirect_chain[-1][0] if response.redirect_chain else address
            links = {urljoin(last, link).split("#")[0] for link in page.links}
            waiting.extend(sorted(links, reverse=PEOPLE.index(person) % 2 == 1))
    assert wrong == []
    assert len(seen) > 20
