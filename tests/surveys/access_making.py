"""The part of the table of test_access.py on surveys: making"""

from collections.abc import Callable
from typing import Any

from portal.models import District
from surveys.models import Question, Wave
from tests.access_rows import APPROVE, DESK, EDIT, EVERYBODY, INTERNAL, Row, fresh, wakaba, words
from tests.surveys.factory import make_question, make_survey, make_wave

Arguments = Callable[[], list[Any]]


def _question(district: District | None = None, **fields: Any) -> Question:
    """A question of a wave that is open, made for the occasion."""
    wave = make_wave(make_survey(district or wakaba(), key=fresh("access_making")), **fields)
    return make_question(wave, "q1", choices=["はい", "いいえ"])


def of_survey(*more: Any) -> list[Any]:
    return ["wakaba", _question().wave.survey_id, *more]


def of_wave() -> list[Any]:
    return ["wakaba", _question().wave_id]


def of_foreign_wave() -> list[Any]:
    return ["wakaba", _question(District.objects.get(slug="kuwabara")).wave_id]


def of_draft() -> list[Any]:
    return ["wakaba", _question(state=Wave.State.DRAFT).wave_id]


def of_version() -> list[Any]:
    wave = _question(state=Wave.State.DRAFT).wave
    return ["wakaba", wave.pk, wave.versions.order_by("pgh_id")[0].pgh_id]


def of_section() -> list[Any]:
    question = _question(state=Wave.State.DRAFT)
    return ["wakaba", question.wave_id, question.section_id]


def of_question(*more: Any) -> Arguments:
    def made() -> list[Any]:
        question = _question(state=Wave.State.DRAFT)
        return ["wakaba", question.wave_id, question.pk, *more]

    return made


def of_choice() -> list[Any]:
    question = _question(state=Wave.State.DRAFT)
    return ["wakaba", question.wave_id, question.pk, "choices", question.choices.all()[0].pk]


def of_empty_survey() -> list[Any]:
    """A series that only who works in the district sees, as it has no wave."""
    return ["wakaba", make_survey(wakaba(), key=fresh("access_empty")).pk]


ROWS = [
    # Series
    Row("surveys:survey_list", EVERYBODY, words()),
    Row("surveys:survey_add", EDIT, words(), post=422),
    Row("surveys:survey_detail", EVERYBODY, of_survey),
    Row("surveys:survey_edit", EDIT, of_survey, post=422),
    Row("surveys:survey_delete", EDIT, of_empty_survey, post=302),
    Row("surveys:survey_history", INTERNAL, of_survey),
    Row("surveys:wave_add", EDIT, of_survey, post=422),
    Row("surveys:wording_list", DESK, of_survey),
    Row("surveys:wording_detail", DESK, lambda: of_survey("q1")),
    Row("surveys:library_list", DESK, words()),
    Row("surveys:xlsform_import", EDIT, words(), post=422),
    Row("surveys:xlsform_save", EDIT, words(), get=405, post=302),
    Row("surveys:borrow_list", EDIT, words()),
    Row("surveys:wave_borrow", EDIT, of_foreign_wave, post=422),
    # Waves
    Row("surveys:wave_manage", DESK, of_wave),
    Row("surveys:wave_edit", EDIT, of_wave, post=422),
    Row("surveys:wave_history", INTERNAL, of_wave),
    Row("surveys:wave_copy", EDIT, of_wave, post=422),
    Row("surveys:wave_preview", DESK, of_draft),
    Row("surveys:wave_xlsform", DESK, of_draft),
    Row("surveys:wave_xlsform_file", DESK, of_draft),
    Row("surveys:wave_restore", EDIT, of_version, post=302),
    Row("surveys:wave_submit", EDIT, of_draft, post=302),
    Row("surveys:wave_withdraw", EDIT, of_wave, post=302),
    Row("surveys:wave_approve", APPROVE, of_draft, post=422),
    Row("surveys:wave_return", APPROVE, of_draft, post=422),
    Row("surveys:wave_close", EDIT, of_wave, post=302),
    Row("surveys:wave_reopen", EDIT, of_wave, post=422),
    Row("surveys:wave_delete", EDIT, of_draft, post=302),
    # The questionnaire
    Row("surveys:section_add", EDIT, of_draft, post=422),
    Row("surveys:section_edit", EDIT, of_section, post=422),
    Row("surveys:section_move", EDIT, of_section, get=405, post=302, data=lambda: {"to": "up"}),
    Row("surveys:section_delete", EDIT, of_section, get=405, post=302),
    Row("surveys:question_list", EDIT, of_draft),
    Row("surveys:library_insert", EDIT, of_draft, post=422),
    Row("surveys:question_add", EDIT, of_draft, post=200),
    Row("surveys:question_edit", EDIT, of_question(), post=422),
    Row("surveys:question_move", EDIT, of_question(), get=405, post=302, data=lambda: {"to": "up"}),
    Row("surveys:question_delete", EDIT, of_question(), post=302),
    Row("surveys:question_condition", EDIT, of_question(), post=200),
    Row("surveys:neighborhood_add", EDIT, of_question(), get=405, post=302),
    Row("surveys:row_add", EDIT, of_question("choices"), get=405, post=422),
    Row("surveys:row_edit", EDIT, of_choice, post=422),
    Row("surveys:row_move", EDIT, of_choice, get=405, post=302, data=lambda: {"to": "up"}),
    Row("surveys:row_delete", EDIT, of_choice, get=405, post=302),
]
