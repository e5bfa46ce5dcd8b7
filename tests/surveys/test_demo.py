"""The demo's surveys: the trends of DOMAIN section 12 stand in the tabulated numbers exactly, and every state is there."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from groups.models import Challenge
from portal.japanese.calendar import fiscal_year
from surveys.demo.kurashi import days_of
from surveys.demo.profiles import PROFILES
from surveys.models import Answer, Draft, Recheck, Remark, Response, Survey, Wave
from surveys.questionnaire import clean_answers, questionnaire_of
from surveys.reports.axes import CHANNEL, Within
from surveys.reports.comparisons import comparison
from surveys.reports.figures import Distribution
from surveys.reports.filled import answers_of_all
from surveys.reports.results import cross_table, wave_results

pytestmark = pytest.mark.usefixtures("demo_city")

THIRTIES, EIGHTY = 3, 8  # codes of q1_age


def series(slug: str) -> Survey:
    return Survey.objects.get(district__slug=slug, key="kurashi")


def wave_of(slug: str, number: int) -> Wave:
    return series(slug).waves.get(number=number)


def shares(survey: Survey, key: str, label: str, **options: object) -> tuple[float | None, ...]:
    """The share of a choice in each wave."""
    found = comparison(survey, key, **options)[0]  # type: ignore[arg-type]
    return dict(found.shares)[label]


def row(wave: Wave, key: str, by: str, label: str, item: int = 0) -> Distribution:
    """A class of another question, e.g. people in their thirties."""
    rows = cross_table(wave, key, by)[item].rows
    return next(each.distribution for each in rows if each.label == label)


def share(distribution: Distribution, label: str) -> float | None:
    return next(line.share for line in distribution.lines if line.label == label)


def test_shopping_in_shiomidai() -> None:
    survey = series("shiomidai")
    assert shares(survey, "q7_trouble", "買い物") == (38.0, 31.0)
    change = next(each for each in comparison(survey, "q7_trouble")[0].changes if each.label == "買い物")
    assert change.difference == -7.0


def test_neighbours_in_wakaba_and_of_people_in_their_thirties() -> None:
    survey = series("wakaba")
    assert shares(survey, "q6_neighbor", "ほとんどつきあいがない") == (22.0, 19.0)
    thirties = Within("q1_age", THIRTIES)
    assert shares(survey, "q6_neighbor", "ほとんどつきあいがない", within=thirties) == (41.0, 35.0)
    assert share(row(wave_of("wakaba", 2), "q6_neighbor", "q1_age", "30代"), "ほとんどつきあいがない") == 35.0


def test_the_way_to_the_doctor_in_kuwabara() -> None:
    assert shares(series("kuwabara"), "q7_trouble", "通院・外出の足") == (44.0, 36.0)


@pytest.mark.parametrize("slug", PROFILES)
def test_who_knows_the_council(slug: str) -> None:
    assert shares(series(slug), "q11_know", "内容まで知っている") == (18.0, 24.0)


@pytest.mark.parametrize("slug", PROFILES)
def test_the_web_is_for_the_young_and_paper_leaves_the_table_blank(slug: str) -> None:
    wave = wave_of(slug, 2)
    for code, expected in ((THIRTIES, 71.0), (EIGHTY, 6.0)):
        people = wave.responses.filter(answers__question__key="q1_age", answers__choice__code=code)
        assert round(people.filter(channel="web").count() / people.count() * 100, 1) == expected
    for item in range(7):
        assert share(row(wave, "q8_help_need", CHANNEL, "紙", item), "無回答") == 9.0


def test_returns() -> None:
    told = {
        (slug, number): wave_results(wave_of(slug, number)).returned_total.rate
        for slug in PROFILES
        for number in (1, 2)
    }
    assert (told["wakaba", 1], told["wakaba", 2]) == (34.0, 37.4)
    first, second = (wave_results(wave_of("wakaba", number)) for number in (1, 2))
    assert [(line.label, line.share) for line in first.by_channel] == [("ウェブ", 21.5), ("紙", 78.5)]
    assert [(line.label, line.share) for line in second.by_channel] == [("ウェブ", 31.7), ("紙", 68.3)]
    assert sum(line.total for line in second.returned) == second.n == 600
    assert told["kuwabara", 2] == 68.2


def test_a_very_small_neighbourhood_is_hidden() -> None:
    assert row(wave_of("kuwabara", 2), "q7_trouble", "q3_cho", "峠").hidden


@pytest.mark.parametrize("slug", PROFILES)
def test_every_answer_could_have_been_given(slug: str) -> None:
    for wave in Wave.objects.filter(survey__district__slug=slug):
        questionnaire = questionnaire_of(wave)
        found = answers_of_all(questionnaire, wave.responses.all())
        wrong = [
            (pk, answers)
            for pk, answers in found.items()
            if clean_answers(questionnaire, answers) != (answers, {})
        ]
        assert wrong == []


def test_states_and_days() -> None:
    today = timezone.localdate()
    found = {
        (wave.survey.district.slug, wave.survey.key, wave.number): wave.phase
        for wave in Wave.objects.select_related("survey__district")
    }
    assert found == {
        ("wakaba", "kurashi", 1): "結果を公表",
        ("wakaba", "kurashi", 2): "結果を公表",
        ("wakaba", "bousai", 1): "承認待ち",
        ("shiomidai", "kurashi", 1): "結果を公表",
        ("shiomidai", "kurashi", 2): "結果を公表",
        ("shiomidai", "idohanbai", 1): "受付中",
        ("kuwabara", "kurashi", 1): "結果を公表",
        ("kuwabara", "kurashi", 2): "締め切り",
    }
    for wave in Wave.objects.exclude(closed_on=None):
        assert wave.opens_on <= wave.closes_on <= wave.closed_on < today <= wave.raw_until
        assert not wave.responses.exclude(answered_on__range=(wave.opens_on, wave.closes_on)).exists()


@pytest.mark.parametrize("slug", PROFILES)
def test_on_any_day_the_two_waves_are_over_and_of_two_years(slug: str) -> None:
    for number in range(366):
        today = date(2027, 4, 1) + timedelta(days=number)
        first, second = days_of(slug, 1, today), days_of(slug, 2, today)
        assert fiscal_year(first.opens_on) < fiscal_year(second.opens_on), today
        assert first.closed_on < second.opens_on < second.closed_on < today


def test_the_open_survey_has_something_on_every_way() -> None:
    wave = Wave.objects.get(survey__key="idohanbai")
    assert set(wave.responses.values_list("channel", flat=True)) == {"web", "paper", "phone"}
    assert Draft.objects.filter(wave=wave).count() == 3
    assert wave.batches.count() == 4
    assert list(Recheck.objects.filter(response__wave=wave).values_list("differences", flat=True)) == [
        [],
        ["shop"],
    ]
    assert not Response.objects.filter(wave=wave, channel="paper", code=None).exists()


def test_free_texts_are_masked_read_and_tagged() -> None:
    wave = wave_of("wakaba", 2)
    texts = wave.remarks.filter(question__key="q15_voice")
    assert texts.count() == 25
    assert set(texts.values_list("state", flat=True)) == set(Remark.State.values)
    assert texts.filter(text__contains="［電話番号］").count() == 1
    assert not Answer.objects.filter(text__contains="000-").exists()
    named = texts.get(text__startswith="3丁目の佐藤さん")
    assert named.suspects == ["佐藤"]
    assert named.state == Remark.State.HIDDEN
    tag = series("wakaba").tags.get(name="近所づきあい")
    assert tag.challenge == Challenge.objects.get(title="近所づきあいが薄く、困ったときに頼れない")
    assert texts.filter(tags=tag).count() == 6
    assert not wave_of("kuwabara", 2).remarks.filter(state="waiting", read_by__isnull=False).exists()


def test_challenges_lead_to_the_results_they_came_from() -> None:
    challenge = Challenge.objects.get(title="買い物に行く足がない")
    first, second = series("shiomidai").waves.order_by("number")
    linked = challenge.steps.filter(evidence_url__contains="/surveys/")
    assert list(linked.values_list("taken_on", "evidence_url")) == [
        (first.closed_on, first.get_absolute_url()),
        (second.closed_on, second.get_absolute_url()),
    ]
