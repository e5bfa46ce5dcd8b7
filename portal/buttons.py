"""Small buttons beside the rows of an editor (up, down, out): what was pressed is done, and the page shown again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from portal.pages import done

_PLACES = {"up": -1, "down": 1}


def places_of(request: HttpRequest) -> int:
    """By how many places the buttons 上へ and 下へ (`to`) ask to move a row; 0 where neither was pressed."""
    return _PLACES.get(request.POST.get("to", ""), 0)


def press(
    request: HttpRequest,
    change: Callable[[], Any],
    message: str,
    *,
    page: str,
    part: Callable[..., HttpResponse] | None,
) -> HttpResponse:
    """Do what a button asked for and show its page again, with the message or with what the action refused.

    `part` answers HTMX with the part of the page that changed; it takes message and problem. Otherwise, and where
    there is no such part, the way leads to `page`, an address.
    """
    problem = ""
    try:
        change()
    except ValidationError as error:
        message, problem = "", " ".join(error.messages)
    if request.htmx and part:
        return part(message=message, problem=problem)
    if problem:
        messages.error(request, problem)
    return done(request, page, message)
