"""The numbers of a closed wave wherever they are: counted now, or from the snapshot when the answers are gone.

Residents read settled numbers from the day of publication on; who works in the district sees them counted.

Pages, files and papers read results here: tables by class are only had of waves with enough responses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from surveys.models import Question, Wave
from surveys.questionnaire import questionnaire_of
from surveys.reports import results, snapshots
from surveys.reports.axes import Within
from surveys.reports.figures import (
    SMALLEST_CROSSED,
    CrossTable,
    Distribution,
    ItemResult,
    QuestionResult,
    WaveResults,
)
from surveys.reports.weighting import Weighting

DISPOSED = "一人ひとりの回答は消しました。残してある集計だけを見られます。"


TOO_FEW = f"回答が{SMALLEST_CROSSED}人に満たないため、区分ごとの表は出せません。"


def is_crossed(wave: Wave) -> bool:
    """Whether a closed wave has enough responses for tables by class."""
    if wave.disposed_on is not None:
        return bool(wave.snapshot.data["tables"])
    return wave.responses.counted().count() >= SMALLEST_CROSSED


def _check_size(wave: Wave) -> None:
    if not is_crossed(wave):
        raise ValidationError(TOO_FEW, code="too_few")


@dataclass(frozen=True)
class AxisChoice:
    """An axis to choose, with the (code, label) of its classes."""

    key: str
    label: str
    classes: tuple[tuple[int, str], ...]


def axis_choices(wave: Wave) -> list[AxisChoice]:
    """What the results of a closed wave can be crossed with and filtered by; nothing where too few answered."""
    if not is_crossed(wave):
        return []
    if wave.disposed_on is None:
        return [
            AxisChoice(axis.key, axis.label, tuple((each.code, each.label) for each in axis.classes))
            for axis in results.axes_of(wave)
            if axis.classes
        ]
    found: dict[str, AxisChoice] = {}
    for table in wave.snapshot.data["tables"]:
        if table["by_key"] not in found:
            classes = tuple((row["code"], row["label"]) for row in table["rows"])
            found[table["by_key"]] = AxisChoice(table["by_key"], table["by_label"], classes)
    return list(found.values())


def results_of(
    wave: Wave, *, within: Within | None = None, weighting: Weighting | None = None
) -> WaveResults:
    """The simple tables of a closed wave, of everybody or of one class. Raises ValidationError as `wave_results`."""
    if within is not None:
        _check_size(wave)
    if wave.disposed_on is None:
        return results.wave_results(wave, within=within, weighting=weighting)
    whole = _kept(wave)
    if within is None:
        return whole
    rows = tuple(
        _within(question, tables_of(wave, question.key, within.key), within.code)
        for question in whole.questions
        if question.key != within.key
    )
    axis = next(each for each in axis_choices(wave) if each.key == within.key)
    label = f"{axis.label}：{dict(axis.classes)[within.code]}"
    return WaveResults(**{**whole.__dict__, "questions": rows, "within": label})


def all_tables(wave: Wave) -> tuple[CrossTable, ...]:
    """Every question of a closed wave by every axis; nothing where too few answered."""
    if not is_crossed(wave):
        return ()
    if wave.disposed_on is not None:
        return snapshots.all_tables_in(wave.snapshot)
    return tuple(
        table
        for axis in results.axes_of(wave)
        if axis.classes
        for table in results.cross_tables_by(wave, axis)
    )


def question_of(
    wave: Wave, key: str, *, within: Within | None = None, weighting: Weighting | None = None
) -> QuestionResult:
    """The simple table of a question of a closed wave. Raises KeyError for an unknown key."""
    if within is not None:
        _check_size(wave)
    if wave.disposed_on is None:
        return results.question_result(wave, key, within=within, weighting=weighting)
    question = _kept(wave).question(key)
    if question is None:
        raise KeyError(key)
    return _within(question, tables_of(wave, key, within.key), within.code) if within else question


def _kept(wave: Wave) -> WaveResults:
    """The simple tables of a wave whose answers are gone."""
    words = {key: asked.question for key, asked in questionnaire_of(wave).by_key.items()}
    return _with_words(snapshots.results_in(wave.snapshot), words)


def _with_words(whole: WaveResults, words: Mapping[str, Question]) -> WaveResults:
    """Settled numbers with the words of today: what is published, and how, may be changed later too."""
    questions = tuple(
        replace(
            question,
            is_published=words[question.key].is_published,
            summary=words[question.key].summary,
            wording_note=words[question.key].wording_note,
        )
        for question in whole.questions
    )
    return replace(whole, questions=questions)


def results_for_residents(waves: Sequence[Wave]) -> dict[int, WaveResults]:
    """{wave id: all simple tables} of waves that are closed, each with its snapshot.

    Those that were published have settled numbers: one query for all of them. Others are counted (`results_of`).
    """
    settled = {wave.pk: wave for wave in waves if snapshots.is_settled(wave)}
    words: dict[int, dict[str, Question]] = {pk: {} for pk in settled}
    asked = Question.objects.filter(wave__in=settled).only(
        "wave_id", "key", "is_published", "summary", "wording_note"
    )
    for question in asked if settled else ():
        words[question.wave_id][question.key] = question
    return {
        wave.pk: _with_words(snapshots.results_in(wave.snapshot), words[wave.pk])
        if wave.pk in settled
        else results_of(wave)
        for wave in waves
    }


def question_for_residents(wave: Wave, key: str) -> QuestionResult:
    """The simple table of a question of a closed wave with its snapshot: settled, or counted now. Raises KeyError."""
    found = snapshots.question_in(wave.snapshot, key) if snapshots.is_settled(wave) else None
    return found or question_of(wave, key)


def tables_of(wave: Wave, key: str, by: str, *, within: Within | None = None) -> tuple[CrossTable, ...]:
    """A question by an axis, of a closed wave. Raises KeyError and ValidationError as `cross_table`."""
    _check_size(wave)
    if wave.disposed_on is None:
        return results.cross_table(wave, key, by, within=within)
    if within is not None:
        raise ValidationError(f"{DISPOSED}しぼりこみをはずしてください。")
    if key not in questionnaire_of(wave).by_key:
        raise KeyError(key)
    found = snapshots.tables_in(wave.snapshot, key, by)
    if not found:
        raise ValidationError("かけ合わせる項目を、一覧から選んでください。")
    return found


def _within(question: QuestionResult, tables: tuple[CrossTable, ...], code: int) -> QuestionResult:
    rows: list[Distribution] = [
        row.distribution for table in tables for row in table.rows if row.code == code
    ]
    if not rows:
        raise ValidationError("しぼりこむ項目を、一覧から選んでください。")
    if question.distribution is not None:
        return QuestionResult(**{**question.__dict__, "distribution": rows[0]})
    items = tuple(
        ItemResult(item.code, item.label, row) for item, row in zip(question.items, rows, strict=True)
    )
    return QuestionResult(**{**question.__dict__, "items": items})
