"""Many people at the same moment, on a real database: not one answer is lost, not one is doubled."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.models import District, User
from surveys.actions import batches, drafts, keying
from surveys.actions.responses import Filled, record_response
from surveys.actions.waves import close_wave, locked
from surveys.models import (
    Answer,
    Draft,
    Participation,
    Response,
    Wave,
)
from tests.surveys.answering import keep, make_code, make_questionnaire
from tests.surveys.factory import answers


@pytest.fixture
def db(committed: None) -> None:
    """Stands in the place of pytest-django's, whose name tells it that a database is needed."""


@pytest.fixture
def wave(wakaba: District) -> Wave:
    return make_questionnaire(wakaba)


def at_once(*actions: Callable[[], Any]) -> list[str]:
    """Do all of it at the same moment, each over a connection of its own; what came of each, in words."""
    barrier, outcomes = Barrier(len(actions)), ["?"] * len(actions)

    def run(number: int, action: Callable[[], Any]) -> None:
        try:
            barrier.wait(10)
            action()
            outcomes[number] = "sent"
        except (drafts.AlreadySent, drafts.ChangedElsewhere) as error:
            outcomes[number] = type(error).__name__
        except ValidationError as error:
            outcomes[number] = str(error.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def finished(wave: Wave, **fields: Any) -> Draft:
    draft = drafts.start_draft(wave, **fields)
    return keep(draft, answers(age=1, joins=1, voice="声"))


def send(wave: Wave, draft: Draft) -> Callable[[], Any]:
    return lambda: drafts.send_draft(
        Wave.objects.get(pk=wave.pk), pk=draft.pk, resume_code=draft.resume_code, version=draft.version
    )


def test_one_draft_sent_by_many_presses_is_one_response(wave: Wave) -> None:
    outcomes = at_once(*[send(wave, finished(wave))] * 5)
    assert outcomes == ["AlreadySent"] * 4 + ["sent"]
    assert (Response.objects.count(), Answer.objects.count(), Participation.objects.count()) == (1, 3, 1)


def test_many_drafts_sent_at_once_are_as_many_responses(wave: Wave) -> None:
    outcomes = at_once(*[send(wave, finished(wave)) for _ in range(6)])
    assert outcomes == ["sent"] * 6
    assert (Response.objects.count(), Answer.objects.count(), Draft.objects.count()) == (6, 18, 0)


def test_nobody_finds_the_response_to_the_mark_that_it_was_sent(wave: Wave) -> None:
    sent = [finished(wave) for _ in range(6)]
    for draft in sent:
        send(wave, draft)()
    digests = [drafts.digest_of(wave, draft.resume_code) for draft in sent]

    def transactions() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_participation")
            return int(cursor.fetchone()[0])

    def marks() -> list[str]:
        return list(Participation.objects.order_by("pk").values_list("digest", flat=True))

    assert (transactions(), marks()) == (6, digests)
    orders = []
    for _ in range(3):
        drafts.mix_participations()
        assert (transactions(), sorted(marks())) == (1, sorted(digests))
        orders.append(marks())
    assert orders[0] == orders[1] == orders[2]  # mixed once, that is enough
    assert drafts.was_sent(wave, sent[0].resume_code)


def test_one_code_from_paper_and_from_the_web_at_once_is_one_response(wave: Wave) -> None:
    code = make_code(wave)
    draft = finished(wave, code=code)
    paper = Filled(answers=answers(joins=1), channel="paper", code=code)
    outcomes = at_once(send(wave, draft), lambda: record_response(wave, paper))
    assert outcomes == ["code_used", "sent"]
    assert Response.objects.count() == 1


def test_of_two_keyers_with_one_sheet_one_is_told(wave: Wave) -> None:
    code, told = make_code(wave), []

    def key() -> None:
        try:
            keying.take_in(wave, answers=answers(joins=1), channel="paper", code=code, by=None)
        except ValidationError as error:
            told.append(error.message_dict)

    at_once(key, key)
    today = timezone.localdate()
    assert told == [{"serial": [f"1番の用紙は、{today.month}月{today.day}日に入力ずみです。"]}]
    assert Response.objects.count() == 1


def test_two_people_who_add_batches_at_once_get_different_serials(wave: Wave) -> None:
    at_once(*[lambda: batches.add_batch(wave, name="窓口", form="sheet", size=40)] * 2)
    assert sorted(wave.codes.values_list("serial", flat=True)) == list(range(1, 81))
    assert list(wave.batches.values_list("first_serial", flat=True)) == [1, 41]


def test_one_code_entered_twice_at_once_is_one_draft(wave: Wave) -> None:
    code = make_code(wave)
    assert at_once(*[lambda: drafts.start_draft(wave, code=code)] * 4) == ["sent"] * 4
    assert Draft.objects.count() == 1


def test_saving_while_sending_is_sent_or_told(wave: Wave) -> None:
    draft = finished(wave)

    def save() -> None:
        try:
            keep(draft, answers(age=2))
        except drafts.DraftGone:
            raise drafts.AlreadySent from None

    outcomes = at_once(send(wave, draft), save)
    # Either it was sent before the change came, or the change came first and the sender is told of it.
    assert outcomes in (["AlreadySent", "sent"], ["ChangedElsewhere", "sent"])
    assert Response.objects.count() == (0 if "ChangedElsewhere" in outcomes else 1)


def test_nobody_closes_a_wave_while_an_answer_comes_in(wave: Wave) -> None:
    draft, order = finished(wave), []

    def close() -> None:
        with transaction.atomic():
            Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
        order.append("closed")

    with transaction.atomic():
        send(wave, draft)()
        thread = Thread(target=lambda: (close(), connection.close()))
        thread.start()
        thread.join(0.3)
        order.append("answered")
    thread.join(10)
    assert order == ["answered", "closed"]
    with pytest.raises(ValidationError, match="受け付けていません"):
        record_response(wave, Filled(answers=answers(joins=1)))
    assert Response.objects.count() == 1


def test_who_sends_while_a_wave_is_being_closed_waits_and_is_told(wave: Wave) -> None:
    draft, told = finished(wave), []

    def press() -> None:
        try:
            send(wave, draft)()
        except drafts.DraftGone:
            told.append("gone")
        finally:
            connection.close()

    thread = Thread(target=press)
    with transaction.atomic():
        locked(wave)  # closing has come as far as this when the resident presses
        thread.start()
        thread.join(0.3)
        close_wave(wave)
    thread.join(10)
    assert told == ["gone"]
    assert (Response.objects.count(), Draft.objects.count()) == (0, 0)


def test_who_puts_a_question_right_and_who_sends_do_not_wait_for_each_other(wave: Wave) -> None:
    question = wave.questions.get(key="age")
    address = reverse("surveys:question_edit", args=["wakaba", wave.pk, question.pk])
    keeper = User.objects.create_user(email="at-once@example.jp", name="直す人", is_superuser=True)
    client, answered = Client(), []
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    data = {"text": f"{question.text}。", "section": question.section_id, "key": question.key, "kind": "S"}

    def put_right() -> None:
        try:
            answered.append(client.post(address, data).status_code)
        finally:
            connection.close()

    thread = Thread(target=put_right)
    try:
        draft = finished(wave)
        with transaction.atomic():
            send(wave, draft)()
            thread.start()
            thread.join(0.5)
        thread.join(10)
        assert answered == [302]
        assert Response.objects.count() == 1
    finally:
        keeper.delete()
