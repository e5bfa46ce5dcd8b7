"""A resident answers a survey on a phone without JavaScript: stops, goes on by number elsewhere, sends. And with it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessibility import complaints_of

SURVEY = "移動販売と集いの場のアンケート"


def begin(page: Page) -> None:
    page.goto("/shiomidai/")
    expect(page.get_by_text(re.compile(f"{SURVEY}（第1回）"))).to_be_visible()
    page.get_by_role("link", name="アンケートに答える").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SURVEY)
    page.get_by_role("button", name="回答をはじめる").click()


def next_page(page: Page, name: str = "つぎへ") -> None:
    page.get_by_role("button", name=name, exact=True).last.click()
    page.wait_for_load_state()


def fits(page: Page, width: int = 360) -> bool:
    """Whether nothing is wider than the screen."""
    box = page.locator("main").bounding_box()
    return bool(box and box["width"] <= width)


def test_a_resident_answers_on_a_phone_without_javascript(visit: Callable) -> None:
    page = visit(javascript=False, phone=True).page
    begin(page)
    expect(page).to_have_title(re.compile("問のうち1問目"))
    page.get_by_role("group", name=re.compile("問1")).get_by_role("radio").nth(5).check()
    next_page(page)

    # A follow-up opens by what is answered; a mistake is told beside the question.
    page.get_by_role("radio", name="使ったことがない").check()
    next_page(page)
    reasons = page.get_by_role("group", name=re.compile("使っていない理由"))
    expect(reasons).to_contain_text("「使ったことがない」と答えた方におたずねします")
    reasons.get_by_role("checkbox", name="止まる場所が遠い").check()
    page.get_by_role("radiogroup", name="値段").get_by_role("radio", name="ふつう").check()
    family = page.get_by_role("textbox", name=re.compile("いっしょに暮らしている人"))
    family.fill("ふたり")
    next_page(page, "答えを確かめる")
    expect(page).to_have_title(re.compile("^エラー："))
    expect(page.get_by_text("数字で書いてください（例：3）。").last).to_be_visible()
    expect(family).to_be_focused()
    expect(family).to_have_value("ふたり")
    family.fill("２人")
    # An answer can be taken back.
    table = page.get_by_role("group", name=re.compile("移動販売の次の点"))
    table.get_by_role("button", name=re.compile("えらんだ答えを消す")).click()
    expect(page.get_by_role("radio", name="ふつう").nth(1)).not_to_be_checked()
    expect(reasons.get_by_role("checkbox", name="止まる場所が遠い")).to_be_checked()
    assert fits(page)

    # Stop, and go on by the number on another phone.
    page.get_by_role("button", name="いったんやめる").click()
    number = page.locator("#resume-code strong").inner_text()
    assert re.fullmatch(r"\d{4}-\d{4}-\d{4}", number)
    assert fits(page)
    other = visit(javascript=False, phone=True).page
    other.goto("/shiomidai/surveys/resume/")
    other.get_by_label("番号", exact=True).fill("1111 2222 3333")
    other.get_by_role("button", name="つづける").click()
    expect(other.get_by_text("見つかりませんでした")).to_be_visible()
    other.get_by_label("番号", exact=True).fill(number.replace("-", " "))
    other.get_by_role("button", name="つづける").click()
    expect(other.get_by_role("textbox", name=re.compile("いっしょに暮らしている人"))).to_have_value("２人")
    other.get_by_role("textbox", name=re.compile("伝えたいこと")).fill("坂の下まで来てほしい。")
    next_page(other, "答えを確かめる")

    # Look over, correct, send.
    expect(other.get_by_role("heading", level=1)).to_have_text("答えを確かめる")
    review = other.locator(".review-line", has_text="いっしょに暮らしている人")
    expect(review).to_contain_text("2人")
    review.get_by_role("link", name=re.compile("直す")).click()
    other.get_by_role("textbox", name=re.compile("いっしょに暮らしている人")).fill("1")
    next_page(other, "直して、確認の画面へ")
    expect(review).to_contain_text("1人")
    other.get_by_role("button", name="この内容で送る").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("回答を受け取りました")
    expect(other.get_by_text("坂の下まで来てほしい。")).to_be_visible()
    assert fits(other)

    # It was sent once, whoever presses again.
    page.get_by_role("link", name="つづけて答える").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("この回答は、もう受け取りました")
    other.get_by_role("button", name="つぎの方が答える").click()
    expect(other.get_by_role("button", name="回答をはじめる")).to_be_visible()


def test_with_javascript_each_change_is_kept_and_questions_are_read_aloud(visit: Callable) -> None:
    visitor = visit()
    page = visitor.page
    begin(page)
    page.get_by_role("group", name=re.compile("問1")).get_by_role("radio").nth(2).check()
    expect(page.get_by_text("ここまで保存しました。")).to_be_visible()
    page.reload()
    expect(page.get_by_role("group", name=re.compile("問1")).get_by_role("radio").nth(2)).to_be_checked()
    # What would be said: the questions and choices of the form, nothing of its buttons.
    page.evaluate(
        """() => {
          window.said = [];
          speechSynthesis.speak = (utterance) => { said.push(utterance.text); utterance.onend(); };
        }"""
    )
    page.get_by_role("button", name="読み上げ", exact=True).click()
    said = page.evaluate("said")
    assert {"問1 あなたの年代を教えてください。", "1つ選んでください。"} <= set(said)
    assert any("代" in words or "歳" in words for words in said[said.index("1つ選んでください。") :])
    assert not any("いったんやめる" in words for words in said)


def test_axe_finds_nothing_on_the_pages_of_an_answer(visit: Callable) -> None:
    page = visit(phone=True).page
    begin(page)
    complaints = {"first page": complaints_of(page)}
    next_page(page)
    page.get_by_role("radio", name="使ったことがない").check()
    next_page(page)
    page.get_by_role("textbox", name=re.compile("いっしょに暮らしている人")).fill("ふたり")
    next_page(page, "答えを確かめる")
    complaints["follow-up, table, mistakes"] = complaints_of(page)
    page.set_viewport_size(DESKTOP)
    complaints["the table on a desk"] = complaints_of(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="いったんやめる").click()
    expect(page.locator("#resume-code")).to_be_visible()
    complaints["number"] = complaints_of(page)
    page.goto(page.url.replace("/pause/", "/review/"))
    complaints["review with a mistake"] = complaints_of(page)
    page.locator(".notice-error a").first.click()
    page.get_by_role("textbox", name=re.compile("いっしょに暮らしている人")).fill("2")
    next_page(page, "直して、確認の画面へ")
    page.get_by_role("button", name="この内容で送る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("回答を受け取りました")
    complaints["thanks"] = complaints_of(page)
    page.goto(page.url.replace("/thanks/", "/review/"))
    complaints["received"] = complaints_of(page)
    assert {name: found for name, found in complaints.items() if found} == {}
