"""How the words of a question changed over the waves of a series."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.models import District, User
from surveys.models import Wave
from surveys.reports.wording import wording_histories
from tests.surveys.factory import make_question, make_survey, make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def waves(wakaba: District) -> tuple[Wave, Wave]:
    survey = make_survey(wakaba)
    first = make_wave(survey, number=1, state=Wave.State.CLOSED)
    second = make_wave(survey, number=2, state=Wave.State.DRAFT)
    make_question(first, "q1", choices=["買い物", "通院", "ごみ"], text="困りごとは")
    make_question(first, "q2", "T")
    changed = make_question(
        second,
        "q1",
        choices=["買い物", "病院", "草刈り"],
        text="困っていることは",
        wording_note="分かりやすく",
    )
    changed.choices.filter(code=3).update(code=4)
    make_question(second, "q0", "T")
    return first, second


def test_words_and_choices_that_changed_are_told(waves: tuple[Wave, Wave]) -> None:
    by_key = {history.key: history for history in wording_histories(waves[0].survey)}
    assert by_key["q1"].worded[1].changes == (
        "質問「困りごとは」→「困っていることは」",
        "選択肢2「通院」→「病院」",
        "選択肢「草刈り」を加えた",
        "選択肢「ごみ」をなくした",
    )
    assert {key: history.is_changed for key, history in by_key.items()} == {
        "q2": False,
        "q1": True,
        "q0": False,
    }


def test_the_page_of_a_key_tells_why(
    waves: tuple[Wave, Wave], coordinator: User, client_of: Callable[[User | None], Client]
) -> None:
    client = client_of(coordinator)
    base = f"/wakaba/surveys/{waves[0].survey_id}/wording/"
    assert "変えた理由：分かりやすく" in client.get(f"{base}q1/").content.decode()
    assert client.get(f"{base}nothing/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_however_many_questions(
    count: int, wakaba: District, django_assert_num_queries: Callable
) -> None:
    survey = make_survey(wakaba)
    for number in range(count):
        wave = make_wave(survey, number=number + 1)
        make_question(wave, "q1", choices=["一"])
        make_question(wave, f"q{number + 2}", "MX", choices=["一"], items=["あ"])
    with django_assert_num_queries(3):
        wording_histories(survey)
