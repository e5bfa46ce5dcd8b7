"""Two sheets keyed in by keyboard alone, as a coordinator does with a pile beside her."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def batch_of_two(page: Page) -> int:
    """Make two more sheets of the survey that is open; the number of the first."""
    page.goto("/shiomidai/surveys/")
    page.get_by_role("link", name=re.compile("移動販売と集いの場")).first.click()
    page.wait_for_url(re.compile(r"/waves/\d+/"))
    wave = re.findall(r"waves/(\d+)/", page.url)
    page.goto(f"/shiomidai/surveys/waves/{wave[0]}/batches/add/")
    page.get_by_label("名前").fill("予備の2枚")
    page.get_by_label("部数").fill("2")
    page.get_by_role("button", name="作る").click()
    told = page.locator("#messages").inner_text()
    first, last = map(int, re.findall(r"(\d+)番", told))
    assert last == first + 1
    page.goto(f"/shiomidai/surveys/waves/{wave[0]}/entry/")
    expect(page.get_by_label("通し番号")).to_be_focused()
    return first


def key(page: Page, *typed: str) -> None:
    """Type each and press Enter."""
    for text in typed:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_two_sheets_by_keyboard_alone(visit: Callable) -> None:
    visitor = visit("shiomidai")
    page = visitor.page
    number = batch_of_two(page)
    said = page.locator("[data-row]").filter(has_text="移動販売を使っていますか").locator("[data-said]")

    # A sheet on which the follow-up does not apply: it is passed over.
    key(page, f"{number}", "7", "2", "1")
    expect(said).to_have_text("毎週使っている")
    expect(page.locator("#serial-said")).to_contain_text(f"{number}番：予備の2枚")
    key(page, "1203", "4", "2", "たすかっています")
    expect(page.get_by_role("button", name="保存して次の用紙へ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(f"{number}番を入力しました。")
    expect(page.get_by_label("通し番号")).to_be_focused()

    # The same number once more is refused at once.
    key(page, f"{number}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(rf"{number}番の用紙は、\d+月\d+日に入力ずみです。"))
    key(page, "7", "2")  # typed on without looking
    page.keyboard.press("Escape")
    expect(page.get_by_label("通し番号")).to_have_value(f"{number}")
    expect(page.get_by_label("通し番号")).to_be_focused()

    # A sheet with a follow-up and brackets; back to put an answer right; refused, invalid and left out.
    key(page, f"{number + 1}", "-", "1", "3", "1 6", "車がないので", "", "*", "", "")
    page.keyboard.press("ArrowUp")
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.type("1111")
    for _ in range(4):
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(f"{number + 1}番を入力しました。")

    page.get_by_role("link", name=re.compile(f"^{number + 1}番")).click()
    expect(page.get_by_label("6「その他")).to_have_value("車がないので")
    boxes = [
        box.input_value() for box in page.locator(".keying-answer > input, .keying-answer > textarea").all()
    ]
    assert boxes == ["-", "1", "3", "1 6", "1111", "*", "", ""]
    assert visitor.complaints == []
