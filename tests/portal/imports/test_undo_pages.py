"""The pages that ask before an import is taken back, and tell what became of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from groups.models import Organization
from portal import history
from portal.imports.undos import later_imports
from portal.models import User
from tests.portal.imports.test_wizard import GROUPS, address, committed
from tests.test_pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_of: Callable[[User], Client], coordinator: User) -> Client:
    return client_of(coordinator)


def test_an_import_with_later_ones_names_them_and_offers_no_button(browser, django_assert_num_queries):
    first = committed(browser)
    page = browser.get(address("import_undo", first)).content.decode()
    assert '<button class="button button-danger">' in page
    later = [committed(browser, GROUPS.replace("けやき台1-2", f"けやき台{number}")) for number in (8, 9)]
    for response in (browser.get(address("import_undo", first)), browser.post(address("import_undo", first))):
        page = response.content.decode()
        assert "先に、新しいものから順に「名簿.csv」「名簿.csv」を取り消してください。" in page
        places = [
            page.index(f'<a href="{address("import_detail", record)}">「名簿.csv」') for record in later
        ]
        assert places == sorted(places, reverse=True)
        assert "button-danger" not in page
        assert Page(page).mistakes == []
    assert response.status_code == 422
    with django_assert_num_queries(1):
        assert list(later_imports(first)) == later[::-1]
    for record in (*later[::-1], first):
        browser.post(address("import_undo", record))
    assert Organization.objects.count() == 0


def edit(name: str, **fields: object) -> None:
    """What a coordinator does in the browser."""
    organization = Organization.objects.get(name=name)
    for field, value in fields.items():
        setattr(organization, field, value)
    history.save(organization)


def test_what_stays_is_told_only_where_something_does(browser):
    whole = committed(browser)
    browser.post(address("import_undo", whole))
    page = browser.get(address("import_detail", whole)).content.decode()
    assert "すべて、取り込む前の内容に戻しました。" in page
    assert "元に戻していない" not in page

    partly = committed(browser)
    edit("サロンひだまり", address="みどり野市若葉9")
    browser.post(address("import_undo", partly))
    page = browser.get(address("import_detail", partly)).content.decode()
    assert "あとから変わった 1件に、元に戻していないところがあります。" in page
    assert page.count("元に戻していないところがあります") == 3  # in the notice, over the list, in its row
    assert "登録：取り込んだあとに、住所が修正されたため、削除せずに残しました。" in page
    assert "すべて、取り込む前の内容に" not in page
    assert Page(page).mistakes == []


def test_the_page_that_asks_counts_what_stays(browser):
    record = committed(browser)
    edit("みみの会", note="会長が替わった")
    page = browser.get(address("import_undo", record)).content.decode()
    assert "<li>登録した 1件を削除します。</li>" in page
    assert "<li>登録したあとに直された 1件は、削除せずに残します：みみの会。</li>" in page
    browser.post(address("import_undo", record))
    record.refresh_from_db()
    assert record.counts == {"created": 2, "deleted": 1, "left": 1}


def test_a_record_that_was_deleted_since_has_no_page_to_lead_to(browser, monkeypatch, importer):
    monkeypatch.setattr(type(importer), "url", lambda self, district, pk: f"/record/{pk}/")
    committed(browser)
    record = committed(browser, GROUPS.replace("けやき台1-2", "けやき台9"))
    Organization.objects.get(name="サロンひだまり").delete()
    browser.post(address("import_undo", record))
    page = browser.get(address("import_detail", record)).content.decode()
    assert "登録：取り込んだあとに登録が削除されたため、元の内容には戻していません。" in page
    assert page.count('<a href="/record/') == 1  # みみの会
