"""Asking both sides of an introduction: by mail, by letter, and with which link."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import introductions as actions
from groups.models import Introduction, Organization
from portal.models import District, User
from tests.groups.factory import make_contact, make_organization
from tests.groups.introductions.records import BASE, key_in, link_of, side


def test_a_side_is_asked_by_mail(
    introduction: Introduction,
    coordinator: User,
    client_of: Callable,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    make_contact(introduction.giver, name="岡田恵", email="okada@example.jp", mobile="000-9000-0001")
    make_contact(introduction.taker, name="森久美子", email="mori@example.jp")
    address = f"{BASE}introductions/{introduction.pk}/ask/giver/"
    client = client_of(coordinator)
    page = client.get(address).content.decode()
    assert "岡田恵（okada@example.jp）にメール" in page
    assert "mori@example.jp" not in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"email": "okada@example.jp"})
    [message] = mail.outbox
    assert message.to == ["okada@example.jp"]
    assert "してほしいこと：広い部屋" in message.body
    assert "サロンひだまり" in message.body
    for private in ("岡田", "森久美子", "000-9000-0001", "mori@example.jp"):
        assert private not in message.body
    asked = side(introduction, "giver")
    assert (asked.asked_to, asked.is_waited_for) == ("okada@example.jp", True)
    assert asked.expires_at.date() == (timezone.now() + timedelta(days=30)).date()


@pytest.mark.parametrize(("email_url", "warned"), [("", True), ("smtp://mail", False)])
def test_it_is_told_before_that_no_mail_would_arrive(
    email_url: str, warned: bool, introduction: Introduction, coordinator: User, client_of: Callable, settings
) -> None:
    settings.EMAIL_URL = email_url
    make_contact(introduction.giver, name="岡田恵", email="okada@example.jp")
    page = client_of(coordinator).get(f"{BASE}introductions/{introduction.pk}/ask/giver/").content.decode()
    assert ("メールを送る設定が、まだありません" in page) is warned


def test_an_address_that_was_not_offered_is_refused(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    address = f"{BASE}introductions/{introduction.pk}/ask/giver/"
    assert client_of(coordinator).post(address, {"email": "evil@example.com"}).status_code == 422
    assert side(introduction, "giver").asked_at is None


def test_internal_addresses_of_the_whole_city_are_for_its_staff(
    wakaba: District, salon: Organization, coordinator: User, city: User, client_of: Callable
) -> None:
    ears = make_organization(None, name="みみの会", public_email="ears@example.jp")
    make_contact(ears, name="内部の人", email="inside@example.jp")
    introduction = actions.introduce(
        district=wakaba, giver=ears, taker=salon, subject="傾聴", offered="傾聴", needed="話し相手"
    )
    address = f"{BASE}introductions/{introduction.pk}/"
    for path in ("", "ask/giver/"):
        assert "inside@example.jp" not in client_of(coordinator).get(address + path).content.decode()
        assert "inside@example.jp" in client_of(city).get(address + path).content.decode()
    assert "ears@example.jp" in client_of(coordinator).get(f"{address}ask/giver/").content.decode()


def test_the_letter_has_the_link_and_a_slip(
    introduction: Introduction, coordinator: User, client_of: Callable, client: Client
) -> None:
    response = client_of(coordinator).post(
        f"{BASE}introductions/{introduction.pk}/ask/taker/", {"email": "paper"}
    )
    letter = response.content.decode()
    link = letter.partition('<p class="letter-address">')[2].partition("<")[0]
    assert "no-store" in response["Cache-Control"]
    assert "はい、お願いします" in letter
    assert client.get(urlsplit(link).path).status_code == 200


def test_a_new_link_ends_the_earlier_one(introduction: Introduction, client: Client) -> None:
    first, second = link_of(introduction, "giver"), link_of(introduction, "giver")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_there_is_nothing_to_ask_once_a_side_answered(introduction: Introduction) -> None:
    key_in(introduction, taker="")
    with pytest.raises(ValidationError):
        actions.ask(side(introduction, "giver"))
