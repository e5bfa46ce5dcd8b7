"""What residents see of a wave's results: the questions that were chosen, with words, and what changed."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.core.cache import caches

from groups.models import Theme
from surveys.models import Remark, Wave
from surveys.questionnaire import questionnaire_of
from surveys.reports.comparisons import Counted, comparable_waves, comparison, counted
from surveys.reports.figures import Comparison, Distribution, QuestionResult, WaveResults
from surveys.reports.sentences import change_of

# Counting a wave takes a second; a hundred readers get what the first one had counted.
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
    waves = [wave, *_earlier(wave)]
    kept = [(each.pk, each.version, each.edition, each.disposed_on) for each in waves]
    key = f"published:{sha256(repr(kept).encode()).hexdigest()}"
    found: PublishedResults | None = caches["local"].get(key)
    if found is None:
        found = compute(wave)
        caches["local"].set(key, found, KEPT_SECONDS)
    return found


def _earlier(wave: Wave) -> list[Wave]:
    """The waves before it whose results are published too."""
    waves = comparable_waves(wave.survey, upto=wave, published=True)
    return [each for each in waves if each.pk != wave.pk]


def compute(wave: Wave) -> PublishedResults:
    """The same, counted anew: each wave once, however many questions they ask."""
    earlier = _earlier(wave)
    known = counted([*earlier, wave])
    whole = known[wave.pk]
    shown = tuple(question for question in whole.questions if question.is_published)
    quotes: dict[str, list[str]] = {}
    for remark in Remark.objects.filter(wave=wave).quotable().shuffled().select_related("question"):
        quotes.setdefault(remark.question.key, []).append(remark.shown_text)
    questions = [_question(wave, each, earlier, known, quotes.get(each.key, [])) for each in shown]
    # What was asked comes first, who answered last.
    questions.sort(key=lambda each: bool(each.result.attribute))
    return PublishedResults(replace(whole, questions=shown), tuple(questions))


def _question(
    wave: Wave, result: QuestionResult, earlier: list[Wave], known: Counted, quotes: list[str]
) -> PublishedQuestion:
    """Compared only with waves that published the same question: nothing else becomes public by it."""
    asked_before = [
        each
        for each in earlier
        if (asked := questionnaire_of(each).by_key.get(result.key)) and asked.question.is_published
    ]
    waves = [*asked_before, wave]
    compared = comparison(wave.survey, result.key, waves=waves, known=known) if asked_before else ()
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
