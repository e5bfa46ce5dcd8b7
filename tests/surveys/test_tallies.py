"""What the database counts is what a plain loop over the answers counts, from simple tables to filtered ones."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from portal.models import District
from surveys.actions.responses import Filled, record_responses
from surveys.models import Choice, Item, Kind, Question, Wave
from surveys.questionnaire import Asked
from surveys.reports.axes import Within
from surveys.reports.crossing import Crossing, is_axis
from surveys.reports.filtered import FilteredCube
from surveys.reports.results import cross_table, question_result, simple_result, tables
from tests.surveys.factory import make_section, make_survey, make_wave
from tests.surveys.invented import Invented, invent

pytestmark = pytest.mark.django_db


def answer(asked: Asked, given: Any) -> dict[str, Any]:
    if asked.kind == Kind.N:
        return {"number": str(given)}
    if isinstance(given, dict):
        return {"items": {str(item): code for item, code in given.items()}}
    return {"codes": given if isinstance(given, list) else [given]}


def store(survey: Invented, wave: Wave) -> None:
    """The same questions and answers in the database, with some test answers."""
    section = make_section(wave)
    stored: dict[str, Question] = {}
    for asked in survey.asked:
        question = Question.objects.get(
            pk=Question.objects.create(
                wave=wave,
                section=section,
                key=asked.key,
                kind=asked.kind,
                text=asked.question.text,
                attribute=asked.question.attribute,
                max_choices=asked.question.max_choices,
                order=asked.question.order,
                shown_if=stored[asked.parent.key] if asked.parent else None,
                shown_codes=asked.question.shown_codes or [],
            ).pk
        )
        stored[asked.key] = question
        for model, rows in ((Choice, asked.choices), (Item, asked.items)):
            for row in rows:
                fields = {
                    name: value for name, value in vars(row).items() if name in ("code", "text", "order")
                }
                if model is Choice:
                    fields |= {"is_outside": row.is_outside, "score": row.score, "group": row.group}
                model.objects.create(question=question, **fields)
    filled = [
        Filled(
            answers={
                key: answer(survey.by_key[key], given)
                for key, given in person.items()
                if key != "channel" and given
            },
            channel=str(person["channel"]),
        )
        for person in survey.people
    ]
    record_responses(wave, filled)
    record_responses(wave, [replace(each, is_test=True) for each in filled[:5]])


@pytest.mark.parametrize("seed", [3, 8])
def test_the_database_counts_the_same(wakaba: District, seed: int) -> None:
    survey = invent(seed)
    for person in survey.people:  # what the store leaves out: an answer of nothing
        for key in [key for key, given in person.items() if given in ({}, 0)]:
            del person[key]
    wave = make_wave(make_survey(wakaba))
    store(survey, wave)
    wave.state = Wave.State.CLOSED
    for asked in survey.asked:
        plain = simple_result(asked, survey.tally())
        assert question_result(wave, asked.key).distributions == plain.distributions
        for axis in survey.axes:
            if axis.key != asked.key:
                stored = cross_table(wave, asked.key, axis.key)
                expected = tables(asked, axis, survey.tally(axis))
                assert [(t.total, t.rows) for t in stored] == [(t.total, t.rows) for t in expected]


def test_filtered_tables_count_the_same(wakaba: District) -> None:
    survey = invent(5)
    wave = make_wave(make_survey(wakaba))
    store(survey, wave)
    wave.state = Wave.State.CLOSED
    asked = survey.by_key["many"]
    for one, two in permutations(survey.axes, 2):
        first, second = sorted((one, two), key=survey.axes.index)
        attribute, other = (first, second) if first.asked else (second, first)
        assert attribute.asked is not None and is_axis(attribute.asked)
        between = Crossing(attribute.asked, None, other, survey.tally(other))
        cube = FilteredCube(asked, None, survey.tally(first, second), between)
        for each in one.classes:
            within = Within(one.key, each.code)
            expected = cube.table(one, two, within)
            (stored,) = cross_table(wave, "many", two.key, within=within)
            assert (stored.total, stored.rows, stored.refused) == (
                expected.total,
                expected.rows,
                expected.refused,
            )
