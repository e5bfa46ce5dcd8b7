"""Limits on what anybody may send us without an account. (Signing in is limited by allauth.)"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django_ratelimit import UNSAFE
from django_ratelimit.core import is_ratelimited

from portal.pages import render

View = Callable[..., HttpResponse]


def client_ip(request: HttpRequest) -> str:
    """The reader's address: the connection's, or what TRUSTED_PROXIES proxies in front of us say."""
    return str(get_adapter().get_client_ip(request))


def limited(rate: str) -> Callable[[View], View]:
    """At most `rate` ("10/m", "100/h") sendings to a view from one address; what is more is answered 429."""

    def decorate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_ratelimited(request, fn=view, key="ip", rate=rate, method=UNSAFE, increment=True):
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)

        return gated

    return decorate


def too_many(request: HttpRequest, group: str, rate: str, *, count: bool = False) -> bool:
    """Whether more than `rate` were counted of `group` from one address; with `count` this one is counted too.

    For what is limited only when it goes wrong, such as guessed numbers: a hall full of people has one address.
    """
    return bool(is_ratelimited(request, group=group, key="ip", rate=rate, increment=count))
