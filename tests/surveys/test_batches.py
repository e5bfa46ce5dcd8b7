"""Batches: serial numbers in a row over a wave, unique codes, what was handed out."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.models import District, User
from surveys.actions import batches as actions
from surveys.codes import ALPHABET
from surveys.models import AccessCode, Batch, Response, Wave
from tests.surveys.factory import answers, respond
from tests.surveys.paper_records import make_neighborhoods, paper_wave, serials

pytestmark = pytest.mark.django_db


def add(wave: Wave, size: int, **fields: object) -> Batch:
    return actions.add_batch(wave, **({"name": "窓口", "form": "sheet", "size": size} | fields))


def test_serials_go_on_over_the_batches_of_a_wave(wakaba: District) -> None:
    wave = paper_wave(wakaba)
    first, second = add(wave, 3), add(wave, 2)
    assert (serials(first), serials(second)) == ([1, 2, 3], [4, 5])
    assert (second.first_serial, second.last_serial) == (4, 5)


def test_codes_are_made_of_letters_that_cannot_be_mistaken_and_none_is_given_twice(
    wakaba: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = paper_wave(wakaba)
    drawn = iter(["AAAAAAAA", "CCCCCCCC", "AAAAAAAA", "CCCCCCCC", "DDDDDDDD", "EEEEEEEE"])
    monkeypatch.setattr(actions, "new_access_code", lambda: next(drawn))
    add(wave, 2)
    second = add(wave, 2)
    assert set(second.codes.values_list("code", flat=True)) == {"DDDDDDDD", "EEEEEEEE"}
    monkeypatch.undo()
    codes = set(add(wave, 50).codes.values_list("code", flat=True))
    assert len(codes) == 50
    assert {letter for code in codes for letter in code} <= set(ALPHABET)


def test_a_batch_for_each_neighbourhood_by_its_households(wakaba: District) -> None:
    wave = paper_wave(wakaba)
    one, _, three = make_neighborhoods(wakaba, 4, None, 2)
    made = actions.add_batches(wave, neighborhoods=wakaba.neighborhoods.all(), form=Batch.Form.SHEET)
    assert [(each.neighborhood, each.size, each.first_serial) for each in made] == [
        (one, 4, 1),
        (three, 2, 5),
    ]
    assert serials(made[1]) == [5, 6]
    assert actions.add_batches(wave, neighborhoods=[one, three], form=Batch.Form.SHEET) == []
    assert [each.first_serial for each in actions.add_batches(wave, neighborhoods=[one], form="slip")] == [7]


def test_a_closed_wave_gets_no_more_sheets(wakaba: District) -> None:
    wave = paper_wave(wakaba, state=Wave.State.CLOSED)
    with pytest.raises(ValidationError, match="締め切ったアンケートには、用紙を足せません"):
        add(wave, 1)


def test_a_batch_with_answers_cannot_be_deleted(wakaba: District) -> None:
    wave = paper_wave(wakaba)
    batch = add(wave, 2)
    respond(wave, [answers(age=1)], code=batch.codes.first(), channel="paper")
    with pytest.raises(ValidationError, match="もう1件の回答を受け取っているため、消せません"):
        actions.delete_batch(batch)
    other = add(wave, 2)
    actions.delete_batch(other)
    assert AccessCode.objects.filter(wave=wave).count() == 2


def test_no_more_can_be_handed_out_than_were_made(wakaba: District) -> None:
    batch = add(paper_wave(wakaba), 2)
    batch.distributed = 3
    with pytest.raises(ValidationError, match="作った部数（2部）より多くは配れません"):
        actions.save_batch(batch)


# -- Pages ------------------------------------------------------------------------------------------------------------


def address(name: str, wave: Wave, *more: int) -> str:
    return reverse(f"surveys:{name}", args=["wakaba", wave.pk, *more])


def test_one_press_makes_a_batch_for_each_neighbourhood(
    wakaba: District, coordinator: User, client_of: Callable[..., Client]
) -> None:
    wave = paper_wave(wakaba)
    make_neighborhoods(wakaba, 30, 20)
    client = client_of(coordinator)
    answer = client.post(address("batch_add_all", wave), {"form": "sheet"}, follow=True)
    assert "2の町内に、合わせて50部を作りました（1番から50番まで）。" in answer.content.decode()
    assert list(wave.batches.values_list("name", "size")) == [("若葉1丁目", 30), ("若葉2丁目", 20)]


def test_distributed_counts_on_one_page(
    wakaba: District, coordinator: User, client_of: Callable[..., Client]
) -> None:
    wave = paper_wave(wakaba)
    one, two = add(wave, 30), add(wave, 20)
    client = client_of(coordinator)
    sent = {f"b{one.pk}-distributed": "28", f"b{two.pk}-distributed": "21", f"b{one.pk}-handed_out_on": ""}
    answer = client.post(address("batch_distributed", wave), sent)
    assert answer.status_code == 422
    assert "作った部数（20部）より多くは配れません。" in answer.content.decode()
    assert 'value="28"' in answer.content.decode()
    client.post(address("batch_distributed", wave), sent | {f"b{two.pk}-distributed": "19"})
    assert list(wave.batches.values_list("distributed", flat=True)) == [28, 19]


def test_kind_and_size_stay_once_the_numbers_are_given_out(
    wakaba: District, coordinator: User, client_of: Callable[..., Client]
) -> None:
    wave = paper_wave(wakaba)
    batch = add(wave, 3)
    client_of(coordinator).post(
        address("batch_edit", wave, batch.pk), {"name": "公民館", "size": "9", "form": "slip", "version": "1"}
    )
    batch.refresh_from_db()
    assert (batch.name, batch.size, batch.form) == ("公民館", 3, "sheet")


def test_the_reason_is_told_where_a_batch_cannot_be_deleted(
    wakaba: District, coordinator: User, client_of: Callable[..., Client]
) -> None:
    wave = paper_wave(wakaba)
    batch = add(wave, 1)
    respond(wave, [answers(age=1)], code=batch.codes.get(), channel="paper")
    answer = client_of(coordinator).post(address("batch_delete", wave, batch.pk))
    assert answer.status_code == 422
    assert "1件の回答を受け取っているため" in answer.content.decode()
    assert Response.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many_batches(
    count: int,
    wakaba: District,
    coordinator: User,
    client_of: Callable[..., Client],
    django_assert_max_num_queries: Callable,
) -> None:
    wave = paper_wave(wakaba)
    for _ in range(count):
        add(wave, 2)
    client = client_of(coordinator)
    with django_assert_max_num_queries(12):
        assert client.get(address("batch_list", wave)).context["batches"].count() == count
