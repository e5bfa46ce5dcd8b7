"""The part of the table of test_access.py on surveys: making"""

from collections.abc import Callable
from typing import Any

from surveys.models import Question, Survey, Wave
from tests.access_rows import APPROVE, DESK, EDIT, EVERYBODY, INTERNAL, Row, first, of_wakaba, words

Arguments = Callable[[], list[Any]]


def of_wave(*more: Any, **conditions: Any) -> Arguments:
    """Arguments: the district, its first wave that meets the conditions, and `more`."""
    return lambda: ["wakaba", _wave(**conditions).pk, *more]


def _wave(**conditions: Any) -> Wave:
    return Wave.objects.filter(survey__district__slug="wakaba", **conditions).order_by("pk")[0]


def of_section() -> list[Any]:
    """Arguments: the district, its first wave, and a section."""
    wave = _wave()
    return ["wakaba", wave.pk, first(wave.sections.all())]


def of_question(*more: Any, **conditions: Any) -> Arguments:
    """Arguments: the district, its first wave, a question that meets the conditions, and `more`."""

    def found() -> list[Any]:
        wave = _wave()
        return ["wakaba", wave.pk, first(wave.questions.filter(**conditions)), *more]

    return found


def of_choice() -> list[Any]:
    """Arguments: the district, its first wave, a question, the name of its choices, and one of them."""
    wave = _wave()
    question = Question.objects.filter(wave=wave, kind="S").order_by("pk")[0]
    return ["wakaba", wave.pk, question.pk, "choices", first(question.choices.all())]


_SURVEY = of_wakaba(Survey)

ROWS = [
    # Series
    Row("surveys:survey_list", EVERYBODY, words()),
    Row("surveys:survey_add", EDIT, words()),
    Row("surveys:survey_detail", EVERYBODY, _SURVEY),
    Row("surveys:survey_edit", EDIT, _SURVEY),
    Row("surveys:survey_delete", EDIT, _SURVEY),
    Row("surveys:survey_history", INTERNAL, _SURVEY),
    Row("surveys:wave_add", EDIT, _SURVEY),
    # Waves
    Row("surveys:wave_manage", DESK, of_wave()),
    Row("surveys:wave_edit", EDIT, of_wave()),
    Row("surveys:wave_history", INTERNAL, of_wave()),
    Row("surveys:wave_submit", EDIT, of_wave()),
    Row("surveys:wave_withdraw", EDIT, of_wave()),
    Row("surveys:wave_approve", APPROVE, of_wave()),
    Row("surveys:wave_return", APPROVE, of_wave()),
    Row("surveys:wave_close", EDIT, of_wave()),
    Row("surveys:wave_reopen", EDIT, of_wave()),
    Row("surveys:wave_delete", EDIT, of_wave()),
    # The questionnaire
    Row("surveys:section_add", EDIT, of_wave()),
    Row("surveys:section_edit", EDIT, of_section),
    Row("surveys:section_move", EDIT, of_section, post=True, data={"to": "up"}),
    Row("surveys:section_delete", EDIT, of_section, post=True),
    Row("surveys:question_list", EDIT, of_wave()),
    Row("surveys:question_add", EDIT, of_wave()),
    Row("surveys:question_edit", EDIT, of_question()),
    Row("surveys:question_move", EDIT, of_question(), post=True, data={"to": "up"}),
    Row("surveys:question_delete", EDIT, of_question()),
    Row("surveys:question_condition", EDIT, of_question()),
    Row("surveys:neighborhood_add", EDIT, of_question(kind="S"), post=True),
    Row("surveys:row_add", EDIT, of_question("choices", kind="S"), post=True),
    Row("surveys:row_edit", EDIT, of_choice),
    Row("surveys:row_move", EDIT, of_choice, post=True, data={"to": "up"}),
    Row("surveys:row_delete", EDIT, of_choice, post=True),
]
