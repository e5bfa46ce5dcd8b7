"""The question library: the standard questions of DOMAIN section 12 and what becomes of them in a wave."""

import pytest
from django.core.exceptions import ValidationError

from portal.models import District, Neighborhood
from surveys.actions.library_questions import add_library_questions, wording_for
from surveys.library import BY_KEY, LIBRARY
from surveys.models import Choice, Item, Kind, Question, Wave
from surveys.questionnaire import clean_answer, questionnaire_of
from tests.groups.challenge_records import make_theme
from tests.surveys.factory import make_question, make_survey, make_wave


@pytest.fixture
def wave(wakaba: District) -> Wave:
    Neighborhood.objects.create(district=wakaba, name="若葉一丁目", order=1)
    Neighborhood.objects.create(district=wakaba, name="けやき台", order=2)
    return make_wave(make_survey(wakaba), state=Wave.State.DRAFT, number=2, fiscal_year=2026)


def numbered(wave: Wave) -> list[tuple[str, str]]:
    wave.refresh_from_db()
    return [(asked.label, asked.key) for asked in questionnaire_of(wave).questions]


def test_the_library_holds_the_standard_questions() -> None:
    assert list(BY_KEY) == (
        ["q1_age", "q2_sex", "q3_cho", "q4_home", "q5_years", "q6_neighbor", "q7_trouble", "q8_help_need"]
        + ["q9_help_can", "q10_join", "q10b", "q11_know", "q12_media", "q13_readability", "q16_change"]
        + ["q17_feel", "q14_theme", "q15_voice"]
    )
    assert [section.title for section in LIBRARY] == [
        "あなたのこと",
        "ご近所と毎日のくらし",
        "地区の活動",
        "これからの地区",
    ]
    trouble = BY_KEY["q7_trouble"]
    assert (trouble.kind, trouble.max_choices, len(trouble.choices)) == (Kind.M, 3, 14)
    assert [choice.text for choice in trouble.choices if choice.is_exclusive] == ["とくにない"]
    assert [choice.text for choice in trouble.choices if choice.takes_text] == ["その他"]
    assert BY_KEY["q8_help_need"].items == BY_KEY["q9_help_can"].items
    scale = BY_KEY["q13_readability"].choices
    assert [choice.score for choice in scale] == [1, 2, 3, 4, 5, None]
    assert [choice.text for choice in scale if choice.is_outside] == ["読んでいない"]
    assert [choice.text for choice in scale if choice.group == "わかりやすい計"] == [
        "わかりやすい",
        "とてもわかりやすい",
    ]
    ages = BY_KEY["q1_age"].choices
    assert (ages[2].text, ages[2].age_from, ages[2].age_to) == ("30代", 30, 39)
    assert (ages[7].text, ages[7].age_from, ages[7].age_to) == ("80歳以上", 80, None)


def test_the_whole_library_becomes_a_questionnaire(wave: Wave, wakaba: District) -> None:
    make_theme(wakaba, title="移動・買い物", fiscal_year=2025)
    edition = wave.edition
    make_theme(wakaba, title="子どもの遊び場", fiscal_year=2026)
    added = add_library_questions(wave, wording=wording_for(wave, "広報紙「わかば」"))
    assert [question.key for question in added] == list(BY_KEY)
    assert [label for label, key in numbered(wave) if key in ("q10_join", "q10b", "q11_know")] == [
        "問10",
        "問10-1",
        "問11",
    ]
    assert wave.edition == edition + 1
    asked = questionnaire_of(wave).by_key
    assert [(choice.code, choice.text) for choice in asked["q3_cho"].choices] == [
        (1, "若葉一丁目"),
        (2, "けやき台"),
        (3, "わからない"),
    ]
    assert [choice.neighborhood and choice.neighborhood.name for choice in asked["q3_cho"].choices] == [
        "若葉一丁目",
        "けやき台",
        None,
    ]
    assert asked["q10b"].condition == "問10で「参加していない」と答えた方"
    assert asked["q12_media"].choices[0].text == "広報紙「わかば」"
    assert asked["q13_readability"].question.text == "広報紙「わかば」は、わかりやすいですか。"
    assert asked["q16_change"].question.text == "昨年のテーマ『移動・買い物』の取り組みを知っていますか。"
    assert [item.text for item in asked["q11_know"].items][0] == "地区社協"


def test_every_row_is_one_that_a_person_could_have_typed(wave: Wave) -> None:
    add_library_questions(wave)
    for model in (Question, Choice, Item):
        for record in model.objects.all():
            record.full_clean()
    assert Question.objects.first().versions.count() == 1  # type: ignore[union-attr]


def test_a_first_wave_does_not_ask_about_last_year(wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(number=1)
    add_library_questions(wave)
    assert {"q16_change", "q17_feel"} & {key for _, key in numbered(wave)} == set()


def test_where_the_first_theme_is_of_this_year_the_question_says_so(wave: Wave, wakaba: District) -> None:
    make_theme(wakaba, title="子どもの遊び場", fiscal_year=2026)
    add_library_questions(wave, keys=["q16_change"])
    assert wave.questions.get().text == "今年度のテーマ『子どもの遊び場』の取り組みを知っていますか。"


def test_without_a_theme_the_question_on_it_still_reads_well(wave: Wave) -> None:
    add_library_questions(wave, keys=["q16_change"])
    assert wave.questions.get().text == "昨年のテーマの取り組みを知っていますか。"


def test_single_questions_join_what_is_there(wave: Wave) -> None:
    make_question(wave, "own", text="犬を飼っていますか", choices=["はい", "いいえ"])
    add_library_questions(wave, keys=["q10_join", "q12_media", "q5_years"])
    wave.sections.filter(title="地区の活動").update(title="行事のこと")
    add_library_questions(wave, keys=["q10b"])  # goes on from a question in a part with another heading
    assert [section.title for section in wave.sections.all()] == ["あなたのこと", "行事のこと"]
    assert numbered(wave) == [
        ("問1", "own"),
        ("問2", "q5_years"),
        ("問3", "q10_join"),
        ("問3-1", "q10b"),
        ("問4", "q12_media"),
    ]


def test_a_follow_up_brings_its_question_along(wave: Wave) -> None:
    assert [question.key for question in add_library_questions(wave, keys=["q10b"])] == ["q10_join", "q10b"]


def test_questions_are_not_put_in_twice_nor_into_what_was_published(wave: Wave) -> None:
    add_library_questions(wave, keys=["q5_years"])
    with pytest.raises(ValidationError, match="「この地区に住んで何年ですか。」は、もう入っています"):
        add_library_questions(wave, keys=["q5_years", "q6_neighbor"])
    with pytest.raises(ValidationError, match="ひな形にない質問です：q99"):
        add_library_questions(wave, keys=["q99"])
    add_library_questions(wave)  # all the others
    assert wave.questions.count() == len(BY_KEY)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN)
    with pytest.raises(ValidationError, match="公開したアンケート"):
        add_library_questions(wave)


def test_at_most_three_troubles_and_none_alone(wave: Wave) -> None:
    add_library_questions(wave, keys=["q7_trouble"])
    wave.refresh_from_db()
    asked = questionnaire_of(wave).by_key["q7_trouble"]
    with pytest.raises(ValidationError, match="3つまで"):
        clean_answer(asked, {"codes": [1, 2, 3, 4]})
    with pytest.raises(ValidationError, match="「とくにない」は、ほかの答えと一緒に選べません"):
        clean_answer(asked, {"codes": [1, 13]})
    assert clean_answer(asked, {"texts": {"14": "ペットのこと"}}) == {
        "codes": [14],
        "texts": {"14": "ペットのこと"},
    }
    assert clean_answer(asked, {"codes": [99]}) == {"codes": [99]}
