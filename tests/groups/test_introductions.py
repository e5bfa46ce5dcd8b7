"""Introductions (引合せ): asking both sides, answers by link and phone, results, the yearly record, the certificate."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from groups.actions import introductions as actions
from groups.models import Confirmation, Introduction, Organization, Outcome, ProgressNote
from groups.overview.exchange import asking_introductions, due_introductions
from groups.reports.certificates import (
    CooperationRow,
    cooperation_certificate,
    cooperation_years,
    year_record,
)
from portal import plugins
from portal.japanese.calendar import FiscalYear
from portal.logs import without_secrets
from portal.models import Council, District, Print, User
from portal.permissions import access_for
from tests.groups.factory import make_contact, make_facility, make_need, make_offer, make_organization
from tests.printing import printed

BASE = "/wakaba/exchange/"
YES, NO = "yes", "no"


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def home(wakaba: District) -> Organization:
    return make_organization(
        wakaba, kind="facility", name="若葉の里", kana="わかばのさと", address="若葉三丁目"
    )


@pytest.fixture
def salon(wakaba: District) -> Organization:
    return make_organization(wakaba, kind="salon", name="サロンひだまり", kana="さろんひだまり")


@pytest.fixture
def introduction(
    wakaba: District, home: Organization, salon: Organization, coordinator: User
) -> Introduction:
    return actions.introduce(
        district=wakaba,
        giver=home,
        taker=salon,
        offer=make_offer(home, "地域交流室", kind="venue"),
        need=make_need(salon, "広い部屋", kind="venue"),
        subject="地域交流室でサロンをひらく",
        by=coordinator,
    )


def side(introduction: Introduction, name: str) -> Confirmation:
    return introduction.confirmations.get(side=name)


def key_in(introduction: Introduction, giver: str = YES, taker: str = YES) -> Introduction:
    """Both sides answer on the phone; returns the introduction as it is then."""
    for name, answer in (("giver", giver), ("taker", taker)):
        if answer:
            actions.key_in_answer(side(introduction, name), answer=answer, channel="phone")
    introduction.refresh_from_db()
    return introduction


def link_of(introduction: Introduction, name: str) -> str:
    """The path of a fresh link for one side."""
    return urlsplit(actions.ask(side(introduction, name))).path


ANSWERED = {"answer": YES, "answered_by": "岡田", "comment": "平日なら"}

# -- Starting -------------------------------------------------------------------------------------------------------


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


# -- Asking ---------------------------------------------------------------------------------------------------------


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


def test_there_is_nothing_to_ask_once_a_side_answered(introduction: Introduction) -> None:
    key_in(introduction, taker="")
    with pytest.raises(ValidationError):
        actions.ask(side(introduction, "giver"))


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Introduction]:
    """An introduction that all connections see; what the test leaves is taken away, but not what the migrations made."""
    with django_db_blocker.unblock():
        council = Council.objects.create(pk=1, name="みどり野市社会福祉協議会", city="みどり野市")
        district = District.objects.create(council=council, slug="wakaba", name="若葉地区")
        giver, taker = (make_organization(district, name=name) for name in ("若葉の里", "サロンひだまり"))
        pair = {"giver": giver, "taker": taker, "offered": "部屋", "needed": "部屋"}
        yield actions.introduce(district=district, subject="サロン", **pair)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE portal_council, portal_searchentry CASCADE")
        connections.close_all()


def test_two_answers_in_the_same_moment_both_count(committed: Introduction) -> None:
    together = Barrier(2)
    for name in ("giver", "taker"):
        actions.ask(side(committed, name))

    def answer(name: str) -> None:
        confirmation = side(committed, name)
        together.wait()
        try:
            actions.answer_by_link(confirmation, answer=YES, answered_by=name)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(answer, ["giver", "taker"]))
    committed.refresh_from_db()
    assert committed.state == "confirmed"


# -- Results --------------------------------------------------------------------------------------------------------


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


# -- Who sees what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "read", "work"),
    [
        ("editor", 403, 403),
        ("coordinator", 200, 200),
        ("chair", 200, 200),
        ("city", 200, 200),
        ("stranger", 404, 404),
    ],
)
def test_introductions_are_for_the_districts_own(
    who: str,
    read: int,
    work: int,
    introduction: Introduction,
    request: pytest.FixtureRequest,
    client_of: Callable,
) -> None:
    client = client_of(request.getfixturevalue(who))
    address = f"{BASE}introductions/{introduction.pk}/"
    assert client.get(address).status_code == read
    assert client.get(f"{address}result/").status_code == work
    assert client.get(f"{address}ask/giver/").status_code == work


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


# -- The yearly record and the certificate --------------------------------------------------------------------------


@pytest.fixture
def done(introduction: Introduction) -> Introduction:
    """Two years of one introduction."""
    key_in(introduction)
    actions.record_result(
        introduction, state="continuing", on=date(2025, 3, 31), done="春のサロン", people_reached=12
    )
    for day, people in ((date(2025, 4, 1), 20), (date(2026, 3, 31), None)):
        actions.save_outcome(
            Outcome(introduction=introduction, done_on=day, text="サロン", people_reached=people)
        )
    return introduction


def test_the_record_counts_by_fiscal_year_from_both_sides(done: Introduction, wakaba: District) -> None:
    given = year_record(done.giver, wakaba, FiscalYear(2025))
    assert given.rows == (
        CooperationRow(date(2025, 4, 1), "サロンひだまり", "地域交流室", "サロン", 20, True, done.pk),
        CooperationRow(date(2026, 3, 31), "サロンひだまり", "地域交流室", "サロン", None, True, done.pk),
    )
    assert (len(given.given), given.people_given, len(given.taken)) == (2, 20, 0)
    taken = year_record(done.taker, wakaba, FiscalYear(2024))
    assert [(row.partner, row.resource, row.people) for row in taken.taken] == [("若葉の里", "広い部屋", 12)]
    assert year_record(done.giver, wakaba, FiscalYear(2020)).rows == ()


def test_the_years_count_introductions_by_what_became_of_them(
    done: Introduction, wakaba: District, home: Organization, salon: Organization
) -> None:
    Introduction.objects.filter(pk=done.pk).update(introduced_on=date(2025, 2, 1))
    actions.introduce(
        district=wakaba,
        giver=salon,
        taker=home,
        offered="歌",
        needed="歌",
        subject="歌の会",
        introduced_on=date(2025, 6, 1),
    )
    years = cooperation_years(home, wakaba)
    assert [(each.year.year, each.introduced, each.introduced_count) for each in years] == [
        (2025, (("確認待ち", 1),), 1),
        (2024, (("継続中", 1),), 1),
    ]


def test_another_districts_cooperation_is_not_counted(done: Introduction, shiomidai: District) -> None:
    assert cooperation_years(done.giver, shiomidai) == []


@pytest.mark.parametrize(
    ("who", "status"), [("contact", 200), ("coordinator", 200), ("editor", 403), ("stranger", 403)]
)
def test_the_record_is_for_internal_readers_and_the_own_contact(
    who: str, status: int, done: Introduction, request: pytest.FixtureRequest, client_of: Callable
) -> None:
    person = request.getfixturevalue(who)
    if who == "contact":
        done.giver.contacts.add(person)
    response = client_of(person).get(f"{BASE}records/{done.giver_id}/?year=2025")
    assert response.status_code == status
    if status == 200:
        assert "20人" in response.content.decode()


def test_the_certificate_says_what_was_given_in_the_year(
    done: Introduction, wakaba: District, coordinator: User
) -> None:
    make_facility(done.giver, corporation="社会福祉法人みどり会")
    access = access_for(coordinator, wakaba)
    document = cooperation_certificate(access, organization=done.giver, year=FiscalYear(2025))
    assert (document.title, document.issuer) == ("連携実績証明書", "若葉地区社会福祉協議会")
    assert (document.corporation, document.organization) == ("社会福祉法人みどり会", "若葉の里")
    assert (document.starts_on, document.ends_on) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (len(document.rows), document.people, document.partners, document.has_unknown) == (2, 20, 1, True)
    own = cooperation_certificate(access, organization=done.taker, year=FiscalYear(2025))
    assert own.rows == ()
    both = cooperation_certificate(access, organization=done.taker, year=FiscalYear(2025), taken=True)
    assert [row.partner for row in both.rows] == ["若葉の里", "若葉の里"]


def test_the_certificate_is_printed_with_a_number(
    done: Introduction, coordinator: User, editor: User, client_of: Callable
) -> None:
    address = f"/wakaba/reports/cooperation-certificate/?organization={done.giver_id}&year=2025"
    page = client_of(coordinator).get(address).content.decode()
    assert "若葉の里　様" in page
    assert "社会福祉法第24条第2項" in page
    pdf = printed(client_of(coordinator), address.replace("/?", ".pdf?"))
    assert pdf.content.startswith(b"%PDF")
    assert Print.objects.get().title == "連携実績証明書"
    response = client_of(editor).get(address)
    assert response.status_code == 422
    assert "地区の担当者と市社協だけが印刷できます" in response.content.decode()
