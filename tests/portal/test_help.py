"""Help, privacy and accessibility: public, with the council's telephone, and truthful about retention."""

import pytest
from django.test import Client

from portal import plugins
from portal.models import Council

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/help/", "使い方"),
        ("/help/residents/", "住民のみなさんへ"),
        ("/help/coordinators/", "地区の担当の方へ"),
        ("/help/city/", "市社協職員・システム管理者の方へ"),
        ("/privacy/", "個人情報の取り扱い"),
        ("/accessibility/", "見やすさ・使いやすさの方針"),
    ],
)
def test_everybody_reads_it_with_the_number_to_call(council: Council, path: str, title: str) -> None:
    page = Client().get(path).content.decode()
    assert f"<h1>{title}</h1>" in page
    assert 'href="tel:00000000000"' in page


def test_help_for_nobody_does_not_exist(council: Council) -> None:
    assert Client().get("/help/nobody/").status_code == 404


def test_privacy_lists_every_retention(council: Council) -> None:
    page = Client().get("/privacy/").content.decode()
    registered = plugins.registered(plugins.Retention)
    assert [item.data for item in registered if item.data not in page or item.kept not in page] == []
    assert len(registered) >= 3


def test_help_calls_things_as_the_pages_do(council: Council) -> None:
    told = Client().get("/help/coordinators/").content.decode()
    labels = [shortcut.label for shortcut in plugins.registered(plugins.DeskShortcut)]
    assert [
        label for label in ("関係者", "印刷・帳票") if label not in labels or f"「{label}」" not in told
    ] == []
    assert "「パスワードをお忘れですか?」" in told
    assert "パスワードをお忘れですか?" in Client().get("/accounts/login/").content.decode()
