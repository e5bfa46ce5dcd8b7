"""Answers to what went wrong, in plain words."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.pages import render

View = Callable[..., HttpResponse]


def resendable(view: View) -> View:
    """A view whose form may be sent again by one press when the check of its origin fails, with all that was typed.

    Only for what residents send without an account, and never where a password is typed.
    """
    view.is_resendable = True  # type: ignore[attr-defined]
    return view


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are off."""
    match = request.resolver_match
    kept: list[tuple[str, Any]] = []
    if match and getattr(match.func, "is_resendable", False):
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
    return render(request, "403_csrf.html", {"kept": kept}, status=403)
