"""The buttons beside the rows of an editor: what they answer with HTMX and without, done and refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from portal.buttons import places_of, press


def pressed(data: dict[str, str] | None = None, *, htmx: bool = False) -> HttpRequest:
    request = RequestFactory().post("/rows/", data, headers={"HX-Request": "true"} if htmx else None)
    request.htmx = HtmxDetails(request)
    request._messages = CookieStorage(request)
    return request


def done() -> None:
    """A change that goes well."""


def refused() -> None:
    raise ValidationError(["もう動かせません。", "先に、準備中に戻してください。"])


def part(**told: str) -> HttpResponse:
    return HttpResponse(f"{told['message']}/{told['problem']}")


@pytest.mark.parametrize(("to", "places"), [("up", -1), ("down", 1), ("", 0), ("sideways", 0)])
def test_up_and_down_are_one_place(to: str, places: int) -> None:
    assert places_of(pressed({"to": to})) == places


@pytest.mark.parametrize(
    ("change", "told"),
    [(done, "動かしました。/"), (refused, "/もう動かせません。 先に、準備中に戻してください。")],
)
def test_htmx_gets_the_part_that_changed(change: Callable[[], Any], told: str) -> None:
    answer = press(pressed(htmx=True), change, "動かしました。", page="/rows/", part=part)
    assert answer.content.decode() == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (done, [("success", "動かしました。")]),
        (refused, [("error", "もう動かせません。 先に、準備中に戻してください。")]),
    ],
)
def test_without_it_the_page_is_opened_anew(change: Callable[[], Any], told: list[tuple[str, str]]) -> None:
    request = pressed()
    answer = press(request, change, "動かしました。", page="/rows/#lists", part=part)
    assert (answer.status_code, answer["Location"]) == (302, "/rows/#lists")
    assert [(each.level_tag, each.message) for each in get_messages(request)] == told


def test_htmx_opens_the_page_where_it_has_no_such_part() -> None:
    answer = press(pressed(htmx=True), done, "消しました。", page="/rows/", part=None)
    assert answer["HX-Redirect"] == "/rows/"
