"""What came of an introduction: its result (introduction_result) and its outcomes, and taking it up again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from groups.actions import introductions as actions
from groups.models import Introduction, Outcome
from portal.models import User
from tests.groups.introductions.records import BASE, NO, key_in, today


def test_a_result_needs_both_sides(introduction: Introduction) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.record_result(introduction, state="succeeded", on=today(), done="サロン")
    assert caught.value.messages == ["両方の返事が「お願いします」になってから、結果を記録してください。"]
    declined = actions.record_result(introduction, state="declined", on=today(), note="工事が早く終わった")
    assert (declined.state, declined.result_note) == ("declined", "工事が早く終わった")


def test_a_success_says_what_was_done(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    key_in(introduction)
    client = client_of(coordinator)
    address = f"{BASE}introductions/{introduction.pk}/result/"
    sent = {"state": "succeeded", "result_on": today(), "version": introduction.version}
    response = client.post(address, sent)
    assert response.status_code == 422
    assert "行ったことを入力してください。" in response.content.decode()
    client.post(address, sent | {"done": "サロン", "people_reached": 18, "result_note": "好評"})
    introduction.refresh_from_db()
    assert (introduction.state, introduction.result_on, introduction.result_note) == (
        "succeeded",
        today(),
        "好評",
    )
    outcome = introduction.outcomes.get()
    assert (outcome.done_on, outcome.text, outcome.people_reached) == (today(), "サロン", 18)


def test_a_result_of_tomorrow_is_refused(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    key_in(introduction)
    sent = {"state": "succeeded", "result_on": today() + timedelta(days=1), "done": "サロン"}
    response = client_of(coordinator).post(f"{BASE}introductions/{introduction.pk}/result/", sent)
    assert "日付が先の日になっています" in response.content.decode()


def test_what_goes_on_is_looked_after_and_may_end_well(introduction: Introduction) -> None:
    key_in(introduction)
    later = today() + timedelta(days=30)
    state = {"state": "continuing", "on": today(), "follow_up_on": later}
    assert actions.record_result(introduction, **state, done="1回目").follow_up_on == later
    actions.save_outcome(Outcome(introduction=introduction, done_on=today(), text="2回目", people_reached=5))
    with pytest.raises(ValidationError) as caught:
        actions.record_result(introduction, state="declined", on=today())
    assert "見送りにはできません" in caught.value.messages[0]
    ended = actions.record_result(introduction, state="succeeded", on=today())
    assert (ended.state, ended.follow_up_on, ended.outcomes.count()) == ("succeeded", None, 2)


def test_two_coordinators_work_the_same_introduction_at_once(
    introduction: Introduction, coordinator: User, chair: User, client_of: Callable
) -> None:
    key_in(introduction)
    address = f"{BASE}introductions/{introduction.pk}/result/"
    opened = introduction.version
    first = {
        "state": "succeeded",
        "result_on": today(),
        "done": "サロン",
        "people_reached": 18,
        "version": opened,
    }
    second = {"state": "declined", "result_on": today(), "result_note": "連絡がない", "version": opened}
    client_of(coordinator).post(address, first)
    response = client_of(chair).post(address, second)
    page = response.content.decode()
    assert response.status_code == 422
    assert "ほかの人がこの内容を保存しました" in page
    assert "連絡がない" in page  # what was typed stays
    introduction.refresh_from_db()
    assert introduction.state == "succeeded"
    # Sent once more on the newer version: what was done cannot be taken back.
    response = client_of(chair).post(address, second | {"version": introduction.version})
    assert "見送りにはできません" in response.content.decode()
    introduction.refresh_from_db()
    assert introduction.state == "succeeded"


def test_the_same_result_sent_twice_counts_once(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    key_in(introduction)
    client = client_of(coordinator)
    sent = {"state": "succeeded", "result_on": today(), "done": "サロン", "version": introduction.version}
    address = f"{BASE}introductions/{introduction.pk}/result/"
    client.post(address, sent)
    response = client.post(address, sent)
    assert "同じ日の同じ実績が、すでに記録されています。" in response.content.decode()
    assert Outcome.objects.count() == 1


def test_outcomes_are_added_corrected_and_taken_off(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    client = client_of(coordinator)
    address = f"{BASE}introductions/{introduction.pk}/outcomes/"
    sent = {"done_on": today(), "text": "2回目", "people_reached": ""}
    assert "結果を「成立」か「継続中」にしてから" in client.post(f"{address}add/", sent).content.decode()
    key_in(introduction)
    actions.record_result(introduction, state="succeeded", on=today(), done="1回目")
    client.post(f"{address}add/", sent)
    second = Outcome.objects.get(text="2回目")
    client.post(f"{address}{second.pk}/", sent | {"people_reached": 7, "version": second.version})
    second.refresh_from_db()
    assert second.people_reached == 7
    client.post(f"{address}{second.pk}/delete/")
    last = Outcome.objects.get()
    assert "実績がなくなってしまう" in client.post(f"{address}{last.pk}/delete/").content.decode()
    assert Outcome.objects.count() == 1


def test_what_was_given_up_is_taken_up_again(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    key_in(introduction, taker="")
    actions.record_result(introduction, state="declined", on=today(), note="連絡がつかない")
    client_of(coordinator).post(f"{BASE}introductions/{introduction.pk}/reopen/")
    introduction.refresh_from_db()
    assert (introduction.state, introduction.result_note) == ("asking", "")
    key_in(introduction, giver=NO, taker="")
    with pytest.raises(ValidationError) as caught:
        actions.reopen(introduction)
    assert "「今回は見送ります」という返事があります" in caught.value.messages[0]
