"""What residents see of a wave's results: the questions that were chosen, with words, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.core.cache import caches

from groups.models import Theme
from surveys.models import Remark, Wave
from surveys.reports.comparisons import Counted, comparable_waves, comparison
from surveys.reports.figures import Comparison, Distribution, QuestionResult, WaveResults
from surveys.reports.sentences import change_of
from surveys.reports.settled import results_for_residents

# A hundred readers get what was put together for the first one.
KEPT_SECONDS = 300


@dataclass(frozen=True)
class PublishedQuestion:
    """A question as it is shown: its numbers, those of the wave before, and what changed in words."""

    result: QuestionResult
    before: Distribution | None
    comparisons: tuple[Comparison, ...]
    change: str
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class PublishedResults:
    """The public results of a wave. `results` holds only the questions that are published."""

    results: WaveResults
    questions: tuple[PublishedQuestion, ...]


def published_results(wave: Wave) -> PublishedResults:
    """What residents see of a closed wave, also while it is being prepared for them.

    Kept by the wave and the earlier ones as they stand: what is taken back of any of them goes at once.
    """
    waves = _told(wave)
    kept = [(each.pk, each.version, each.edition, each.disposed_on) for each in waves]
    key = f"published:{sha256(repr(kept).encode()).hexdigest()}"
    found: PublishedResults | None = caches["local"].get(key)
    if found is None:
        found = compute(waves)
        caches["local"].set(key, found, KEPT_SECONDS)
    return found


def _told(wave: Wave) -> list[Wave]:
    """The waves before it whose results are published too, and the wave itself, with their snapshots."""
    waves = comparable_waves(wave.survey, upto=wave, published=True)
    # A wave that is only previewed has no settled numbers.
    return waves if wave.has_public_results else [*waves, wave]


def compute(waves: Sequence[Wave]) -> PublishedResults:
    """What is told of the last of these waves, compared with those before it; two queries where all are settled."""
    *earlier, wave = waves
    known = results_for_residents(waves)
    whole = known[wave.pk]
    shown = tuple(question for question in whole.questions if question.is_published)
    quotes: dict[str, list[str]] = {}
    for remark in Remark.objects.filter(wave=wave).quotable().shuffled().select_related("question"):
        quotes.setdefault(remark.question.key, []).append(remark.shown_text)
    questions = [_question(each, waves, known, quotes.get(each.key, [])) for each in shown]
    # What was asked comes first, who answered last.
    questions.sort(key=lambda each: bool(each.result.attribute))
    return PublishedResults(replace(whole, questions=shown), tuple(questions))


def _question(
    result: QuestionResult, waves: Sequence[Wave], known: Counted, quotes: list[str]
) -> PublishedQuestion:
    """Compared only with waves that published the same question: nothing else becomes public by it."""
    *earlier, wave = waves
    asked_before = [
        each
        for each in earlier
        if (asked := known[each.pk].question(result.key)) is not None and asked.is_published
    ]
    compared = (
        comparison(wave.survey, result.key, waves=[*asked_before, wave], known=known) if asked_before else ()
    )
    before = None
    if compared and result.distribution is not None and not compared[0].wording_changed:
        last = known[asked_before[-1].pk].question(result.key)
        before = last.distribution if last else None
    # Who answered is no news of the district.
    change = change_of(compared[0]) if len(compared) == 1 and not result.attribute else ""
    return PublishedQuestion(result, before, compared, change, tuple(quotes))


def themes_after(wave: Wave, user: Any) -> list[Theme]:
    """The themes of the year of the wave and of the next, which its answers helped to choose."""
    years = (wave.fiscal_year, wave.fiscal_year + 1)
    found = Theme.objects.visible_to(user).filter(district=wave.district, fiscal_year__in=years)
    return list(found.select_related("district").order_by("fiscal_year", "pk"))
