"""What making surveys shows elsewhere: the desk, search, the handover paper."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.models import District, User
from portal.permissions import access_for
from portal.search import find
from surveys.actions import waves
from surveys.models import Wave
from surveys.overview.making import handover_tables, waves_to_approve, waves_to_close, waves_to_prepare
from tests.surveys.factory import make_question, make_survey, make_wave

pytestmark = pytest.mark.django_db


def test_the_chair_finds_what_waits(wakaba: District, chair: User, coordinator: User) -> None:
    wave = make_wave(make_survey(wakaba), state=Wave.State.REVIEW)
    found = waves_to_approve(access_for(chair, wakaba))
    assert [item.url for item in found.items] == [f"/wakaba/surveys/waves/{wave.pk}/approve/"]
    assert waves_to_approve(access_for(coordinator, wakaba)).count == 0


def test_coordinators_find_what_is_over_and_what_begins_soon(
    wakaba: District, coordinator: User, editor: User
) -> None:
    today = timezone.localdate()
    survey = make_survey(wakaba)
    over = make_wave(survey, closes_on=today - timedelta(days=1))
    make_wave(survey, number=2)
    soon = make_wave(
        survey,
        number=3,
        state=Wave.State.DRAFT,
        opens_on=today + timedelta(days=20),
        closes_on=today + timedelta(days=40),
    )
    make_wave(
        survey,
        number=4,
        state=Wave.State.DRAFT,
        opens_on=today + timedelta(days=30),
        closes_on=today + timedelta(days=40),
    )
    access = access_for(coordinator, wakaba)
    for card, wave in ((waves_to_close, over), (waves_to_prepare, soon)):
        assert [item.url for item in card(access).items] == [f"/wakaba/surveys/waves/{wave.pk}/manage/"]
        assert card(access_for(editor, wakaba)).count == 0


def test_a_wave_is_found_once_it_is_approved(wakaba: District, chair: User) -> None:
    wave = make_wave(make_survey(wakaba, title="移動販売のアンケート"), state=Wave.State.DRAFT)
    make_question(wave, "q1", choices=["はい", "いいえ"], text="買い物の足はありますか")

    def hits(words: str) -> list[str]:
        return [hit.url for hit in find(access_for(chair, wakaba), wakaba, words)[:5]]

    waves.submit_wave(wave)
    assert hits("移動販売") == []
    waves.approve_wave(wave, by=chair)
    assert hits("移動販売") == hits("買い物の足") == [wave.get_absolute_url()]
    waves.withdraw_wave(wave)
    assert hits("移動販売") == []


def test_the_successor_reads_when_things_were_done(wakaba: District, coordinator: User) -> None:
    access = access_for(coordinator, wakaba)
    assert list(handover_tables(access, "coordinator")) == []
    wave = make_wave(make_survey(wakaba), state=Wave.State.CLOSED)
    (table,) = handover_tables(access, "coordinator")
    assert [row[:2] for row in table.rows[2:]] == [
        ("始まり", wave.opens_on),
        ("しめきり", wave.closes_on),
        ("締め切った", wave.closed_on),
        ("結果を公表した", "—"),
    ]
    assert list(handover_tables(access, "editor")) == []
