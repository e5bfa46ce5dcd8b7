"""The numbers of a closed wave: simple tables, tables by attribute, of some people alone. All of them are suppressed."""

from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Count

from surveys.models import Item, Kind, Wave
from surveys.questionnaire import Asked, Questionnaire, questionnaire_of
from surveys.reports.axes import CHANNEL, Axis, Within, attribute_axes, channel_axis
from surveys.reports.crossing import Crossing, hidden_columns, is_axis, total_base
from surveys.reports.distributions import columns_of, distribution, hidden_distribution, row_of
from surveys.reports.figures import (
    SMALLEST_BASE,
    CrossRow,
    CrossTable,
    Distribution,
    ItemResult,
    Line,
    QuestionResult,
    WaveResults,
)
from surveys.reports.filtered import filtered_tables
from surveys.reports.returns import returns_of
from surveys.reports.rounding import share
from surveys.reports.tallies import Counts, Tally, count_answers

if TYPE_CHECKING:
    from surveys.reports.weighting import Weighting

TOO_FEW = "5人に満たないため、表示できません。"


def wave_label(wave: Wave) -> str:
    """「第2回（2025年11月）」"""
    return f"第{wave.number}回（{wave.opens_on.year}年{wave.opens_on.month}月）"


def channel_counts(wave: Wave) -> dict[str, int]:
    """How many responses count, by channel."""
    counted = wave.responses.counted().order_by()
    return dict(counted.values_list("channel").annotate(count=Count("pk")))


def axes_of(wave: Wave, questionnaire: Questionnaire | None = None) -> tuple[Axis, ...]:
    """What the questions of a wave can be crossed with, and filtered by; the channel last."""
    questionnaire = questionnaire or questionnaire_of(wave)
    return (*attribute_axes(questionnaire), channel_axis(channel_counts(wave), SMALLEST_BASE))


def find_axis(wave: Wave, key: str) -> Axis:
    """An axis of the wave by its key. Raises ValidationError where there is none."""
    if key == CHANNEL:
        return channel_axis(channel_counts(wave), SMALLEST_BASE)
    for axis in attribute_axes(questionnaire_of(wave)):
        if axis.key == key:
            return axis
    raise ValidationError("かけ合わせる項目を、一覧から選んでください。")


def _class_place(axis: Axis, code: int) -> int:
    for place, each in enumerate(axis.classes):
        if each.code == code:
            return place
    raise ValidationError("しぼりこむ項目を、一覧から選んでください。")


def _assert_closed(wave: Wave) -> None:
    if not wave.is_closed:
        raise ValueError("results are for nobody while a wave is open")
    if wave.disposed_on is not None:
        raise ValueError("the answers are gone: read the snapshot")


def _items(asked: Asked) -> Sequence[Item | None]:
    return asked.items if asked.kind == Kind.MX else (None,)


def _ancestors(asked: Asked) -> list[Asked]:
    found = [asked]
    while found[-1].parent is not None:
        found.append(found[-1].parent)
    return found


# -- Simple tables ----------------------------------------------------------------------------------------------------


def wave_results(
    wave: Wave, *, weighting: "Weighting | None" = None, within: Within | None = None
) -> WaveResults:
    """All simple tables of a wave, of everybody or of one class (`within`); with `weighting` weighted shares too.

    The wave is closed and its answers are still there; `surveys.reports.settled.results_of` reads either. Raises
    ValidationError for a filter that the wave does not know, and for weights within a filter.
    """
    _assert_closed(wave)
    questionnaire = questionnaire_of(wave)
    channels = channel_counts(wave)
    n = sum(channels.values())
    label = ""
    effective = None
    if within is not None:
        if weighting is not None:
            raise ValidationError("重みづけは、全体の集計だけでできます。しぼりこみをはずしてください。")
        axis = find_axis(wave, within.key)
        place = _class_place(axis, within.code)
        label = f"{axis.label}：{axis.classes[place].label}"
        tally = count_answers(wave, questionnaire.questions, [axis])
        questions = tuple(
            _within(asked, axis, tally, place) for asked in questionnaire.questions if asked.key != axis.key
        )
    else:
        axes = weighting.axes if weighting else ()
        tally = count_answers(wave, questionnaire.questions, axes)
        if weighting:
            effective = weighting.effective_n(tally)
        questions = tuple(simple_result(asked, tally, weighting) for asked in questionnaire.questions)
    returns = returns_of(wave)
    return WaveResults(
        title=wave.survey.title,
        wave_label=wave_label(wave),
        as_of=as_of(wave),
        n=n,
        by_channel=_channel_lines(channel_axis(channels, SMALLEST_BASE), channels, n),
        returned=returns.merged,
        returned_total=returns.total,
        questions=questions,
        is_weighted=weighting is not None,
        weighted_by=weighting.label if weighting else "",
        effective_n=effective,
        within=label,
    )


def as_of(wave: Wave) -> date:
    """The base date (基準日) of a wave's numbers: the day it was closed."""
    return wave.closed_on or wave.closes_on


def question_result(
    wave: Wave, key: str, *, weighting: "Weighting | None" = None, within: Within | None = None
) -> QuestionResult:
    """The simple table of one question. Raises KeyError for an unknown key, ValidationError as `wave_results`."""
    _assert_closed(wave)
    questionnaire = questionnaire_of(wave)
    asked = questionnaire.by_key[key]
    if within is not None:
        axis = find_axis(wave, within.key)
        if axis.key == key:
            raise ValidationError("同じ質問でしぼりこむことはできません。")
        if weighting is not None:
            raise ValidationError("重みづけは、全体の集計だけでできます。しぼりこみをはずしてください。")
        tally = count_answers(wave, _ancestors(asked), [axis])
        return _within(asked, axis, tally, _class_place(axis, within.code))
    tally = count_answers(wave, _ancestors(asked), weighting.axes if weighting else ())
    return simple_result(asked, tally, weighting)


def _channel_lines(axis: Axis, channels: dict[str, int], n: int) -> tuple[Line, ...]:
    lines = []
    for each in axis.classes:
        count = sum(channels.get(str(mark), 0) for mark in each.marks)
        lines.append(Line(each.label, count, share(count, n), each.code))
    return tuple(lines)


def _result(
    asked: Asked, distribution: Distribution | None, items: tuple[ItemResult, ...] = ()
) -> QuestionResult:
    question = asked.question
    return QuestionResult(
        key=asked.key,
        label=asked.label,
        text=question.text,
        kind=asked.kind,
        condition=asked.condition,
        distribution=distribution,
        items=items,
        summary=question.summary,
        is_published=question.is_published,
        attribute=question.attribute,
        unit=question.unit,
        wording_note=question.wording_note,
        wording=wording_of(asked),
    )


def wording_of(asked: Asked) -> str:
    """A mark of all that a person reads of the question: its text, the choices and the items, how many may be chosen.

    The names of neighbourhoods are left out: they change without the question.
    """
    question = asked.question
    choices = [
        (choice.code, choice.text.strip()) for choice in asked.choices if choice.neighborhood_id is None
    ]
    items = [(item.code, item.text.strip()) for item in asked.items]
    read = repr((question.text.strip(), question.max_choices, choices, items))
    return blake2b(read.encode(), digest_size=12).hexdigest()


def simple_result(asked: Asked, tally: Tally, weighting: "Weighting | None" = None) -> QuestionResult:
    """The simple table of a question from a tally."""
    if asked.kind != Kind.MX:
        return _result(asked, _simple_distribution(asked, None, tally, weighting))
    return _result(
        asked,
        None,
        tuple(
            ItemResult(item.code, item.text, _simple_distribution(asked, item, tally, weighting))
            for item in asked.items
        ),
    )


def _simple_distribution(
    asked: Asked, item: Item | None, tally: Tally, weighting: "Weighting | None"
) -> Distribution:
    counts: Counts = tally.total().of() if tally.axes else tally.of()
    columns = columns_of(asked)
    base, is_hidden = total_base(asked, counts)
    if is_hidden or base is None:
        return hidden_distribution(columns, base=base)
    return distribution(
        asked,
        columns,
        row_of(asked, item, columns, counts),
        base=base,
        hidden=hidden_columns(asked, columns, counts),
        numbers=counts.numbers.get(asked.question.pk, {}) if asked.kind == Kind.N else None,
        weighted=weighting.shares(tally, asked, item, columns) if weighting else None,
    )


def _within(asked: Asked, axis: Axis, tally: Tally, place: int) -> QuestionResult:
    rows = [Crossing(asked, item, axis, tally).row(place) for item in _items(asked)]
    if asked.kind != Kind.MX:
        return _result(asked, rows[0])
    return _result(
        asked,
        None,
        tuple(ItemResult(item.code, item.text, row) for item, row in zip(asked.items, rows, strict=True)),
    )


# -- Tables by attribute ----------------------------------------------------------------------------------------------


def cross_table(wave: Wave, key: str, by: str, *, within: Within | None = None) -> tuple[CrossTable, ...]:
    """A question by the classes of an attribute question or the channel: one table, of MX one an item.

    Raises KeyError for an unknown question, ValidationError for an axis or filter that the wave does not know or that
    cannot be combined.
    """
    _assert_closed(wave)
    questionnaire = questionnaire_of(wave)
    asked = questionnaire.by_key[key]
    axis = find_axis(wave, by)
    if axis.key == key:
        raise ValidationError("同じ質問どうしは、かけ合わせられません。")
    if within is not None:
        return filtered_tables(wave, asked, axis, within, axes_of(wave, questionnaire))
    tally = count_answers(wave, _ancestors(asked), [axis])
    return tables(asked, axis, tally)


def cross_tables_by(wave: Wave, axis: Axis) -> tuple[CrossTable, ...]:
    """Every question of a wave by one axis, in as many queries as one question takes."""
    _assert_closed(wave)
    questionnaire = questionnaire_of(wave)
    tally = count_answers(wave, questionnaire.questions, [axis])
    return tuple(
        table
        for asked in questionnaire.questions
        if asked.key != axis.key
        for table in tables(asked, axis, tally)
    )


def tables(asked: Asked, axis: Axis, tally: Tally) -> tuple[CrossTable, ...]:
    """The tables of one question from a tally by the axis."""
    return tuple(_table(asked, item, axis, tally) for item in _items(asked))


def _table(asked: Asked, item: Item | None, axis: Axis, tally: Tally) -> CrossTable:
    crossing = Crossing(asked, item, axis, tally)
    total = crossing.total()
    return CrossTable(
        key=asked.key,
        label=asked.label,
        text=asked.question.text,
        by_key=axis.key,
        by_label=axis.label,
        total=total,
        rows=tuple(
            CrossRow(each.label, each.code, crossing.row(place)) for place, each in enumerate(axis.classes)
        ),
        item=item.text if item else "",
        kind=asked.kind,
        condition=asked.condition,
        refused=TOO_FEW if total.hidden else "",
    )


__all__ = ["axes_of", "cross_table", "cross_tables_by", "is_axis", "question_result", "wave_results"]
