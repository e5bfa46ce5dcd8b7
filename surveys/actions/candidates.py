"""From answers to themes: needs become candidates of the residents' vote, and evidence of challenges."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from groups.actions.ballots import MOST, save_ballot
from groups.actions.challenges import take_step
from groups.actions.recording import recorded
from groups.models import Ballot, Challenge, Step
from portal.models import User
from surveys.models import Wave


@dataclass(frozen=True)
class Proposal:
    """A candidate that comes of a wave. `evidence`: the sentence to be kept with its challenge; none where empty."""

    title: str
    text: str = ""
    challenge: Challenge | None = None
    evidence: str = ""


@recorded
def put_up_candidates(
    wave: Wave, *, ballot: Ballot, proposals: Iterable[Proposal], by: User | None = None
) -> Ballot:
    """Add candidates to a ballot that is being prepared (or is new), and keep the evidence with their challenges.

    Raises ValidationError, also where the ballot would have too many.
    """
    proposals = list(proposals)
    if not wave.is_closed:
        raise ValidationError("締め切ったアンケートからだけ、候補をつくれます。")
    if ballot.district_id != wave.survey.district_id:
        raise ValidationError("この地区の投票を選んでください。")
    if not proposals:
        raise ValidationError("候補にするものを選んでください。")
    there = list(ballot.candidates.all()) if ballot.pk else []
    if len(there) + len(proposals) > MOST:
        raise ValidationError(
            f"候補は{MOST}つまでです。いま{len(there)}つあるので、あと{MOST - len(there)}つ選べます。"
        )
    titles = [candidate.title for candidate in there]
    for proposal in proposals:
        if proposal.title in titles:
            raise ValidationError(f"「{proposal.title}」は、もう候補にあります。ちがう名前にしてください。")
        titles.append(proposal.title)
    kept = [{"pk": candidate.pk} for candidate in there]
    fresh = [
        {"title": proposal.title, "text": proposal.text, "challenge": proposal.challenge}
        for proposal in proposals
    ]
    save_ballot(ballot, candidates=[*kept, *fresh], by=by)
    for proposal in proposals:
        if proposal.challenge and proposal.evidence:
            cite_results(proposal.challenge, wave=wave, text=proposal.evidence, by=by)
    return ballot


@recorded
def cite_results(challenge: Challenge, *, wave: Wave, text: str, by: User | None = None) -> Step | None:
    """Note with a challenge what residents answered, linked to the results; None where it stands there already.

    Residents read the steps of a challenge: raises ValidationError while the results are not published.
    """
    if not wave.has_public_results:
        raise ValidationError("結果を公表したあとに、課題の根拠として残せます。")
    url = wave.get_absolute_url()
    if challenge.steps.filter(evidence_url=url, text=text).exists():
        return None
    return take_step(
        challenge,
        stage=Challenge.Stage.VOICE,
        taken_on=wave.closed_on or wave.closes_on,
        text=text,
        evidence=str(wave),
        evidence_url=url,
        by=by,
    )
