"""The copy of one's own answers after sending: in the browser alone, signed, for half an hour; nothing about who.

The portal keeps no copy that could be told apart from other responses. A cookie holds some 4,000 bytes, which is
enough for questionnaires with a few sentences; of longer texts the copy keeps the beginning, and says so.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from surveys.models import Wave
from surveys.questionnaire import Answers

KEPT = timedelta(minutes=30)
# With the cookie's name and attributes this stays under the 4,096 bytes that browsers take.
LONGEST = 3700
# Free texts are cut to so many letters, until the copy is short enough.
CUTS = (None, 200, 100, 40, 10)


@dataclass(frozen=True)
class Copy:
    answers: Answers
    is_shortened: bool


def give_copy(response: HttpResponse, wave: Wave, answers: Answers, path: str) -> None:
    """Put the copy into the browser, for the page of thanks alone."""
    for cut in CUTS:
        value = signing.dumps([_cut(answers, cut), cut is not None], salt=_salt(wave), compress=True)
        if len(value) <= LONGEST:
            break
    else:
        return
    response.set_cookie(
        _name(wave),
        value,
        max_age=KEPT,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def copy_of(request: HttpRequest, wave: Wave) -> Copy | None:
    """The copy in this browser; None where there is none, or a forged or old one."""
    try:
        answers, is_shortened = signing.loads(
            request.COOKIES.get(_name(wave), ""), salt=_salt(wave), max_age=KEPT
        )
    except signing.BadSignature:
        return None
    return Copy(answers, is_shortened)


def erase_copy(response: HttpResponse, wave: Wave, path: str) -> None:
    """Take the copy out of the browser."""
    response.delete_cookie(_name(wave), path=path, samesite="Lax")


def _cut(answers: Answers, length: int | None) -> dict[str, Any]:
    if length is None:
        return dict(answers)
    return {
        key: answer | {"text": f"{answer['text'][:length]}…"}
        if len(answer.get("text", "")) > length
        else answer
        for key, answer in answers.items()
    }


def _name(wave: Wave) -> str:
    return f"copy-{wave.pk}"


def _salt(wave: Wave) -> str:
    return f"surveys.copy.{wave.pk}"
