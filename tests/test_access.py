"""Every URL × every kind of person, in the demo city. A URL that is missing from the table fails the test.

Wrong district or invisible record → 404; visible but not allowed → 403; not signed in → login (DESIGN section 2).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.actions import people as people_actions
from portal.models import District, User
from tests.access_rows import Row
from tests.access_table import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]

PEOPLE = ("resident", "stranger", "contact", "editor", "coordinator", "chair", "city", "staff", "admin")
ACCOUNTS = {
    "stranger": "shiomidai",
    "contact": "wakabanosato",
    "editor": "wakaba-editor",
    "coordinator": "wakaba",
    "chair": "wakaba-chair",
    "city": "city",
    "admin": "admin",
}
# allauth and Django's admin have their own tests and their own login.
FOREIGN = ("account_", "mfa_", "admin:", "djdt:", "django_browser_reload:")


class Mistake(NamedTuple):
    url: str
    person: str
    expected: str
    got: str


def url_names(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Names of all URLs of the project."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}"


def test_every_url_stands_in_the_table() -> None:
    ours = {name for name in url_names() if not name.startswith(FOREIGN)}
    assert ours == set(TABLE)


def make_people() -> dict[str, User | None]:
    """Everybody of PEOPLE: the demo's accounts, and city staff in charge of another district."""
    staff = people_actions.create_account(
        email="staff@example.jp", name="staff", password="x" * 12, is_city_staff=True
    )
    people_actions.assign(user=staff, district=District.objects.get(slug="shiomidai"))
    accounts = {person: User.objects.get(email=f"{name}@example.jp") for person, name in ACCOUNTS.items()}
    return {"resident": None, "staff": staff} | accounts


def answer_of(client: Client, row: Row, address: str) -> str:
    """What the person gets: "ok" for a page, a file or work done, "login", or the status."""
    response = client.post(address, row.data) if row.post else client.get(address, row.data)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "login"
    return "ok" if response.status_code in (200, 204, 301, 302, 422) else str(response.status_code)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written meanwhile is not there afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("part", range(4))
def test_each_person_gets_what_the_table_says(
    part: int, client_of: Callable[[User | None], Client], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.JOBS_INLINE = False  # work is queued, and taken back with the rest
    # Who gets what is decided before a template is drawn, which takes most of the time; test_pages.py draws them.
    monkeypatch.setattr(Template, "render", lambda *_, **__: "")
    clients = {person: client_of(user) for person, user in make_people().items()}
    mistakes = []
    for row in list(TABLE.values())[part::4]:
        with taken_back():
            address = reverse(row.name, args=row.args())
            for person, expected in zip(PEOPLE, row.expected.split(), strict=True):
                with taken_back():
                    got = answer_of(clients[person], row, address)
                if got != expected:
                    mistakes.append(Mistake(row.name, person, expected, got))
    assert mistakes == [], "\n".join(map(str, mistakes))
