"""The chain from a voice to an activity (「この活動が生まれたわけ」), as one reader may see it.

The later half of a theme's chain (events, trainings, articles, survey results) comes from the apps above, through
`plugins.ChainLink`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from groups.models import AgendaItem, Candidate, Case, Challenge, Step, Theme, Voice
from groups.reports.ballots import BallotResult, result_of
from portal import plugins
from portal.excerpts import Excerpt, excerpt, read_excerpts

# Voices that a chain shows; of the others it tells the number. Of a theme also those that came after it.
SHOWN_VOICES = 6
SHOWN_LATER = 3
# What a chain tells of a voice, and of a point of the agenda.
SAID = ("text", "public_text", "channel", "received_on")
TALKED = (
    "title",
    "decision",
    "step_id",
    "meeting__fiscal_year",
    "meeting__number",
    "meeting__held_on",
    "meeting__roundtable__name",
    "meeting__roundtable__district__slug",
)


@dataclass(frozen=True)
class Reference:
    """A record that is only named and linked to."""

    pk: int
    title: str


@dataclass(frozen=True)
class Event:
    """Something that happened to a challenge on a day: a step, or a meeting that talked about it."""

    on: date
    label: str
    text: str
    evidence: str = ""
    url: str = ""
    icon: str = "chevron-right"
    is_talk: bool = False
    # The step that tells it; a meeting has one where its decision was noted as a step.
    step: int | None = None


@dataclass(frozen=True)
class ChallengeChain:
    """A challenge from its voices to what became of it."""

    voices: list[Voice]
    voice_count: int
    events: list[Event]
    themes: list[Reference]
    cases: list[Reference]


@dataclass(frozen=True)
class LinkGroup:
    """What another app has to do with a theme, e.g. 行事."""

    label: str
    icon: str
    links: list[plugins.ChainItem]


@dataclass(frozen=True)
class ThemeChain:
    """A theme from the residents' voices to the activities that came of it, and what was said of them."""

    voices: list[Voice]
    later_voices: list[Voice]
    voice_count: int
    challenges: list[tuple[Challenge, list[Event]]]
    talks: list[Event]
    result: BallotResult | None
    groups: list[LinkGroup]
    cases: list[Reference]

    @property
    def more_voices(self) -> int:
        """How many voices are not shown."""
        return self.voice_count - len(self.voices) - len(self.later_voices)


# -- One query for a challenge or theme with all that is only named on its page -------------------------------------


def challenges_for_page(user: Any) -> QuerySet[Challenge]:
    """Challenges with their counts and steps, and what themes and cases of them the reader may see."""
    steps = Step.objects.filter(challenge=OuterRef("pk")).order_by("taken_on", "pk")
    themes = Theme.objects.visible_to(user).filter(challenges=OuterRef("pk")).order_by("fiscal_year")
    cases = Case.objects.visible_to(user).filter(challenge=OuterRef("pk"))
    return Challenge.objects.with_counts().annotate(
        step_rows=_rows(steps, "stage", "taken_on", "text", "evidence", "evidence_url"),
        theme_rows=_rows(themes, "title"),
        case_rows=_rows(cases, "title"),
    )


def themes_for_page(user: Any) -> QuerySet[Theme]:
    """Themes with the vote that they come from, and the cases that tell of them."""
    cases = Case.objects.visible_to(user).filter(theme=OuterRef("pk"))
    return Theme.objects.select_related("candidate__ballot").annotate(case_rows=_rows(cases, "title"))


def _rows(records: QuerySet, *names: str) -> ArraySubquery:
    """[{"pk": …, name: …}] of the records, within the query of what they belong to."""
    return ArraySubquery(records.values(json=JSONObject(pk="pk", **{name: name for name in names})))


def _references(rows: Iterable[dict[str, Any]]) -> list[Reference]:
    return [Reference(**row) for row in rows]


# -- The chains -----------------------------------------------------------------------------------------------------


def challenge_chain(challenge: Challenge, user: Any) -> ChallengeChain:
    """The chain of a challenge that was fetched by `challenges_for_page`; one query."""
    voices = Voice.objects.published().filter(challenge=challenge)[:SHOWN_VOICES]
    asked = {"voices": excerpt(voices, *SAID), "talks": talks_about([challenge], user)}
    [read] = read_excerpts(challenge.district, asked)
    # A decision that was noted as a step is told by the step.
    talks = [talk for talk in talks_of(read["talks"]) if talk.step is None]
    events = steps_of(challenge) + talks
    return ChallengeChain(
        voices=read["voices"],
        voice_count=challenge.voice_count,  # type: ignore[attr-defined]
        events=sorted(events, key=lambda event: event.on),
        themes=_references(challenge.theme_rows),  # type: ignore[attr-defined]
        cases=_references(challenge.case_rows),  # type: ignore[attr-defined]
    )


def theme_chain(theme: Theme, user: Any) -> ThemeChain:
    """The chain of a theme that was fetched by `themes_for_page`; two queries, however many apps add to it."""
    challenges = list(challenges_for_page(user).visible_to(user).filter(themes=theme))
    links = plugins.registered(plugins.ChainLink)
    own = _voices_of(challenges) | {
        "talks": talks_about(challenges, user),
        "candidates": _candidates_of(theme),
    }
    read, *linked = read_excerpts(theme.district, own, *(link.excerpts(theme, user) for link in links))
    # Of few voices the first ones are also the last ones.
    voices = sorted({*read["first"], *read["last"]}, key=lambda voice: (voice.received_on, voice.pk))
    talks = talks_of(read["talks"])
    told = {talk.step for talk in talks}
    later = [voice for voice in voices if theme.approved_on and voice.received_on > theme.approved_on]
    return ThemeChain(
        voices=[voice for voice in voices if voice not in later][:SHOWN_VOICES],
        later_voices=later[-SHOWN_LATER:],
        voice_count=sum(challenge.voice_count for challenge in challenges),
        challenges=[
            (challenge, [step for step in steps_of(challenge) if step.step not in told])
            for challenge in challenges
        ],
        talks=talks,
        result=result_of(read["candidates"]) if read["candidates"] else None,
        groups=[
            LinkGroup(link.label, link.icon, items)
            for link, found in zip(links, linked, strict=True)
            if (items := list(link.items(theme, found)))
        ],
        cases=_references(theme.case_rows),  # type: ignore[attr-defined]
    )


def _voices_of(challenges: list[Challenge]) -> dict[str, Excerpt]:
    """The voices that came first and those that came last."""
    found = Voice.objects.published().filter(challenge__in=challenges)
    first, last = found.order_by("received_on", "pk"), found.order_by("-received_on", "-pk")
    return {"first": excerpt(first[:SHOWN_VOICES], *SAID), "last": excerpt(last[:SHOWN_LATER], *SAID)}


def steps_of(challenge: Challenge) -> list[Event]:
    """The steps of a challenge that was fetched by `challenges_for_page`."""
    return [
        Event(
            on=date.fromisoformat(row["taken_on"]),
            label=str(Challenge.Stage(row["stage"]).label),
            text=row["text"],
            evidence=row["evidence"],
            url=row["evidence_url"],
            step=row["pk"],
        )
        for row in challenge.step_rows  # type: ignore[attr-defined]
    ]


def talks_about(challenges: Iterable[Challenge], user: Any) -> Excerpt:
    """What meetings (協議体) said about challenges or their voices: those whose minutes the reader may read."""
    ids = [challenge.pk for challenge in challenges]
    items = AgendaItem.objects.visible_to(user).filter(Q(challenge__in=ids) | Q(voice__challenge__in=ids))
    return excerpt(items.order_by("meeting__held_on", "order"), *TALKED)


def talks_of(items: Iterable[AgendaItem]) -> list[Event]:
    """The meetings that talked, as events."""
    return [
        Event(
            on=item.meeting.held_on,
            label="話し合い",
            text=item.decision or f"議題「{item.title}」",
            evidence=str(item.meeting),
            url=item.meeting.get_absolute_url(),
            icon="people",
            is_talk=True,
            step=item.step_id,
        )
        for item in items
    ]


def _candidates_of(theme: Theme) -> Excerpt:
    """The vote that the theme comes from, once it is closed."""
    ballot = theme.candidate.ballot if theme.candidate else None
    all_of_them = (
        Candidate.objects.filter(ballot=ballot) if ballot and ballot.is_closed else Candidate.objects.none()
    )
    return excerpt(all_of_them.with_votes(), "title", "text", "web", "paper")
