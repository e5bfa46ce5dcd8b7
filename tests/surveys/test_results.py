"""Simple tables, tables by attribute and comparison of waves, against numbers counted by hand."""

import pytest
from django.template.loader import render_to_string

from portal.models import District
from surveys.models import Choice, Kind, Wave
from surveys.reports.axes import Within
from surveys.reports.comparisons import comparison
from surveys.reports.figures import Distribution
from surveys.reports.results import cross_table, question_result, wave_results
from surveys.templatetags.charts import cross_rows
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

pytestmark = pytest.mark.django_db


def lines(distribution: Distribution | None) -> list[tuple[str, int | None, float | None]]:
    assert distribution is not None
    return [(line.label, line.count, line.share) for line in distribution.lines]


@pytest.fixture
def wave(wakaba: District) -> Wave:
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(wave, "q1_sex", choices=["男性", "女性"], attribute="sex")
    make_question(wave, "q2", "M", choices=["買い物", "通院", "とくにない", "その他"], max_choices=2)
    Choice.objects.filter(question__key="q2", code=3).update(is_exclusive=True)
    Choice.objects.filter(question__key="q2", code=4).update(takes_text=True)
    make_question(wave, "q3", "SC", choices=["わるい", "ふつう", "よい", "読んでいない"])
    for code, (score, group, outside) in enumerate(
        [(1, "わるい計", False), (2, "", False), (3, "", False), (None, "", True)], 1
    ):
        Choice.objects.filter(question__key="q3", code=code).update(
            score=score, group=group, is_outside=outside
        )
    Choice.objects.filter(question__key="q3", code__in=[2, 3]).update(group="ふつう以上計")
    return wave


@pytest.fixture
def answered(wave: Wave) -> Wave:
    respond(
        wave,
        [answers(q1_sex=1, q2=[2], q3=1)] * 2
        + [answers(q1_sex=1, q2=[1, 2], q3=3)] * 3
        + [answers(q1_sex=2, q2=[2, 4], q3=2)] * 3
        + [answers(q1_sex=2, q2=[3], q3=4)] * 2
        + [answers(q1_sex=2)],
    )
    respond(wave, [answers(q1_sex=1, q2=[1])] * 4, is_test=True)
    return wave


class TestSimple:
    def test_counts_of_many_sorted_by_share(self, answered: Wave) -> None:
        found = question_result(answered, "q2").distribution
        assert found is not None and found.n == 11
        assert lines(found) == [
            ("通院", 8, 72.7),
            ("買い物", 3, 27.3),
            ("とくにない", 2, 18.2),
            ("その他", 3, 27.3),
            ("無回答", 1, 9.1),
        ]

    def test_scale_with_mean_and_groups(self, answered: Wave) -> None:
        found = question_result(answered, "q3").distribution
        assert found is not None
        assert lines(found) == [
            ("わるい", 2, 18.2),
            ("ふつう", 3, 27.3),
            ("よい", 3, 27.3),
            ("読んでいない", 2, 18.2),
            ("無回答", 1, 9.1),
        ]
        assert found.mean == 2.13  # (2×1 + 3×2 + 3×3) / 8 = 17 / 8
        assert [(line.label, line.count, line.share) for line in found.groups] == [
            ("わるい計", 2, 18.2),
            ("ふつう以上計", 6, 54.5),
        ]
        assert found.is_reference

    def test_whole_wave(self, answered: Wave) -> None:
        found = wave_results(answered)
        assert found.n == 11
        assert [question.key for question in found.questions] == ["q1_sex", "q2", "q3"]
        assert [(line.label, line.count) for line in found.by_channel] == [("ウェブ", 11)]


class TestCross:
    def test_rows(self, answered: Wave) -> None:
        (table,) = cross_table(answered, "q2", "q1_sex")
        assert [(row.label, row.distribution.n) for row in table.rows] == [("男性", 5), ("女性", 6)]
        assert lines(table.rows[0].distribution) == [
            ("通院", 5, 100.0),
            ("買い物", 3, 60.0),
            ("とくにない", 0, 0.0),
            ("その他", 0, 0.0),
            ("無回答", 0, 0.0),
        ]

    def test_filter_is_a_row(self, answered: Wave) -> None:
        (table,) = cross_table(answered, "q3", "q1_sex")
        found = question_result(answered, "q3", within=Within("q1_sex", 2))
        assert found.distribution == table.rows[1].distribution
        assert wave_results(answered, within=Within("q1_sex", 2)).within == "性別：女性"

    def test_small_class_hides_another(self, answered: Wave) -> None:
        respond(answered, [answers(q2=[1])])  # one who did not tell: with them alone a class must be hidden
        (table,) = cross_table(answered, "q2", "q1_sex")
        assert [(row.label, row.distribution.n) for row in table.rows] == [("男性", None), ("女性", 6)]
        simple = question_result(answered, "q1_sex").distribution
        assert lines(simple) == [("男性", None, None), ("女性", 6, 50.0), ("無回答", None, None)]


def test_a_hidden_row_says_so_once_however_many_choices_there_are(answered: Wave) -> None:
    respond(answered, [answers(q2=[1])])
    (table,) = cross_table(answered, "q2", "q1_sex")
    rows = render_to_string("surveys/charts/cross_table.html", cross_rows(table, "性別")).split("<tr")
    (men,) = [row for row in rows if "男性" in row]
    assert men.count("n&lt;5のため非表示") == 1
    assert 'colspan="5"' in men
    assert men.count("<td") == 2


def test_comparison_by_code(answered: Wave) -> None:
    later = make_wave(answered.survey, number=2, state=Wave.State.CLOSED)
    make_question(later, "q2", "M", choices=["買いもの", "通院"])
    respond(later, [answers(q2=[1])] * 6 + [answers(q2=[2])] * 2)
    (found,) = comparison(answered.survey, "q2")
    assert found.bases == (11, 8)
    assert found.shares == (("買いもの", (27.3, 75.0)), ("通院", (72.7, 25.0)), ("無回答", (9.1, 0.0)))
    assert [change.difference for change in found.changes] == [47.7, -47.7, -9.1]
    assert found.wording_changed


@pytest.mark.parametrize("kind", [Kind.N, Kind.T])
def test_unanswered(wave: Wave, kind: str) -> None:
    make_question(wave, "q9", kind)
    respond(wave, [answers(q1_sex=1)] * 6)
    found = question_result(wave, "q9").distribution
    assert found is not None and [line.count for line in found.lines] == [0, 6]
    assert found.mean is None


@pytest.mark.parametrize(("told", "mean"), [(1, None), (4, None), (5, 3.0)])
def test_the_mean_of_few_numbers_is_hidden(wave: Wave, told: int, mean: float | None) -> None:
    make_question(wave, "q9", Kind.N)
    respond(wave, [answers(q1_sex=1) | {"q9": {"number": "3"}}] * told + [answers(q1_sex=1)] * 10)
    found = question_result(wave, "q9").distribution
    assert found is not None and found.mean == mean


def test_hidden_followup_tells_no_order(wave: Wave) -> None:
    parent = wave.questions.get(key="q1_sex")
    make_question(wave, "q1b", "M", choices=["あ", "い"], shown_if=parent, shown_codes=[1], attribute="")
    respond(wave, [answers(q1_sex=1, q1b=[2])] * 3 + [answers(q1_sex=2)] * 9 + [answers()] * 4)
    found = question_result(wave, "q1b").distribution
    assert found is not None and found.hidden and found.n is None  # of a class that is hidden itself
    assert lines(found) == [("あ", None, None), ("い", None, None), ("無回答", None, None)]
    wave.questions.filter(key="q1_sex").update(attribute="")
    wave.edition += 1
    found = question_result(wave, "q1b").distribution
    assert found is not None and found.hidden and found.n == 3  # a count of the earlier question's table
    (table,) = cross_table(wave, "q1b", "channel")
    assert table.refused and lines(table.total) == lines(found)
