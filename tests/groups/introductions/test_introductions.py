"""Introductions (引合せ): starting one, changing it, its history, who sees it, and where else it shows."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from groups.actions import introductions as actions
from groups.models import Confirmation, Introduction, Organization, ProgressNote
from groups.overview.exchange import asking_introductions, due_introductions
from portal import plugins
from portal.models import District, User
from portal.permissions import access_for
from tests.groups.factory import make_need, make_offer, make_organization
from tests.groups.introductions.records import BASE, NO, key_in, today


def test_an_introduction_begins_with_two_sides_that_nobody_asked(
    introduction: Introduction, coordinator: User
) -> None:
    assert (introduction.state, introduction.introduced_by) == ("asking", coordinator)
    assert (introduction.offered, introduction.needed) == ("地域交流室", "広い部屋")
    assert [(each.side, each.answer, each.is_usable) for each in introduction.confirmations.all()] == [
        ("giver", "", False),
        ("taker", "", False),
    ]


def test_the_same_open_pair_is_introduced_once(introduction: Introduction, wakaba: District) -> None:
    pair = {
        "district": wakaba,
        "giver": introduction.giver,
        "taker": introduction.taker,
        "offer": introduction.offer,
        "need": introduction.need,
        "subject": "もう一度",
    }
    with pytest.raises(ValidationError) as caught:
        actions.introduce(**pair)
    assert caught.value.messages == ["この組み合わせは、すでに引き合わせています。"]
    key_in(introduction, giver=NO, taker="")
    actions.introduce(**pair)
    assert Introduction.objects.count() == 2


def test_nobody_is_introduced_to_oneself_or_with_an_entry_of_others(
    wakaba: District, home: Organization, salon: Organization
) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.introduce(
            district=wakaba, giver=home, taker=home, subject="ひとり", offered="部屋", needed="部屋"
        )
    assert caught.value.messages == ["同じ団体どうしは引き合わせられません。"]
    with pytest.raises(ValidationError):
        actions.introduce(
            district=wakaba, giver=home, taker=salon, subject="ちがう", offer=make_offer(salon), needed="部屋"
        )


def test_a_coordinator_starts_from_a_pair(
    home: Organization, salon: Organization, coordinator: User, client_of: Callable
) -> None:
    offer, need = make_offer(home, "地域交流室"), make_need(salon, "広い部屋")
    home.limits = "夜間は使えません"
    home.save()
    client = client_of(coordinator)
    address = f"{BASE}introductions/add/?offer={offer.pk}&need={need.pk}"
    assert "夜間は使えません" in client.get(address).content.decode()
    typed = {
        "offered": "地域交流室（40人）",
        "needed": "広い部屋",
        "subject": "サロンをひらく",
        "note": "鍵のこと",
    }
    # The sides belong to the entries, whatever is sent.
    response = client.post(address, typed | {"giver": salon.pk})
    introduction = Introduction.objects.get()
    assert response["Location"] == f"{BASE}introductions/{introduction.pk}/"
    assert (introduction.giver, introduction.taker) == (home, salon)
    assert (introduction.offer, introduction.need) == (offer, need)
    assert introduction.offered == "地域交流室（40人）"
    assert [note.text for note in introduction.notes.all()] == ["鍵のこと"]
    assert mail.outbox == []


def test_a_coordinator_introduces_two_organisations_without_entries(
    home: Organization, salon: Organization, coordinator: User, client_of: Callable
) -> None:
    client = client_of(coordinator)
    typed = {"giver": home.pk, "taker": home.pk, "offered": "車", "needed": "足", "subject": "送迎"}
    response = client.post(f"{BASE}introductions/add/", typed)
    assert response.status_code == 422
    assert "できる側とちがう団体・施設を選んでください。" in response.content.decode()
    client.post(f"{BASE}introductions/add/", typed | {"taker": salon.pk})
    assert Introduction.objects.get().offer is None


def test_two_coordinators_change_different_fields(
    introduction: Introduction, coordinator: User, chair: User, client_of: Callable
) -> None:
    address = f"{BASE}introductions/{introduction.pk}/edit/"
    form = {
        "subject": introduction.subject,
        "introduced_on": introduction.introduced_on,
        "version": introduction.version,
    }
    client_of(coordinator).post(address, form | {"subject": "サロンを月2回ひらく"})
    client_of(chair).post(address, form | {"follow_up_on": "2027-03-01"})
    introduction.refresh_from_db()
    assert (introduction.subject, introduction.follow_up_on) == ("サロンを月2回ひらく", date(2027, 3, 1))


def test_remarks_are_added_and_everything_stands_in_the_history(
    introduction: Introduction, coordinator: User, client_of: Callable
) -> None:
    client = client_of(coordinator)
    client.post(
        f"{BASE}introductions/{introduction.pk}/notes/", {"written_on": today(), "text": "下見をした"}
    )
    note = ProgressNote.objects.get()
    assert (note.text, note.written_by) == ("下見をした", coordinator)
    key_in(introduction)
    page = client.get(f"{BASE}introductions/{introduction.pk}/history/").content.decode()
    for told in ("下見をした", "引合せの返事（できる側）の変更", "お願いします", "両方が承知"):
        assert told in page
    assert Confirmation.objects.first().token_hash not in page


def test_an_introduction_is_not_found_in_another_district(
    introduction: Introduction, stranger: User, client_of: Callable
) -> None:
    assert client_of(stranger).get(f"/shiomidai/exchange/introductions/{introduction.pk}/").status_code == 404


def test_only_internal_readers_find_them_by_search(
    introduction: Introduction, coordinator: User, editor: User, client: Client, client_of: Callable
) -> None:
    address, found = "/wakaba/search/?q=サロンをひらく", f"/wakaba/exchange/introductions/{introduction.pk}/"
    assert found in client_of(coordinator).get(address).content.decode()
    assert found not in client_of(editor).get(address).content.decode()
    assert found not in client.get(address).content.decode()


def test_the_desk_tells_of_answers_awaited_and_days_that_came(
    introduction: Introduction, wakaba: District, coordinator: User, editor: User
) -> None:
    access = access_for(coordinator, wakaba)
    assert [item.text for item in asking_introductions(access).items] == ["地域交流室でサロンをひらく"]
    assert due_introductions(access).count == 0
    actions.change_introduction(introduction, follow_up_on=today())
    assert due_introductions(access).count == 1
    assert due_introductions(access_for(editor, wakaba)).count == 0
    actions.record_result(introduction, state="declined", on=today())
    assert asking_introductions(access).count == due_introductions(access).count == 0


def test_another_app_adds_what_can_be_made_of_it(
    introduction: Introduction, coordinator: User, client_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = plugins.IntroductionAction(
        "行事にする",
        lambda item: f"/wakaba/events/new/?introduction={item.pk}",
        "calendar",
        lambda access: access.can_edit,
    )
    monkeypatch.setitem(plugins._registry, plugins.IntroductionAction, [action])
    client = client_of(coordinator)
    address = f"{BASE}introductions/{introduction.pk}/"
    assert "行事にする" not in client.get(address).content.decode()
    key_in(introduction)
    assert (
        f'href="/wakaba/events/new/?introduction={introduction.pk}"' in client.get(address).content.decode()
    )


@pytest.mark.parametrize("path", ["introductions/", "introductions/?q=サロン&state=open&due=on"])
def test_the_list_costs_the_same_for_one_and_three(
    path: str,
    introduction: Introduction,
    coordinator: User,
    client_of: Callable,
    django_assert_max_num_queries: Callable,
) -> None:
    client = client_of(coordinator)
    client.get(BASE + path)
    with django_assert_max_num_queries(10):
        client.get(BASE + path)
    for number in range(3):
        other = make_organization(introduction.district, name=f"会{number}")
        pair = {"giver": introduction.giver, "taker": other, "offered": "部屋", "needed": "部屋"}
        actions.introduce(district=introduction.district, subject=f"サロン{number}", **pair)
    with django_assert_max_num_queries(10):
        client.get(BASE + path)
