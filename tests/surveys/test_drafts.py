"""What becomes of unfinished answers and of the mark that something was sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal import personal_data
from portal.models import District
from surveys.actions import drafts
from surveys.models import Draft, Participation, Wave
from tests.surveys.answering import keep, make_questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    return make_questionnaire(wakaba)


def test_drafts_end_three_days_after_the_last_day(wave: Wave) -> None:
    draft = drafts.start_draft(wave)
    assert timezone.localdate(draft.expires_at) == wave.closes_on + timedelta(days=4)
    assert drafts.purge_drafts(wave.closes_on + timedelta(days=3)) == 0
    assert drafts.purge_drafts(wave.closes_on + timedelta(days=4)) == 1
    assert Draft.objects.count() == 0


def test_a_last_day_that_is_put_off_holds_for_drafts_too(wave: Wave) -> None:
    drafts.start_draft(wave)
    old = wave.closes_on
    Wave.objects.filter(pk=wave.pk).update(closes_on=old + timedelta(days=7))
    assert drafts.purge_drafts(old + timedelta(days=4)) == 0


def test_closing_ends_drafts_and_trials_end_after_a_week(wave: Wave) -> None:
    drafts.start_draft(wave)
    trial = drafts.start_draft(wave, is_test=True)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    today = timezone.localdate()
    assert drafts.purge_drafts(today) == 1
    assert list(Draft.objects.all()) == [trial]
    assert drafts.purge_drafts(today + timedelta(days=7)) == 0
    assert drafts.purge_drafts(today + timedelta(days=8)) == 1


def test_what_tells_that_something_was_sent_goes_a_month_after_the_end(wave: Wave) -> None:
    draft = drafts.start_draft(wave)
    keep(draft, {"joins": {"codes": [1]}})
    drafts.send_draft(wave, pk=draft.pk, resume_code=draft.resume_code, version=2)
    assert drafts.was_sent(wave, draft.resume_code)
    end = wave.closes_on + timedelta(days=31)
    assert drafts.purge_participations(end) == 0  # still open
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    assert drafts.purge_participations(end - timedelta(days=1)) == 0
    assert drafts.purge_participations(end) == 1
    wave.refresh_from_db()
    assert (Participation.objects.count(), wave.secret) == (0, "")
    assert drafts.purge_participations(end) == 0


def test_the_nightly_purge_knows_both(wave: Wave) -> None:
    drafts.start_draft(wave)
    purged = personal_data.purge(wave.closes_on + timedelta(days=4))
    assert purged["アンケートの途中の回答"] == 1
    assert purged["アンケートを送ったことのしるし（どの回答かは分かりません）"] == 0


def test_the_last_words_of_a_draft_are_sent_and_checked_again(wave: Wave) -> None:
    draft = drafts.start_draft(wave)
    keep(draft, {"joins": {"codes": [1]}, "why_not": {"codes": [1]}, "friends": {"number": "百"}})
    with pytest.raises(drafts.Incomplete) as caught:
        drafts.send_draft(wave, pk=draft.pk, resume_code=draft.resume_code, version=2)
    assert caught.value.wrong == {"friends": "数字で書いてください（例：3）。"}
    keep(draft, {"friends": None})
    sent = drafts.send_draft(wave, pk=draft.pk, resume_code=draft.resume_code, version=3)
    assert sent == {"joins": {"codes": [1]}}


def test_a_draft_that_is_gone_says_so(wave: Wave) -> None:
    draft = drafts.start_draft(wave)
    Draft.objects.all().delete()
    with pytest.raises(drafts.DraftGone):
        keep(draft, {})
    with pytest.raises(drafts.DraftGone):
        drafts.send_draft(wave, pk=draft.pk, resume_code=draft.resume_code, version=1)
