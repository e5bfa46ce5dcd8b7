"""投票用紙: a ballot on paper, as a poster for dot stickers or as a sheet that goes round with the 回覧板."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from groups.models import Ballot
from groups.reports.registry import enquiries_of, issuer_of
from portal.mail import absolute
from portal.permissions import Access
from portal.prints import Document

MARKS = "①②③④⑤"


@dataclass(frozen=True)
class SheetCandidate:
    mark: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BallotSheet(Document):
    """The candidates, big, with room for stickers; `url` is where one can vote on the web."""

    lead: str
    opens_on: date
    closes_on: date
    candidates: tuple[SheetCandidate, ...]
    url: str
    # Sheets: one an association or hall, whose names are written in by hand where there are none.
    places: tuple[str, ...]


def ballot_sheet(access: Access, *, ballot: Ballot, places: tuple[str, ...] = ()) -> BallotSheet:
    """The sheet of a ballot; one page for each of the places, or one without a place."""
    return BallotSheet(
        title=ballot.title,
        lead=ballot.text,
        opens_on=ballot.opens_on,
        closes_on=ballot.closes_on,
        candidates=tuple(
            SheetCandidate(mark, candidate.title, candidate.text)
            for mark, candidate in zip(MARKS, ballot.candidates.all(), strict=False)
        ),
        url=absolute(ballot.get_absolute_url()),
        places=places or ("",),
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
    )
