"""The page of step 3: what keeps a row out, what there is to decide, and when there is nothing to take."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.models import User
from tests.portal.imports.test_wizard import address, checked

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
