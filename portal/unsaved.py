"""What was sent after the login had ended: kept for an hour, to be sent again by one press after the next login."""

import time
from typing import TypedDict

from django.http import HttpRequest

from portal.ratelimits import too_many

KEY = "unsaved"
SECONDS = 60 * 60
# In characters. The longest texts, whole minutes of a meeting, are a tenth of it.
LONGEST = 200_000
# Nobody without an account fills the table of sessions.
RATE = "30/h"
# Where passwords are typed.
EXCEPTED = ("/accounts/", "/admin/")


class Unsaved(TypedDict):
    """`path` is where the form was sent to, `page` where it stood, `has_files` whether files came that are not kept."""

    path: str
    page: str
    fields: list[tuple[str, str]]
    has_files: bool
    until: float


def keep(request: HttpRequest, *, page: str) -> bool:
    """Keep what was sent in the (nameless) session of the browser; False where it is not kept."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    length = sum(len(name) + len(value) for name, value in fields)
    if not fields or length > LONGEST or request.path.startswith(EXCEPTED):
        return False
    if too_many(request, KEY, RATE, count=True):
        return False
    request.session[KEY] = Unsaved(
        path=request.get_full_path(),
        page=page,
        fields=fields,
        has_files=bool(request.FILES),
        until=time.time() + SECONDS,
    )
    request.session.set_expiry(SECONDS)
    return True


def kept(request: HttpRequest) -> Unsaved | None:
    """What is kept for this browser, if its hour is not over."""
    held: Unsaved | None = request.session.get(KEY)
    return held if held and held["until"] > time.time() else None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
