"""The numbers of a closed wave wherever they are: counted now, or from the snapshot when the answers are gone."""

from django.core.exceptions import ValidationError

from surveys.models import Wave
from surveys.questionnaire import questionnaire_of
from surveys.reports import results, snapshots
from surveys.reports.axes import Within
from surveys.reports.figures import CrossTable, Distribution, ItemResult, QuestionResult, WaveResults

DISPOSED = "一人ひとりの回答は消しました。残してある集計だけを見られます。"


def results_of(wave: Wave, *, within: Within | None = None) -> WaveResults:
    """The simple tables of a closed wave, of everybody or of one class. Raises ValidationError as `wave_results`."""
    if wave.disposed_on is None:
        return results.wave_results(wave, within=within)
    whole = snapshots.results_in(wave.snapshot)
    if within is None:
        return whole
    rows = tuple(
        _within(question, tables_of(wave, question.key, within.key), within.code)
        for question in whole.questions
        if question.key != within.key
    )
    axis = next(iter(snapshots.tables_in(wave.snapshot, whole.questions[0].key, within.key)), None)
    label = axis.by_label if axis else ""
    return WaveResults(**{**whole.__dict__, "questions": rows, "within": label})


def question_of(wave: Wave, key: str, *, within: Within | None = None) -> QuestionResult:
    """The simple table of a question of a closed wave. Raises KeyError for an unknown key."""
    if wave.disposed_on is None:
        return results.question_result(wave, key, within=within)
    question = snapshots.results_in(wave.snapshot).question(key)
    if question is None:
        raise KeyError(key)
    return _within(question, tables_of(wave, key, within.key), within.code) if within else question


def tables_of(wave: Wave, key: str, by: str, *, within: Within | None = None) -> tuple[CrossTable, ...]:
    """A question by an axis, of a closed wave. Raises KeyError and ValidationError as `cross_table`."""
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
