"""From a resident's voice over a meeting and a vote to a theme of the year, and the chain that residents read.

With JavaScript and without.
"""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

# Two presses of one button, the second before the page goes: whether each sends the form.
PRESS_TWICE = """form => [1, 2].map(() =>
    form.dispatchEvent(new SubmitEvent("submit", {bubbles: true, cancelable: true})))"""


def send_a_voice(resident: Page, text: str) -> None:
    """A resident writes without an account; what names a person is asked about before it is sent."""
    resident.goto("/wakaba/")
    resident.get_by_role("link", name="声を届ける").first.click()
    resident.get_by_label("気づいたこと").fill(f"となりの鈴木さんより：{text}")
    resident.get_by_role("button", name="この声を送る").click()
    expect(resident.get_by_role("alert")).to_contain_text("「鈴木さん」のような、人のお名前")
    resident.get_by_label("気づいたこと").fill(text)
    resident.get_by_role("button", name="この声を送る").click()
    expect(resident.get_by_role("heading", level=1)).to_contain_text("声が届きました")


def make_a_challenge(coordinator: Page, text: str, title: str) -> None:
    """The coordinator publishes the voice and makes a challenge of it."""
    coordinator.goto("/wakaba/challenges/voices/?state=waiting")
    coordinator.get_by_role("link", name=re.compile(f"読んで決める.*{text[:10]}")).click()
    coordinator.get_by_label("公開", exact=True).check()
    coordinator.get_by_role("button", name="保存する", exact=True).click()
    coordinator.get_by_role("link", name="この声から課題をつくる").click()
    coordinator.get_by_label("課題", exact=False).first.fill(title)
    coordinator.get_by_label("住民に公開する").check()
    coordinator.get_by_role("button", name="課題をつくる").click()
    expect(coordinator.get_by_role("heading", level=1)).to_have_text(title)


def discuss(coordinator: Page, title: str, homework: str) -> None:
    """A meeting today takes the challenge up, decides and gives homework; its minutes are published."""
    coordinator.goto("/wakaba/councils/")
    coordinator.get_by_role("link", name="若葉地区 第2層協議体", exact=True).click()
    coordinator.get_by_role("link", name="会議を準備する").click()
    coordinator.get_by_label("日にち").fill(f"{date.today()}")
    coordinator.get_by_label("主な話題").fill(f"話し合い：{title}")
    coordinator.get_by_role("button", name="つくる").click()
    coordinator.get_by_role("button", name=re.compile(f"議題にする.*{re.escape(title)}")).click()
    expect(coordinator.locator(".agenda-title").last).to_have_text(title)

    coordinator.get_by_role("link", name="会議録を書く").click()
    item = coordinator.locator(".minutes-item", has_text=title)
    item.get_by_label("決まったこと").fill("街灯のない道を、みんなで歩いて調べる。")
    item.locator("summary").click()
    item.get_by_label("すること").fill(homework)
    item.get_by_label("担当（委員でないとき）").fill("青年部")
    item.get_by_label("期限").fill(f"{date.today() + timedelta(days=2)}")
    item.get_by_role("button", name="宿題に加えて").click()
    expect(coordinator.locator(".homework-lines").last).to_contain_text(homework)
    coordinator.get_by_role("link", name="確定へ進む").click()
    coordinator.get_by_role("button", name="会議録を確定する").click()
    expect(coordinator.locator("#messages")).to_contain_text("会議録を確定しました。")
    coordinator.get_by_role("link", name="会議録を印刷").click()
    minutes = "".join(printed(coordinator).split())
    for words in (title, "街灯のない道を、みんなで歩いて調べる。", homework):
        assert words in minutes
    coordinator.goto("/wakaba/desk/")
    expect(coordinator.locator("main")).to_contain_text(homework)


def printed(page: Page) -> str:
    """The text of the PDF that is made of the minutes."""
    page.get_by_role("button", name="PDFを作る").click()
    page.wait_for_url("**/prints/*/")
    for _ in range(120):
        response = page.request.get(page.url)
        if response.headers["content-type"] == "application/pdf":
            break
        page.wait_for_timeout(250)
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(response.body())).pages)


def open_a_vote(coordinator: Page, title: str) -> str:
    """The coordinator asks residents about the challenge and two others; the address of the vote."""
    today = date.today()
    coordinator.goto("/wakaba/challenges/ballots/add/")
    coordinator.get_by_label("題名").fill("歩きやすいまちに")
    coordinator.get_by_label("投票の始まり").fill(f"{today}")
    coordinator.get_by_label("投票の終わり").fill(f"{today + timedelta(days=3)}")
    coordinator.get_by_label("もとになった課題").first.select_option(label=title)
    for number, other in ((1, "ベンチを置く"), (2, "花を植える")):
        coordinator.get_by_label("候補の名前").nth(number).fill(other)
    coordinator.get_by_role("button", name="保存する").click()
    coordinator.get_by_role("link", name="公開する", exact=True).click()
    coordinator.get_by_role("button", name="公開する").click()
    expect(coordinator.locator("#messages")).to_contain_text("投票を公開しました")
    return coordinator.url


def button(page: Page, label: str, candidate: str) -> Locator:
    """A button of the vote, by what it does and for which candidate."""
    return page.get_by_role("button", name=re.compile(rf"{label}\s*（{re.escape(candidate)}）"))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_from_a_voice_to_a_theme(javascript: bool, visit: Callable) -> None:
    title = f"夜の道が暗い({'一' if javascript else '二'})"
    text = f"塾の帰りの道が暗くて心配です。{title}"
    resident = visit(javascript=javascript, phone=True).page
    coordinator = visit("wakaba", javascript=javascript).page
    send_a_voice(resident, text)
    if javascript:
        resident.goto("/wakaba/challenges/voices/new/")
        form = resident.locator("form", has=resident.get_by_role("button", name="この声を送る"))
        assert form.evaluate(PRESS_TWICE) == [True, False]
    make_a_challenge(coordinator, text, title)
    discuss(coordinator, title, f"地図をつくる（{title[-2]}）")
    vote = open_a_vote(coordinator, title)

    resident.goto(vote)
    button(resident, "これに投票する", title).click()
    expect(resident.locator("#messages")).to_contain_text(f"「{title}」に投票しました")
    resident.get_by_role("button", name="家族がつづけて投票する").click()
    button(resident, "これに投票する", "花を植える").click()
    button(resident, "これに変える", title).click()

    coordinator.goto(vote)
    coordinator.get_by_role("link", name="締め切って結果を公開").click()
    coordinator.get_by_role("button", name="締め切って結果を公開する").click()
    expect(coordinator.get_by_role("row", name=re.compile(rf"1位\s*{re.escape(title)}"))).to_contain_text("2")
    coordinator.get_by_role("link", name=f"「{title}」をテーマに提案").click()
    coordinator.get_by_role("button", name="提案する").click()
    theme = coordinator.url
    expect(coordinator.get_by_role("link", name="承認する")).to_have_count(0)

    chair = visit("wakaba-chair", javascript=javascript).page
    chair.goto("/wakaba/desk/")
    chair.get_by_role("link", name=re.compile(f"年度.*{re.escape(title)}")).click()
    chair.get_by_role("link", name="承認する").click()
    chair.get_by_role("button", name="承認する").click()

    resident.goto(theme)
    chain = resident.locator(".chain-link")
    told = [text, title, "街灯のない道を、みんなで歩いて調べる。", "2票", "会長が承認しました"]
    for link, words in zip(chain.all(), told, strict=True):
        expect(link).to_contain_text(words)
