"""Answering on the web, page by page, without an account: next and back, mistakes, the review, sending once."""

from typing import Any

import pytest
from django.test import Client

from portal.models import District
from surveys.models import Answer, Draft, Participation, Response, Wave
from tests.surveys.answering import Resident, make_questionnaire, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    return make_questionnaire(wakaba)


@pytest.fixture
def resident(client: Client, wave: Wave) -> Resident:
    """Who has begun to answer."""
    return Resident(client, wave).start()


# -- From the start to the thanks -----------------------------------------------------------------------------------------


def test_a_resident_answers_page_by_page_and_sends(resident: Resident, wave: Wave) -> None:
    first = resident.client.get(url("answer_continue", wave))
    assert first["Location"] == url("answer_page", wave, "age")
    after = resident.press("age", age="3", sex="99")
    assert after["Location"] == url("answer_page", wave, "joins")
    # The follow-up opens, since it is for who takes no part.
    after = resident.press("joins", joins="2")
    assert after["Location"] == url("answer_page", wave, "why_not")
    after = resident.press(
        "why_not", why_not=["1", "2"], table_i1="1", friends_n="３", voice_x="バス停が遠い"
    )
    assert after["Location"] == url("answer_review", wave)
    review = resident.client.get(after["Location"]).content.decode()
    for words in (
        "70代以上",
        "答えたくない",
        "忙しい、知らない",
        "民生委員：知っている",
        "3人",
        "バス停が遠い",
    ):
        assert words in review
    sent = resident.send()
    assert sent["Location"] == url("answer_thanks", wave)
    response = Response.objects.get()
    assert (response.channel, response.is_test, response.entered_by) == ("web", False, None)
    assert Answer.objects.filter(response=response).count() == 8
    assert (Draft.objects.count(), Participation.objects.count()) == (0, 1)


def test_who_takes_part_is_not_asked_why_not(resident: Resident, wave: Wave) -> None:
    resident.press("age")
    after = resident.press("joins", joins="1")
    page = resident.client.get(after["Location"])
    assert [field.asked.key for field in page.context["fields"]] == ["table", "friends", "voice"]
    assert (page.context["first"], page.context["last"], page.context["total"]) == (4, 6, 6)


def test_progress_is_told_in_words(resident: Resident) -> None:
    page = resident.open("age")
    assert "6問のうち <strong>1問目から2問目</strong>" in page.text
    assert "<title>6問のうち1問目｜" in page.text


def test_one_question_a_page(client: Client, wave: Wave) -> None:
    resident = Resident(client, wave).start(mode="one")
    assert resident.press("age", age="1")["Location"] == url("answer_page", wave, "sex")
    assert resident.press("sex", "skip", sex="1")["Location"] == url("answer_page", wave, "joins")
    assert resident.draft.answers == {"age": {"codes": [1]}}
    assert "とばす" not in resident.open("joins").text  # it must be answered


def test_the_reader_changes_how_many_questions_are_shown(resident: Resident, wave: Wave) -> None:
    after = resident.press("age", "one", age="1", sex="2")
    assert after["Location"] == url("answer_page", wave, "age")
    assert [field.asked.key for field in resident.open("age").response.context["fields"]] == ["age"]
    resident.press("sex", "many", sex="2")
    page = resident.open("sex")
    assert [field.asked.key for field in page.response.context["fields"]] == ["age", "sex"]
    assert resident.draft.answers == {"age": {"codes": [1]}, "sex": {"codes": [2]}}


# -- Nothing that was typed is lost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("go", "to"), [("back", "age"), ("pause", "")])
def test_back_and_stop_keep_what_was_typed_even_where_it_is_no_answer_yet(
    resident: Resident, wave: Wave, go: str, to: str
) -> None:
    resident.press("joins", joins="1")
    after = resident.press("table", go, friends_n="三人くらい", voice_x="途中の")
    assert after["Location"] == (
        url("answer_pause", wave) if go == "pause" else url("answer_page", wave, "joins")
    )
    page = resident.open("table")
    assert 'value="三人くらい"' in page.text and "途中の</textarea>" in page.text


def test_back_from_the_first_page_leads_to_the_survey(resident: Resident, wave: Wave) -> None:
    assert resident.press("age", "back", age="1")["Location"] == wave.get_absolute_url()
    assert resident.draft.answers == {"age": {"codes": [1]}}


def test_an_answer_can_be_taken_back_without_javascript(resident: Resident, wave: Wave) -> None:
    resident.press("age", "save", age="1", sex="2")
    after = resident.press("age", empty="age", age="1", sex="2")
    assert after["Location"] == url("answer_page", wave, "age") + "#q-age"
    assert resident.draft.answers == {"sex": {"codes": [2]}}


def test_who_comes_back_goes_on_at_the_page_that_was_shown_last(resident: Resident, wave: Wave) -> None:
    def page_now() -> str:
        return resident.client.get(url("answer_continue", wave))["Location"]

    resident.press("age", age="1")
    assert page_now() == url("answer_page", wave, "joins")
    resident.press("joins")  # a mistake keeps one there
    assert page_now() == url("answer_page", wave, "joins")
    resident.press("joins", "back", joins="1")
    assert page_now() == url("answer_page", wave, "age")
    resident.answer_all()
    assert page_now() == url("answer_review", wave)
    resident.open("age", "?from=review").press(age="2")
    assert page_now() == url("answer_review", wave)


def test_answers_of_other_pages_stay(resident: Resident) -> None:
    resident.press("age", age="1")
    resident.press("joins", joins="2")
    resident.press("why_not", why_not=["3"], why_not_t3="足が悪い", table_i2="2")
    assert resident.draft.answers == {
        "age": {"codes": [1]},
        "joins": {"codes": [2]},
        "why_not": {"codes": [3], "texts": {"3": "足が悪い"}},
        "table": {"items": {"2": 2}},
    }


def test_what_branching_made_void_is_not_sent(resident: Resident) -> None:
    resident.press("joins", joins="2")
    resident.press("why_not", why_not=["1"])
    resident.press("joins", joins="1")
    resident.send()
    assert sorted(Answer.objects.values_list("question__key", flat=True)) == ["joins"]


# -- Mistakes -------------------------------------------------------------------------------------------------------------


def test_mistakes_are_told_beside_the_question_with_what_was_typed(resident: Resident, wave: Wave) -> None:
    resident.press("joins", joins="2")
    page = resident.press("why_not", why_not=["1", "2", "4"], friends_n="たくさん")
    assert page.status_code == 422
    text = page.content.decode()
    assert "<title>エラー：" in text
    errors = {field.asked.key: field.error for field in page.context["fields"] if field.error}
    assert errors == {
        "why_not": "2つまで選べます。いまは3つ選ばれています。",
        "friends": "数字で書いてください（例：3）。",
    }
    assert 'id="q-why_not-error"' in text and 'href="#q-friends"' in text
    assert 'value="たくさん"' in text and text.count("checked") == 3
    # The first mistake takes the focus, in any browser.
    assert text.count(" autofocus") == 1
    assert 'name="q-why_not" value="1" checked autofocus' in text


def test_what_must_be_answered_is_asked_for_and_the_rest_may_be_passed_over(
    resident: Resident, wave: Wave
) -> None:
    assert resident.press("age")["Location"] == url("answer_page", wave, "joins")
    page = resident.press("joins")
    assert (page.status_code, page.context["wrong"][0].error) == (
        422,
        "この質問には、かならずお答えください。",
    )


def test_the_review_names_what_keeps_it_from_being_sent(resident: Resident, wave: Wave) -> None:
    resident.press("table", "back", friends_n="たくさん")
    page = resident.send()
    assert page.status_code == 422
    assert [(line.asked.key, line.error) for line in page.context["wrong"]] == [
        ("joins", "この質問には、かならずお答えください。"),
        ("friends", "数字で書いてください（例：3）。"),
    ]
    assert f"{url('answer_page', wave, 'joins')}?from=review#q-joins" in page.content.decode()
    assert (Response.objects.count(), Draft.objects.count()) == (0, 1)


def test_a_correction_leads_back_to_the_review(resident: Resident, wave: Wave) -> None:
    resident.answer_all()
    after = resident.open("age", "?from=review").press(age="1")
    assert after["Location"] == url("answer_review", wave)
    # What was not asked before is asked now.
    after = resident.open("joins", "?from=review").press(joins="2")
    assert after["Location"] == url("answer_page", wave, "why_not") + "?from=review"


# -- Sent once ------------------------------------------------------------------------------------------------------------


def test_sending_twice_makes_one_response(resident: Resident, wave: Wave) -> None:
    resident.answer_all()
    review = resident.client.get(url("answer_review", wave))
    data = {"version": review.context["version"]}
    assert resident.client.post(url("answer_review", wave), data).status_code == 302
    again = resident.client.post(url("answer_review", wave), data)
    assert again.status_code == 200 and "もう受け取りました" in again.content.decode()
    for name, args in (("answer_review", ()), ("answer_page", ("age",)), ("answer_continue", ())):
        assert "もう受け取りました" in resident.client.get(url(name, wave, *args)).content.decode()
    assert Response.objects.count() == 1
    # Nor does the start begin another one by itself.
    resident.start()
    assert Draft.objects.count() == 0
    assert "もう受け取りました" in resident.client.get(wave.get_absolute_url()).content.decode()


def test_the_copy_is_for_this_browser_and_can_be_erased(resident: Resident, wave: Wave) -> None:
    resident.answer_all().send()
    thanks = resident.client.get(url("answer_thanks", wave))
    assert "バス停が遠い" in thanks.content.decode() and "no-store" in thanks["Cache-Control"]
    assert "バス停が遠い" not in Client().get(url("answer_thanks", wave)).content.decode()
    resident.client.post(url("answer_thanks", wave))
    erased = resident.client.get(url("answer_thanks", wave)).content.decode()
    assert "回答を受け取りました" in erased and "バス停が遠い" not in erased


def test_a_copy_too_long_for_the_browser_keeps_the_beginning_and_says_so(
    resident: Resident, wave: Wave
) -> None:
    wave.questions.filter(key="voice").update(max_length=2000)
    Wave.objects.filter(pk=wave.pk).update(edition=99)
    resident.press("joins", joins="1")
    text = "".join(chr(0x4E00 + number * 7) for number in range(2000))
    resident.press("table", voice_x=text)
    sent = resident.send()
    assert len(sent.cookies[f"copy-{wave.pk}"].output()) < 4096
    thanks = resident.client.get(url("answer_thanks", wave)).content.decode()
    assert text[:200] in thanks and text[:220] not in thanks and "はじめの部分だけ" in thanks
    assert Answer.objects.get(question__key="voice").text == text


def test_nothing_that_tells_who_is_stored(resident: Resident) -> None:
    resident.answer_all().send()
    assert "sessionid" not in resident.client.cookies
    cookies = {name: dict(cookie) for name, cookie in resident.client.cookies.items() if name != "csrftoken"}
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in cookies.values())


def test_a_thing_that_was_sent_cannot_be_traced_to_its_response(resident: Resident) -> None:
    resident.answer_all()
    number = resident.draft.resume_code
    resident.send()
    participation = Participation.objects.get()
    assert number not in participation.digest
    assert [field.name for field in Participation._meta.concrete_fields] == ["id", "wave", "digest"]


# -- Two windows ----------------------------------------------------------------------------------------------------------


def test_two_windows_on_one_answer_are_told_and_never_overwritten(resident: Resident, wave: Wave) -> None:
    one, other = resident.open("age"), resident.open("age")
    one.press(age="1")
    told = other.press(age="3", sex="2")
    assert told.status_code == 409
    text = told.content.decode()
    assert "ほかの画面で、ちがう答えが入っています" in text
    assert "ほかの画面での答え：<strong>10〜30代</strong>" in text
    assert 'value="3" checked' in text  # what was typed here is still there
    assert resident.draft.answers == {"age": {"codes": [1]}}
    # Pressing again, now that it is known, decides.
    other.response = told
    assert other.press(age="3", sex="2").status_code == 302
    assert resident.draft.answers == {"age": {"codes": [3]}, "sex": {"codes": [2]}}


def test_two_windows_on_different_pages_or_with_one_answer_do_not_disturb_each_other(
    resident: Resident,
) -> None:
    one, other, same = resident.open("age"), resident.open("joins"), resident.open("age")
    assert one.press(age="1").status_code == 302
    assert other.press(joins="1").status_code == 302
    assert same.press(age="1").status_code == 302


def test_the_review_is_sent_as_it_was_looked_at(resident: Resident, wave: Wave) -> None:
    resident.answer_all()
    review = resident.client.get(url("answer_review", wave))
    resident.press("age", age="1")
    told = resident.client.post(url("answer_review", wave), {"version": review.context["version"]})
    assert told.status_code == 409
    assert "ほかの画面で、答えが変わりました" in told.content.decode()
    assert Response.objects.count() == 0
    sent = resident.client.post(url("answer_review", wave), {"version": told.context["version"]})
    assert sent.status_code == 302


def test_each_change_is_kept_at_once_where_there_is_javascript(resident: Resident) -> None:
    page = resident.open("age")
    saved = page.autosave(age="2")
    assert saved.status_code == 200
    assert "ここまで保存しました" in saved.content.decode() and "<html" not in saved.content.decode()
    # The answer to a saving may get lost on the way: the page saves on and is in no conflict with itself.
    assert page.autosave(age="3").status_code == 200
    assert page.press(age="1").status_code == 302
    assert resident.draft.answers == {"age": {"codes": [1]}}


def test_a_page_that_was_overtaken_keeps_what_is_typed_in_it(resident: Resident, wave: Wave) -> None:
    page = resident.open("table")
    resident.press("joins", joins="1")
    resident.send()
    assert page.autosave(voice_x="まだ書いている").status_code == 204
    assert "もう受け取りました" in page.press(voice_x="まだ書いている").content.decode()


def test_signs_that_no_database_takes_are_left_out(resident: Resident, wave: Wave) -> None:
    page = resident.open("table")
    data = page.data("next", voice_x="暗い\0道", friends_n="3\0") | {"window": "\0", "seen": "\0"}
    assert resident.client.post(page.address, data).status_code == 302
    assert resident.draft.answers == {"voice": {"text": "暗い道"}, "friends": {"number": "3"}}


def test_numbers_that_nobody_can_mean_are_left_out(resident: Resident, wave: Wave) -> None:
    page, digits = resident.open("table"), "1" * 5000
    data = page.data("next", voice_x="暗い道") | {"q-table-i1": digits, "q-age": digits}
    assert resident.client.post(page.address, data).status_code == 302
    assert resident.draft.answers == {"voice": {"text": "暗い道"}}
    assert resident.client.post(url("answer_review", wave), {"version": digits}).status_code == 409


def test_a_conflict_is_told_while_typing_and_in_full_at_the_next_press(resident: Resident) -> None:
    one, other = resident.open("age"), resident.open("age")
    one.press(age="1")
    told = other.autosave(age="3")
    assert "ほかの画面で" in told.content.decode()
    assert resident.draft.answers == {"age": {"codes": [1]}}
    assert other.press(age="3").status_code == 409


# -- What pages cost ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_page_takes_four_queries_and_keeping_it_two_more(
    client: Client, wave: Wave, one_by_one: bool, django_assert_num_queries: Any
) -> None:
    resident = Resident(client, wave).start(mode="one" if one_by_one else "many")
    page = resident.open("age")
    with django_assert_num_queries(3):  # district, wave, draft
        resident.open("age")
    # The same, a savepoint and its end, the draft again, now locked, and written.
    with django_assert_num_queries(7):
        page.press(age="1")


def test_the_review_and_the_survey_itself(
    resident: Resident, wave: Wave, django_assert_num_queries: Any
) -> None:
    resident.answer_all()
    with django_assert_num_queries(3):
        resident.client.get(url("answer_review", wave))
    with django_assert_num_queries(3):
        resident.client.get(wave.get_absolute_url())
