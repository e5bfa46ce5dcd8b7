"""Weights by age × neighbourhood, counted by hand; and why there are none."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.models import District, Neighborhood, Statistic
from surveys.models import Answer, Choice, Wave
from surveys.reports.results import cross_table, question_result, wave_results
from surveys.reports.weighting import weighting_of
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(wakaba: District) -> list[Neighborhood]:
    return [Neighborhood.objects.create(district=wakaba, name=name, order=90) for name in ("北町", "南町")]


@pytest.fixture
def unanswered(wakaba: District, homes: list[Neighborhood]) -> Wave:
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(wave, "age", choices=["若い", "高齢"], attribute="age")
    make_question(wave, "home", choices=["北町", "南町"], attribute="neighborhood")
    make_question(wave, "q", choices=["はい", "いいえ"])
    Choice.objects.filter(question__key="age", code=1).update(age_from=20, age_to=64)
    Choice.objects.filter(question__key="age", code=2).update(age_from=65, age_to=None)
    for code, home in enumerate(homes, start=1):
        Choice.objects.filter(question__key="home", code=code).update(neighborhood=home)
    return wave


def young(home: int) -> list[dict[str, Any]]:
    """The young are as many as the old, but half as many of them answer, and all of them with yes."""
    return [answers(age=1, home=home, q=1)] * 5


def old(home: int) -> list[dict[str, Any]]:
    return [answers(age=2, home=home, q=2)] * 10


@pytest.fixture
def wave(unanswered: Wave) -> Wave:
    respond(unanswered, [*young(1), *old(1), *young(2), *old(2)])
    return unanswered


def populate(homes: list[Neighborhood], *bands: dict[str, dict[str, int]]) -> None:
    for home, each in zip(homes, bands, strict=True):
        Statistic.objects.create(
            district=home.district,
            neighborhood=home,
            base_date=date(2025, 4, 1),
            source="住民基本台帳",
            population=sum(sum(both.values()) for both in each.values()),
            age_bands=each,
        )


EVEN = {"20-24": {"male": 50, "female": 50}, "65-69": {"male": 60, "female": 40}}


def test_cells(wave: Wave, homes: list[Neighborhood]) -> None:
    populate(homes, EVEN, EVEN)
    weighting = weighting_of(wave)
    # 30 answers for 400 people: 7.5 should be in each cell, there are 5 and 10.
    assert sorted(set(map(float, weighting.weights.values()))) == [0.75, 1.5]
    assert weighting.label == "年代×町内の重み（人口の基準日：2025年4月1日現在、出典：住民基本台帳）"
    found = question_result(wave, "q", weighting=weighting).distribution
    assert found is not None
    assert [(line.label, line.share, line.weighted_share) for line in found.lines] == [
        ("はい", 33.3, 50.0),
        ("いいえ", 66.7, 50.0),
        ("無回答", 0.0, 0.0),
    ]
    results = wave_results(wave, weighting=weighting)
    # (10 × 1.5 + 20 × 0.75)² / (10 × 1.5² + 20 × 0.75²) = 900 / 33.75
    assert results.effective_n == 26
    assert not weighting.is_raked and not weighting.trimmed


def test_raked_where_a_cell_was_not_answered(unanswered: Wave, homes: list[Neighborhood]) -> None:
    wave = unanswered
    populate(homes, EVEN, EVEN)
    respond(wave, [*young(1), *old(1), *old(2)])
    weighting = weighting_of(wave)
    assert weighting.is_raked
    found = question_result(wave, "q", weighting=weighting).distribution
    assert found is not None and found.lines[0].share == 20.0
    assert 40.0 < (found.lines[0].weighted_share or 0) <= 50.0


def test_heavy_weights_are_cut(wave: Wave, homes: list[Neighborhood]) -> None:
    many = {"20-24": {"male": 5000, "female": 5000}, "65-69": {"male": 50, "female": 50}}
    populate(homes, many, many)
    weighting = weighting_of(wave)
    assert weighting.trimmed == 2
    assert weighting.label.endswith("極端な重みは0.3から3までに収めました（2区分）")
    assert max(weighting.weights.values()) <= 10 * min(weighting.weights.values())


def test_weighted_shares_do_not_tell_what_a_table_hides(wave: Wave, homes: list[Neighborhood]) -> None:
    age = wave.questions.get(key="age")
    Choice.objects.create(question=age, code=3, text="とても高齢", order=3, age_from=85)
    Choice.objects.filter(question=age, code=2).update(age_to=84)
    scale = make_question(wave, "scale", "SC", choices=["よい", "わるい"])
    for code in (1, 2):
        scale.choices.filter(code=code).update(score=code)
    populate(homes, *[EVEN | {"85-89": {"male": 10, "female": 10}}] * 2)
    # Few are very old, so the young (10) are hidden with them; none of these 12 found it bad, which nobody may see.
    respond(wave, [answers(age=3, home=1, scale=1), answers(age=3, home=2, scale=1)])
    for response in wave.responses.filter(answers__choice__text="高齢"):
        place = response.pk % 2 + 1
        Answer.objects.create(response=response, question=scale, choice=scale.choices.get(code=place))
    for response in wave.responses.filter(answers__choice__text="若い"):
        Answer.objects.create(response=response, question=scale, choice=scale.choices.get(code=1))
    weighting = weighting_of(wave)
    (table,) = cross_table(wave, "scale", "age")
    assert [row.distribution.hidden for row in table.rows] == [True, False, True]
    assert [line.count for line in table.rows[1].distribution.lines] == [None, None, 0]
    found = question_result(wave, "scale", weighting=weighting).distribution
    assert found is not None
    assert [(line.count, line.weighted_share) for line in found.lines] == [(22, None), (10, None), (0, 0.0)]
    assert (found.mean, found.weighted_mean) == (1.31, None)


def test_refused_with_a_reason(wave: Wave, homes: list[Neighborhood]) -> None:
    with pytest.raises(ValidationError, match="年齢別人口"):
        weighting_of(wave)
    populate(homes, EVEN, EVEN)
    Choice.objects.filter(question__key="age", code=1).update(age_from=None, age_to=None)
    wave.edition += 1
    with pytest.raises(ValidationError, match="「若い」に、何歳から"):
        weighting_of(wave)
