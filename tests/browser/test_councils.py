"""A meeting from its agenda to minutes that residents read, written by two people at once, with JavaScript and without."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect


def plan_a_meeting(page: Page, topic: str) -> str:
    """Plan today's meeting of the round table, put the first challenge on it and a point of its own; its address."""
    page.goto("/shiomidai/councils/")
    page.get_by_role("link", name="潮見台地区 第2層協議体", exact=True).click()
    page.get_by_role("link", name="会議を準備する").click()
    page.get_by_label("日にち").fill(f"{date.today()}")
    page.get_by_label("主な話題").fill(topic)
    page.get_by_role("button", name="つくる").click()
    page.get_by_role("button", name=re.compile("議題にする.*買い物に行く足がない")).click()
    expect(page.locator(".agenda > li")).to_have_count(1)
    page.get_by_label("新しい議題").fill("夏まつりの準備")
    page.get_by_role("button", name="議題に加える").click()
    expect(page.locator(".agenda > li")).to_have_count(2)
    page.get_by_role("button", name=re.compile("上へ.*夏まつりの準備")).click()
    expect(page.locator(".agenda-title").first).to_have_text("夏まつりの準備")
    return page.url.replace("agenda/", "")


def decide_homework(page: Page, meeting: str) -> None:
    """Write what was decided on the challenge, and who does what."""
    page.goto(f"{meeting}minutes/")
    second = page.locator(".minutes-item").nth(1)
    second.get_by_label("決まったこと").fill("買い物便を週2回にする。")
    second.locator("summary").click()
    second.get_by_label("すること").fill("お店と話す")
    second.get_by_label("担当（委員でないとき）").fill("地区担当")
    second.get_by_label("期限").fill(f"{date.today() + timedelta(days=14)}")
    second.get_by_role("button", name="宿題に加えて").click()
    expect(page.locator(".homework-lines").last).to_contain_text("お店と話す")


def make_final(page: Page, meeting: str) -> None:
    """Publish the minutes; the decision goes into the challenge's ledger."""
    page.goto(f"{meeting}confirm/")
    page.get_by_role("button", name="会議録を確定する").click()
    expect(page.locator("#messages")).to_contain_text("会議録を確定しました。")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_from_agenda_to_published_minutes(javascript: bool, visit: Callable) -> None:
    topic = f"買い物便を広げる({'一' if javascript else '二'})"
    page = visit("shiomidai", javascript=javascript).page
    meeting = plan_a_meeting(page, topic)
    decide_homework(page, meeting)
    make_final(page, meeting)

    resident = visit(javascript=javascript, phone=True).page
    resident.goto("/shiomidai/councils/")
    resident.get_by_role("link", name=topic).click()
    expect(resident.locator("main")).to_contain_text("買い物便を週2回にする。")
    expect(resident.locator("main")).not_to_contain_text("地区担当")
    resident.get_by_role("link", name="課題「買い物に行く足がない」").click()
    expect(resident.locator("main")).to_contain_text("買い物便を週2回にする。")

    page.goto("/shiomidai/councils/homework/")
    expect(page.locator("tbody")).to_contain_text("お店と話す")


def test_two_people_write_the_minutes_at_once(visit: Callable) -> None:
    one, other = visit("wakaba").page, visit("wakaba-chair").page
    one.goto("/wakaba/councils/")
    one.get_by_role("link", name="夜に集まれる場と、防災訓練の準備").first.click()
    for page in (one, other):
        page.goto(f"{one.url.removesuffix('minutes/')}minutes/")
    texts = [page.get_by_label("話し合いの要旨") for page in (one, other)]

    texts[0].nth(1).press_sequentially("車いすでためす。")
    expect(one.locator("#autosave")).to_contain_text("に保存しました。")
    texts[1].nth(2).press_sequentially("夜に開く。")
    expect(other.locator("#autosave")).to_contain_text("に保存しました。")
    expect(texts[1].nth(1)).to_have_value("車いすでためす。")

    texts[0].nth(2).press_sequentially("昼に開く。")
    expect(one.locator("#autosave")).to_contain_text("議題3は、ほかの人も同時に書いています。")
    one.once("dialog", lambda dialog: dialog.accept())
    one.get_by_role("button", name="保存する", exact=True).click()
    expect(one.locator(".diff")).to_contain_text("夜に開く。")
    one.get_by_role("button", name="保存する", exact=True).click()
    expect(one.locator("#messages")).to_contain_text("保存しました。")
    other.reload()
    expect(texts[1].nth(2)).to_have_value("昼に開く。")


def test_attendance_is_ticked_by_keyboard(visit: Callable) -> None:
    page = visit("wakaba").page
    page.goto("/wakaba/councils/")
    page.get_by_role("link", name="夜に集まれる場と、防災訓練の準備").first.click()
    page.get_by_role("link", name="出欠を入力").click()
    page.wait_for_url("**/attendance/")
    rows = page.locator(".attendance-row")
    rows.first.get_by_role("radio").last.focus()
    for key in "1231":
        page.keyboard.press(key)
    page.get_by_role("button", name="「まだ」の人をみな「出席」にする").click()
    chosen = [row.locator("input:checked").get_attribute("value") for row in rows.all()[:5]]
    assert chosen == ["present", "absent", "proxy", "present", "present"]
    page.get_by_role("button", name="出欠を保存する").click()
    expect(page.locator("#messages")).to_contain_text("出欠を保存しました。")
