"""Answers to an introduction: the page behind the link, and what is keyed in from the phone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.utils import timezone

from groups.actions import introductions as actions
from groups.models import Confirmation, Introduction
from portal.logs import without_secrets
from portal.models import Council, District, User
from tests.groups.factory import make_contact, make_organization
from tests.groups.introductions.records import ANSWERED, BASE, NO, YES, key_in, link_of, side, today

# -- The page behind the link ---------------------------------------------------------------------------------------


def test_the_page_shows_the_other_side_and_nothing_private(
    introduction: Introduction, client: Client
) -> None:
    District.objects.update(phone="000-0000-0201")
    make_contact(introduction.taker, name="森久美子", mobile="000-9000-0002")
    actions.add_note(introduction, text="会長は気むずかしい")
    response = client.get(link_of(introduction, "giver"))
    page = response.content.decode()
    assert "サロンひだまり" in page and "広い部屋" in page and "000-0000-0201" in page
    for private in ("森久美子", "000-9000-0002", "気むずかしい"):
        assert private not in page
    # Only the origin is told elsewhere: under "no-referrer" browsers could not send the form.
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert "no-store" in response["Cache-Control"]


def test_both_sides_confirm_by_link(
    introduction: Introduction,
    coordinator: User,
    client: Client,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    response = client.post(link_of(introduction, "giver"), ANSWERED)
    assert response["Location"] == f"{BASE}answer/thanks/"
    introduction.refresh_from_db()
    assert introduction.state == "asking"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link_of(introduction, "taker"), ANSWERED | {"comment": ""})
    introduction.refresh_from_db()
    assert introduction.state == "confirmed"
    giver = side(introduction, "giver")
    assert (giver.answer, giver.answered_by, giver.comment, giver.channel) == (
        YES,
        "岡田",
        "平日なら",
        "link",
    )
    assert [message.to for message in mail.outbox] == [[coordinator.email]]
    assert "両方が承知" in mail.outbox[0].body


def test_a_refusal_ends_it_and_the_other_link(introduction: Introduction, client: Client) -> None:
    giver, taker = link_of(introduction, "giver"), link_of(introduction, "taker")
    client.post(giver, ANSWERED | {"answer": NO})
    introduction.refresh_from_db()
    assert (introduction.state, introduction.result_on) == ("declined", today())
    assert introduction.result_note == "若葉の里から「今回は見送ります」との返事がありました。"
    answer = client.get(taker)
    assert answer.status_code == 410
    assert "このおたずねは、終わりました。" in answer.content.decode()


def test_a_used_link_answers_nothing_more(introduction: Introduction, client: Client) -> None:
    link = link_of(introduction, "giver")
    client.post(link, ANSWERED)
    for response in (client.get(link), client.post(link, ANSWERED | {"answer": NO})):
        assert response.status_code == 410
        page = response.content.decode()
        assert "もういただいています" in page
        assert "サロンひだまり" not in page
    assert side(introduction, "giver").answer == YES


def test_an_expired_link_says_so(introduction: Introduction, client: Client) -> None:
    link = link_of(introduction, "giver")
    Confirmation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.post(link, ANSWERED)
    assert response.status_code == 410
    assert "お返事の期限が過ぎました。" in response.content.decode()
    assert side(introduction, "giver").answer == ""


def test_a_withdrawn_link_says_so(
    introduction: Introduction, coordinator: User, client: Client, client_of: Callable
) -> None:
    link = link_of(introduction, "giver")
    client_of(coordinator).post(f"{BASE}introductions/{introduction.pk}/ask/giver/withdraw/")
    assert client.get(link).status_code == 410


def test_a_guessed_link_reveals_nothing(
    introduction: Introduction, shiomidai: District, client: Client
) -> None:
    link = link_of(introduction, "giver")
    guesses = [f"{BASE}answer/{'x' * 32}/", link.replace("/wakaba/", "/shiomidai/"), f"{link[:-2]}/"]
    for guess in guesses:
        response = client.get(guess)
        assert response.status_code == 404
        assert "若葉の里" not in response.content.decode()
    token = link.rstrip("/").rpartition("/")[2]
    assert not Confirmation.objects.filter(token_hash=token).exists()
    assert token not in without_secrets(f"GET {link}")


def test_an_incomplete_answer_keeps_what_was_typed(introduction: Introduction, client: Client) -> None:
    response = client.post(link_of(introduction, "giver"), {"comment": "火曜なら使えます"})
    assert response.status_code == 422
    assert "火曜なら使えます" in response.content.decode()
    assert side(introduction, "giver").answer == ""


def test_answers_are_limited_by_address(introduction: Introduction, client: Client) -> None:
    link = link_of(introduction, "giver")
    statuses = [client.post(link, {}).status_code for _ in range(31)]
    assert (statuses[29], statuses[30]) == (422, 429)


# -- Answers on the phone -------------------------------------------------------------------------------------------


def test_a_coordinator_keys_in_and_corrects_answers(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    client = client_of(coordinator)
    address = f"{BASE}introductions/{introduction.pk}/answers/"
    client.post(f"{address}giver/", {"answer": NO, "channel": "phone", "comment": "今月はむずかしい"})
    introduction.refresh_from_db()
    assert introduction.state == "declined"
    version = side(introduction, "giver").version
    client.post(f"{address}giver/", {"answer": YES, "channel": "paper", "version": version})
    introduction.refresh_from_db()
    assert (introduction.state, introduction.result_on, introduction.result_note) == ("asking", None, "")
    client.post(f"{address}taker/", {"answer": YES, "channel": "phone"})
    introduction.refresh_from_db()
    assert introduction.state == "confirmed"


def test_an_answer_that_came_by_link_meanwhile_is_told(
    introduction: Introduction, coordinator: User, client: Client, client_of: Callable
) -> None:
    opened = side(introduction, "giver").version
    client.post(link_of(introduction, "giver"), ANSWERED | {"answer": YES})
    typed = {"answer": NO, "channel": "phone", "version": opened}
    response = client_of(coordinator).post(f"{BASE}introductions/{introduction.pk}/answers/giver/", typed)
    assert response.status_code == 422
    assert "ほかの人がこの内容を保存しました" in response.content.decode()
    assert side(introduction, "giver").answer == YES


def test_after_a_result_answers_stay(introduction: Introduction) -> None:
    key_in(introduction)
    actions.record_result(introduction, state="succeeded", on=today(), done="サロン")
    with pytest.raises(ValidationError) as caught:
        key_in(introduction, giver=NO, taker="")
    assert "結果が記録されているので" in caught.value.messages[0]


@pytest.fixture
def committed_introduction(committed: None) -> Introduction:
    council = Council.objects.create(pk=1, name="みどり野市社会福祉協議会", city="みどり野市")
    district = District.objects.create(council=council, slug="wakaba", name="若葉地区")
    giver, taker = (make_organization(district, name=name) for name in ("若葉の里", "サロンひだまり"))
    pair = {"giver": giver, "taker": taker, "offered": "部屋", "needed": "部屋"}
    return actions.introduce(district=district, subject="サロン", **pair)


def test_two_answers_in_the_same_moment_both_count(committed_introduction: Introduction) -> None:
    together = Barrier(2)
    for name in ("giver", "taker"):
        actions.ask(side(committed_introduction, name))

    def answer(name: str) -> None:
        confirmation = side(committed_introduction, name)
        together.wait()
        try:
            actions.answer_by_link(confirmation, answer=YES, answered_by=name)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(answer, ["giver", "taker"]))
    committed_introduction.refresh_from_db()
    assert committed_introduction.state == "confirmed"
