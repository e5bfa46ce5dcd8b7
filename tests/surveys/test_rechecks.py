"""Double entry: a sample that can be drawn again, keyed without seeing the first, settled by the sheet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.models import District, User
from portal.permissions import access_for
from surveys.actions import batches, rechecks
from surveys.models import Recheck, Response, Wave
from surveys.overview.paper import differing_sheets, waves_to_key
from surveys.reports.filled import answers_of
from surveys.reports.rechecks import Accuracy, accuracy, differences, sample
from tests.surveys.factory import answers, respond
from tests.surveys.paper_records import paper_wave, questionnaire

pytestmark = pytest.mark.django_db

FIRST = answers(age=2, trouble=[1, 5], join=1, voice="道が暗い。")


@pytest.fixture
def wave(wakaba: District) -> Wave:
    return paper_wave(wakaba)


def keyed(wave: Wave, count: int, given: dict | None = None, **fields: object) -> list[Response]:
    """Sheets with numbers that were keyed in once."""
    batch = batches.add_batch(wave, name="若葉1丁目", form="sheet", size=count)
    return [
        respond(wave, [given or FIRST], code=code, channel="paper", **fields)[0]
        for code in batch.codes.select_related("batch")
    ]


def test_the_same_seed_draws_the_same_sheets(wave: Wave) -> None:
    keyed(wave, 30)
    drawn = [response.pk for response in sample(wave, seed=1)]
    assert len(drawn) == 3
    assert [response.pk for response in sample(wave, seed=1)] == drawn
    assert any([response.pk for response in sample(wave, seed=seed)] != drawn for seed in range(2, 6))
    assert len(sample(wave, share=20)) == 6


def test_a_tenth_of_few_is_one_and_what_was_keyed_again_stays(wave: Wave, chair: User) -> None:
    responses = keyed(wave, 4)
    (drawn,) = sample(wave)
    other = next(response for response in responses if response != drawn)
    rechecks.recheck(other, answers=FIRST, by=chair)
    assert set(sample(wave)) == {drawn, other}


def test_only_numbered_paper_can_be_found_again(wave: Wave) -> None:
    (response,) = keyed(wave, 1)
    respond(wave, [FIRST] * 20, channel="paper")
    respond(wave, [FIRST] * 20)
    assert sample(wave, share=20) == [response]


@pytest.mark.parametrize(
    ("second", "keys"),
    [
        (FIRST, []),
        (FIRST | answers(trouble=[5, 1], voice="道が 暗い"), []),
        (FIRST | answers(trouble=[1]), ["trouble"]),
        (FIRST | {"join": {"invalid": True}}, ["join"]),
        (FIRST | answers(join=4, why=[1]), ["join", "why"]),
        ({key: answer for key, answer in FIRST.items() if key != "voice"}, ["voice"]),
    ],
)
def test_where_two_keyings_differ(wave: Wave, second: dict, keys: list[str]) -> None:
    assert differences(questionnaire(wave), FIRST, second) == keys


def test_nothing_is_left_to_do_where_both_are_the_same(wave: Wave, chair: User) -> None:
    given = answers(voice="電話は090-1234-5678です")
    (response,) = keyed(wave, 1, given)
    found = rechecks.recheck(response, answers=given, by=chair)
    assert (found.differences, found.compared) == ([], 6)  # 問4-1 was asked of neither
    assert found.settled_on
    assert found.answers == answers(voice="電話は［電話番号］です")
    with pytest.raises(ValidationError, match="もう2回目の入力がすんでいます"):
        rechecks.recheck(response, answers=given, by=chair)


def test_the_second_is_right_and_the_answer_is_put_right(wave: Wave, chair: User) -> None:
    (response,) = keyed(wave, 1)
    second = answers(age=3, trouble=[1], join=4, why=[2])
    found = rechecks.recheck(response, answers=second, by=chair)
    assert found.differences == ["age", "trouble", "join", "why", "voice"]
    with pytest.raises(ValidationError, match="どれが正しいかをすべて選んでください"):
        rechecks.settle(found, verdicts={"age": "first"}, by=chair)
    verdicts = {"age": "first", "trouble": "neither", "join": "second", "why": "second", "voice": "first"}
    found = rechecks.settle(found, verdicts=verdicts, by=chair)
    assert answers_of(questionnaire(wave), response) == FIRST | answers(join=4, why=[2])
    assert found.errors == ["trouble", "join", "why"]
    response.refresh_from_db()
    assert response.corrected_by == chair


def test_error_rates(wave: Wave, chair: User) -> None:
    same, settled, waiting = keyed(wave, 3)
    rechecks.recheck(same, answers=FIRST, by=chair)
    found = rechecks.recheck(settled, answers=FIRST | answers(age=1, trouble=[1]), by=chair)
    rechecks.settle(found, verdicts={"age": "second", "trouble": "first"}, by=chair)
    rechecks.recheck(waiting, answers=FIRST | answers(age=1), by=chair)
    figures = accuracy(Recheck.objects.all())
    assert figures == Accuracy(
        rechecked=3, compared=18, differing=3, unsettled=1, settled_compared=12, errors=1
    )
    assert (figures.difference_rate, figures.error_rate) == (16.7, 8.3)


def test_after_the_end_nothing_is_keyed_again(wave: Wave, chair: User) -> None:
    (response,) = keyed(wave, 1)
    Wave.objects.update(state=Wave.State.CLOSED)
    with pytest.raises(ValidationError, match="締め切ったあとは、二重入力はできません"):
        rechecks.recheck(response, answers=FIRST, by=chair)


# -- Pages ------------------------------------------------------------------------------------------------------------


def test_keyed_again_without_seeing_the_first_then_settled(
    wave: Wave, coordinator: User, chair: User, client_of: Callable[..., Client]
) -> None:
    (response,) = keyed(wave, 1, entered_by=coordinator)
    client = client_of(chair)

    def address(name: str, *more: int) -> str:
        return reverse(f"surveys:{name}", args=["wakaba", wave.pk, *more])

    assert "1番の2回目を入力（のこり1枚）" in client.get(address("recheck_list")).content.decode()
    screen = client.get(address("recheck_key", response.pk)).content.decode()
    assert screen.count("autofocus") == 2  # the first box; the other one is of the dialog, which is closed
    assert "道が暗い" not in screen
    assert "1回目もあなたが入力した用紙です" not in screen
    answer = client.post(
        address("recheck_key", response.pk),
        {"do": "save", "q-age": "3", "q-trouble": "1 5", "q-join": "1", "q-voice": "道が暗い"},
        follow=True,
    )
    assert "1番：1つの質問で、1回目とちがいます。" in answer.content.decode()
    sides = client.get(address("recheck_settle", response.pk)).content.decode()
    assert "1回目：20代" in sides
    assert "2回目：30代" in sides
    assert client.post(address("recheck_settle", response.pk), {}).status_code == 422
    client.post(address("recheck_settle", response.pk), {"age": "second"})
    assert answers_of(questionnaire(wave), response) == FIRST | answers(age=3)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many(
    count: int,
    wave: Wave,
    coordinator: User,
    client_of: Callable[..., Client],
    django_assert_max_num_queries: Callable,
) -> None:
    for response in keyed(wave, count):
        rechecks.recheck(response, answers=FIRST, by=coordinator)
    client = client_of(coordinator)
    with django_assert_max_num_queries(10):
        assert (
            len(client.get(reverse("surveys:recheck_list", args=["wakaba", wave.pk])).context["rows"])
            == count
        )


def test_the_desk_tells_what_is_to_be_keyed_and_settled(
    wave: Wave, coordinator: User, editor: User, wakaba: District
) -> None:
    (response,) = keyed(wave, 1)
    rechecks.recheck(response, answers=FIRST | answers(age=1), by=coordinator)
    access = access_for(coordinator, wakaba)
    assert [item.text.partition("　")[0] for item in waves_to_key(access).items] == [f"{wave}"]
    assert [item.text for item in differing_sheets(access).items] == [f"{wave}　1番"]
    assert waves_to_key(access_for(editor, wakaba)).count == 0
    Wave.objects.update(closes_on=timezone.localdate() + timedelta(days=30))
    assert waves_to_key(access).count == 0
