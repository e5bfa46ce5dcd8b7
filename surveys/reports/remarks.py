"""Free texts (自由記述) as they may be told: how many there were, what they were about, and those fit to be quoted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from surveys.models import Kind, Remark, Survey, Tag, Wave
from surveys.reports.figures import SMALLEST_BASE


@dataclass(frozen=True)
class TagCount:
    """How many texts of a wave have a tag; `count` is None where it is too small to be told."""

    name: str
    count: int | None
    challenge_id: int | None = None
    challenge_title: str = ""


@dataclass(frozen=True)
class Quote:
    """A text that a person found fit to be quoted, in the words that may be shown."""

    question: str
    text: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class RemarkSummary:
    """What may be told of a wave's free texts outside. `count` is None where fewer than 5 people wrote."""

    count: int | None
    tags: tuple[TagCount, ...]
    quotes: tuple[Quote, ...]


def tags_with_counts(survey: Survey, wave: Wave) -> QuerySet[Tag]:
    """The tags of a series with `count`, how many texts of the wave have it, and `other`, of its other waves.

    For people who read the texts themselves: nothing is hidden.
    """
    tags = Tag.objects.filter(survey=survey).select_related("challenge")
    return tags.annotate(
        count=Count("remarks", filter=Q(remarks__wave=wave)),
        other=Count("remarks", filter=~Q(remarks__wave=wave) & Q(remarks__isnull=False)),
    ).order_by("-count", "name")


def told_counts(counts: Iterable[tuple[str, int, int | None, str]]) -> tuple[TagCount, ...]:
    """Counts by tag (name, count, challenge id, title) as they may be told, the largest first.

    A count of texts is one of people: under 5 it is hidden, and where only one would be, the next larger too, so that
    it is not what is left of the total. A tag that no text has is not told of.
    """
    rows = sorted((row for row in counts if row[1]), key=lambda row: (-row[1], row[0]))
    shown = [row for row in rows if row[1] >= SMALLEST_BASE]
    if len(rows) - len(shown) == 1 and shown:
        shown.pop()
    return tuple(
        TagCount(name, count if place < len(shown) else None, challenge_id, title)
        for place, (name, count, challenge_id, title) in enumerate(rows)
    )


def remark_summary(wave: Wave, *, is_public: bool, quotes: int | None = None) -> RemarkSummary:
    """What is told of a wave's free texts (T) in reports; at most so many `quotes`. Four queries.

    `is_public`: only those of questions that residents see. Raises ValueError while the wave is open: nothing of what was answered is told before.
    """
    if not wave.is_closed:
        raise ValueError("free texts are for nobody while a wave is open")
    written = Remark.objects.filter(wave=wave, question__kind=Kind.T)
    if is_public:
        written = written.filter(question__is_published=True)
    count = written.count()
    tags = (
        Tag.objects.filter(remarks__in=written).select_related("challenge").annotate(count=Count("remarks"))
    )
    # Only challenges that residents may see are named.
    told = told_counts(
        (tag.name, tag.count, tag.challenge_id, tag.challenge.title)
        if tag.challenge and tag.challenge.is_public
        else (tag.name, tag.count, None, "")
        for tag in tags
    )
    quotable = written.quotable().shuffled().select_related("question").prefetch_related("tags")
    return RemarkSummary(
        count=count if count >= SMALLEST_BASE else None,
        tags=told,
        quotes=tuple(
            Quote(remark.question.text, remark.shown_text, tuple(tag.name for tag in remark.tags.all()))
            for remark in quotable[:quotes]
        ),
    )
