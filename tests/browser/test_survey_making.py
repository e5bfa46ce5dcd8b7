"""A survey from nothing to its first resident, on a phone, with JavaScript and without."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.japanese.calendar import fiscal_year
from tests.browser.test_accessibility import complaints_of


def begin(page: Page, title: str) -> str:
    """A new series with its first wave, which begins today; the address of its questions."""
    page.goto("/wakaba/surveys/")
    page.get_by_role("link", name="アンケートをつくる").click()
    page.get_by_label("アンケートの名前").fill(title)
    page.get_by_role("button", name="つくって次へ").click()
    page.get_by_label("年度").select_option(f"{fiscal_year(date.today())}")
    page.get_by_label("始まりの日").fill(f"{date.today()}")
    page.get_by_label("しめきりの日").fill(f"{date.today() + timedelta(days=14)}")
    page.get_by_role("button", name="つくって次へ").click()
    page.get_by_role("link", name="質問をつくる", exact=True).click()
    return page.url


def take_from_library(page: Page) -> None:
    """Two standard questions, with the section that they bring."""
    page.get_by_role("link", name="用意された質問から選ぶ").first.click()
    page.get_by_label("あなたの年代を教えてください。").check()
    page.get_by_label("お住まいの町内はどこですか。").check()
    page.get_by_role("button", name="加える").click()
    expect(page.locator(".editor-question")).to_have_count(2)


def write_own(page: Page) -> None:
    """A question of one's own, one more choice, and a follow-up; then moved up."""
    page.get_by_role("link", name=re.compile("^質問を加える")).click()
    page.get_by_role("link", name=re.compile("^1つ選ぶ")).click()
    page.get_by_label(re.compile("^質問")).fill("朝市に来たことがありますか。")
    page.get_by_label(re.compile("^選択肢")).fill("はい\nいいえ")
    page.get_by_role("button", name="加えて、選択肢などをくわしく決める").click()
    page.get_by_label("選択肢を加える").fill("おぼえていない")
    page.get_by_role("button", name=re.compile("加える.*選択肢")).click()
    expect(page.locator(".rows > li")).to_have_count(3)
    page.get_by_role("link", name="質問の一覧へ").click()
    page.get_by_role("link", name=re.compile("続けて聞く.*問3")).click()
    page.get_by_role("link", name=re.compile("^文を書く")).click()
    page.get_by_label("いいえ").check()
    page.get_by_label(re.compile("^質問")).fill("どうすれば来やすくなりますか。")
    page.get_by_role("button", name="加える", exact=True).click()
    expect(page.locator(".editor-followup .question-label")).to_have_text("問3-1")
    page.get_by_role("button", name=re.compile("上へ.*問2")).click()
    expect(page.locator(".question-label").first).to_have_text("問1")
    expect(page.locator(".editor-question h3").first).to_contain_text("町内")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_from_nothing_to_the_first_resident(javascript: bool, visit: Callable) -> None:
    title = f"朝市のアンケート({'一' if javascript else '二'})"
    page = visit("wakaba", javascript=javascript, phone=True).page
    questions = begin(page, title)
    take_from_library(page)
    write_own(page)
    if javascript:
        assert complaints_of(page) == []
    page.goto(questions.replace("questions/", "manage/"))
    page.get_by_role("link", name="承認をお願いする").click()
    page.get_by_role("button", name="承認をお願いする").click()
    expect(page.locator("main")).to_contain_text("会長の承認を待っています")

    chair = visit("wakaba-chair", javascript=javascript).page
    chair.goto("/wakaba/desk/")
    chair.get_by_role("link", name=re.compile(re.escape(title))).click()
    chair.get_by_role("button", name="承認する").click()
    expect(chair.locator("#messages")).to_contain_text("承認しました。")

    resident = visit(javascript=javascript, phone=True).page
    resident.goto("/wakaba/surveys/")
    resident.get_by_role("link", name=re.compile(f"答える.*{re.escape(title)}")).click()
    expect(resident.locator("h1")).to_contain_text(title)
