"""How many voices (気づき) came, how many were answered, and in which challenges others were gathered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from groups.models import Challenge, Voice
from portal.japanese.calendar import FiscalYear
from portal.models import District

REPLIED = Q(state=Voice.State.PUBLISHED) & ~Q(reply="")


@dataclass(frozen=True)
class VoiceFigures:
    """Voices of a 年度, all channels together: received, and answered in public."""

    year: FiscalYear
    received: int
    answered: int
    # Gathered in a challenge, and not shown themselves.
    gathered: int
    # {answer: number}, e.g. {"adopted": 3}
    by_answer: Mapping[str, int]
    # Years in which there were voices, the latest first.
    years: list[FiscalYear]


def voice_figures(district: District, year: FiscalYear) -> VoiceFigures:
    """The figures of one 年度, and the years that have any; one query."""
    voices = Voice.objects.filter(district=district)
    within = Q(received_on__range=(year.start, year.end))
    counts = {
        f"answer_{answer}": Count("pk", filter=within & REPLIED & Q(answer=answer))
        for answer in Voice.Answer.values
    }
    found = voices.aggregate(
        received=Count("pk", filter=within),
        answered=Count("pk", filter=within & REPLIED),
        gathered=Count("pk", filter=within & Q(state=Voice.State.GATHERED)),
        first=Min("received_on"),
        **counts,
    )
    return VoiceFigures(
        year=year,
        received=found["received"],
        answered=found["answered"],
        gathered=found["gathered"],
        by_answer={answer: found[f"answer_{answer}"] for answer in Voice.Answer.values},
        years=_years_since(found["first"], year),
    )


def gathered_in(district: District, year: FiscalYear) -> QuerySet[Challenge]:
    """The public challenges in which voices of a 年度 were gathered, with their number as `gathered`, most first."""
    voices = Q(
        voices__state=Voice.State.GATHERED,
        voices__received_on__range=(year.start, year.end),
    )
    return (
        Challenge.objects.filter(voices, district=district, is_public=True)
        .annotate(gathered=Count("voices"))
        .order_by("-gathered", "pk")
    )


def _years_since(first: date | None, last: FiscalYear) -> list[FiscalYear]:
    start = FiscalYear.of(first).year if first else last.year
    return [FiscalYear(number) for number in range(max(last.year, start), start - 1, -1)]
