"""Branching in words on paper: who goes on where."""

import pytest

from portal.models import District
from surveys.models import Choice, Wave
from surveys.questionnaire import read_questionnaire
from surveys.reports.skips import condition_of, ranges, skips_of
from tests.surveys.factory import make_question, make_survey, make_wave

pytestmark = pytest.mark.django_db

FOUR = ("よく", "ときどき", "1回だけ", "参加していない")


@pytest.fixture
def wave(wakaba: District) -> Wave:
    return make_wave(make_survey(wakaba))


def told(wave: Wave) -> dict[str, tuple[str, ...]]:
    """{key: where to go on} of the questions that say so."""
    questionnaire = read_questionnaire(wave)
    found = {asked.key: skips_of(questionnaire, asked) for asked in questionnaire.questions}
    return {key: skips for key, skips in found.items() if skips}


@pytest.mark.parametrize(
    ("codes", "said"),
    [([1, 2, 3], "1〜3"), ([1, 2], "1、2"), ([1, 3, 4, 5], "1、3〜5"), ([7], "7"), ([5, 6, 7], "5、7、6")],
)
def test_three_numbers_in_a_row_are_a_range(codes: list[int], said: str) -> None:
    assert ranges(codes, [1, 2, 3, 4, 5, 7, 6]) == said


def test_nobody_is_sent_anywhere_without_a_follow_up(wave: Wave) -> None:
    make_question(wave, "one", choices=FOUR)
    make_question(wave, "two", choices=FOUR)
    assert told(wave) == {}


def test_one_follow_up(wave: Wave) -> None:
    join = make_question(wave, "join", choices=FOUR)
    make_question(wave, "why", "M", choices=("知らない", "時間"), shown_if=join, shown_codes=[4])
    make_question(wave, "next", choices=FOUR)
    assert told(wave) == {"join": ("1〜3と答えた方は、問2へ", "4と答えた方は、問1-1へ")}
    why = read_questionnaire(wave).by_key["why"]
    assert condition_of(why) == "問1で「4 参加していない」と答えた方だけ、お答えください"


def test_a_follow_up_for_each_side_and_one_that_goes_on_from_a_follow_up(wave: Wave) -> None:
    join = make_question(wave, "join", choices=FOUR, may_refuse=True)
    liked = make_question(wave, "liked", choices=("はい", "いいえ"), shown_if=join, shown_codes=[1, 2, 3])
    make_question(wave, "what", "T", shown_if=liked, shown_codes=[1])
    make_question(wave, "why", "T", shown_if=join, shown_codes=[4])
    make_question(wave, "next", choices=FOUR)
    assert told(wave) == {
        "join": ("1〜3と答えた方は、問1-1へ", "4と答えた方は、問1-2へ", "99と答えた方は、問2へ"),
        # The follow-up after next says itself for whom it is.
        "liked": ("1と答えた方は、問1-1-1へ", "2と答えた方は、問1-2へ"),
    }


def test_a_follow_up_for_everybody_sends_nobody_elsewhere(wave: Wave) -> None:
    join = make_question(wave, "join", choices=("はい", "いいえ"))
    make_question(wave, "why", "T", shown_if=join, shown_codes=[1, 2])
    make_question(wave, "next", choices=FOUR)
    assert told(wave) == {}


def test_a_follow_up_at_the_end(wave: Wave) -> None:
    join = make_question(wave, "join", choices=("はい", "いいえ"))
    make_question(wave, "why", "T", shown_if=join, shown_codes=[2])
    assert told(wave) == {"join": ("1と答えた方は、ここで終わりです", "2と答えた方は、問1-1へ")}


def test_questions_with_several_answers(wave: Wave) -> None:
    trouble = make_question(wave, "trouble", "M", choices=("買い物", "通院", "とくにない"))
    make_question(wave, "shop", "T", shown_if=trouble, shown_codes=[1])
    make_question(wave, "ride", "T", shown_if=trouble, shown_codes=[2])
    make_question(wave, "next", choices=FOUR)
    assert told(wave) == {
        "trouble": (
            "1に○をつけた方は、問1-1へ",
            "2に○をつけた方は、問1-2へ",
            "そのほかの方は、問2へ",
        )
    }


def test_numbers_follow_the_order_on_the_page(wave: Wave) -> None:
    join = make_question(wave, "join", choices=FOUR)
    Choice.objects.filter(question=join, code=4).update(order=0)
    make_question(wave, "why", "T", shown_if=join, shown_codes=[1, 4])
    make_question(wave, "next", choices=FOUR)
    assert told(wave) == {"join": ("4、1と答えた方は、問1-1へ", "2、3と答えた方は、問2へ")}
