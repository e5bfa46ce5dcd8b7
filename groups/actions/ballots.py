"""Writes on the residents' vote (テーマ投票): preparing, opening, voting without an identity, paper votes, closing."""

import hmac
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions.recording import change, recorded
from groups.models import Ballot, Candidate, Tally, Vote
from portal import history
from portal.models import User

FEWEST, MOST = 3, 5
# After that nobody can tell any more that two votes came from one browser.
VOTERS_KEPT = timedelta(days=30)


@recorded
def save_ballot(
    ballot: Ballot,
    *,
    candidates: Iterable[Mapping[str, Any]] | None = None,
    by: User | None = None,
) -> Ballot:
    """Save a ballot and, while it is being prepared, all its candidates in their order. Raises ValidationError.

    Candidates are rows of values with a `pk` where one is kept; those not named go.
    """
    history.save(ballot)
    if candidates is not None:
        _save_candidates(ballot, list(candidates))
    return ballot


def _save_candidates(ballot: Ballot, rows: list[Mapping[str, Any]]) -> None:
    if ballot.state != Ballot.State.DRAFT:
        raise ValidationError("投票が始まったあとは、候補を変えられません。")
    if len(rows) > MOST:
        raise ValidationError(f"候補は{MOST}つまでにしてください。")
    existing = {candidate.pk: candidate for candidate in ballot.candidates.all()}
    kept = []
    for order, row in enumerate(rows, start=1):
        values = dict(row) | {"order": order}
        candidate = existing.get(values.pop("pk", None) or 0)
        if candidate:
            change(candidate, values)
        else:
            candidate = Candidate(ballot=ballot, **values)
            history.save(candidate)
        kept.append(candidate.pk)
    ballot.candidates.exclude(pk__in=kept).delete()


@recorded
def open_ballot(ballot: Ballot, *, by: User | None = None) -> Ballot:
    """Publish the ballot: residents vote from its first day to its last. Raises ValidationError."""
    if not FEWEST <= ballot.candidates.count() <= MOST:
        raise ValidationError(f"候補を{FEWEST}つから{MOST}つにしてから、公開してください。")
    change(ballot, {"state": Ballot.State.OPEN})
    return ballot


@recorded
def close_ballot(ballot: Ballot, *, by: User | None = None) -> Ballot:
    """End the vote and show its result."""
    if ballot.state != Ballot.State.OPEN:
        raise ValidationError("公開している投票だけを締め切れます。")
    change(ballot, {"state": Ballot.State.CLOSED})
    return ballot


@recorded
def reopen_ballot(ballot: Ballot, *, by: User | None = None) -> Ballot:
    """Take back a closing that came by mistake, while the result has not been used."""
    if ballot.candidates.filter(theme__isnull=False).exists():
        raise ValidationError("この結果からテーマを決めているため、投票には戻せません。")
    if not ballot.secret:
        raise ValidationError("締め切りから日がたっているため、投票には戻せません。")
    change(ballot, {"state": Ballot.State.OPEN})
    return ballot


@recorded
def delete_ballot(ballot: Ballot, *, by: User | None = None) -> None:
    """Delete a ballot that was never published."""
    if ballot.state != Ballot.State.DRAFT:
        raise ValidationError("公開したことのある投票は、消せません。")
    ballot.delete()


# -- Voting -------------------------------------------------------------------------------------------------------


def voter_of(ballot: Ballot, ticket: str) -> str:
    """What is kept of a voter: a keyed hash of the random ticket in the browser's cookie.

    Neither a person nor an address goes into it, and another ballot's hash of the same ticket is another.
    """
    return hmac.new(ballot.secret.encode(), ticket.encode(), sha256).hexdigest()


@transaction.atomic
def cast_vote(ballot: Ballot, *, candidate: Candidate, ticket: str) -> None:
    """Vote, or change the vote of the same ticket. Raises ValidationError while no votes are taken.

    One statement decides between a first vote and a changed one, so that votes sent at once are neither lost nor
    counted twice.
    """
    if not ballot.is_voting:
        raise ValidationError("いまは投票の期間ではありません。")
    if candidate.ballot_id != ballot.pk:
        raise ValidationError("候補の中から選んでください。")
    Vote.objects.bulk_create(
        [Vote(ballot=ballot, candidate=candidate, voter=voter_of(ballot, ticket))],
        update_conflicts=True,
        unique_fields=["ballot", "voter"],
        update_fields=["candidate"],
    )


@recorded
def save_tallies(
    ballot: Ballot,
    *,
    place: str,
    counted_on: date,
    counts: Mapping[int, int],
    by: User | None = None,
) -> None:
    """Write the paper votes counted at a place: {candidate id: votes}; the place's earlier numbers are replaced."""
    if ballot.state == Ballot.State.DRAFT:
        raise ValidationError("投票を公開してから、紙の票を入力してください。")
    existing = {
        tally.candidate_id: tally
        for tally in Tally.objects.locked().filter(candidate__ballot=ballot, place=place)
    }
    for candidate in ballot.candidates.all():
        values = {"count": counts.get(candidate.pk, 0), "counted_on": counted_on}
        if tally := existing.get(candidate.pk):
            change(tally, values)
        else:
            history.save(Tally(candidate=candidate, place=place, **values))


@recorded
def delete_tallies(ballot: Ballot, *, place: str, by: User | None = None) -> None:
    """Take out all paper votes of a place."""
    Tally.objects.filter(candidate__ballot=ballot, place=place).delete()


@transaction.atomic
def forget_voters(today: date) -> int:
    """Empty the keys of ballots that ended 30 days ago; their votes stay, by nobody. Returns how many."""
    over = Ballot.objects.filter(closes_on__lt=today - VOTERS_KEPT).exclude(secret="")
    return over.exclude(state=Ballot.State.DRAFT).update(secret="")
