"""Every URL × every kind of person × reading and sending, in the demo city. A URL that is missing fails the test.

Wrong district or invisible record → 404; visible but not allowed → 403; not signed in → login (DESIGN section 2).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.backends import ModelBackend
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.actions import people as people_actions
from portal.models import District, User
from tests.access_rows import Row
from tests.access_table import PARTS, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]

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
REFUSALS = ("login", "403", "404", "405")
# Where anybody's sendings are counted.
COUNTERS = '"portal_cache"'


class Mistake(NamedTuple):
    url: str
    method: str
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
    assert ours == {row.name for row in TABLE}


def make_people() -> dict[str, User | None]:
    """Everybody of PEOPLE: the demo's accounts, and city staff in charge of another district."""
    staff = people_actions.create_account(
        email="staff@example.jp", name="staff", password="x" * 12, is_city_staff=True
    )
    people_actions.assign(user=staff, district=District.objects.get(slug="shiomidai"))
    accounts = {person: User.objects.get(email=f"{name}@example.jp") for person, name in ACCOUNTS.items()}
    return {"resident": None, "staff": staff} | accounts


def sign_in(user: User | None) -> str:
    """The cookies of a browser in which the person is signed in."""
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.get(reverse("start"))
    return client.cookies.output(attrs=[], header="", sep=";")


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written meanwhile is not there afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def watched(writes: list[str]) -> Iterator[None]:
    """Meanwhile statements that change a record are noted in `writes`."""

    def watch(execute: Any, sql: str, *others: Any) -> Any:
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) and COUNTERS not in sql:
            writes.append(sql.split("(")[0])
        return execute(sql, *others)

    with connection.execute_wrapper(watch):
        yield


class Asking(NamedTuple):
    """Somebody who asks for an address, signed in by cookies."""

    client: Client
    cookies: str
    method: str
    address: str
    sent: dict[str, Any]

    def answer(self, *, may_write: bool) -> str:
        """The status, or "login"; and what was written where nothing may be."""
        ask = self.client.post if self.method == "post" else self.client.get
        writes: list[str] = []
        with taken_back() if may_write else watched(writes):
            response = ask(self.address, self.sent, headers={"cookie": self.cookies})
        is_login = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        return " ".join(["login" if is_login else str(response.status_code), *writes])


def mistakes_in(row: Row, cookies: dict[str, str]) -> list[Mistake]:
    """Who gets something else than the row says. Reading, and sending in vain, writes nothing."""
    mistakes = []
    client = Client(raise_request_exception=False)
    with taken_back():
        address = reverse(row.name, args=row.args())
        for method, sent in (("get", row.query()), ("post", {"csrfmiddlewaretoken": ""} | row.data())):
            for person, expected in row.expected(method).items():
                asking = Asking(client, cookies[person], method, address, sent)
                got = asking.answer(may_write=method == "post" and expected not in REFUSALS)
                if got != expected:
                    mistakes.append(Mistake(row.name, method, person, expected, got))
    return mistakes


@pytest.mark.parametrize("part", PARTS)
def test_each_person_gets_what_the_table_says(
    part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    caplog.set_level("ERROR", "django.request")
    settings.JOBS_INLINE = False  # work is queued, and taken back with the rest
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    # Who gets what is decided before a template is drawn, which takes most of the time; test_pages.py draws them.
    monkeypatch.setattr(Template, "render", lambda *_, **__: "")
    people = make_people()
    cookies = {person: sign_in(user) for person, user in people.items()}
    # Who somebody is need not be looked up for each of thousands of requests.
    known = {user.pk: user for user in people.values() if user}
    monkeypatch.setattr(ModelBackend, "get_user", lambda _, key: copy(known[key]))
    mistakes = [mistake for row in PARTS[part] for mistake in mistakes_in(row, cookies)]
    assert mistakes == [], "\n".join(map(str, mistakes))
