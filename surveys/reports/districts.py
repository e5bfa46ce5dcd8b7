"""The same survey (`Survey.key`) in all districts of the city, side by side: for the staff of the city council."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import caches

from portal.tabular import Sheet
from surveys.models import Kind, Survey, Wave
from surveys.reports.figures import Distribution, Line, QuestionResult, WaveResults
from surveys.reports.settled import results_of

KEPT_SECONDS = 300


@dataclass(frozen=True)
class Series:
    """A survey that several districts ask, with the latest wave of each district."""

    key: str
    title: str
    waves: tuple[Wave, ...]

    @property
    def closed(self) -> int:
        return sum(wave.is_closed for wave in self.waves)


@dataclass(frozen=True)
class Column:
    """A district with the wave that its numbers are from."""

    district: str
    slug: str
    wave: str
    pk: int
    n: int
    rate: float | None


@dataclass(frozen=True)
class DistrictTable:
    """A question (of MX one of its items) in each district: bases and shares in the order of the columns.

    A share is None where it is hidden, or where the district does not ask this. `differs` tells that it is not asked
    in the same words everywhere.
    """

    key: str
    text: str
    item: str
    bases: tuple[int | None, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    differs: bool


@dataclass(frozen=True)
class Districts:
    """A survey over the city's districts."""

    title: str
    columns: tuple[Column, ...]
    tables: tuple[DistrictTable, ...]


def series_of_city() -> list[Series]:
    """All surveys by key, with the latest wave of each district; two queries."""
    latest = (
        Wave.objects.filter(survey__district__is_active=True)
        .select_related("survey__district")
        .order_by("survey_id", "-number")
        .distinct("survey_id")
    )
    found: dict[str, list[Wave]] = {}
    for wave in sorted(latest, key=lambda wave: (wave.survey.district.order, wave.survey.district_id)):
        found.setdefault(wave.survey.key, []).append(wave)
    return [Series(key, waves[0].survey.title, tuple(waves)) for key, waves in sorted(found.items())]


def districts_side_by_side(key: str) -> Districts | None:
    """The latest closed wave of each district that has a survey of this key; None where there is none."""
    waves = list(
        Wave.objects.filter(survey__key=key, state=Wave.State.CLOSED, survey__district__is_active=True)
        .select_related("survey__district__council", "snapshot")
        .order_by("survey_id", "-number")
        .distinct("survey_id")
    )
    if not waves:
        title = Survey.objects.filter(key=key).values_list("title", flat=True).first()
        return Districts(title, (), ()) if title else None
    waves.sort(key=lambda wave: (wave.survey.district.order, wave.survey.district_id))
    results = [_counted(wave) for wave in waves]
    columns = tuple(_column(wave, each) for wave, each in zip(waves, results, strict=True))
    return Districts(waves[0].survey.title, columns, tuple(_tables(results)))


def _counted(wave: Wave) -> WaveResults:
    """The simple tables of a wave, kept for some minutes: they change no more."""
    key = f"city-results:{wave.pk}:{wave.version}:{wave.edition}:{wave.disposed_on}"
    found: WaveResults | None = caches["local"].get(key)
    if found is None:
        found = results_of(wave)
        caches["local"].set(key, found, KEPT_SECONDS)
    return found


def _column(wave: Wave, results: WaveResults) -> Column:
    district = wave.survey.district
    return Column(
        district.name, district.slug, results.wave_label, wave.pk, results.n, results.returned_total.rate
    )


def _tables(results: Sequence[WaveResults]) -> list[DistrictTable]:
    keys = dict.fromkeys(
        question.key
        for each in results
        for question in each.questions
        # Neighbourhoods are other ones in each district.
        if question.kind not in (Kind.T, Kind.N) and question.attribute != "neighborhood"
    )
    tables = []
    for key in keys:
        asked = [each.question(key) for each in results]
        items = dict.fromkeys(item for each in asked if each for item, _distribution in each.distributions)
        tables += [_table(key, item, asked) for item in items]
    return tables


def _table(key: str, item: str, asked: Sequence[QuestionResult | None]) -> DistrictTable:
    told = [dict(each.distributions).get(item) if each else None for each in asked]
    labels: dict[tuple[int | None, str], str] = {}
    texts = set()
    for each, distribution in zip(asked, told, strict=True):
        for line in _lines(distribution):
            labels.setdefault(_name(line), line.label)
        if each and distribution:
            texts.add((each.text, tuple(sorted(line.label for line in distribution.lines if line.code))))
    rows = tuple(
        (label, tuple(_share(distribution, name) for distribution in told)) for name, label in labels.items()
    )
    first = next(each for each in asked if each)
    bases = tuple(distribution.n if distribution else None for distribution in told)
    return DistrictTable(key, first.text, item, bases, rows, differs=len(texts) > 1)


def _lines(distribution: Distribution | None) -> tuple[Line, ...]:
    return (*distribution.lines, *distribution.groups) if distribution else ()


def _name(line: Line) -> tuple[int | None, str]:
    """By what a line is the same in two districts: its code, else its label."""
    return (line.code, "") if line.code is not None and not line.is_group else (None, line.label)


def _share(distribution: Distribution | None, name: tuple[int | None, str]) -> float | None:
    return next((line.share for line in _lines(distribution) if _name(line) == name), None)


def district_sheet(found: Districts) -> Sheet:
    """All tables as one sheet."""
    rows = [
        [table.text, table.item, label, *shares, "言い回しがちがう" if table.differs else ""]
        for table in found.tables
        for label, shares in table.rows
    ]
    names = [f"{column.district}（{column.wave}、%）" for column in found.columns]
    return Sheet("地区の比較", ["質問", "項目", "答え", *names, "注"], rows)
