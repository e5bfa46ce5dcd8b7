"""Free texts read by keyboard alone; what residents need most put to the vote, on a phone without JavaScript."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def open_results(page: Page) -> None:
    """The coordinators' page of 桑原's second wave, of which the texts have not been read yet."""
    page.goto("/kuwabara/surveys/")
    page.get_by_role("link", name=re.compile("^第2回")).click()
    page.wait_for_url(re.compile("/manage/$"))


def unread(page: Page) -> int:
    told = page.get_by_text(re.compile(r"未確認 あと\d+件")).inner_text()
    return int(re.findall(r"あと(\d+)件", told)[0])


def test_texts_by_keyboard_alone(visit: Callable) -> None:
    visitor = visit("kuwabara")
    page = visitor.page
    open_results(page)
    page.get_by_role("link", name=re.compile("自由記述を読む")).click()
    page.get_by_role("link", name=re.compile("順に読む")).click()
    waiting = unread(page)
    for place in (1, 2):
        page.keyboard.press("2")
        expect(page.get_by_role("radio", name="内部で読むだけ")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#messages")).to_contain_text("保存しました。次の文です。")
        expect(page.get_by_text(f"未確認 あと{waiting - place}件")).to_be_visible()
    # A digit that is typed into a field chooses nothing.
    page.get_by_label("新しいしるし").fill("")
    page.keyboard.type("3")
    expect(page.get_by_label("新しいしるし")).to_have_value("3")
    expect(page.get_by_role("radio", name="のせない")).not_to_be_checked()
    assert visitor.complaints == []


def test_needs_are_put_to_the_vote_without_javascript(visit: Callable) -> None:
    visitor = visit("kuwabara", javascript=False, phone=True)
    page = visitor.page
    open_results(page)
    page.get_by_role("link", name=re.compile("テーマの候補")).click()
    expect(page.get_by_text("36.0%").first).to_be_visible()  # 通院・外出の足
    page.get_by_role("checkbox", name=re.compile("通院・外出の足")).check()
    page.get_by_role("checkbox", name=re.compile("空き家・草刈り")).first.check()
    page.get_by_role("button", name="選んだものを候補にする").click()
    names = page.get_by_label("候補の名前")
    expect(names).to_have_count(2)
    names.first.fill("通院便を週2回に")
    names.last.fill("草刈りを助け合う")
    page.get_by_role("button", name="候補に入れる").click()
    expect(page.locator("#messages")).to_contain_text("2つの候補を入れました。")
    expect(page.get_by_role("heading", name=re.compile("年度のテーマを選んでください"))).to_be_visible()
    page.get_by_role("link", name="内容を直す").click()
    expect(page.get_by_label("候補の名前").first).to_have_value("通院便を週2回に")
