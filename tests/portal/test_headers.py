"""Headers about security and privacy on every kind of answer, and tokens on every form."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from portal.models import District, Print, StoredFile, User
from portal.views import pages

pytestmark = pytest.mark.django_db

STRICT = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def assert_strict(response: HttpResponse) -> None:
    assert {name: response.get(name) for name in STRICT} == STRICT
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "camera=(), " in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/wakaba/", 200),
        ("/wakaba/groups/?format=csv", 200),
        ("/wakaba/groups/?format=xlsx", 200),
        ("/sitemap.xml", 200),
        ("/healthz", 200),
        ("/wakaba/desk/", 302),
        ("/nowhere/", 404),
        ("/wakaba/nothing/", 404),
        ("/display/", 405),
    ],
)
def test_every_kind_of_answer_has_them(address: str, status: int, client: Client, wakaba: District) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert_strict(response)


def test_so_has_what_is_forbidden(wakaba: District, editor: User, client_of: Callable[..., Client]) -> None:
    response = client_of(editor).get("/wakaba/people/")
    assert response.status_code == 403
    assert_strict(response)


def test_so_has_a_form_without_token(wakaba: District) -> None:
    response = Client(enforce_csrf_checks=True).post("/display/", {"size": "large"})
    assert response.status_code == 403
    assert_strict(response)


def test_so_has_an_unknown_host(client: Client, wakaba: District, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["tsunagari.example.jp"]
    response = client.get("/wakaba/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert_strict(response)


def test_so_has_an_error_of_ours(wakaba: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pages, "home_sections")
    response = Client(raise_request_exception=False).get("/wakaba/")
    assert response.status_code == 500
    assert_strict(response)


def test_a_pdf_is_shown_by_browsers_and_kept_by_nobody(
    wakaba: District, coordinator: User, client_of: Callable[..., Client]
) -> None:
    file = StoredFile.objects.create(
        sha256="", content_type="application/pdf", name="名簿.pdf", content=b"%PDF"
    )
    record = Print.objects.create(
        number="若葉-0-0001",
        fiscal_year=0,
        serial=1,
        report="organization-roster",
        title="団体名簿",
        district=wakaba,
        confidential=True,
        file=file,
    )
    response = client_of(coordinator).get(record.get_absolute_url())
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert_strict(response)


def test_what_only_somebody_signed_in_sees_is_not_reused(
    wakaba: District, coordinator: User, client_of: Callable[..., Client]
) -> None:
    assert client_of(None).get("/wakaba/").get("Cache-Control") is None
    client = client_of(coordinator)
    assert client.get("/wakaba/people/")["Cache-Control"] == "private, no-cache"
    # Nor is it there for the next person at the computer.
    assert client.get("/wakaba/").get("Clear-Site-Data") is None
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'


def views(patterns: Any = None) -> Iterator[Callable]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback
        else:
            yield from views(pattern.url_patterns)


def test_no_form_is_taken_without_a_token() -> None:
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    exempt = {view for view in views() if getattr(view, "csrf_exempt", False)}
    assert exempt == set()
