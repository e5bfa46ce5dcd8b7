"""What residents need most and what they need more than last time: where candidates for the vote (テーマ投票) come from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from groups.models import Challenge
from surveys.models import Kind, Tag, Wave
from surveys.questionnaire import Asked, questionnaire_of
from surveys.reports.comparisons import comparable_waves, comparison, counted
from surveys.reports.figures import Comparison, QuestionResult
from surveys.reports.remarks import tags_with_counts
from surveys.reports.settled import results_of

# The standard questions that ask for needs; a questionnaire without them is read by all its questions of type M.
NEED_KEYS = ("q7_trouble", "q14_theme")
SHOWN_TOP, SHOWN_GAINS = 5, 3
# A share that grew by less (ポイント) is no gain to speak of.
SMALLEST_GAIN = 2.0


@dataclass(frozen=True)
class Need:
    """A choice of a question on needs, or a tag of free texts, with its numbers; `name` finds it again.

    `share`, `before` (percent) and `gain` (ポイント) are None where they are hidden or the last wave did not ask.
    `is_public`, `was_public`: whether residents see the share, and that of before.
    """

    name: str
    text: str
    share: float | None = None
    before: float | None = None
    gain: float | None = None
    count: int | None = None
    is_top: bool = False
    is_gaining: bool = False
    challenge: Challenge | None = None
    is_public: bool = False
    was_public: bool = False


@dataclass(frozen=True)
class NeedList:
    """The needs of one question, or the tags, the largest first."""

    title: str
    needs: tuple[Need, ...]
    is_of_tags: bool = False


def needs_of(wave: Wave) -> list[NeedList]:
    """The needs of a closed wave, question by question, then the tags of its free texts.

    For who works in the district. Raises ValueError while the wave is open.
    """
    challenges = list(Challenge.objects.open().filter(district=wave.survey.district_id))
    tags = list(tags_with_counts(wave.survey, wave))
    asked_for = _questions(wave)
    found = []
    if asked_for:
        results = results_of(wave)
        waves = comparable_waves(wave.survey, upto=wave)[-2:]
        known = {**counted(each for each in waves if each.pk != wave.pk), wave.pk: results}
        for asked in asked_for:
            result = results.question(asked.key)
            if result is not None:
                compared = next(iter(comparison(wave.survey, asked.key, waves=waves, known=known)), None)
                public = _is_public(wave, asked.key), _is_public(waves[0], asked.key)
                found.append(_needs(asked, result, compared, public, challenges, tags))
    if told := [tag for tag in tags if tag.count]:  # type: ignore[attr-defined]
        needs = tuple(
            Need(f"tag-{tag.pk}", tag.name, count=tag.count, challenge=tag.challenge)  # type: ignore[attr-defined]
            for tag in told
        )
        found.append(NeedList("自由記述のしるし", needs, is_of_tags=True))
    return found


def _is_public(wave: Wave, key: str) -> bool:
    """Whether residents see the result of a question of the wave."""
    asked = questionnaire_of(wave).by_key.get(key)
    return wave.has_public_results and asked is not None and asked.question.is_published


def _questions(wave: Wave) -> list[Asked]:
    several = [
        asked
        for asked in questionnaire_of(wave).questions
        if asked.kind == Kind.M and asked.parent is None and not asked.question.attribute
    ]
    return [asked for asked in several if asked.key in NEED_KEYS] or several


def _needs(
    asked: Asked,
    result: QuestionResult,
    compared: Comparison | None,
    public: tuple[bool, bool],
    challenges: Sequence[Challenge],
    tags: Iterable[Tag],
) -> NeedList:
    changes = {change.label: change for change in compared.changes} if compared else {}
    rows = []
    for line in result.distribution.lines if result.distribution else ():
        choice = asked.codes.get(line.code or 0)
        if choice is None or choice.is_exclusive or choice.is_outside or choice.takes_text:
            continue
        change = changes.get(line.label)
        rows.append((line, change.before if change else None, change.difference if change else None))
    rows.sort(key=lambda row: -(row[0].share or 0))
    shown = [line.code for line, *_ in rows if line.share is not None][:SHOWN_TOP]
    gains = sorted((row for row in rows if (row[2] or 0) >= SMALLEST_GAIN), key=lambda row: -row[2])
    gaining = {line.code for line, *_ in gains[:SHOWN_GAINS]}
    return NeedList(
        f"{asked.label} {asked.question.text}",
        tuple(
            Need(
                f"{asked.key}-{line.code}",
                line.label,
                line.share,
                before,
                gain,
                line.count,
                is_top=line.code in shown,
                is_gaining=line.code in gaining,
                challenge=challenge_for(line.label, challenges, tags),
                is_public=public[0],
                was_public=public[1],
            )
            for line, before, gain in rows
        ),
    )


def challenge_for(text: str, challenges: Iterable[Challenge], tags: Iterable[Tag]) -> Challenge | None:
    """The challenge that a choice seems to be about: one that is named with its words, or that of such a tag.

    A proposal, which a person confirms.
    """
    # 「近所とのつながり」 → 近所; 「通院・外出の足」 → 通院, 外出
    first_words = [re.split(r"と|や|の|を", part)[0] for part in re.split(r"[・、/／ 　（）]", text)]
    words = [word for word in first_words if len(word) > 1]
    titles = [(challenge.title, challenge) for challenge in challenges]
    names = [(tag.name, tag.challenge) for tag in tags if tag.challenge and tag.challenge.closed_on is None]
    found = (challenge for word in words for named, challenge in [*titles, *names] if word in named)
    return next(found, None)
