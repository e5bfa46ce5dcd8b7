"""What surveys tell of a theme: voices that led to it, and whether residents know of it in the wave that asked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.db.models import Case, Count, Q, QuerySet, When

from groups.models import Theme
from portal.excerpts import Excerpt, excerpt
from surveys.models import Answer, Kind, Question, Remark, Response, Wave
from surveys.models.waves import works_in
from surveys.reports.figures import REFERENCE_MARK, SMALLEST_BASE, QuestionResult
from surveys.reports.remarks import told_counts
from surveys.reports.rounding import share
from surveys.reports.settled import question_for_residents, question_of

# Counting takes a moment; a hundred readers of a theme get what the first one had counted.
KEPT_SECONDS = 300

# What is read of a wave to tell of it, and to know whether what was counted still holds.
READ_OF_WAVES = (
    "state",
    "number",
    "version",
    "edition",
    "closed_on",
    "closes_on",
    "survey__title",
    "survey__district__slug",
    "reads_all",
)

# (id of the wave, sentence, day)
Row = tuple[int, str, date]

# The standard question on how well the council is known; its first item and first choice are asked for everywhere.
AWARENESS_KEY, COUNCIL_ITEM, KNOWN_WELL = "q11_know", 1, 1


@dataclass(frozen=True)
class Evidence:
    """One thing that a wave tells of a theme, in a sentence."""

    wave: Wave
    text: str
    on: date


def waves_read_by(user: Any) -> Q:
    """The waves of which a person may see results: published ones, and all closed ones of the own district."""
    return Q(state=Wave.State.CLOSED) & (
        Q(results_published_on__isnull=False) | works_in(user, "survey__district")
    )


def evidence_excerpts(theme: Theme, user: Any) -> Mapping[str, Excerpt]:
    """The waves of the district that a person may see, and the challenges of the theme: what `evidence_on` needs."""
    waves = (
        Wave.objects.in_district(theme.district)
        .filter(waves_read_by(user) | Q(state=Wave.State.OPEN))
        .annotate(reads_all=Case(When(works_in(user, "survey__district"), then=True), default=False))
    )
    return {"waves": excerpt(waves, *READ_OF_WAVES), "challenges": excerpt(theme.challenges.all())}


def evidence_on(theme: Theme, read: Mapping[str, list[Any]]) -> list[Evidence]:
    """What the surveys of the district tell of a theme, the earliest first; `read` are its `evidence_excerpts`.

    What is counted is kept for some minutes, by the waves as they stand: the first reader waits for two queries. Only
    who works in the district sees numbers of waves that are not published yet, for six queries each.
    """
    waves: dict[int, Wave] = {wave.pk: wave for wave in read["waves"]}
    if not waves:
        return []
    own = {challenge.pk for challenge in read["challenges"]}
    stand = [
        theme.pk,
        theme.version,
        *sorted(own),
        *((wave.pk, wave.version, wave.edition, wave.reads_all) for wave in read["waves"]),
    ]
    key = f"evidence:{sha256(repr(stand).encode()).hexdigest()}"
    rows: list[Row] | None = caches["local"].get(key)
    if rows is None:
        closed = {pk: wave for pk, wave in waves.items() if wave.is_closed}
        rows = [*_voices_on(own, closed), *_answers_on(theme, waves, closed)]
        caches["local"].set(key, rows, KEPT_SECONDS)
    found = [Evidence(waves[pk], text, on) for pk, text, on in rows]
    return sorted(found, key=lambda each: (each.on, each.wave.pk))


def _questions_shown(waves: dict[int, Wave], path: str = "") -> Q:
    """Of which questions a person may read results: of the waves of their own district all, of others published ones.

    `path` leads to the question.
    """
    inside = [pk for pk, wave in waves.items() if wave.reads_all]  # type: ignore[attr-defined]
    of_waves = Q(**{f"{path}wave__in": list(waves)})
    return of_waves & (Q(**{f"{path}wave__in": inside}) | Q(**{f"{path}is_published": True}))


def _voices_on(challenges: set[int], waves: dict[int, Wave]) -> list[Row]:
    """Free texts about the challenges of a theme, where there were enough to be counted (`told_counts`)."""
    shown = _questions_shown(waves, "question__")
    rows: dict[int, list[tuple[str, int, int | None, str]]] = defaultdict(list)
    counted = (
        Remark.objects.filter(shown, question__kind=Kind.T)
        .exclude(tags=None)
        .order_by()
        .values_list("wave", "tags__name", "tags__challenge")
        .annotate(count=Count("pk"))
    )
    for wave, name, challenge, count in counted:
        rows[wave].append((name, count, challenge, ""))
    return [
        (pk, f"自由記述で「{told.name}」の声が{told.count}件", waves[pk].closed_on or waves[pk].closes_on)
        for pk, counts in rows.items()
        for told in told_counts(counts)
        if told.count and told.challenge_id in challenges
    ]


def _answers_on(theme: Theme, waves: dict[int, Wave], closed: dict[int, Wave]) -> list[Row]:
    """What was answered to questions that name the theme: 「昨年のテーマ『…』の取り組みを知っていますか」.

    Of a wave that is open it is told that it asks: its numbers come later.
    """
    now = Q(wave__in=waves.keys() - closed.keys())
    asking = Question.objects.filter(
        now | _questions_shown(closed), kind=Kind.S, shown_if=None, text__contains=f"『{theme.title}』"
    )
    found = []
    for question in asking.select_related("wave__snapshot"):
        wave = question.wave
        if wave.pk not in closed:
            found.append((wave.pk, "このテーマを知っているか、たずねています", wave.opens_on))
        elif told := _headline(question_for_residents(wave, question.key)):
            found.append((wave.pk, told, wave.closed_on or wave.closes_on))
    return found


def _headline(result: QuestionResult) -> str:
    """「知っている計 51%」, or the first choice of a question without groups; empty where it is hidden.

    Of few people (n < 30) it says that it is only a hint, as tables do.
    """
    distribution = result.distribution
    if distribution is None or distribution.hidden:
        return ""
    line = next(iter([*distribution.groups, *distribution.lines]), None)
    if line is None or line.share is None:
        return ""
    hint = f"（{REFERENCE_MARK}）" if distribution.is_reference else ""
    return f"このテーマについて「{line.label}」{line.share:g}%{hint}"


# -- For the city -----------------------------------------------------------------------------------------------------


def awareness_by_district(ids: list[int]) -> dict[int, float]:
    """{district id: percent that know what the district's council does}, in its last closed wave that asked.

    For people who work there and for city staff. Districts whose number is hidden are left out. Three queries, however
    many districts.
    """
    latest = (
        Wave.objects.filter(survey__district__in=ids, state=Wave.State.CLOSED, questions__key=AWARENESS_KEY)
        .select_related("survey", "snapshot")
        .order_by("survey__district_id", "-closed_on", "-pk")
        .distinct("survey__district_id")
    )
    waves = list(latest)
    counted = {wave.pk for wave in waves if wave.disposed_on is None}
    people = _by_wave(Response.objects.counted().filter(wave__in=counted), "wave")
    known = _by_wave(
        Answer.objects.filter(
            response__wave__in=counted,
            response__is_test=False,
            question__key=AWARENESS_KEY,
            item__code=COUNCIL_ITEM,
            choice__code=KNOWN_WELL,
        ),
        "response__wave",
    )
    found = {}
    for wave in waves:
        base = people.get(wave.pk, 0)
        told = share(known.get(wave.pk, 0), base) if wave.pk in counted else _settled(wave)
        if told is not None and (wave.pk not in counted or base >= SMALLEST_BASE):
            found[wave.survey.district_id] = told
    return found


def _by_wave(rows: QuerySet, wave: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(wave).annotate(count=Count("pk")))


def _settled(wave: Wave) -> float | None:
    result = question_of(wave, AWARENESS_KEY)
    item = next((each for each in result.items if each.code == COUNCIL_ITEM), None)
    line = item.distribution.line(KNOWN_WELL) if item else None
    return line.share if line else None
