"""The seat of a browser in a wave: which draft is its own, in a signed cookie; no session, no account.

What is stored of it is nothing. A family that shares a tablet gets a fresh seat for each person, a few a day; with
codes from paper there is no such limit, since the code is good for one response.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from surveys.actions.drafts import GRACE
from surveys.models import Draft, Wave

# So many people may answer one after the other on one device in a day, without codes.
MOST_A_DAY = 6

OWN, PHONE, TEST = "own", "phone", "test"


@dataclass(frozen=True)
class Seat:
    """The draft of the browser (0: none yet), how it is answered, and how many people sat here on a day."""

    draft: int
    resume_code: str
    mode: str
    day: date
    turn: int = 1

    @classmethod
    def of_draft(cls, draft: Draft, mode: str = "", *, before: "Seat | None" = None) -> "Seat":
        """The seat for a draft; what the seat before counted is kept."""
        today = timezone.localdate()
        mode = mode or (TEST if draft.is_test else OWN)
        turn = before.turn if before and before.day == today else 1
        return cls(draft.pk, draft.resume_code, mode, today, turn)

    @property
    def allows_another(self) -> bool:
        """Whether one more person may answer here today."""
        return self.mode != OWN or self.day != timezone.localdate() or self.turn < MOST_A_DAY

    def for_the_next(self) -> "Seat":
        """The seat of the next person on this device, without a draft."""
        today = timezone.localdate()
        return replace(
            self,
            draft=0,
            resume_code="-",
            mode=OWN,
            day=today,
            turn=self.turn + 1 if self.day == today else 1,
        )


def seat_of(request: HttpRequest, wave: Wave) -> Seat | None:
    """The seat in the browser's cookie; None where there is none, or a forged one."""
    value = request.get_signed_cookie(_name(wave), default="", salt=_salt(wave)) or ""
    match value.split("|"):
        case [draft, resume_code, mode, day, turn]:
            return Seat(int(draft), resume_code, mode, date.fromisoformat(day), int(turn))
    return None


def give_seat(response: HttpResponse, wave: Wave, seat: Seat) -> None:
    """Put a seat into the browser, until drafts of the wave run out."""
    left = wave.closes_on + GRACE - timezone.localdate() + timedelta(days=1)
    response.set_signed_cookie(
        _name(wave),
        f"{seat.draft}|{seat.resume_code}|{seat.mode}|{seat.day}|{seat.turn}",
        salt=_salt(wave),
        max_age=max(left, timedelta(days=7)),
        path=reverse("surveys:answer_resume", args=[wave.district.slug]).removesuffix("resume/"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _name(wave: Wave) -> str:
    return f"answer-{wave.pk}"


def _salt(wave: Wave) -> str:
    return f"surveys.seat.{wave.pk}"
