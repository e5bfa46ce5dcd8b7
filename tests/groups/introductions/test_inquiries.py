"""「あなたの団体への問い合わせ」: what an organisation's own account sees of introductions, and answers."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups.actions import introductions as actions
from groups.models import Confirmation, Introduction, Organization
from portal.models import District, User
from tests.conftest import make_user
from tests.groups.factory import make_contact
from tests.groups.introductions.records import BASE, NO, YES, key_in, link_of, side, today


@pytest.fixture
def okada(home: Organization) -> User:
    """The account of 若葉の里, the giver."""
    user = make_user("岡田 恵")
    home.contacts.add(user)
    return user


def page_of(confirmation: Confirmation) -> str:
    return f"{BASE}inquiries/{confirmation.pk}/"


@pytest.fixture
def asked(introduction: Introduction) -> Confirmation:
    link_of(introduction, "giver")
    return side(introduction, "giver")


def test_an_inquiry_stands_on_the_start_page_and_on_the_home(
    asked: Confirmation, okada: User, client_of: Callable
) -> None:
    client = client_of(okada)
    start = client.get("/start/", follow=True)
    assert start.redirect_chain[-1][0] == f"/wakaba/groups/{asked.introduction.giver_id}/"
    for page in (start, client.get("/wakaba/")):
        text = page.content.decode()
        assert "あなたの団体への問い合わせ" in text and page_of(asked) in text and "サロンひだまり" in text
    for other in (client.get(f"/wakaba/groups/{asked.introduction.taker_id}/"), Client().get("/wakaba/")):
        assert "あなたの団体への問い合わせ" not in other.content.decode()


def test_an_account_answers_without_the_link(
    asked: Confirmation,
    okada: User,
    coordinator: User,
    client_of: Callable,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    make_contact(asked.introduction.taker, name="森久美子", mobile="000-9000-0002")
    actions.add_note(asked.introduction, text="会長は気むずかしい")
    Confirmation.objects.update(expires_at=timezone.now())  # the link of the mail is too old
    client = client_of(okada)
    page = client.get(page_of(asked)).content.decode()
    assert "広い部屋" in page and "サロンひだまり" in page
    assert not [private for private in ("森久美子", "000-9000-0002", "気むずかしい") if private in page]
    assert client.post(page_of(asked), {"comment": "平日なら"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(asked), {"answer": YES, "comment": "平日なら"})
    asked.refresh_from_db()
    assert (asked.answer, asked.channel, asked.answered_by, asked.comment) == (
        YES,
        "site",
        "岡田 恵",
        "平日なら",
    )
    assert [message.to for message in mail.outbox] == [[coordinator.email]]
    page = client.get(page_of(asked)).content.decode()
    assert "岡田 恵" in page and 'name="answer"' not in page
    key_in(asked.introduction, giver="")
    assert "両方が承知" in client.get(page_of(asked)).content.decode()
    assert page_of(asked) not in client.get("/wakaba/").content.decode()


def test_a_refusal_ends_the_inquiry(asked: Confirmation, okada: User, client_of: Callable) -> None:
    client = client_of(okada)
    client.post(page_of(asked), {"answer": NO, "comment": ""})
    asked.introduction.refresh_from_db()
    assert (asked.introduction.state, asked.introduction.result_on) == ("declined", today())
    assert client.get(page_of(asked)).status_code == 404
    with pytest.raises(ValidationError):
        actions.answer_by_account(asked, answer=YES, by=okada)


def test_nothing_is_told_before_the_side_is_asked_or_after_the_question_is_taken_back(
    introduction: Introduction, home: Organization, okada: User
) -> None:
    def told() -> list[Confirmation]:
        return list(Confirmation.objects.inquiries().put_to([home]))

    giver = side(introduction, "giver")
    assert told() == []
    actions.ask(giver)
    assert told() == [giver]
    actions.withdraw_link(side(introduction, "giver"))
    assert told() == []
    with pytest.raises(ValidationError):
        actions.answer_by_account(giver, answer=YES, by=okada)


@pytest.mark.parametrize("who", ["coordinator", "chair", "city", "contact", "stranger"])
def test_it_is_nobody_elses(
    who: str, asked: Confirmation, client_of: Callable, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(page_of(asked)).status_code == 404


def test_it_stands_under_the_district_that_asks(
    asked: Confirmation, okada: User, shiomidai: District, client_of: Callable
) -> None:
    assert client_of(okada).get(f"/shiomidai/exchange/inquiries/{asked.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_start_page_costs_one_query_more(
    number: int,
    wakaba: District,
    home: Organization,
    salon: Organization,
    okada: User,
    client_of: Callable,
    django_assert_max_num_queries: Callable,
) -> None:
    for count in range(number):
        made = actions.introduce(
            district=wakaba, giver=home, taker=salon, subject=f"その{count}", offered="部屋", needed="部屋"
        )
        link_of(made, "giver")
    client = client_of(okada)
    with django_assert_max_num_queries(11):
        assert len(client.get(f"/wakaba/groups/{home.pk}/").context["page"].inquiries) == number
