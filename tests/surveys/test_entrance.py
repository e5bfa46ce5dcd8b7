"""The way into a survey: its page in every state, numbers from paper and to go on, couples, the telephone, the trial."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.models import District, User
from surveys.models import Answer, Draft, Response, Wave
from surveys.views import entrance
from surveys.views.seats import MOST_A_DAY
from tests.surveys.answering import Resident, make_code, make_questionnaire, resume_url, url

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def wave(wakaba: District) -> Wave:
    wakaba.phone = "000-0000-0201"
    wakaba.save()
    return make_questionnaire(wakaba)


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def resume(client: Client, wave: Wave, code: str) -> Any:
    return client.post(resume_url(wave), {"code": code})


# -- The survey's page ----------------------------------------------------------------------------------------------------


def test_the_page_says_what_it_is_for_and_how_else_one_can_answer(client: Client, wave: Wave) -> None:
    wave.opens_on, wave.closes_on = timezone.localdate(), timezone.localdate() + timedelta(days=9)
    wave.save()
    text = text_of(client, wave.get_absolute_url())
    for words in (
        "回答をはじめる",
        "お名前は書かないでください。",
        "地域の取り組みを考えるために使います。",
        "若葉地区社会福祉協議会",
        "およそ10分（6問）",
        "（令和",
        "紙や電話でも答えられます",
        'href="tel:00000000201"',
    ):
        assert words in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_on": 1, "closes_on": 9}, "まもなく始まります"),
        ({"opens_on": -9, "closes_on": -1}, "ウェブでの受け付けは終わりました"),
        ({"closes_on": -1, "state": Wave.State.CLOSED}, "アンケートは終わりました"),
        (
            {"closes_on": -1, "state": Wave.State.CLOSED, "results_published_on": 0},
            "結果がまとまりました",
        ),
    ],
)
def test_out_of_its_days_the_page_says_what_happens_now(
    client: Client, wave: Wave, fields: dict[str, Any], words: str
) -> None:
    today = timezone.localdate()
    Wave.objects.filter(pk=wave.pk).update(
        **{
            name: today + timedelta(days=value) if isinstance(value, int) else value
            for name, value in fields.items()
        }
    )
    text = text_of(client, wave.get_absolute_url())
    assert words in text and "回答をはじめる" not in text
    refused = client.post(url("wave_start", wave))
    assert (refused.status_code, Draft.objects.count()) == (422, 0)


def test_what_is_not_published_is_for_nobody_outside(client: Client, wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.REVIEW)
    assert client.get(wave.get_absolute_url()).status_code == 404
    assert client.post(url("wave_start", wave)).status_code == 404


def test_looking_at_pages_changes_nothing(client: Client, wave: Wave) -> None:
    code = make_code(wave)
    client.get(wave.get_absolute_url())
    client.get(reverse("surveys:access_code", args=["wakaba", code.code]))
    client.get(resume_url(wave))
    assert client.get(url("answer_page", wave, "age"))["Location"] == wave.get_absolute_url()
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_shows_open_surveys_in_one_query(
    client: Client, wave: Wave, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(2, count + 1):
        Wave.objects.create(
            survey=wave.survey,
            number=number,
            fiscal_year=2026,
            lead="",
            purpose="",
            opens_on=wave.opens_on,
            closes_on=wave.closes_on,
            state=Wave.State.OPEN,
        )
    text = text_of(client, "/wakaba/")
    assert text.count(">アンケートに答える</span>") == count
    assert text.count("くらしと地域のアンケート（第") == count


def test_the_home_says_nothing_where_no_survey_is_open(client: Client, wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    assert "アンケートに答える" not in text_of(client, "/wakaba/")


# -- Numbers from paper ---------------------------------------------------------------------------------------------------


def test_a_survey_for_codes_asks_for_one(client: Client, wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(access=Wave.Access.CODE)
    page = client.post(url("wave_start", wave))
    assert page.status_code == 422
    assert "配られた紙にある番号を入力してください。" in page.content.decode()
    page = client.post(url("wave_start", wave), {"code": "ACDE-FGHK"})
    assert "この番号は、使えませんでした。" in page.content.decode()
    assert 'value="ACDE-FGHK"' in page.content.decode()
    code = make_code(wave)
    client.post(url("wave_start", wave), {"code": "ａｃｄｅーｆｇｈｊ"})
    assert Draft.objects.get().code == code


def test_the_qr_code_leads_to_the_survey_with_the_number_filled_in(client: Client, wave: Wave) -> None:
    code = make_code(wave)
    text = text_of(client, reverse("surveys:access_code", args=["wakaba", code.code]))
    assert 'value="ACDE-FGHJ"' in text and "回答をはじめる" in text
    resident = Resident(client, wave).start(code="ACDE-FGHJ").answer_all()
    resident.send()
    response = Response.objects.get()
    assert (response.code, response.batch) == (code, code.batch)


def test_a_used_number_is_told_kindly_and_counts_once(client: Client, wave: Wave) -> None:
    code = make_code(wave)
    Resident(client, wave).start(code=code.code).answer_all().send()
    spouse = Client()
    text = text_of(spouse, reverse("surveys:access_code", args=["wakaba", code.code]))
    assert "この番号の回答は、もう受け取っています" in text and "回答をはじめる" not in text
    page = spouse.post(url("wave_start", wave), {"code": code.code})
    assert page.status_code == 422 and "もう受け取っています" in page.content.decode()
    assert (Response.objects.count(), Draft.objects.count()) == (1, 0)


def test_paper_that_comes_in_first_wins_and_the_web_says_so(client: Client, wave: Wave) -> None:
    code = make_code(wave)
    resident = Resident(client, wave).start(code=code.code).answer_all()
    Response.objects.create(wave=wave, channel="paper", code=code, answered_on=timezone.localdate())
    refused = resident.send()
    assert refused.status_code == 422 and "もう受け取っています" in refused.content.decode()
    assert (Response.objects.count(), Draft.objects.count(), Answer.objects.count()) == (1, 1, 0)


def test_wrong_numbers_are_answered_alike(client: Client, wave: Wave, shiomidai: District) -> None:
    there = make_questionnaire(shiomidai)
    codes = ["9999-9999-9999", "ACDE-FGHM", "xx", "", make_code(there, "MMMMMMMM").code]
    Resident(Client(), there).start()
    codes.append(Draft.objects.latest("pk").resume_code)
    gone = Resident(Client(), wave).start().draft
    Wave.objects.filter(pk=wave.pk).update(
        opens_on=timezone.localdate() - timedelta(days=20), closes_on=timezone.localdate() - timedelta(days=4)
    )
    codes.append(gone.resume_code)
    told = {
        (page.status_code, page.context["error"]) for page in (resume(client, wave, code) for code in codes)
    }
    assert len(told) == 1
    assert told.pop()[1].startswith("この番号の回答は、見つかりませんでした。")


def test_guessing_is_stopped_and_right_numbers_are_not_counted(
    client: Client, wave: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = Resident(Client(), wave).start().draft.resume_code
    monkeypatch.setattr(entrance, "WRONG_CODES", "3/h")
    for _ in range(4):
        assert resume(client, wave, number).status_code == 302
    guesses = [resume(client, wave, f"{guess:012}").status_code for guess in range(5)]
    assert guesses == [422, 422, 422, 422, 429]
    assert resume(client, wave, number).status_code == 429
    assert client.get(reverse("surveys:access_code", args=["wakaba", "ACDEFGHJ"])).status_code == 429


# -- Stopping and going on ------------------------------------------------------------------------------------------------


def test_stopping_gives_a_number_with_which_one_goes_on_elsewhere(client: Client, wave: Wave) -> None:
    resident = Resident(client, wave).start()
    resident.press("age", age="2")
    stopped = resident.press("joins", "pause", joins="1")
    number = resident.draft.resume_code
    shown = f"{number[:4]}-{number[4:8]}-{number[8:]}"
    assert shown in text_of(client, stopped["Location"])
    phone = Client()
    after = resume(phone, wave, shown.replace("-", " "))
    assert after["Location"] == url("answer_continue", wave)
    assert phone.get(after["Location"])["Location"] == url("answer_page", wave, "joins")
    Resident(phone, wave).answer_all().send()
    assert Response.objects.count() == 1
    # The device where it was begun knows that it is done.
    assert "もう受け取りました" in text_of(client, url("answer_continue", wave))


def test_the_number_of_the_sheet_goes_on_too(client: Client, wave: Wave) -> None:
    code = make_code(wave)
    Resident(client, wave).start(code=code.code).press("age", age="2")
    other = Client()
    assert resume(other, wave, code.code)["Location"] == url("answer_continue", wave)
    Resident(other, wave).start(code=code.code)
    assert Draft.objects.count() == 1
    # A sheet with which nobody has begun leads to the start.
    fresh = make_code(wave, "CCCCCCCC")
    assert resume(other, wave, "cccc-cccc")["Location"] == reverse(
        "surveys:access_code", args=["wakaba", fresh.code]
    )


def test_who_returns_to_the_survey_goes_on_where_they_were(client: Client, wave: Wave) -> None:
    Resident(client, wave).start().press("age", age="2")
    assert "つづきから答える" in text_of(client, wave.get_absolute_url())
    client.post(url("wave_start", wave))
    assert Draft.objects.count() == 1


def test_who_began_in_time_may_finish_three_days_longer(client: Client, wave: Wave) -> None:
    resident = Resident(client, wave).start().answer_all()
    today = timezone.localdate()
    Wave.objects.filter(pk=wave.pk).update(closes_on=today - timedelta(days=3))
    assert resume(Client(), wave, resident.draft.resume_code).status_code == 302
    assert resident.send().status_code == 302


def test_after_that_it_is_told_that_it_is_over(client: Client, wave: Wave) -> None:
    resident = Resident(client, wave).start().answer_all()
    page = resident.open("age")
    today = timezone.localdate()
    Wave.objects.filter(pk=wave.pk).update(closes_on=today - timedelta(days=4))
    assert "受け付けは終わりました" in page.press(age="1").content.decode()
    assert Response.objects.count() == 0


def test_who_has_a_draft_that_ran_out_begins_anew(client: Client, wave: Wave) -> None:
    Resident(client, wave).start()
    Draft.objects.all().delete()
    assert "回答をはじめる" in text_of(client, wave.get_absolute_url())
    Resident(client, wave).start()
    assert Draft.objects.count() == 1


def test_closing_ends_it_at_once(client: Client, wave: Wave) -> None:
    resident = Resident(client, wave).start().answer_all()
    review = client.get(url("answer_review", wave))
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    told = client.post(url("answer_review", wave), {"version": review.context["version"]})
    assert "受け付けは終わりました" in told.content.decode()
    assert (Response.objects.count(), resident.draft.pk > 0) == (0, True)


# -- Couples on one device ------------------------------------------------------------------------------------------------


def test_the_next_person_gets_a_fresh_start_and_does_not_see_the_copy(client: Client, wave: Wave) -> None:
    Resident(client, wave).start().answer_all().send()
    assert "バス停が遠い" in text_of(client, url("answer_thanks", wave))
    assert client.post(url("wave_next", wave))["Location"] == wave.get_absolute_url()
    assert "バス停が遠い" not in text_of(client, url("answer_thanks", wave))
    assert "回答をはじめる" in text_of(client, wave.get_absolute_url())
    Resident(client, wave).start().answer_all().send()
    assert Response.objects.count() == 2


def test_somebody_else_may_come_first_and_the_number_still_goes_on(client: Client, wave: Wave) -> None:
    first = Resident(client, wave).start()
    first.press("age", age="3")
    number = first.draft.resume_code
    client.post(url("wave_next", wave))
    Resident(client, wave).start().answer_all().send()
    client.post(url("wave_next", wave))
    assert resume(client, wave, number).status_code == 302
    assert Draft.objects.get().answers == {"age": {"codes": [3]}}


def test_so_many_people_a_day_on_one_device(client: Client, wave: Wave) -> None:
    for _ in range(MOST_A_DAY):
        Resident(client, wave).start().press("joins", joins="1")
        Resident(client, wave).send()
        last = client.post(url("wave_next", wave))
    assert "この端末では、今日はここまでです" in last.content.decode()
    received = client.get(url("answer_continue", wave)).content.decode()
    assert "もう受け取りました" in received
    assert ("つぎの方が答える" in received, "つづけて答えられる人数に達しました" in received) == (False, True)
    Resident(client, wave).start()
    assert (Response.objects.count(), Draft.objects.count()) == (MOST_A_DAY, 0)
    # With codes from paper there is no such limit.
    Resident(client, wave).start(code=make_code(wave).code).answer_all().send()
    assert Response.objects.count() == MOST_A_DAY + 1


def test_a_forged_seat_is_none(client: Client, wave: Wave) -> None:
    draft = Resident(Client(), wave).start().draft
    today = timezone.localdate()
    client.cookies[f"answer-{wave.pk}"] = f"{draft.pk}|{draft.resume_code}|own|{today}|1:forged"
    assert client.get(url("answer_page", wave, "age"))["Location"] == wave.get_absolute_url()


# -- Cookies and days -----------------------------------------------------------------------------------------------------


def test_a_page_sent_without_its_cookie_is_kept_until_the_number_is_entered(
    client: Client, wave: Wave
) -> None:
    resident = Resident(client, wave).start()
    page = resident.open("table")
    client.cookies.clear()
    lost = page.press(voice_x="まだ送っていない文", friends_n="3")
    assert lost.status_code == 422
    kept: dict[str, Any] = {name: value for name, value in lost.context["kept"] if name != "asked"}
    assert kept["q-voice-x"] == "まだ送っていない文"
    kept["asked"] = [value for name, value in lost.context["kept"] if name == "asked"]
    wrong = client.post(page.address, kept | {"resume_code": "1111-1111-1111"})
    assert wrong.status_code == 422 and "見つかりませんでした" in wrong.content.decode()
    found = client.post(page.address, kept | {"resume_code": resident.draft.resume_code})
    assert found["Location"] == url("answer_review", wave)
    assert resident.draft.answers["voice"] == {"text": "まだ送っていない文"}
    assert client.get(found["Location"]).status_code == 200


def test_a_failed_check_of_the_origin_keeps_what_was_typed(wave: Wave) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post(url("answer_page", wave, "age"), {"q-age": "1", "q-voice-x": "長い\n文"})
    text = page.content.decode()
    assert page.status_code == 403 and "もう一度送る" in text
    assert 'name="q-voice-x" value="長い\n文"' in text
    # Nowhere else: a password never comes back in a page.
    login = client.post(reverse("account_login"), {"login": "a@example.jp", "password": "secret-word"})
    assert login.status_code == 403 and "secret-word" not in login.content.decode()


# -- The telephone --------------------------------------------------------------------------------------------------------


def test_a_coordinator_goes_on_with_the_callers_number(
    client_of: ClientOf, coordinator: User, wave: Wave
) -> None:
    caller = Resident(Client(), wave).start()
    caller.press("age", age="3")
    desk = client_of(coordinator)
    phone = reverse("surveys:answer_phone", args=["wakaba"])
    after = desk.post(phone, {"code": caller.draft.resume_code})
    assert after["Location"] == url("answer_continue", wave)
    assert "電話の聞きとりです" in text_of(desk, url("answer_page", wave, "joins"))
    Resident(desk, wave).press("joins", joins="1")
    review = desk.get(url("answer_review", wave))
    desk.post(url("answer_review", wave), {"version": review.context["version"], "is_proxy": "on"})
    response = Response.objects.get()
    assert (response.channel, response.is_proxy, response.entered_by) == ("phone", True, coordinator)
    assert desk.post(url("wave_next", wave))["Location"] == phone


def test_a_call_without_a_number_begins_anew_also_where_codes_are_asked_for(
    client_of: ClientOf, coordinator: User, wave: Wave
) -> None:
    Wave.objects.filter(pk=wave.pk).update(access=Wave.Access.CODE)
    desk = client_of(coordinator)
    phone = reverse("surveys:answer_phone", args=["wakaba", wave.pk])
    assert f'value="{wave.pk}" checked' in text_of(desk, phone)
    assert desk.post(phone, {}).status_code == 422
    desk.post(phone, {"wave": wave.pk})
    Resident(desk, wave).answer_all().send()
    assert Response.objects.get().channel == "phone"
    assert desk.post(phone, {"code": "1111"}).context["error"].startswith("この番号の回答は、見つかり")


def test_a_seat_of_the_telephone_is_nothing_without_the_right(
    client_of: ClientOf, coordinator: User, wave: Wave
) -> None:
    desk = client_of(coordinator)
    desk.post(reverse("surveys:answer_phone", args=["wakaba"]), {"wave": wave.pk})
    desk.post(reverse("account_logout"))
    Resident(desk, wave).answer_all().send()
    response = Response.objects.get()
    assert (response.channel, response.entered_by) == ("web", None)


# -- The trial ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [Wave.State.DRAFT, Wave.State.REVIEW, Wave.State.OPEN])
def test_trial_answers_work_before_publishing_and_never_count(
    client_of: ClientOf, coordinator: User, wave: Wave, state: str
) -> None:
    Wave.objects.filter(pk=wave.pk).update(state=state)
    desk = client_of(coordinator)
    after = desk.post(url("wave_test", wave))
    assert after["Location"] == url("answer_continue", wave)
    banner = "ためしの回答です。集計には入りません。"
    trial = Resident(desk, wave)
    for key in ("age", "joins"):
        assert banner in trial.open(key).text
    trial.answer_all()
    assert banner in text_of(desk, url("answer_review", wave))
    trial.send()
    assert "ためしの回答でした。" in text_of(desk, url("answer_thanks", wave))
    assert (Response.objects.get().is_test, Response.objects.counted().count()) == (True, 0)


def test_nobody_tries_out_a_survey_that_is_closed(client_of: ClientOf, coordinator: User, wave: Wave) -> None:
    desk = client_of(coordinator)
    desk.post(url("wave_test", wave))
    Resident(desk, wave).answer_all()
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    desk.post(url("answer_review", wave), {"version": Draft.objects.get().version})
    assert "受け付けていません" in desk.post(url("wave_test", wave), follow=True).content.decode()
    assert Response.objects.count() == 0
    assert "ためしに答える" not in text_of(desk, f"/wakaba/surveys/waves/{wave.pk}/preview/")
