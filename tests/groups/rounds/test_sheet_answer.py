"""A sheet's link without an account (sheet_answer), what is answered there, and what is keyed in from paper."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from groups.actions import rounds
from groups.forms.rounds import AnswerForm
from groups.models import Sheet
from portal.models import Council, District, User, hash_token
from tests.days import today
from tests.groups.factory import make_organization
from tests.groups.rounds.records import ASKED_ANEW, answered, link_of


def test_the_link_shows_the_record_and_takes_an_answer(client: Client, sheet, salon) -> None:
    page = client.get(link_of(sheet))
    text = page.content.decode()
    assert page.status_code == 200
    assert "お茶の会　毎週木曜日　集会所　100円" in text
    assert "000-9000-0001" not in text and "mori@example.jp" not in text
    response = client.post(link_of(sheet), ASKED_ANEW | {"kana_choice": "same"}, follow=True)
    assert response.redirect_chain == [(f"{link_of(sheet)}thanks/", 302)]
    assert "土曜日も開く" in response.content.decode()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.channel, sheet.answers, sheet.returned_by) == (
        "returned",
        "link",
        {},
        "森 久美子",
    )


def test_last_years_aim_stands_on_the_sheet(sheet, salon, wakaba, client: Client) -> None:
    earlier = rounds.start_round(district=wakaba, starts_on=date(2021, 4, 1), due_on=date(2021, 5, 1))
    answered(earlier.sheets.get(organization=salon), aim="去年の目的です")
    assert "去年の目的です" in client.get(link_of(sheet)).content.decode()


def test_the_page_is_neither_kept_nor_found(client: Client, sheet) -> None:
    page = client.get(link_of(sheet))
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"


def test_the_secret_is_not_stored(sheet: Sheet) -> None:
    row = Sheet.objects.filter(pk=sheet.pk).values()[0]
    assert sheet.token not in str(row)
    assert row["token_hash"] == hash_token(sheet.token)
    assert "token_hash" not in {field.name for field in sheet.versions.model._meta.fields}


def test_the_link_can_be_used_again_until_it_is_applied(client: Client, sheet) -> None:
    client.post(link_of(sheet), ASKED_ANEW)
    again = client.get(link_of(sheet)).content.decode()
    assert "土曜日も開く" in again
    seen = Sheet.objects.get(pk=sheet.pk).answer_key
    client.post(link_of(sheet), ASKED_ANEW | {"aim": "日曜日も開く", "seen": seen})
    sheet.refresh_from_db()
    assert sheet.aim == "日曜日も開く"
    rounds.apply_sheet(sheet, accepted=[])
    assert client.get(link_of(sheet)).status_code == 404
    assert client.post(link_of(sheet), ASKED_ANEW | {"aim": "あとから"}).status_code == 404


def _told(response: HttpResponse) -> str:
    """The page without what belongs to the request itself."""
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"|/answer/[\w-]+/', "", response.content.decode())


def _expire(sheet: Sheet) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def _close(sheet: Sheet) -> None:
    rounds.close_round(sheet.round)


def _skip(sheet: Sheet) -> None:
    rounds.skip_sheet(sheet)


@pytest.mark.parametrize("end", [_expire, _close, _skip])
def test_a_link_that_is_over_looks_like_a_wrong_one(
    client: Client, sheet, end: Callable[[Sheet], None]
) -> None:
    path = link_of(sheet)
    end(sheet)
    over, wrong = client.get(path), client.get(f"/wakaba/rounds/answer/{'x' * 32}/")
    assert (over.status_code, wrong.status_code) == (404, 404)
    assert "サロンひだまり" not in over.content.decode()
    assert _told(over) == _told(wrong)
    assert client.post(path, ASKED_ANEW).status_code == 404
    assert Sheet.objects.get(pk=sheet.pk).returned_at is None


def test_a_link_is_good_in_its_own_district_only(client: Client, sheet, shiomidai) -> None:
    assert client.get(link_of(sheet).replace("/wakaba/", "/shiomidai/")).status_code == 404
    assert client.get(f"{link_of(sheet)}thanks/").status_code == 404  # nothing answered yet


def test_a_new_link_ends_the_old_one(client: Client, sheet, coordinator: User, client_of) -> None:
    old = link_of(sheet)
    client_of(coordinator).post(f"/wakaba/rounds/sheets/{sheet.pk}/link/")
    assert link_of(sheet) != old
    assert client.get(old).status_code == 404
    assert client.get(link_of(sheet)).status_code == 200


def test_too_many_sendings_are_refused(client: Client, sheet) -> None:
    codes = [client.post(link_of(sheet), {"aim": ""}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


def test_the_link_costs_little(client: Client, sheet, django_assert_max_num_queries) -> None:
    client.get(link_of(sheet))
    with django_assert_max_num_queries(9):
        client.get(link_of(sheet))


def test_what_was_typed_is_kept_when_something_is_missing(client: Client, sheet) -> None:
    typed = {
        "public_phone_choice": "change",
        "public_phone": "000-1111-2222",
        "remarks": "会長が替わりました",
    }
    response = client.post(link_of(sheet), typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert "000-1111-2222" in text and "会長が替わりました" in text
    assert text.count("field-invalid") == 4  # aim, trouble, consent, name
    assert Sheet.objects.get(pk=sheet.pk).state == "sent"


@pytest.mark.parametrize(
    ("typed", "corrections"),
    [
        ({"purpose_choice": "same", "purpose": "ちがう"}, {}),
        ({"purpose_choice": "change", "purpose": "ちがう"}, {"purpose": "ちがう"}),
        ({"purpose": "ちがう"}, {"purpose": "ちがう"}),
        ({"purpose": "ゆっくり話せる集まりです。 "}, {}),
        # A number that is stored in another form than we write it, and that nobody touched, is no correction.
        ({"public_phone": "0312345678"}, {}),
        (
            {"public_phone_choice": "change", "public_phone": "０３１２３４５６７９"},
            {"public_phone": "03-1234-5679"},
        ),
        ({"public_phone_choice": "change", "public_phone": ""}, {"public_phone": ""}),
        ({"kana_choice": "change", "kana": "サロンヒダマリカイ"}, {"kana": "さろんひだまりかい"}),
        ({"offers_choice": "change", "offers": "会場を貸す\r\n\r\nお茶"}, {"offers": "会場を貸す\nお茶"}),
        ({"offers": "会場を貸す\r\nお茶を出す"}, {}),
        ({"public_email_choice": "same", "public_email": "まちがい"}, {}),
    ],
)
def test_corrections(typed: dict[str, str], corrections: dict[str, str], sheet) -> None:
    form = AnswerForm(ASKED_ANEW | typed, sheet=sheet)
    assert form.is_valid(), form.errors
    assert form.corrections == corrections


def test_a_correction_must_correct_and_be_right(sheet) -> None:
    form = AnswerForm(
        ASKED_ANEW
        | {"purpose_choice": "change", "public_email_choice": "change", "public_email": "まちがい"},
        sheet=sheet,
    )
    assert not form.is_valid()
    assert set(form.errors) == {"purpose", "public_email"}
    assert form.errors["purpose"] == [
        "まだ直されていません。正しい内容にするか、「変わりなし」を選んでください。"
    ]


def test_two_answers_at_once_are_told(client: Client, sheet) -> None:
    seen = sheet.answer_key
    answered(sheet, aim="紙の返事")
    response = client.post(link_of(sheet), ASKED_ANEW | {"seen": seen})
    assert response.status_code == 422
    assert "別の返事が届きました" in response.content.decode()
    assert Sheet.objects.get(pk=sheet.pk).aim == "紙の返事"
    newer = Sheet.objects.get(pk=sheet.pk).answer_key
    assert f'value="{newer}"' in response.content.decode()
    client.post(link_of(sheet), ASKED_ANEW | {"seen": newer})
    assert Sheet.objects.get(pk=sheet.pk).aim == "土曜日も開く"


@pytest.fixture
def committed_sheet(committed: None) -> Sheet:
    council = Council.objects.create(pk=1, name="みどり野市社会福祉協議会", city="みどり野市")
    district = District.objects.create(council=council, slug="wakaba", name="若葉地区")
    make_organization(district, name="みみの会")
    return rounds.start_round(district=district, due_on=today()).sheets.get()


def test_of_two_answers_in_the_same_moment_one_is_told(committed_sheet: Sheet) -> None:
    together = Barrier(2)

    def answer(aim: str) -> str | None:
        together.wait()
        try:
            answered(committed_sheet, aim=aim, seen="")
        except ValidationError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(answer, ["一", "二"]))) == ["None", "conflict"]


def test_a_coordinator_keys_in_what_came_on_paper(sheet, coordinator: User, client_of) -> None:
    client = client_of(coordinator)
    response = client.post(f"/wakaba/rounds/sheets/{sheet.pk}/enter/", ASKED_ANEW | {"channel": "phone"})
    assert response["Location"] == f"/wakaba/rounds/sheets/{sheet.pk}/"
    sheet.refresh_from_db()
    assert (sheet.channel, sheet.trouble) == ("phone", "手伝う人が足りない")
