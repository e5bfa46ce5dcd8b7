"""The part of the table of test_access.py on surveys: publishing"""

from typing import Any

from surveys.models import Question, Remark, Tag, Wave
from surveys.reports.needs import needs_of
from tests.access_rows import CITY, EDIT, EVERYBODY, INTERNAL, Row, first


def of_closed_wave(*more: Any) -> list[Any]:
    """A wave of wakaba whose answers are all in."""
    closed = Wave.objects.filter(survey__district__slug="wakaba", state=Wave.State.CLOSED)
    return ["wakaba", first(closed), *more]


def of_published_wave() -> list[Any]:
    """A wave of wakaba whose results residents can read."""
    return ["wakaba", first(Wave.objects.filter(survey__district__slug="wakaba").with_results())]


def of_closed_question() -> list[Any]:
    arguments = of_closed_wave()
    return [*arguments, first(Question.objects.filter(wave=arguments[1]))]


def of_remark() -> list[Any]:
    arguments = of_closed_wave()
    return [*arguments, first(Remark.objects.filter(wave=arguments[1]))]


def a_need() -> dict[str, str]:
    """What residents need most, by its name."""
    wave = Wave.objects.get(pk=of_closed_wave()[1])
    return {"need": next(need.name for each in needs_of(wave) for need in each.needs)}


def of_tag() -> list[Any]:
    arguments = of_closed_wave()
    return [*arguments, first(Tag.objects.filter(survey__waves=arguments[1], challenge=None))]


ROWS = [
    # Free texts
    Row("surveys:remark_list", INTERNAL, of_closed_wave),
    Row("surveys:remark_read", INTERNAL, of_remark, post=422, who_posts=EDIT),
    Row("surveys:remark_state", EDIT, of_remark, get=405, post=302, data=lambda: {"state": "internal"}),
    Row("surveys:tag_list", INTERNAL, of_closed_wave),
    Row("surveys:tag_add", EDIT, of_closed_wave, post=422),
    Row("surveys:tag_edit", EDIT, of_tag, post=422),
    Row("surveys:tag_merge", EDIT, of_tag, post=422),
    Row("surveys:tag_delete", EDIT, of_tag, post=302),
    Row("surveys:tag_challenge", EDIT, of_tag, post=422),
    # From answers to themes
    Row("surveys:candidate_list", INTERNAL, of_closed_wave),
    Row("surveys:candidate_add", EDIT, of_closed_wave, query=a_need, data=a_need, post=422),
    # What residents see
    Row("surveys:wave_results", EVERYBODY, of_published_wave),
    Row("surveys:results_edit", EDIT, of_closed_wave, post=302),
    Row("surveys:question_words", EDIT, of_closed_question, post=302),
    Row("surveys:results_publish", EDIT, of_closed_wave, post=422),
    Row("surveys:results_withdraw", EDIT, of_closed_wave, post=302),
    # Over the city
    Row("city_surveys:series_list", CITY),
    Row("city_surveys:district_compare", CITY, lambda: ["kurashi"]),
]
