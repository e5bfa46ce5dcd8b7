"""Taking in answers from every channel: the rows that are written, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.models import District, User
from surveys.actions.responses import Filled, record_response, record_responses
from surveys.models import AccessCode, Answer, Batch, Remark, Response, Wave
from tests.surveys.factory import answers, make_question, make_survey, make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    wave = make_wave(make_survey(wakaba))
    make_question(wave, "age", choices=["若い", "年配"], may_refuse=True)
    question = make_question(wave, "wishes", "M", choices=["バス", "店", "その他"])
    question.choices.filter(code=3).update(takes_text=True)
    make_question(wave, "table", "MX", choices=["知っている", "知らない"], items=["民生委員", "包括"])
    make_question(wave, "friends", "N")
    make_question(wave, "voice", "T")
    return wave


def make_code(wave: Wave, serial: int = 1) -> AccessCode:
    batch, _ = Batch.objects.get_or_create(wave=wave, name="若葉一丁目", first_serial=1, size=10)
    return AccessCode.objects.create(wave=wave, batch=batch, serial=serial, code=f"ACDEFG{serial:02}")


def rows_of(response: Response) -> list[tuple[Any, ...]]:
    """The rows of a response: question, item, choice, and what else they say."""
    return [
        (
            row.question.key,
            row.item and row.item.code,
            row.choice and row.choice.code,
            row.number if row.number is not None else row.text or row.is_refused or row.is_invalid,
        )
        for row in response.answers.select_related("question", "item", "choice").order_by("pk")
    ]


def test_each_answer_becomes_the_rows_that_are_counted(wave: Wave) -> None:
    given = answers(age=2, table={1: 1, 2: 2}) | {
        "wishes": {"codes": [1, 3], "texts": {"3": "足湯"}},
        "friends": {"number": "2.5"},
        "voice": {"text": "夜道が暗い"},
    }
    response = record_response(wave, Filled(answers=given))
    assert rows_of(response) == [
        ("age", None, 2, False),
        ("wishes", None, 1, False),
        ("wishes", None, 3, "足湯"),
        ("table", 1, 1, False),
        ("table", 2, 2, False),
        ("friends", None, None, Decimal("2.5")),
        ("voice", None, None, "夜道が暗い"),
    ]


def test_a_response_keeps_how_it_came_and_nothing_about_who(wave: Wave) -> None:
    response = record_response(wave, Filled(answers=answers(age=1)))
    kept = {field.name: getattr(response, field.attname) for field in Response._meta.concrete_fields}
    assert kept.pop("answered_on") == timezone.localdate()
    assert {name: value for name, value in kept.items() if value} == {
        "id": response.pk,
        "wave": wave.pk,
        "channel": "web",
    }
    assert not any(field.get_internal_type() == "DateTimeField" for field in Response._meta.fields)


def test_paper_and_telephone_say_who_keyed_them_in(wave: Wave, coordinator: User) -> None:
    code = make_code(wave)
    response = record_response(
        wave,
        Filled(
            answers=answers(age=1),
            channel=Response.Channel.PAPER,
            is_proxy=True,
            code=code,
            answered_on=date(2026, 11, 3),
            entered_by=coordinator,
        ),
    )
    response.refresh_from_db()
    assert (response.channel, response.is_proxy, response.entered_by) == ("paper", True, coordinator)
    assert (response.batch, response.answered_on) == (code.batch, date(2026, 11, 3))


def test_refused_and_unreadable_answers_are_rows_of_their_own(wave: Wave) -> None:
    response = record_response(wave, Filled(answers={"age": {"codes": [99]}, "wishes": {"invalid": True}}))
    flags = [(row.question.key, row.is_refused, row.is_invalid) for row in response.answers.order_by("pk")]
    assert flags == [("age", True, False), ("wishes", False, True)]


def test_no_answer_leaves_no_row(wave: Wave) -> None:
    response = record_response(wave, Filled(answers={}))
    assert response.answers.count() == 0


# -- Free text ------------------------------------------------------------------------------------------------------------


def test_numbers_and_addresses_never_reach_the_tables(wave: Wave) -> None:
    given = {
        "wishes": {"codes": [3], "texts": {"3": "電話 090-1234-5678"}},
        "voice": {"text": "taro@example.jp に返事を"},
    }
    record_response(wave, Filled(answers=given))
    assert list(Answer.objects.exclude(text="").order_by("pk").values_list("text", flat=True)) == [
        "電話 ［電話番号］",
        "［メールアドレス］ に返事を",
    ]
    assert set(Remark.objects.values_list("text", flat=True)) == {
        "電話 ［電話番号］",
        "［メールアドレス］ に返事を",
    }
    one, other = Remark.objects.values_list("pk", flat=True)
    assert abs(one - other) > 1  # numbers in a row would tell that one person wrote both


def test_each_text_waits_to_be_read_with_what_looks_like_a_name(wave: Wave) -> None:
    response = record_response(wave, Filled(answers=answers(voice="山田さんに助けられた")))
    remark = Remark.objects.get()
    assert (remark.state, remark.suspects, remark.wave_id) == ("waiting", ["山田"], wave.pk)
    assert remark.answer == response.answers.get()
    assert remark.question.key == "voice"


def test_trial_answers_leave_no_text_to_read(wave: Wave) -> None:
    wave.state = Wave.State.DRAFT
    wave.save()
    response = record_response(wave, Filled(answers=answers(voice="ためし"), is_test=True))
    assert (response.is_test, Remark.objects.count()) == (True, 0)
    assert list(Response.objects.counted()) == []


# -- What is refused ------------------------------------------------------------------------------------------------------


def test_a_code_is_good_for_one_response(wave: Wave) -> None:
    code = make_code(wave)
    record_response(wave, Filled(answers=answers(age=1), code=code))
    with pytest.raises(ValidationError, match="もう受け取っています") as caught:
        record_responses(
            wave, [Filled(answers=answers(age=2)), Filled(answers=answers(age=2, voice="二枚目"), code=code)]
        )
    assert caught.value.code == "code_used"
    # All or none: nothing of the second sending is there, and nothing of the first is lost.
    assert (Response.objects.count(), Answer.objects.count(), Remark.objects.count()) == (1, 1, 0)


def test_a_code_of_another_wave_is_refused(wave: Wave) -> None:
    other = make_wave(wave.survey, number=2)
    with pytest.raises(ValidationError, match="ほかのアンケート"):
        record_response(wave, Filled(answers=answers(age=1), code=make_code(other)))


@pytest.mark.parametrize("state", [Wave.State.DRAFT, Wave.State.REVIEW, Wave.State.CLOSED])
def test_a_wave_that_is_not_open_takes_no_answers(wave: Wave, state: str) -> None:
    Wave.objects.filter(pk=wave.pk).update(state=state)
    # Also where the reader's copy is older than the closing.
    with pytest.raises(ValidationError, match="受け付けていません") as caught:
        record_response(wave, Filled(answers=answers(age=1)))
    assert caught.value.code == "not_open"
    assert Response.objects.count() == 0


def test_paper_comes_in_after_the_last_day(wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(opens_on=date(2026, 1, 1), closes_on=date(2026, 1, 31))
    assert record_response(wave, Filled(answers=answers(age=1), channel="paper")).pk


def test_an_older_copy_of_the_wave_reads_the_questionnaire_as_it_is_now(wave: Wave) -> None:
    old = Wave.objects.get(pk=wave.pk)
    make_question(wave, "new", choices=["はい"])
    response = record_response(old, Filled(answers=answers(new=1)))
    assert rows_of(response) == [("new", None, 1, False)]


# -- Many at once ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_many_take_as_many_queries_as_one(wave: Wave, count: int, django_assert_num_queries: Any) -> None:
    filled = [Filled(answers=answers(age=1, wishes=[1, 2], voice="声"))] * count
    record_responses(wave, filled)  # reads the questionnaire
    with django_assert_num_queries(8):  # two savepoints and their ends, the wave, responses, answers, remarks
        made = record_responses(wave, filled)
    assert Answer.objects.filter(response__in=made).count() == 4 * count
    remarks = Remark.objects.filter(answer__response__in=made)
    assert sorted(remark.answer.response_id for remark in remarks) == [response.pk for response in made]
