"""Raw answers go, the settled numbers stay and are compared with later waves."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal import personal_data
from portal.japanese.calendar import long_date
from portal.models import District
from portal.permissions import access_for
from surveys.actions.disposal import dispose_overdue, dispose_wave
from surveys.actions.waves import close_wave
from surveys.models import Answer, Participation, Remark, Wave
from surveys.overview.results import answers_ending
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


# -- A wave that nobody closes ----------------------------------------------------------------------------------------


@pytest.fixture
def left_open(wakaba: District) -> Wave:
    """Two answers and the mark that one was sent. 60 days after the last day is 1 April; 183 days later 1 October."""
    wave = make_wave(make_survey(wakaba), opens_on=date(2026, 1, 1), closes_on=date(2026, 1, 31))
    make_question(wave, "trouble", choices=["買い物", "通院"])
    respond(wave, [answers(trouble=1), answers(trouble=2)])
    Participation.objects.create(wave=wave, digest="0" * 64)
    return wave


def test_it_closes_by_itself_and_its_answers_go_as_those_of_any_other(left_open: Wave) -> None:
    assert dispose_overdue(date(2026, 4, 1)) == 0
    left_open.refresh_from_db()
    assert left_open.state == Wave.State.OPEN  # paper is keyed in until then
    assert dispose_overdue(date(2026, 4, 2)) == 0
    left_open.refresh_from_db()
    assert (left_open.state, left_open.closed_on) == (Wave.State.CLOSED, date(2026, 4, 2))
    assert left_open.raw_until == date(2026, 10, 1)
    assert dispose_overdue(date(2026, 10, 1)) == 0
    assert dispose_overdue(date(2026, 10, 2)) == 1
    assert not left_open.responses.exists()
    left_open.refresh_from_db()
    assert results_of(left_open).n == 2


@pytest.mark.parametrize(
    ("closed_on", "raw_until"),
    [
        (date(2026, 2, 10), date(2026, 8, 12)),  # 183 days after the closing
        (date(2026, 4, 2), date(2026, 10, 1)),  # 183 days after 1 April
        (date(2026, 9, 1), date(2026, 10, 1)),
        (date(2026, 9, 2), date(2026, 10, 2)),  # 30 days after the closing
        (date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_answers_stay_for_30_days_however_late_the_closing(
    left_open: Wave, closed_on: date, raw_until: date
) -> None:
    assert close_wave(left_open, today=closed_on).raw_until == raw_until


def test_nothing_goes_in_the_hour_of_a_late_closing(left_open: Wave) -> None:
    """The office's computer was off for nine months."""
    assert dispose_overdue(date(2026, 12, 1)) == 0
    left_open.refresh_from_db()
    assert (left_open.closed_on, left_open.raw_until) == (date(2026, 12, 1), date(2026, 12, 31))
    assert dispose_overdue(date(2026, 12, 31)) == 0
    assert dispose_overdue(date(2027, 1, 1)) == 1


def test_the_desk_names_the_day_for_30_days(left_open: Wave, coordinator, stranger) -> None:  # type: ignore[no-untyped-def]
    today = timezone.localdate()
    close_wave(left_open, today=date(2026, 2, 10))
    Wave.objects.update(raw_until=today + timedelta(days=31))
    assert answers_ending(access_for(coordinator, left_open.district)).count == 0
    Wave.objects.update(raw_until=today + timedelta(days=30))
    (item,) = answers_ending(access_for(coordinator, left_open.district)).items
    assert item.text == f"{left_open}　{long_date(today + timedelta(days=30))}まで"
    assert answers_ending(access_for(stranger, left_open.district)).count == 0


def test_a_last_day_that_is_put_off_puts_off_the_closing(left_open: Wave) -> None:
    Wave.objects.update(closes_on=date(2026, 2, 28))
    dispose_overdue(date(2026, 4, 29))
    assert Wave.objects.get().state == Wave.State.OPEN
    dispose_overdue(date(2026, 4, 30))
    assert Wave.objects.get().state == Wave.State.CLOSED


def test_the_marks_of_what_was_sent_go_with_the_closing(left_open: Wave) -> None:
    personal_data.purge(date(2026, 4, 1))
    assert Participation.objects.count() == 1
    personal_data.purge(date(2026, 4, 2))
    assert (Participation.objects.count(), Wave.objects.get().secret) == (0, "")


def test_the_day_is_told_from_the_start(left_open: Wave, coordinator, client_of) -> None:  # type: ignore[no-untyped-def]
    today = timezone.localdate()
    Wave.objects.update(closes_on=today - timedelta(days=1))
    public = client_of(None).get(left_open.get_absolute_url()).content.decode()
    latest = long_date(today + timedelta(days=59 + 183))
    assert f"集計が終わってから半年、おそくとも{latest}まで残し、そのあと消します。" in public
    manage = client_of(coordinator).get(f"/wakaba/surveys/waves/{left_open.pk}/manage/").content.decode()
    until = long_date(today + timedelta(days=59))
    assert f"手続きがないときは、{until}を過ぎると自動で締め切ります。" in manage
    close_wave(left_open, today=date(2026, 2, 10))
    public = client_of(None).get(left_open.get_absolute_url()).content.decode()
    assert "一人ひとりの回答は、2026年8月12日（水）まで残し、そのあと消します。" in public


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
