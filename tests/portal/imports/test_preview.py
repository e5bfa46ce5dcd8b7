"""The page of step 3: what keeps a row out, what there is to decide, and when there is nothing to take."""

import dataclasses
import re
from collections.abc import Callable

import pytest
from django.test import Client

from groups.models import Organization
from portal import history
from portal.imports import actions
from portal.imports.preview import rows_of, tabs_of
from portal.imports.summaries import Summary, summary_of
from portal.models import Import, User
from tests.groups.factory import make_organization
from tests.portal.imports.outcomes import outcomes
from tests.portal.imports.test_wizard import GROUPS, address, checked, committed
from tests.test_pages import Page

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
        ({"unchanged": 3, "locked": 1}, "この地区で変えられる行は、すべて、いまの登録と同じです。"),
        ({"unchanged": 3, "elsewhere": 9}, "この地区で変えられる行は、すべて、いまの登録と同じです。"),
        ({"unchanged": 3, "errors": 1}, "下の一覧で理由を確かめてから、"),
        ({"unchanged": 3, "skip": 1, "undecided": 1}, "下の一覧で、1行ごとに決めて保存すると、"),
    ],
)
def test_where_there_is_nothing_to_take_it_is_told_why(counts, told):
    summary = Summary(**NOTHING | counts)
    assert summary.does_something is False
    assert summary.why_nothing.startswith(told)


def labels(record: Import) -> dict[str, str]:
    return {tab["name"]: str(tab["count"]) for tab in tabs_of(record, "")}


def test_tabs_tell_what_is_still_to_decide_and_count_what_was_decided(browser, wakaba):
    mine = make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    make_organization(wakaba, name="みみの会", public_phone="000-222-2222")
    record = checked(browser, f"{GROUPS}手話の会,,\n")
    assert labels(record) == {"duplicate": "2・未決定2", "create": "1"}
    actions.decide(record, {2: f"same:{mine.pk}"})
    assert labels(record) == {"duplicate": "2・未決定1", "create": "1", "update": "1"}
    actions.decide(record, {3: "create"})
    assert labels(record) == {"duplicate": "2・決定ずみ", "create": "2", "update": "1"}
    summary = summary_of(record)
    assert (summary.create, summary.update) == (2, 1)
    page = browser.get(address("import_preview", record), {"show": "update"}).content.decode()
    assert "全 1 行" in page
    assert "決めたこと：登録ずみの「サロンひだまり」と同じものとして、更新する" in page
    assert '<a href="?show=duplicate#rows">決め直す</a>' in page
    actions.decide(record, {3: "skip"})
    assert labels(record) == {"duplicate": "2・決定ずみ", "create": "1", "update": "1"}


def test_the_strong_button_saves_the_choices_until_all_are_made(browser, wakaba):
    make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = checked(browser)
    preview = address("import_preview", record)
    button = r'<button class="([^"]*)"[^>]*>(?:(?!</button>).)*'
    strong = {"この内容で取り込む": False, "このページで選んだ内容を保存する": True}
    for _ in range(2):
        page = browser.get(preview).content.decode()
        found = {label: re.search(button + label, page)[1] for label in strong}
        assert {label: "button-primary" in classes for label, classes in found.items()} == strong
        assert f'form="choices" formaction="{address("import_commit", record)}">' in page
        browser.post(preview, {"row-2": "create"})
        strong = {label: not was for label, was in strong.items()}
    assert Page(page).mistakes == []


def test_what_was_chosen_and_not_saved_is_taken_over_too(browser, wakaba):
    make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = checked(browser)
    page = browser.get(address("import_preview", record)).content.decode()
    assert "下で選んだ内容も保存して、いっしょに取り込みます。" in page
    browser.post(address("import_commit", record), {"row-2": "create"})
    assert Organization.objects.filter(name="サロンひだまり").count() == 2


def test_what_is_not_in_conflict_is_offered_though_all_else_is_kept(browser):
    committed(browser)
    organization = Organization.objects.get(name="サロンひだまり")
    organization.address = "みどり野市けやき台3"
    history.save(organization)
    record = checked(browser, GROUPS.replace("けやき台1-2", "けやき台9"))
    assert (summary_of(record).update, summary_of(record).does_something) == (0, False)
    record = checked(browser, "名称,電話番号,住所,備考\nサロンひだまり,000-678-0001,けやき台9,毎週\n")
    assert record.rows.get().conflicts == ["address"]
    summary = summary_of(record)
    assert (summary.update, summary.partly, summary.keep) == (1, 1, 1)
    page = browser.get(address("import_preview", record)).content.decode()
    assert "うち1件は、食いちがわないところだけ" in page
    browser.post(address("import_commit", record))
    organization.refresh_from_db()
    assert (organization.address, organization.note) == ("みどり野市けやき台3", "毎週")


def test_a_list_that_changes_nothing_is_remembered_and_forgotten_again(browser, wakaba):
    make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111", address="若葉1")
    text = "名称,電話番号,住所\nサロンひだまり,000-111-1111,若葉1\n"
    record = checked(browser, text)
    page = browser.get(address("import_preview", record)).content.decode()
    assert "変更せずに、この名簿を出どころとして覚える</button>" in page and Page(page).mistakes == []
    assert outcomes(checked(browser, text.replace("若葉1", "若葉2"))) == {"conflict": 1}
    before = Organization.objects.get().version
    browser.post(address("import_commit", record))
    record.refresh_from_db()
    assert (record.counts, Organization.objects.get().version) == ({"kept": 1}, before)
    page = browser.get(address("import_detail", record)).content.decode()
    assert "この名簿を出どころとして覚えました" in page and Page(page).mistakes == []
    assert outcomes(checked(browser, text.replace("若葉1", "若葉2"))) == {"update": 1}
    again = checked(browser, text)
    assert "出どころとして覚える" not in browser.get(address("import_preview", again)).content.decode()

    page = browser.get(address("import_undo", record)).content.decode()
    assert "<li>登録の内容は変わりません。この名簿を出どころとして覚えたことを取り消します。</li>" in page
    assert "人が修正したもの" not in page
    browser.post(address("import_undo", record))
    assert "覚えたことを取り消しました" in browser.get(address("import_detail", record)).content.decode()
    assert Organization.objects.get().version == before
    assert outcomes(checked(browser, text.replace("若葉1", "若葉2"))) == {"conflict": 1}


def test_a_row_said_to_be_a_record_that_says_all_of_it_is_no_update(browser, wakaba):
    mine = make_organization(wakaba, name="みみの会", public_phone="000-678-0002", address="若葉1")
    record = checked(browser, "名称,電話番号\nみみの会,\n")
    actions.decide(record, {2: f"same:{mine.pk}"})
    summary = summary_of(record)
    assert (summary.update, summary.unchanged, summary.does_something) == (0, 1, False)
    tabs = {tab["name"]: tab["count"] for tab in tabs_of(record, "")}
    assert tabs == {"duplicate": "1・決定ずみ", "unchanged": 1}
    assert rows_of(record, "unchanged").get().number == 2 and not rows_of(record, "update").exists()
    page = browser.get(address("import_preview", record), {"show": "unchanged"}).content.decode()
    assert "覚える</button>" in page and Page(page).mistakes == []
    browser.post(address("import_commit", record))
    record.refresh_from_db()
    assert record.counts == {"kept": 1}
    assert outcomes(checked(browser, "名称,電話番号\nみみの会,\n")) == {"unchanged": 1}
