"""What a vote (テーマ投票) came to: votes on the web and on paper, and who got most."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from groups.models import Ballot, Candidate


@dataclass(frozen=True)
class CandidateCount:
    """The votes of one candidate. The rank is shared by those with as many votes."""

    pk: int
    title: str
    text: str
    web: int
    paper: int
    rank: int

    @property
    def total(self) -> int:
        return self.web + self.paper


@dataclass(frozen=True)
class BallotResult:
    """All candidates, most votes first."""

    counts: tuple[CandidateCount, ...]

    @property
    def web(self) -> int:
        return sum(count.web for count in self.counts)

    @property
    def paper(self) -> int:
        return sum(count.paper for count in self.counts)

    @property
    def total(self) -> int:
        return self.web + self.paper

    @property
    def most(self) -> int:
        """The value of a full bar."""
        return max((count.total for count in self.counts), default=0) or 1

    @property
    def bars(self) -> list[dict[str, Any]]:
        """As ui/chart_bar.html draws them."""
        return [
            {"label": count.title, "value": count.total, "text": f"{count.total}票"} for count in self.counts
        ]


def ballot_result(ballot: Ballot) -> BallotResult:
    """The result of a ballot as it stands now; one query."""
    return result_of(Candidate.objects.filter(ballot=ballot).with_votes())


def result_of(candidates: Iterable[Any]) -> BallotResult:
    """The result of candidates that were fetched `with_votes`."""
    ordered = sorted(candidates, key=lambda candidate: -(candidate.web + candidate.paper))
    totals = [candidate.web + candidate.paper for candidate in ordered]
    return BallotResult(
        tuple(
            CandidateCount(
                pk=candidate.pk,
                title=candidate.title,
                text=candidate.text,
                web=candidate.web,
                paper=candidate.paper,
                rank=totals.index(total) + 1,
            )
            for candidate, total in zip(ordered, totals, strict=True)
        )
    )
