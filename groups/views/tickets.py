"""The ticket of a browser that votes: a random number in a signed cookie, good for one ballot only.

It tells two votes of one browser apart from those of two, and nothing else; what is stored of it is a keyed hash
(groups.actions.ballots.voter_of). A family that shares a tablet gets a fresh ticket for each person, a few a day.

Who throws the cookie away gets a new ticket, so it is the address that keeps one from stuffing the box. A hall has one
address too: residents vote at the board of an event (DOMAIN 5.3), over one Wi-Fi and within minutes. So what is limited
is not presses but first votes, in a day and for each vote by itself: VOTES_OF_AN_ADDRESS lets a hall of 150 vote with
some to spare, and whoever changes a vote does not use up another's. In the two weeks of a vote that is a seventh of
what 60 presses an hour would let through.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from groups.models import Ballot

COOKIE = "ballot"
# So many people may vote one after the other on one device in a day.
MOST_A_DAY = 6
# So many first votes of one ballot are taken from one address in a day.
VOTES_OF_AN_ADDRESS = 200


@dataclass(frozen=True)
class Ticket:
    """The ticket now in the browser, and how many it had on a day."""

    id: str
    day: date
    turn: int = 1

    @classmethod
    def fresh(cls) -> "Ticket":
        return cls(secrets.token_urlsafe(16), timezone.localdate())

    @property
    def allows_another(self) -> bool:
        """Whether one more person may vote here today."""
        return self.day != timezone.localdate() or self.turn < MOST_A_DAY

    def for_the_next(self) -> "Ticket":
        """The ticket of the next person on this device."""
        fresh = self.fresh()
        return replace(fresh, turn=self.turn + 1) if self.day == fresh.day else fresh


def ticket_of(request: HttpRequest, ballot: Ballot) -> Ticket | None:
    """The ticket in the browser's cookie; None where there is none, or a forged one."""
    value = request.get_signed_cookie(COOKIE, default="", salt=_salt(ballot)) or ""
    match value.split("|"):
        case [id, day, turn]:
            return Ticket(id, date.fromisoformat(day), int(turn))
    return None


def hand_out(response: HttpResponse, ballot: Ballot, ticket: Ticket) -> None:
    """Put a ticket into the browser, until the vote is over."""
    left = ballot.closes_on - timezone.localdate() + timedelta(days=1)
    response.set_signed_cookie(
        COOKIE,
        f"{ticket.id}|{ticket.day}|{ticket.turn}",
        salt=_salt(ballot),
        max_age=left,
        path=ballot.get_absolute_url(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _salt(ballot: Ballot) -> str:
    return f"groups.ballot.{ballot.pk}"
