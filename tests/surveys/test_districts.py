"""A survey in all districts, side by side, for the staff of the city council."""

import io
from collections.abc import Callable

from openpyxl import load_workbook

from portal.models import District, User
from surveys.models import Wave
from surveys.reports.districts import districts_side_by_side, series_of_city
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond


def closed_wave(district: District, shopping: int, *, text: str = "困っていること") -> Wave:
    """20 people, `shopping` of them with trouble in shopping."""
    wave = make_wave(make_survey(district), state=Wave.State.CLOSED)
    make_question(wave, "trouble", "S", choices=("買い物", "通院"), text=text)
    respond(wave, [answers(trouble=1)] * shopping + [answers(trouble=2)] * (20 - shopping))
    return wave


def test_districts_stand_side_by_side(wakaba: District, shiomidai: District) -> None:
    closed_wave(wakaba, 5)
    closed_wave(shiomidai, 10)
    found = districts_side_by_side("kurashi")
    assert found is not None
    assert [column.district for column in found.columns] == ["若葉地区", "潮見台地区"]
    (table,) = found.tables
    assert table.bases == (20, 20)
    assert dict(table.rows)["買い物"] == (25.0, 50.0)
    assert not table.differs


def test_other_words_are_told(wakaba: District, shiomidai: District) -> None:
    closed_wave(wakaba, 5)
    closed_wave(shiomidai, 10, text="こまりごと")
    found = districts_side_by_side("kurashi")
    assert found is not None
    assert found.tables[0].differs


def test_open_waves_are_not_shown(wakaba: District) -> None:
    make_wave(make_survey(wakaba))
    found = districts_side_by_side("kurashi")
    assert found is not None
    assert (found.columns, found.tables) == ((), ())


def test_an_unknown_survey_is_none(wakaba: District) -> None:
    assert districts_side_by_side("unknown") is None


def test_the_list_names_the_latest_wave_of_each_district(wakaba: District, shiomidai: District) -> None:
    closed_wave(wakaba, 5)
    survey = wakaba.surveys.get()
    latest = make_wave(survey, number=2)
    closed_wave(shiomidai, 10)
    (series,) = series_of_city()
    assert series.waves[0] == latest
    assert series.closed == 1


def test_city_staff_take_it_as_a_workbook(
    wakaba: District, shiomidai: District, client_of: Callable, city: User
) -> None:
    closed_wave(wakaba, 5)
    closed_wave(shiomidai, 10)
    content = client_of(city).get("/city/surveys/kurashi/?format=xlsx").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.oddFooter.left.text == "基準日：それぞれの回を締め切った日　出典：各地区のアンケート"
    rows = list(sheet.iter_rows(values_only=True))
    assert ("困っていること", "買い物", 25, 50) in [(row[0], *row[2:5]) for row in rows]


def test_the_queries_do_not_grow_with_readers(
    wakaba: District, client_of: Callable, city: User, django_assert_max_num_queries: Callable
) -> None:
    closed_wave(wakaba, 5)
    client = client_of(city)
    client.get("/city/surveys/kurashi/")
    with django_assert_max_num_queries(10):
        client.get("/city/surveys/kurashi/")
