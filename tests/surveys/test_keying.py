"""What a keyer types, how it is read, and what becomes of a sheet."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.models import District, User
from surveys.actions import batches, keying
from surveys.keying import as_typed, read_typed
from surveys.models import Answer, Remark, Response, Wave
from surveys.questionnaire import clean_answer
from surveys.reports.filled import answers_of
from surveys.reports.serials import look_up
from tests.surveys.factory import answers, respond
from tests.surveys.paper_records import paper_wave, questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    return paper_wave(wakaba)


def sheets(wave: Wave, size: int = 3, form: str = "sheet") -> list[Any]:
    return list(batches.add_batch(wave, name="若葉1丁目", form=form, size=size).codes.select_related("batch"))


# -- Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "typed", "answer"),
    [
        ("age", "3", {"codes": [3]}),
        ("age", " ３ ", {"codes": [3]}),
        ("age", "", {}),
        ("age", "0", {}),
        ("age", " ", {}),
        ("age", "*", {"invalid": True}),
        ("age", "×", {"invalid": True}),
        ("age", "-", {"codes": [99]}),
        ("age", "99", {"codes": [99]}),
        ("age", "ー", {"codes": [99]}),
        ("age", "12", {"codes": [1, 2]}),  # that only one may be chosen is said later
        ("trouble", "1 5 12", {"codes": [1, 5, 12]}),
        ("trouble", "1.5+12", {"codes": [1, 5, 12]}),
        ("trouble", "１、５", {"codes": [1, 5]}),
        ("trouble", "010512", {"codes": [1, 5, 12]}),
        ("trouble", "12", {"codes": [12]}),
        ("trouble", "00", {}),
        ("help", "132", {"items": {"1": 1, "2": 3, "3": 2}}),
        ("help", "1 0 2", {"items": {"1": 1, "3": 2}}),
        ("help", "000", {}),
        ("help", "", {}),
        ("help", "*", {"invalid": True}),
        ("people", "0", {"number": "0"}),
        ("people", "", {}),
        ("voice", "道が暗い。", {"text": "道が暗い。"}),
        ("voice", "  ", {}),
    ],
)
def test_typed_digits_are_read(wave: Wave, key: str, typed: str, answer: dict[str, Any]) -> None:
    assert read_typed(questionnaire(wave).by_key[key], typed) == answer


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("age", "7", "7番の選択肢はありません。"),
        ("age", "a", "選んだ番号を、数字で入力してください。"),
        ("trouble", "-", "この質問には、「答えたくない」がありません。"),
        ("trouble", "112", "「112」は読み取れません。番号と番号の間を、空けてください（例：1 12）。"),
        ("trouble", "13", "13番の選択肢はありません。"),
        ("help", "13", "3項目のうち、2項目の番号です。答えのない項目は、0にしてください。"),
        ("help", "140", "「買い物」に、4番の選択肢はありません。"),
    ],
)
def test_what_cannot_be_read_is_told(wave: Wave, key: str, typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_typed(questionnaire(wave).by_key[key], typed)
    assert refused.value.messages == [message]


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("age", "3"),
        ("age", "-"),
        ("age", "*"),
        ("trouble", "1 5 12"),
        ("help", "102"),
        ("people", "4"),
        ("voice", "道が暗い"),
        ("age", ""),
    ],
)
def test_an_answer_is_shown_as_it_is_typed(wave: Wave, key: str, typed: str) -> None:
    asked = questionnaire(wave).by_key[key]
    assert as_typed(asked, clean_answer(asked, read_typed(asked, typed))) == typed


def test_what_stands_in_brackets_belongs_to_its_choice(wave: Wave) -> None:
    asked = questionnaire(wave).by_key["trouble"]
    assert clean_answer(asked, read_typed(asked, "1", {"12": "ペット"})) == {
        "codes": [1, 12],
        "texts": {"12": "ペット"},
    }


# -- Numbers of sheets ------------------------------------------------------------------------------------------------


def test_a_number_leads_to_its_sheet(wave: Wave) -> None:
    code = sheets(wave)[1]
    for typed in ("2", "０００２", "No.0002", code.code.lower(), f"{code.code[:4]}-{code.code[4:]}"):
        number = look_up(wave, typed, channel="paper")
        assert (number.code, number.problem, number.told) == (code, "", "2番：若葉1丁目")


def test_numbers_that_cannot_be_keyed_are_refused_with_the_reason(wave: Wave, wakaba: District) -> None:
    codes = sheets(wave)
    slip = sheets(wave, 1, form="slip")[0]
    respond(wave, [answers(age=1)], code=codes[0], channel="paper", answered_on=date(2020, 11, 20))
    respond(wave, [answers(age=1)], code=codes[1], channel="web")
    other = paper_wave(wakaba_other(wakaba))
    foreign = sheets(other, 1)[0]

    def problem(typed: str, channel: str = "paper") -> str:
        return look_up(wave, typed, channel=channel).problem

    assert problem("") == "用紙の通し番号を入力してください。番号のない用紙のときは、0 を入力します。"
    assert problem("9") == "9番の用紙はありません。このアンケートの番号は、1〜4です。"
    assert problem("1") == "1番の用紙は、2020年11月20日に入力ずみです。"
    assert problem("2") == "2番は、ウェブで回答ずみです。この用紙は数えません。"
    assert problem("4") == "4番は、ウェブ回答の案内の番号です。用紙の番号を確かめてください。"
    assert problem(foreign.code) == "その番号は、このアンケートのものではありません。"
    assert problem("ACDEACDE") == "その番号は、見つかりません。通し番号（数字）を入力してください。"
    assert look_up(wave, "1", channel="paper").response == codes[0].response
    assert look_up(wave, "2", channel="paper").response is None
    assert (problem("", "phone"), problem(str(slip.serial), "phone"), problem("0")) == ("", "", "")


def wakaba_other(district: District) -> District:
    return District.objects.create(council=district.council, slug="kita", name="北地区")


# -- Taking in and putting right --------------------------------------------------------------------------------------


def test_a_sheet_is_taken_in_as_it_was_written(wave: Wave, coordinator: User) -> None:
    code = sheets(wave)[0]
    given = answers(age=2, trouble=[1, 12], help={1: 1, 3: 2}) | {
        "trouble": {"codes": [1, 12], "texts": {"12": "犬の世話"}},
        "join": {"invalid": True},
        "people": {"number": "3"},
    }
    response = keying.take_in(wave, answers=given, channel="paper", code=code, is_proxy=True, by=coordinator)
    assert (response.channel, response.is_proxy, response.entered_by) == ("paper", True, coordinator)
    assert (response.batch.name, response.answered_on) == ("若葉1丁目", timezone.localdate())
    assert answers_of(questionnaire(wave), response) == given


def test_putting_right_writes_only_what_differs(wave: Wave, coordinator: User, chair: User) -> None:
    code = sheets(wave)[0]
    before = answers(age=2, join=4, why=[1], voice="道が暗い")
    response = keying.take_in(wave, answers=before, channel="paper", code=code, by=coordinator)
    kept = Remark.objects.get()
    after = answers(age=3, join=1, voice="道が暗い")
    keying.correct(response, answers=after, by=chair)
    response.refresh_from_db()
    assert answers_of(questionnaire(wave), response) == after
    assert (response.corrected_by, response.corrected_on) == (chair, timezone.localdate())
    assert response.entered_by == coordinator
    assert list(Remark.objects.all()) == [kept]
    keying.correct(response, answers=after | answers(voice="道が明るい"), by=chair)
    assert [remark.text for remark in Remark.objects.all()] == ["道が明るい"]


def test_nothing_is_put_right_after_the_end_nor_on_the_web(wave: Wave, coordinator: User) -> None:
    web = respond(wave, [answers(age=1)])[0]
    with pytest.raises(ValidationError, match="ウェブで届いた回答は、直せません。"):
        keying.correct(web, answers=answers(age=2), by=coordinator)
    paper = respond(wave, [answers(age=1)], channel="paper")[0]
    Wave.objects.update(state=Wave.State.CLOSED)
    with pytest.raises(ValidationError, match="締め切ったあとは、回答を直せません。"):
        keying.correct(paper, answers=answers(age=2), by=coordinator)
    assert Answer.objects.filter(choice__code=1).count() == 2


# -- The screen -------------------------------------------------------------------------------------------------------


def screen(wave: Wave) -> str:
    return reverse("surveys:entry", args=["wakaba", wave.pk])


def typed(serial: str, do: str = "save", **boxes: str) -> dict[str, str]:
    return {"serial": serial, "channel": "paper", "do": do} | {
        f"q-{key}": text for key, text in boxes.items()
    }


@pytest.fixture
def client(coordinator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(coordinator)


def test_keying_sheet_after_sheet(wave: Wave, client: Client) -> None:
    sheets(wave)
    answer = client.post(
        screen(wave),
        typed("1", age="2", trouble="0112", help="120", join="4", why="12", people="3", voice="道が暗い"),
        follow=True,
    )
    assert "1番を入力しました。続けて入力できます。" in answer.content.decode()
    response = Response.objects.get()
    assert answers_of(questionnaire(wave), response) == {
        **answers(age=2, trouble=[1, 12], help={1: 1, 2: 2}, join=4, why=[1, 2], voice="道が暗い"),
        "people": {"number": "3"},
    }
    client.post(screen(wave), typed("2") | {"is_proxy": "on"})
    assert Response.objects.get(code__serial=2).is_proxy
    assert not Answer.objects.filter(response__code__serial=2).exists()


def test_nothing_typed_is_lost_where_something_is_wrong(wave: Wave, client: Client) -> None:
    sheets(wave)
    sent = typed("7", age="9", trouble="1 2 3 4", voice="道が暗い") | {"t-trouble-12": "犬", "is_proxy": "on"}
    answer = client.post(screen(wave), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for message in (
        "7番の用紙はありません。",
        "9番の選択肢はありません。",
        "3つまで選べます。いまは5つ選ばれています。",
    ):
        assert message in page
    for kept in ('value="7"', 'value="9"', 'value="1 2 3 4"', 'value="犬"', "道が暗い</textarea>"):
        assert kept in page
    assert Response.objects.count() == 0


def test_enter_without_javascript_reads_but_does_not_save(wave: Wave, client: Client) -> None:
    sheets(wave)
    answer = client.post(screen(wave), typed("1", do="check", age="2", trouble="1 5"))
    assert answer.status_code == 200
    assert "買い物、介護</output>" in answer.content.decode()
    assert Response.objects.count() == 0


def test_an_answer_that_does_not_count_is_asked_about_before_it_is_dropped(
    wave: Wave, client: Client
) -> None:
    sheets(wave)
    sent = typed("1", join="1", why="2")
    answer = client.post(screen(wave), sent)
    assert answer.status_code == 422
    assert (
        "問4で「参加していない」と答えた方だけの質問なので、この答えは数えません。" in answer.content.decode()
    )
    assert Response.objects.count() == 0
    # Agreed is only to what was told.
    assert client.post(screen(wave), sent | {"do": "drop"}).status_code == 422
    assert '<input type="hidden" name="agreed" value="why">' in answer.content.decode()
    client.post(screen(wave), sent | {"do": "drop", "agreed": "why"})
    assert answers_of(questionnaire(wave), Response.objects.get()) == answers(join=1)


def test_a_number_is_told_as_soon_as_it_is_typed(wave: Wave, client: Client) -> None:
    code = sheets(wave)[0]
    respond(wave, [answers(age=1)], code=code, channel="paper", answered_on=date(2020, 1, 2))
    address = reverse("surveys:entry_serial", args=["wakaba", wave.pk])
    assert "2番：若葉1丁目" in client.get(address, {"serial": "2"}).content.decode()
    refused = client.get(address, {"serial": "1"}).content.decode()
    assert "1番の用紙は、2020年1月2日に入力ずみです。" in refused
    assert reverse("surveys:entry_edit", args=["wakaba", wave.pk, Response.objects.get().pk]) in refused


def test_telephone_answers_and_sheets_without_a_number(wave: Wave, client: Client) -> None:
    batch = sheets(wave)[0].batch
    told = client.post(
        screen(wave), typed("", age="1") | {"channel": "phone", "batch": str(batch.pk)}, follow=True
    )
    assert "電話の回答を入力しました。" in told.content.decode()
    assert told.redirect_chain[-1][0].endswith(f"?channel=phone&batch={batch.pk}")
    client.post(screen(wave), typed("0", age="1"))
    assert list(Response.objects.order_by("pk").values_list("channel", "batch", "code")) == [
        ("phone", batch.pk, None),
        ("paper", None, None),
    ]


def test_a_keyed_sheet_is_put_right_on_its_page(wave: Wave, client: Client, coordinator: User) -> None:
    given = answers(age=2, trouble=[12], join=4, why=[2]) | {
        "trouble": {"codes": [12], "texts": {"12": "犬の世話"}}
    }
    response = keying.take_in(wave, answers=given, channel="paper", code=sheets(wave)[0], by=coordinator)
    address = reverse("surveys:entry_edit", args=["wakaba", wave.pk, response.pk])
    page = client.get(address).content.decode()
    assert 'value="犬の世話"' in page
    client.post(
        address, {"do": "save", "q-age": "3", "q-trouble": "12", "t-trouble-12": "犬の世話", "q-join": "1"}
    )
    assert answers_of(questionnaire(wave), response) == {
        **answers(age=3, join=1),
        "trouble": given["trouble"],
    }


def test_web_answers_are_nobodys_to_look_at(wave: Wave, client: Client) -> None:
    web = respond(wave, [answers(age=1)])[0]
    address = reverse("surveys:entry_edit", args=["wakaba", wave.pk, web.pk])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_asks_the_same_however_many_were_keyed(
    count: int, wave: Wave, client: Client, django_assert_max_num_queries: Callable
) -> None:
    codes = sheets(wave, 3)
    for code in codes[:count]:
        respond(wave, [answers(age=1)], code=code, channel="paper")
    client.get(screen(wave))
    with django_assert_max_num_queries(12):
        assert len(client.get(screen(wave)).context["recent"]) == count
