"""What came back, by neighbourhood, while a wave is open."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.models import District, User
from portal.permissions import access_for
from surveys.actions import batches
from surveys.actions.disposal import dispose_wave
from surveys.actions.waves import close_wave
from surveys.models import Choice, Wave
from surveys.overview.evidence import handover_tables
from surveys.reports.figures import Returned
from surveys.reports.response_rates import Reminder, received, response_rates
from surveys.reports.results import wave_results
from tests.surveys.factory import answers, make_question, respond
from tests.surveys.paper_records import make_neighborhoods, paper_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    """Handed out: 8 in the 1st neighbourhood, 4 in the 2nd; 2 at the counter, of which nobody told."""
    wave = paper_wave(wakaba)
    one, two, three = make_neighborhoods(wakaba, 10, 5, 3)
    cho = make_question(
        wave, "cho", choices=(one.name, two.name, three.name, "わからない"), attribute="neighborhood"
    )
    for code, place in enumerate((one, two, three), start=1):
        Choice.objects.filter(question=cho, code=code).update(neighborhood=place)
    add = batches.add_batch
    add(wave, name=one.name, neighborhood=one, size=10, distributed=8)
    add(wave, name=two.name, neighborhood=two, size=5, distributed=4)
    add(wave, name="窓口", size=2)
    return wave


def send(wave: Wave, serial: int | None, channel: str, cho: int | None = None, **fields: object) -> None:
    code = wave.codes.select_related("batch").get(serial=serial) if serial else None
    respond(wave, [answers(cho=cho) if cho else answers(age=1)], code=code, channel=channel, **fields)


def test_by_neighbourhood_and_channel(wave: Wave) -> None:
    send(wave, 1, "paper", cho=2)  # where the sheet was handed out counts, not what was answered
    send(wave, 2, "web")
    send(wave, 11, "phone", is_proxy=True)
    send(wave, 16, "paper", cho=3)  # from the counter: handed out in no neighbourhood
    send(wave, None, "web", cho=1)  # without a number: what was answered is not looked at
    send(wave, None, "web", cho=4)
    send(wave, None, "paper")
    send(wave, None, "web", cho=1, is_test=True)
    rates = response_rates(wave)
    assert rates.lines == (
        Returned("若葉1丁目", 8, paper=1, web=1, phone=0, rate=25.0),
        Returned("若葉2丁目", 4, paper=0, web=0, phone=1, rate=25.0),
        Returned("町内の分からない分", None, paper=2, web=2, phone=0, rate=None),
    )
    assert rates.total == Returned("合計", 12, paper=3, web=3, phone=1, rate=58.3)
    assert (rates.untold, rates.proxies) == (("窓口",), 1)


def test_residents_read_small_neighbourhoods_together(wave: Wave) -> None:
    for serial in (1, 2, 3, 4, 5, 6):
        send(wave, serial, "paper")
    send(wave, 11, "web")
    send(wave, None, "web")
    one, two, elsewhere = response_rates(wave).lines
    assert [line.total for line in (one, two, elsewhere)] == [6, 1, 1]
    # Two lines of one each are 2, still few: the smallest of the others goes with them.
    closed = close_wave(wave)
    assert wave_results(closed).returned == (
        Returned("そのほかの町内（まとめ）", 12, paper=6, web=2, phone=0, rate=None),
    )
    for _ in range(4):
        respond(closed, [answers(age=1)], channel="web")
    assert wave_results(closed).returned == (
        Returned("若葉1丁目", 8, paper=6, web=0, phone=0, rate=75.0),
        Returned("そのほかの町内（まとめ）", 4, paper=0, web=6, phone=0, rate=None),
    )


def test_where_to_ask_again(wave: Wave) -> None:
    for serial in (1, 2, 3, 4, 11):
        send(wave, serial, "paper")
    assert response_rates(wave).reminders == (Reminder("若葉2丁目", 25.0, 3),)


def test_nothing_handed_out(wakaba: District) -> None:
    rates = response_rates(paper_wave(wakaba))
    assert (rates.lines, rates.total.rate, rates.reminders) == ((), None, ())


def test_the_page_tells_counts_and_no_answers(
    wave: Wave, editor: User, client_of: Callable[..., Client], django_assert_max_num_queries: Callable
) -> None:
    for serial in (1, 11):
        send(wave, serial, "paper")
    client = client_of(editor)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("surveys:returned", args=["wakaba", wave.pk])).content.decode()
    assert "次のまとまりは、回収率の計算に入っていません：窓口" in page
    assert "10代" not in page


def test_what_came_back_stays_when_the_answers_are_gone(
    wave: Wave, wakaba: District, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    respond(wave, [answers(cho=1)] * 6, channel="paper")
    respond(wave, [answers(cho=1)], channel="web")
    wave = dispose_wave(close_wave(wave))
    came = Returned("合計", 12, paper=6, web=1, phone=0, rate=58.3)
    assert response_rates(wave).total == received(wave) == came
    assert sum(line.total for line in response_rates(wave).lines) == 7
    (table,) = handover_tables(access_for(coordinator, wakaba), "coordinator")
    assert [row[3] for row in table.rows] == ["7件"]
    desk = client_of(coordinator)
    for name in ("wave_manage", "returned", "batch_list"):
        assert desk.get(reverse(f"surveys:{name}", args=["wakaba", wave.pk])).status_code == 200
