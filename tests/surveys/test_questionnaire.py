"""The questionnaire in memory: order, numbers, branching, pages; and what counts as an answer."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from portal.models import District
from surveys.models import Choice, Question, Wave
from surveys.questionnaire import (
    Asked,
    clean_answer,
    clean_answers,
    in_words,
    questionnaire_of,
    read_questionnaire,
)
from tests.surveys.factory import answers, make_question, make_section, make_survey, make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    return make_wave(make_survey(wakaba))


def asked(wave: Wave, key: str, kind: str = "S", **fields: Any) -> Asked:
    make_question(wave, key, kind, **fields)
    return read_questionnaire(wave).by_key[key]


def refusal(question: Asked, answer: dict[str, Any]) -> str:
    """What a person reads of an answer that cannot be kept."""
    with pytest.raises(ValidationError) as caught:
        clean_answer(question, answer)
    [message] = caught.value.messages
    return str(message)


def branching(wave: Wave) -> None:
    """問1; 問2 with 問2-1 and, of that, 問2-1-1; 問2-2; then in a second section 問3."""
    make_question(wave, "age", choices=["若い", "年配"])
    joins = make_question(wave, "joins", choices=["している", "していない"])
    why = make_question(
        wave,
        "why_not",
        "M",
        choices=["忙しい", "知らない"],
        shown_if=joins,
        shown_codes=[2],
        is_required=True,
    )
    make_question(wave, "how_to_know", choices=["紙", "ウェブ"], shown_if=why, shown_codes=[2])
    make_question(wave, "what", "T", shown_if=joins, shown_codes=[1])
    make_section(wave, title="さいごに")
    make_question(wave, "voice", "T", is_required=True)


# -- Order, numbers, conditions -------------------------------------------------------------------------------------------


def test_questions_are_numbered_in_order_and_follow_ups_below_their_question(wave: Wave) -> None:
    branching(wave)
    questions = read_questionnaire(wave).questions
    assert [(each.key, each.label) for each in questions] == [
        ("age", "問1"),
        ("joins", "問2"),
        ("why_not", "問2-1"),
        ("how_to_know", "問2-1-1"),
        ("what", "問2-2"),
        ("voice", "問3"),
    ]


def test_a_follow_up_says_for_whom_it_is(wave: Wave) -> None:
    branching(wave)
    by_key = read_questionnaire(wave).by_key
    assert by_key["why_not"].condition == "問2で「していない」と答えた方"
    assert by_key["age"].condition == ""
    Question.objects.filter(key="why_not").update(shown_codes=[1, 2])
    assert read_questionnaire(wave).by_key["why_not"].condition == "問2で「している」「していない」と答えた方"


def test_order_counts_and_not_when_a_question_was_made(wave: Wave) -> None:
    make_question(wave, "second", order=2)
    make_question(wave, "first", order=1)
    section = make_section(wave, order=0)
    make_question(wave, "zeroth", section=section)
    assert [each.key for each in read_questionnaire(wave).questions] == ["zeroth", "first", "second"]


@pytest.mark.parametrize("count", [1, 3])
def test_reading_takes_four_queries_however_long(
    wave: Wave, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_question(wave, f"q{number}", "MX", choices=["はい", "いいえ"], items=["朝", "夜"])
    with django_assert_num_queries(4):
        questionnaire = read_questionnaire(wave)
        assert [len(each.choices) + len(each.items) for each in questionnaire.questions] == [4] * count


def test_what_is_kept_in_memory_follows_the_edition(wave: Wave, django_assert_num_queries: Any) -> None:
    make_question(wave, "age", choices=["若い", "年配"])
    first = questionnaire_of(wave)
    with django_assert_num_queries(0):
        assert questionnaire_of(wave) is first
    Choice.objects.filter(code=1).update(text="10代")
    Wave.objects.filter(pk=wave.pk).update(edition=F("edition") + 1)
    wave.refresh_from_db()
    assert questionnaire_of(wave).by_key["age"].codes[1].text == "10代"


# -- Branching ------------------------------------------------------------------------------------------------------------


def shown(wave: Wave, **given: Any) -> list[str]:
    return [each.key for each in read_questionnaire(wave).shown(answers(**given))]


def test_follow_ups_are_shown_by_the_answers_before_them(wave: Wave) -> None:
    branching(wave)
    assert shown(wave) == ["age", "joins", "voice"]
    assert shown(wave, joins=1) == ["age", "joins", "what", "voice"]
    assert shown(wave, joins=2) == ["age", "joins", "why_not", "voice"]
    assert shown(wave, joins=2, why_not=[1, 2]) == ["age", "joins", "why_not", "how_to_know", "voice"]


def test_a_changed_answer_takes_the_whole_branch_with_it(wave: Wave) -> None:
    branching(wave)
    given = answers(joins=1, why_not=[2], how_to_know=1, voice="声")
    assert read_questionnaire(wave).without_hidden(given) == answers(joins=1, voice="声")
    assert shown(wave, joins=1, why_not=[2], how_to_know=1) == ["age", "joins", "what", "voice"]


def test_what_is_missing_is_asked_only_of_who_was_asked(wave: Wave) -> None:
    branching(wave)
    questionnaire = read_questionnaire(wave)
    assert [each.key for each in questionnaire.missing(answers(joins=1))] == ["voice"]
    assert [each.key for each in questionnaire.missing(answers(joins=2))] == ["why_not", "voice"]
    assert questionnaire.missing(answers(joins=2, why_not=[1], voice="声")) == []


# -- Pages ----------------------------------------------------------------------------------------------------------------


def pages(wave: Wave, **how: bool) -> list[list[str]]:
    return [[each.key for each in page.questions] for page in read_questionnaire(wave).pages(**how)]


def test_a_page_is_a_section_cut_before_what_depends_on_it(wave: Wave) -> None:
    branching(wave)
    assert pages(wave) == [["age", "joins"], ["why_not"], ["how_to_know", "what"], ["voice"]]
    first = [page.is_first_of_section for page in read_questionnaire(wave).pages()]
    assert first == [True, False, False, True]


def test_one_question_a_page(wave: Wave) -> None:
    branching(wave)
    assert pages(wave, one_by_one=True) == [[key] for key in read_questionnaire(wave).by_key]


def test_an_empty_section_makes_no_page(wave: Wave) -> None:
    make_section(wave)
    assert pages(wave) == []


# -- S and SC -------------------------------------------------------------------------------------------------------------


def test_one_choice(wave: Wave) -> None:
    question = asked(wave, "q", choices=["はい", "いいえ"])
    assert clean_answer(question, {"codes": ["2"]}) == {"codes": [2]}
    assert clean_answer(question, {"codes": []}) is None
    assert clean_answer(question, {}) is None
    assert refusal(question, {"codes": [1, 2]}) == "1つだけ選んでください。"
    assert refusal(question, {"codes": [3]}) == "選択肢の中から選んでください。"
    assert refusal(question, {"codes": ["はい"]}) == "選択肢の中から選んでください。"
    assert refusal(question, {"codes": [99]}) == "選択肢の中から選んでください。"
    scale = asked(wave, "scale", "SC", choices=["そう思う", "思わない"])
    assert clean_answer(scale, {"codes": [1]}) == {"codes": [1]}
    assert refusal(scale, {"codes": [1, 2]}) == "1つだけ選んでください。"


def with_other(wave: Wave, kind: str) -> Asked:
    question = make_question(wave, "q", kind, choices=["バス", "その他"])
    question.choices.filter(code=2).update(takes_text=True)
    return read_questionnaire(wave).by_key["q"]


def test_what_is_written_beside_a_choice_belongs_to_it(wave: Wave) -> None:
    question = with_other(wave, "S")
    assert clean_answer(question, {"codes": [2], "texts": {"2": " 自転車 "}}) == {
        "codes": [2],
        "texts": {"2": "自転車"},
    }
    assert clean_answer(question, {"texts": {"2": "自転車"}}) == {"codes": [2], "texts": {"2": "自転車"}}
    # Something else was chosen; and where there is no room to write, nothing is read.
    assert clean_answer(question, {"codes": [1], "texts": {"2": "自転車"}}) == {"codes": [1]}
    assert clean_answer(question, {"codes": [1], "texts": {"1": "バス停"}}) == {"codes": [1]}
    assert (
        refusal(question, {"codes": [2], "texts": {"2": "あ" * 101}})
        == "（  ）の中は、100字までにしてください。"
    )


# -- M --------------------------------------------------------------------------------------------------------------------


def test_several_choices_in_the_order_of_the_paper(wave: Wave) -> None:
    question = asked(wave, "q", "M", choices=["朝", "昼", "夜", "とくにない"], max_choices=2)
    assert clean_answer(question, {"codes": [3, "1", 3]}) == {"codes": [1, 3]}
    assert refusal(question, {"codes": [1, 2, 3]}) == "2つまで選べます。いまは3つ選ばれています。"


def test_a_choice_for_itself_alone(wave: Wave) -> None:
    question = make_question(wave, "q", "M", choices=["朝", "昼", "とくにない"])
    question.choices.filter(code=3).update(is_exclusive=True)
    ready = read_questionnaire(wave).by_key["q"]
    assert clean_answer(ready, {"codes": [3]}) == {"codes": [3]}
    assert refusal(ready, {"codes": [1, 3]}) == "「とくにない」は、ほかの答えと一緒に選べません。"


def test_who_writes_into_the_brackets_means_that_choice_too(wave: Wave) -> None:
    question = with_other(wave, "M")
    assert clean_answer(question, {"codes": [1], "texts": {"2": "自転車"}}) == {
        "codes": [1, 2],
        "texts": {"2": "自転車"},
    }


# -- 「答えたくない」 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["S", "SC", "M", "MX", "N", "T"])
def test_one_may_refuse_where_it_is_offered(wave: Wave, kind: str) -> None:
    question = asked(wave, "q", kind, choices=["はい", "いいえ"], items=["朝"], may_refuse=True)
    assert clean_answer(question, {"codes": ["99"]}) == {"codes": [99]}
    more: dict[str, Any] = {
        "MX": {"items": {"1": 1}},
        "N": {"number": "3"},
        "T": {"text": "声"},
    }.get(kind, {})
    codes = [99] if more else [1, 99]
    assert (
        refusal(question, {"codes": codes} | more)
        == "「答えたくない」を選ぶときは、ほかの答えを消してください。"
    )


# -- MX -------------------------------------------------------------------------------------------------------------------


def test_a_table_keeps_the_lines_that_were_answered(wave: Wave) -> None:
    question = asked(wave, "q", "MX", choices=["知っている", "知らない"], items=["民生委員", "包括"])
    assert clean_answer(question, {"items": {"1": "2", "2": ""}}) == {"items": {"1": 2}}
    assert clean_answer(question, {"items": {1: 1, 9: 1}}) == {"items": {"1": 1}}
    assert clean_answer(question, {"items": {}}) is None
    assert refusal(question, {"items": {"2": 3}}) == "「包括」は、選択肢の中から選んでください。"


# -- N --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("3", "3"), ("３人", "3"), (" 3 人 ", "3"), ("1,200", "1200"), ("2.50", "2.5"), ("0", "0"), ("-0", "0")],
)
def test_numbers_are_read_as_people_write_them(wave: Wave, typed: str, kept: str) -> None:
    assert clean_answer(asked(wave, "q", "N", unit="人"), {"number": typed}) == {"number": kept}


@pytest.mark.parametrize("typed", ["三人くらい", "1/2", "NaN", "Infinity", "1e99", "3.141"])
def test_what_is_no_number_is_told(wave: Wave, typed: str) -> None:
    assert refusal(asked(wave, "q", "N", unit="人"), {"number": typed}) == "数字で書いてください（例：3）。"


def test_numbers_have_their_range_and_unit(wave: Wave) -> None:
    question = asked(wave, "q", "N", unit="㎡", minimum=1, maximum=50)
    assert clean_answer(question, {"number": "50㎡"}) == {"number": "50"}
    assert refusal(question, {"number": "0"}) == "1㎡以上の数にしてください。"
    assert refusal(question, {"number": "51"}) == "50㎡以下の数にしてください。"
    assert clean_answer(question, {"number": " "}) is None


# -- T --------------------------------------------------------------------------------------------------------------------


def test_texts_have_their_length(wave: Wave) -> None:
    question = asked(wave, "q", "T", max_length=10)
    assert clean_answer(question, {"text": " バスが\r\nほしい\0 "}) == {"text": "バスが\nほしい"}
    assert clean_answer(question, {"text": " \n "}) is None
    assert refusal(question, {"text": "あ" * 12}) == "10字までにしてください。いまは12字あります。"


# -- All answers ----------------------------------------------------------------------------------------------------------


def test_paper_can_say_that_an_answer_cannot_be_read(wave: Wave) -> None:
    question = asked(wave, "q", choices=["はい", "いいえ"])
    assert clean_answer(question, {"invalid": True, "codes": [7]}) == {"invalid": True}


def test_all_answers_are_cleaned_with_what_is_wrong_beside_them(wave: Wave) -> None:
    branching(wave)
    given = {
        "age": {"codes": ["1"]},
        "joins": {"codes": [1, 2]},
        "why_not": {"codes": [1]},
        "voice": {"text": "声"},
        "unknown": {"codes": [1]},
    }
    cleaned, wrong = clean_answers(read_questionnaire(wave), given)
    # 問2 cannot be kept, so that nobody knows whether 問2-1 was to be asked.
    assert cleaned == {"age": {"codes": [1]}, "voice": {"text": "声"}}
    assert wrong == {"joins": "1つだけ選んでください。"}


def test_answers_in_words(wave: Wave) -> None:
    make_question(wave, "m", "M", choices=["朝", "その他"], may_refuse=True)
    make_question(wave, "mx", "MX", choices=["知っている", "知らない"], items=["民生委員", "包括"])
    make_question(wave, "n", "N", unit="人")
    make_question(wave, "t", "T")
    by_key = read_questionnaire(wave).by_key
    assert in_words(by_key["m"], {"codes": [1, 2], "texts": {"2": "夕方"}}) == "朝、その他（夕方）"
    assert in_words(by_key["m"], {"codes": [99]}) == "答えたくない"
    assert in_words(by_key["m"], {"codes": [1, 77]}) == "朝"
    assert in_words(by_key["mx"], {"items": {"2": 1, "1": 2}}) == "民生委員：知らない、包括：知っている"
    assert in_words(by_key["n"], {"number": "3"}) == "3人"
    assert in_words(by_key["t"], {"text": "声"}) == "声"
    assert in_words(by_key["t"], None) == ""
    assert in_words(by_key["t"], {"invalid": True}) == "無効"
