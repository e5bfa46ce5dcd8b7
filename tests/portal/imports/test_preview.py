"""The page of step 3: what keeps a row out, what there is to decide, and when there is nothing to take."""

import dataclasses
from collections.abc import Callable

import pytest
from django.test import Client

from portal.imports.preview import Summary
from portal.models import Import, User
from tests.portal.imports.test_wizard import address, checked, committed

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_of: Callable[[User], Client], coordinator: User) -> Client:
    return client_of(coordinator)


def test_what_refuses_a_row_stands_apart_from_what_is_only_told(browser):
    record = checked(browser, "名称,電話番号\nみみの会,000-222-2222\n,087-12-34\n")
    assert [bool(told.get("is_doubt")) for told in record.rows.get(number=3).errors] == [True, False]
    page = browser.get(address("import_preview", record), {"show": "error"}).content.decode()
    mistake = page.index("<caption>まちがい：直さないと、この行は取り込めません")
    doubt = page.index("<caption>お知らせ：取り込めない理由ではありません")
    assert page.index("名称がありません", mistake) < doubt < page.index("いま7桁ですが")


def test_a_file_that_says_what_is_there_already_is_not_taken(browser):
    committed(browser)
    record = checked(browser)
    told = "すべて、いまの登録と同じです。「取り込みをやめる」で終わりにしてください。"
    page = browser.get(address("import_preview", record)).content.decode()
    assert f"<p>{told}</p>" in page
    assert "この内容で取り込む" not in page
    response = browser.post(address("import_commit", record), follow=True)
    assert response.redirect_chain == [(address("import_preview", record), 302)]
    assert f"取り込む行がありません。{told}" in response.content.decode()
    record.refresh_from_db()
    assert record.state == Import.State.CHECKED


NOTHING = {each.name: [] if each.name == "reopened" else 0 for each in dataclasses.fields(Summary)}


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"unchanged": 3}, "すべて、いまの登録と同じです。"),
        ({"unchanged": 3, "locked": 1}, "ここでは変えられないもののほかは、すべて、いまの登録と同じです。"),
        ({"unchanged": 3, "errors": 1}, "下の一覧で理由を確かめてから、"),
        ({"unchanged": 3, "skip": 1, "undecided": 1}, "下の一覧で、1行ごとに決めて保存すると、"),
    ],
)
def test_where_there_is_nothing_to_take_it_is_told_why(counts, told):
    summary = Summary(**NOTHING | counts)
    assert summary.does_something is False
    assert summary.why_nothing.startswith(told)
