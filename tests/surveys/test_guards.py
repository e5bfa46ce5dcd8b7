"""Editing a questionnaire that residents answer: codes keep their meaning, words may be put right."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal.models import District, User
from surveys.actions import choices, questions, sections
from surveys.actions.guards import is_slip
from surveys.models import Question, Wave
from tests.surveys.factory import answers, make_question, make_survey, make_wave, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(wakaba: District) -> Question:
    """A question of a wave that somebody has answered."""
    wave = make_wave(make_survey(wakaba))
    question = make_question(
        wave, "q1", "M", choices=["買い物", "通院の足"], text="困っていることは何ですか", max_choices=2
    )
    wave.refresh_from_db()
    respond(wave, [answers(q1=[1])])
    return question


# -- Small corrections ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "small"),
    [
        ("困っていることはなんですか", "困っていることは、何ですか。", True),
        ("買い物", "買物", True),
        ("通院・外出の足", "通院･外出の足", True),
        ("お子さんと暮していますか", "お子さんと暮らしていますか", True),
        ("困っていることは何ですか", "不安なことは何ですか", False),
        ("はい", "いいえ", False),
        ("1年に1回", "1年に2回", False),
        ("できる", "できない", False),
        ("男性", "女性", False),
    ],
)
def test_a_slip_of_the_pen_is_told_from_another_meaning(before: str, after: str, small: bool) -> None:
    assert is_slip(before, after) is small


def test_a_small_correction_needs_no_reason(question: Question) -> None:
    question.text = "困っていることは、何ですか。"
    questions.save_question(question)
    assert Question.objects.get().text == "困っていることは、何ですか。"


def test_other_words_need_a_reason(question: Question) -> None:
    question.text = "いま、いちばん不安なことは何ですか"
    with pytest.raises(ValidationError) as refused:
        questions.save_question(question)
    assert set(refused.value.message_dict) == {"wording_note"}
    question.wording_note = "「困りごと」が分かりにくいという声があったため"
    questions.save_question(question)
    assert Question.objects.get().text == "いま、いちばん不安なことは何ですか"


def test_other_words_of_a_choice_need_a_reason_that_is_kept_with_the_question(question: Question) -> None:
    choice = question.choices.get(code=2)
    choice.text = "病院や店への移動"
    with pytest.raises(ValidationError) as refused:
        choices.save_choice(choice)
    assert set(refused.value.message_dict) == {"wording_note"}
    choices.save_choice(choice, wording_note="通院だけではないため")
    assert Question.objects.get().wording_note == "通院だけではないため"
    assert list(question.choices.values_list("code", "text")) == [(1, "買い物"), (2, "病院や店への移動")]


# -- What would break the counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "S"}, "kind"),
        ({"key": "q2"}, "key"),
        ({"max_choices": 1}, "max_choices"),
        ({"is_required": True}, "is_required"),
    ],
)
def test_the_meaning_of_answers_stays(question: Question, changes: dict, field: str) -> None:
    for name, value in changes.items():
        setattr(question, name, value)
    with pytest.raises(ValidationError) as refused:
        questions.save_question(question)
    assert set(refused.value.message_dict) == {field}
    assert refused.value.message_dict[field][0].startswith("公開したあとは")


@pytest.mark.parametrize(
    "changes", [{"max_choices": 3}, {"max_choices": None}, {"may_refuse": True}, {"help": "例"}]
)
def test_limits_may_grow(question: Question, changes: dict) -> None:
    for name, value in changes.items():
        setattr(question, name, value)
    questions.save_question(question)
    assert {name: getattr(Question.objects.get(), name) for name in changes} == changes


def test_refusing_is_not_taken_away(question: Question) -> None:
    Question.objects.update(may_refuse=True)
    with pytest.raises(ValidationError, match="外せません"):
        questions.save_question(question)


def test_a_range_may_only_widen(wakaba: District) -> None:
    question = make_question(make_wave(make_survey(wakaba)), "n", "N", minimum=1, maximum=10, unit="人")
    question.minimum, question.maximum = 0, 20
    questions.save_question(question)
    question.minimum, question.maximum, question.unit = 1, 15, "世帯"
    with pytest.raises(ValidationError) as refused:
        questions.save_question(question)
    assert set(refused.value.message_dict) == {"minimum", "maximum", "unit"}


def test_nothing_is_deleted_moved_or_asked_anew(question: Question) -> None:
    wave = question.wave
    choice = question.choices.get(code=2)  # that nobody has chosen
    refused = (
        lambda: choices.delete_choice(choice),
        lambda: choices.move_row(choice, by_places=-1),
        lambda: choices.add_items(question, texts=["項目"]),
        lambda: questions.delete_question(question),
        lambda: questions.move_question(question, by_places=1),
        lambda: questions.set_condition(question, parent=None),
        lambda: questions.add_question(
            Question(wave=wave, section=question.section, kind="T", text="新しい")
        ),
        lambda: sections.delete_section(question.section),
    )
    for action in refused:
        with pytest.raises(ValidationError, match="公開したあとは"):
            action()
    assert list(question.choices.values_list("code", "text")) == [(1, "買い物"), (2, "通院の足")]


def test_a_choice_is_added_at_the_end_with_a_new_code(question: Question) -> None:
    edition = Wave.objects.get().edition
    choices.add_choices(question, texts=["ごみ出し"])
    assert list(question.choices.values_list("code", "text")) == [
        (1, "買い物"),
        (2, "通院の足"),
        (3, "ごみ出し"),
    ]
    assert Wave.objects.get().edition == edition + 1


@pytest.mark.parametrize("name", ["is_exclusive", "takes_text"])
def test_what_a_choice_allows_stays(question: Question, name: str) -> None:
    choice = question.choices.get(code=2)
    setattr(choice, name, True)
    with pytest.raises(ValidationError) as refused:
        choices.save_choice(choice)
    assert set(refused.value.message_dict) == {name}


def test_how_choices_are_put_together_may_change(question: Question) -> None:
    choice = question.choices.get(code=2)
    choice.group = "移動の計"
    choices.save_choice(choice)
    assert question.choices.get(code=2).group == "移動の計"


# -- Waiting, closed, published ---------------------------------------------------------------------------------------


def test_nothing_is_changed_while_the_chair_reads(question: Question) -> None:
    Wave.objects.update(state=Wave.State.REVIEW)
    question.help = "例"
    with pytest.raises(ValidationError, match="承認を待っている"):
        questions.save_question(question)
    with pytest.raises(ValidationError, match="承認を待っている"):
        choices.add_choices(question, texts=["ごみ出し"])


def test_after_the_end_only_slips_are_put_right(question: Question) -> None:
    Wave.objects.update(state=Wave.State.CLOSED)
    question.text = "困っていることは、何ですか。"
    questions.save_question(question)
    question.text, question.wording_note = "不安なことは何ですか", "理由"
    with pytest.raises(ValidationError, match="聞いたとおりに残します"):
        questions.save_question(question)
    with pytest.raises(ValidationError, match="聞いたとおりに残します"):
        choices.add_choices(question, texts=["ごみ出し"])


def test_published_results_keep_their_words(question: Question) -> None:
    Wave.objects.update(state=Wave.State.CLOSED, results_published_on=timezone.localdate())
    question.text = "困っていることは、何ですか。"
    with pytest.raises(ValidationError, match="結果を公表している"):
        questions.save_question(question)


# -- On the pages -----------------------------------------------------------------------------------------------------


def test_the_pages_say_why_beside_what_cannot_be_done(
    question: Question, coordinator: User, client_of: Callable[[User | None], Client]
) -> None:
    client = client_of(coordinator)
    url = f"/wakaba/surveys/waves/{question.wave_id}/questions/"
    html = client.get(url).content.decode()
    assert f"{url}{question.pk}/delete/" not in html
    html = client.get(f"{url}{question.pk}/").content.decode()
    assert html.count("届いた回答の意味が変わってしまうためです。") == 3  # condition, kind, key
    sent = {"text": "まったくちがう質問です", "max_choices": 1, "wording_note": "", "version": 1}
    response = client.post(f"{url}{question.pk}/", sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"max_choices", "wording_note"}
    assert "まったくちがう質問です" in response.content.decode()
