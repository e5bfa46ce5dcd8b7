"""Raw answers go, the settled numbers stay and are compared with later waves."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.models import District
from surveys.actions.disposal import dispose_overdue, dispose_wave
from surveys.models import Answer, Remark, Wave
from surveys.reports.axes import Within
from surveys.reports.comparisons import comparison
from surveys.reports.settled import all_tables, axis_choices, results_of, tables_of
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED, raw_until=date(2026, 3, 31))
    make_question(wave, "sex", choices=["男性", "女性"], attribute="sex")
    make_question(wave, "trouble", "M", choices=["買い物", "通院"])
    make_question(wave, "voice", "T")
    respond(
        wave, [answers(sex=1, trouble=[1])] * 30 + [answers(sex=2, trouble=[1, 2], voice="ひとこと")] * 25
    )
    return wave


def test_numbers_stay(wave: Wave) -> None:
    before = results_of(wave)
    women = results_of(wave, within=Within("sex", 2))
    tables = tables_of(wave, "trouble", "sex")
    gone = dispose_wave(wave, today=date(2026, 4, 1))
    assert gone.disposed_on == date(2026, 4, 1)
    assert not Answer.objects.filter(question__wave=wave).exists()
    assert not Remark.objects.filter(wave=wave).exists()  # nobody had read them
    assert results_of(gone) == before
    assert results_of(gone, within=Within("sex", 2)) == women
    assert tables_of(gone, "trouble", "sex") == tables
    later = make_wave(wave.survey, number=2, state=Wave.State.CLOSED)
    make_question(later, "trouble", "M", choices=["買い物", "通院"])
    respond(later, [answers(trouble=[2])] * 5)
    (found,) = comparison(wave.survey, "trouble")
    assert found.shares == (("通院", (45.5, 100.0)), ("買い物", (100.0, 0.0)), ("無回答", (0.0, 0.0)))
    assert [change.difference for change in found.changes] == [54.5, -100.0, 0.0]
    with pytest.raises(ValidationError):
        dispose_wave(gone)


@pytest.mark.parametrize("page", ["disposal/", "figures/raw/"])
def test_what_is_gone_is_not_offered_again(page: str, wave: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    dispose_wave(wave, today=date(2026, 4, 1))
    told = client_of(coordinator).get(f"/wakaba/surveys/waves/{wave.pk}/{page}", follow=True)
    assert told.redirect_chain[-1][0] == f"/wakaba/surveys/waves/{wave.pk}/manage/"
    assert "2026年4月1日（水）に消してあります" in told.content.decode()
    assert "原票は2026年4月1日に消しました" in told.content.decode()


def test_the_history_tells_the_day(wave: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    dispose_wave(wave, today=date(2026, 4, 1), by=coordinator)
    told = client_of(coordinator).get(f"/wakaba/surveys/waves/{wave.pk}/history/").content.decode()
    assert "原票を消した日" in told and "2026年4月1日" in told


def test_overdue(wave: Wave) -> None:
    assert dispose_overdue(date(2026, 3, 31)) == 0
    assert dispose_overdue(date(2026, 4, 1)) == 1
    assert dispose_overdue(date(2026, 4, 2)) == 0


def test_few_responses_are_told_as_a_whole_only(wakaba: District) -> None:
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    make_question(wave, "sex", choices=["男性", "女性"], attribute="sex")
    make_question(wave, "trouble", "S", choices=["買い物", "通院"])
    respond(wave, [answers(sex=1, trouble=1)] * 25 + [answers(sex=2, trouble=2)] * 24)
    assert (axis_choices(wave), all_tables(wave)) == ([], ())
    with pytest.raises(ValidationError, match="50人に満たない"):
        tables_of(wave, "trouble", "sex")
    with pytest.raises(ValidationError, match="50人に満たない"):
        results_of(wave, within=Within("sex", 2))
    assert all_tables(dispose_wave(wave)) == ()
