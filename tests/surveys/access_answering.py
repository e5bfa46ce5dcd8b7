"""The part of the table of test_access.py on surveys: answering"""

from collections.abc import Callable
from typing import Any

from surveys.models import AccessCode, Batch, Wave
from tests.access_rows import EDIT, EVERYBODY, Row, fresh, wakaba, words
from tests.surveys.factory import make_question, make_survey, make_wave


def wave(*more: Any, **fields: Any) -> Callable[[], list[Any]]:
    """Arguments: the district and a survey with one question, then these words."""
    return lambda: ["wakaba", _make(**fields).pk, *more]


def _make(**fields: Any) -> Wave:
    made = make_wave(make_survey(wakaba(), key=fresh("access")), **fields)
    make_question(made, "age", choices=["10〜30代", "40代以上"])
    return made


def a_code() -> list[Any]:
    made = _make()
    batch = Batch.objects.create(wave=made, name="窓口", first_serial=1, size=1)
    return ["wakaba", AccessCode.objects.create(wave=made, batch=batch, serial=1, code="ACDEFGHJ").code]


# Before it is published, a survey is seen by who works in the district, and by city staff.
UNPUBLISHED = "404 404 404 ok ok ok ok ok ok"

ROWS = [
    Row("surveys:wave_detail", EVERYBODY, wave()),
    Row("surveys:wave_start", EVERYBODY, wave(), get=405, post=302),
    Row("surveys:wave_next", EVERYBODY, wave(), get=405, post=302),
    Row("surveys:wave_test", EDIT, wave(state=Wave.State.DRAFT), get=405, post=302),
    Row("surveys:answer_resume", EVERYBODY, words(), post=422, data=lambda: {"code": "1234-5678-9012"}),
    Row("surveys:access_code", EVERYBODY, a_code),
    Row("surveys:answer_phone", EDIT, words(), post=422),
    Row("surveys:answer_continue", EVERYBODY, wave(), get=302, post=422),
    Row("surveys:answer_page", EVERYBODY, wave("age"), get=302, post=422),
    Row("surveys:answer_pause", EVERYBODY, wave(), get=302, post=422),
    Row("surveys:answer_review", EVERYBODY, wave(), get=302, post=422),
    Row("surveys:answer_thanks", UNPUBLISHED, wave(state=Wave.State.DRAFT), post=302),
]
