"""The part of the table of test_access.py on surveys: results"""

from typing import Any

from surveys.models import Wave
from tests.access_rows import DESK, EDIT, Row, fresh, wakaba
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond


def a_closed_wave() -> Wave:
    """A closed wave with answers, made for the occasion."""
    wave = make_wave(make_survey(wakaba(), key=fresh("access_results")), state=Wave.State.CLOSED)
    make_question(wave, "q1", choices=["はい", "いいえ"])
    respond(wave, [answers(q1=1)] * 6)
    return wave


def of_wave() -> list[Any]:
    return ["wakaba", a_closed_wave().pk]


def of_question() -> list[Any]:
    return ["wakaba", a_closed_wave().pk, "q1"]


ROWS: list[Row] = [
    Row("surveys:figures", DESK, of_wave),
    Row("surveys:figures_download", DESK, of_wave, query=lambda: {"format": "csv"}),
    Row("surveys:figure_detail", DESK, of_question),
    Row("surveys:raw_data", EDIT, of_wave, post=422),
    Row("surveys:wave_dispose", EDIT, of_wave, post=302),
]
