"""The editor of a questionnaire: sections, questions of all kinds, choices, items, follow-ups, order; edits that collide."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.models import District, Neighborhood, User
from surveys.actions import choices, questions, sections
from surveys.actions.responses import Filled, record_response
from surveys.models import Choice, Question, Wave
from surveys.questionnaire import questionnaire_of, read_questionnaire
from tests.surveys.factory import answers, make_question, make_section, make_survey, make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    """A wave in preparation."""
    return make_wave(make_survey(wakaba), state=Wave.State.DRAFT)


@pytest.fixture
def client(coordinator: User, client_of: Callable[[User | None], Client]) -> Client:
    return client_of(coordinator)


def page(wave: Wave, *more: object) -> str:
    return f"/wakaba/surveys/waves/{wave.pk}/questions/{''.join(f'{part}/' for part in more)}"


def labels(wave: Wave) -> list[str]:
    return [f"{asked.label} {asked.key}" for asked in read_questionnaire(wave).questions]


# -- New questions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "sent", "stored"),
    [
        (
            "M",
            {"choices": "買い物\nごみ出し\nとくにない\nその他（　）", "max_choices": 3},
            {"max_choices": 3},
        ),
        ("SC", {"choices": "わかりにくい\nふつう\nわかりやすい\n読んでいない"}, {}),
        ("MX", {"choices": "助かる\n必要ない", "items": "買い物\n草取り"}, {}),
        ("N", {"minimum": 0, "maximum": 20, "unit": "人"}, {"minimum": 0, "maximum": 20, "unit": "人"}),
        ("T", {"max_length": 400}, {"max_length": 400}),
    ],
)
def test_a_question_of_each_kind_is_added(
    kind: str, sent: dict, stored: dict, wave: Wave, client: Client
) -> None:
    section = make_section(wave)
    client.post(f"{page(wave, 'new')}?kind={kind}&section={section.pk}", {"text": "どうですか"} | sent)
    question = wave.questions.get()
    assert (question.kind, question.section) == (kind, section)
    assert {name: getattr(question, name) for name in stored} == stored


def test_lines_say_what_a_choice_is(wave: Wave) -> None:
    question = make_question(wave, "q1", "M")
    choices.add_choices(
        question, texts=["買い物", "特にない", "その他（　　）", "その他のこと( )", "わからない"]
    )
    found = question.choices.values_list("text", "is_exclusive", "takes_text", "is_outside")
    assert list(found) == [
        ("買い物", False, False, False),
        ("特にない", True, False, False),
        ("その他", False, True, False),
        ("その他のこと", False, True, False),
        ("わからない", False, False, True),
    ]


def test_steps_of_a_scale_get_points(wave: Wave) -> None:
    question = make_question(wave, "q1", "SC")
    choices.add_choices(question, texts=["わるい", "ふつう", "よい", "読んでいない"])
    assert list(question.choices.values_list("text", "score")) == [
        ("わるい", 1),
        ("ふつう", 2),
        ("よい", 3),
        ("読んでいない", None),
    ]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("20代", (20, 29)),
        ("８０歳以上", (80, None)),
        ("70代以上", (70, None)),
        ("18〜29歳", (18, 29)),
        ("19歳以下", (0, 19)),
        ("20歳未満", (0, 19)),
    ],
)
def test_words_tell_ages(text: str, ages: tuple[int, int | None]) -> None:
    assert choices.ages_in(text) == {"age_from": ages[0], "age_to": ages[1]}


def test_a_word_without_ages_tells_none() -> None:
    assert choices.ages_in("答えない") == {}


def test_a_choice_that_is_there_already_is_refused_and_kept_in_the_field(wave: Wave, client: Client) -> None:
    question = make_question(wave, "q1", choices=["はい"])
    response = client.post(page(wave, question.pk, "choices", "add"), {"lines": "いいえ\nはい"})
    assert response.status_code == 422
    assert "いいえ\nはい" in response.content.decode()
    assert [choice.text for choice in question.choices.all()] == ["はい"]


def test_the_neighbourhoods_become_choices_in_one_press(
    wave: Wave, wakaba: District, shiomidai: District, client: Client
) -> None:
    first, second = (
        Neighborhood.objects.create(district=wakaba, name=name, order=order)
        for order, name in enumerate(["若葉一丁目", "若葉二丁目"])
    )
    Neighborhood.objects.create(district=shiomidai, name="潮見台一丁目")
    question = make_question(wave, "q3", attribute="neighborhood")
    for _ in range(2):
        client.post(page(wave, question.pk, "neighborhoods"))
    assert list(question.choices.values_list("code", "text", "neighborhood")) == [
        (1, "若葉一丁目", first.pk),
        (2, "若葉二丁目", second.pk),
    ]


# -- Keys and codes ---------------------------------------------------------------------------------------------------


def test_a_new_question_gets_a_key_that_the_series_never_had(wave: Wave) -> None:
    make_question(make_wave(wave.survey, number=2), "q7_trouble")
    question = Question(wave=wave, section=make_section(wave), kind="T", text="ひとこと")
    assert questions.add_question(question).key == "q8"


def test_a_new_choice_gets_a_code_that_the_key_never_had(wave: Wave) -> None:
    other = make_wave(wave.survey, number=2)
    make_question(other, "q1", choices=["一", "二", "三"])
    make_question(other, "q2", choices=[str(number) for number in range(20)])
    question = make_question(wave, "q1", choices=["一"])
    assert [choice.code for choice in choices.add_choices(question, texts=["四", "五"])] == [4, 5]


def test_the_code_of_refusing_is_never_a_choice(wave: Wave) -> None:
    question = make_question(wave, "q1")
    Choice.objects.create(question=question, code=98, text="あ")
    assert [choice.code for choice in choices.add_choices(question, texts=["い", "う"])] == [100, 101]


def test_a_key_keeps_its_kind_over_the_waves(wave: Wave) -> None:
    make_question(make_wave(wave.survey, number=2), "q1", "M", choices=["一"])
    question = Question(wave=wave, section=make_section(wave), kind="S", text="どれ", key="q1")
    with pytest.raises(ValidationError, match="第2回では「いくつでも選ぶ」"):
        questions.add_question(question)


# -- Follow-ups -------------------------------------------------------------------------------------------------------


def test_a_followup_comes_right_behind_its_question(wave: Wave, client: Client) -> None:
    parent = make_question(wave, "q1", choices=["はい", "いいえ"])
    make_question(wave, "q2", "T")
    for text in ("なぜですか", "いつですか"):
        sent = {"text": text, "shown_codes": [2], "max_length": 200}
        client.post(f"{page(wave, 'new')}?kind=T&parent={parent.pk}", sent)
    asked = read_questionnaire(wave).questions
    assert [(each.label, each.question.text) for each in asked[1:]] == [
        ("問1-1", "なぜですか"),
        ("問1-2", "いつですか"),
        ("問2", "質問 q2"),
    ]
    assert asked[1].condition == "問1で「いいえ」と答えた方"


def test_a_question_is_asked_of_some_and_of_everybody_again(wave: Wave, client: Client) -> None:
    parent = make_question(wave, "q1", choices=["はい", "いいえ"])
    question = make_question(wave, "q2", "T")
    condition = page(wave, question.pk, "condition")
    assert client.post(f"{condition}?parent={parent.pk}", {"save": 1}).status_code == 422
    client.post(f"{condition}?parent={parent.pk}", {"save": 1, "codes": [1]})
    question.refresh_from_db()
    assert (question.shown_if, question.shown_codes) == (parent, [1])
    client.post(condition, {"everybody": 1})
    question.refresh_from_db()
    assert (question.shown_if, question.shown_codes) == (None, [])


def test_a_followup_stays_behind_its_question(wave: Wave) -> None:
    parent = make_question(wave, "q1", choices=["はい", "いいえ"])
    question = make_question(wave, "q2", "T", shown_if=parent, shown_codes=[1])
    with pytest.raises(ValidationError, match="もとの質問より後に"):
        questions.move_question(question, by_places=-1)
    with pytest.raises(ValidationError, match="もとの質問より後に"):
        questions.move_question(parent, by_places=1)


def test_what_a_followup_hangs_on_is_not_deleted(wave: Wave) -> None:
    parent = make_question(wave, "q1", choices=["はい", "いいえ", "ほか"])
    make_question(wave, "q2", "T", shown_if=parent, shown_codes=[1])
    first, second, _ = parent.choices.all()
    with pytest.raises(ValidationError, match="「質問 q2」を聞いて"):
        questions.delete_question(parent)
    with pytest.raises(ValidationError, match="先に、その質問の条件"):
        choices.delete_choice(first)
    choices.delete_choice(second)
    assert [choice.text for choice in parent.choices.all()] == ["はい", "ほか"]


# -- Order ------------------------------------------------------------------------------------------------------------


def test_questions_move_over_the_ends_of_sections(wave: Wave, client: Client) -> None:
    first = make_section(wave, title="一")
    second = make_section(wave, title="二")
    a = make_question(wave, "a", "T", section=first)
    make_question(wave, "b", "T", section=second)
    client.post(page(wave, a.pk, "move"), {"to": "down"})
    assert labels(wave) == ["問1 a", "問2 b"]
    a.refresh_from_db()
    assert a.section == second
    client.post(page(wave, a.pk, "move"), {"to": "down"})
    assert labels(wave) == ["問1 b", "問2 a"]
    client.post(page(wave, a.pk, "move"), {"to": "down"})
    assert labels(wave) == ["問1 b", "問2 a"]


def test_sections_move_with_their_questions_and_go_when_empty(wave: Wave) -> None:
    first = make_section(wave, title="一")
    second = make_section(wave, title="二")
    make_question(wave, "a", "T", section=first)
    sections.move_section(second, by_places=-1)
    assert [section.title for section in wave.sections.all()] == ["二", "一"]
    with pytest.raises(ValidationError, match="質問が残っている"):
        sections.delete_section(first)
    sections.delete_section(second)
    assert [section.title for section in wave.sections.all()] == ["一"]


def test_what_somebody_else_deleted_is_told(wave: Wave) -> None:
    question = make_question(wave, "q1", choices=["一", "二"])
    choice = question.choices.get(code=1)
    stale = Question.objects.select_related("section").get()
    choices.delete_choice(question.choices.get(code=1))
    questions.delete_question(question)
    for action in (
        lambda: choices.move_row(choice, by_places=1),
        lambda: questions.move_question(stale, by_places=1),
        lambda: questions.delete_question(stale),
    ):
        with pytest.raises(ValidationError, match="先に消しました"):
            action()


def test_choices_move_and_are_numbered_in_a_row(wave: Wave, client: Client) -> None:
    question = make_question(wave, "q1", choices=["一", "二", "三"])
    following = make_question(wave, "q1b", "T", shown_if=question, shown_codes=[1, 3])
    choice = question.choices.get(text="三")
    client.post(page(wave, question.pk, "choices", choice.pk, "move"), {"to": "up"})
    assert list(question.choices.values_list("code", "text")) == [(1, "一"), (2, "三"), (3, "二")]
    following.refresh_from_db()
    assert following.shown_codes == [1, 2]
    choices.delete_choice(question.choices.get(text="二"))
    choices.add_choices(question, texts=["四"])
    assert list(question.choices.values_list("code", "text")) == [(1, "一"), (2, "三"), (3, "四")]


def test_codes_stay_where_answers_are_compared_by_them(wave: Wave, shiomidai: District) -> None:
    make_question(make_wave(wave.survey, number=2), "q1", choices=["一", "二"])
    make_question(make_wave(make_survey(shiomidai)), "q2", choices=["一", "二"])
    for key in ("q1", "q2", "q7_trouble"):  # in another wave, in another district, in the library
        question = make_question(wave, key, choices=["一", "二"])
        choices.move_row(question.choices.get(code=2), by_places=-1)
        assert list(question.choices.values_list("code", "text")) == [(2, "二"), (1, "一")]


def test_items_are_numbered_in_a_row(wave: Wave) -> None:
    question = make_question(wave, "q1", "MX", choices=["一"], items=["あ", "い", "う"])
    choices.delete_item(question.items.get(code=1))
    assert list(question.items.values_list("code", "text")) == [(1, "い"), (2, "う")]


# -- Changing ---------------------------------------------------------------------------------------------------------


def test_every_change_makes_what_is_kept_in_memory_old(wave: Wave) -> None:
    question = make_question(wave, "q1", choices=["一", "二"])
    wave.refresh_from_db()
    assert questionnaire_of(wave).questions[0].question.text == "質問 q1"
    question.text = "新しい言い方"
    questions.save_question(question)
    wave.refresh_from_db()
    assert questionnaire_of(wave).questions[0].question.text == "新しい言い方"


def test_two_people_who_change_the_same_words_are_told(wave: Wave, client: Client) -> None:
    question = make_question(wave, "q1", choices=["一", "二"])
    sent = {"text": "わたしの言い方", "kind": "S", "key": "q1", "section": question.section_id}
    client.post(page(wave, question.pk), sent | {"version": 1, "text": "あの人の言い方"})
    response = client.post(page(wave, question.pk), sent | {"version": 1})
    assert response.status_code == 422
    assert [(change.before, change.after) for change in response.context["form"].conflicts] == [
        ("あの人の言い方", "わたしの言い方")
    ]
    question.refresh_from_db()
    assert question.text == "あの人の言い方"


def test_a_kind_is_not_changed_over_choices(wave: Wave) -> None:
    question = make_question(wave, "q1", choices=["一", "二"])
    question.kind = "T"
    with pytest.raises(ValidationError, match="選択肢が残っています"):
        questions.save_question(question)


def test_test_answers_do_not_hinder_deleting(wave: Wave) -> None:
    question = make_question(wave, "q1", choices=["一", "二", "三"])
    wave.refresh_from_db()
    record_response(wave, Filled(answers=answers(q1=2), is_test=True))
    choices.delete_choice(question.choices.get(code=2))
    questions.delete_question(question)
    assert not wave.questions.exists()


def test_a_question_of_another_wave_is_not_found(wave: Wave, client: Client) -> None:
    other = make_question(make_wave(wave.survey, number=2), "q1", choices=["一"])
    assert client.get(page(wave, other.pk)).status_code == 404
    choice = other.choices.get()
    question = make_question(wave, "q1", choices=["一"])
    assert client.get(page(wave, question.pk, "choices", choice.pk)).status_code == 404
    assert client.get(page(wave, question.pk, "colours", choice.pk)).status_code == 404


# -- Pages ------------------------------------------------------------------------------------------------------------


def test_htmx_gets_the_part_it_asks_for(wave: Wave, client: Client) -> None:
    a = make_question(wave, "a", "T")
    make_question(wave, "b", "T")
    headers = {"HX-Request": "true", "HX-Target": "questions"}
    response = client.post(page(wave, a.pk, "move"), {"to": "down"}, headers=headers)
    assert response.content.decode().lstrip().startswith('<div id="questions">')
    assert "「質問 a」を動かしました。" in response.content.decode()


def test_htmx_gets_choices_again_after_a_press(wave: Wave, client: Client) -> None:
    question = make_question(wave, "q1", choices=["一", "二"])
    choice = question.choices.get(code=1)
    response = client.post(
        page(wave, question.pk, "choices", choice.pk, "delete"),
        headers={"HX-Request": "true", "HX-Target": "lists"},
    )
    assert response.content.decode().lstrip().startswith('<div id="lists">')
    assert [each.text for each in response.context["asked"].choices] == ["二"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_editor_takes_as_many_queries_however_long(
    count: int, wave: Wave, client: Client, django_assert_num_queries: Callable
) -> None:
    for number in range(count):
        section = make_section(wave, title=f"まとまり{number}")
        parent = make_question(wave, f"a{number}", choices=["一", "二"], section=section)
        make_question(wave, f"b{number}", "T", shown_if=parent, shown_codes=[1])
        make_question(wave, f"c{number}", "MX", choices=["一", "二"], items=["あ", "い"])
    client.get(page(wave))
    with django_assert_num_queries(9):
        client.get(page(wave))


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_wave_and_question_take_as_many_queries_however_long(
    count: int, wave: Wave, client: Client, django_assert_num_queries: Callable
) -> None:
    question = make_question(wave, "q0", choices=[f"選択肢{number}" for number in range(count)])
    for number in range(count):
        make_question(wave, f"a{number}", "MX", choices=["一"], items=["あ"])
    for url, number in (
        (page(wave, question.pk), 15),
        (f"/wakaba/surveys/waves/{wave.pk}/manage/", 7),
        (f"/wakaba/surveys/waves/{wave.pk}/preview/", 9),
    ):
        client.get(url)
        with django_assert_num_queries(number):
            client.get(url)
