"""From a need and an offer to a certificate: coordinators and two organisations, each in a browser of their own."""

import re
from collections.abc import Callable

from playwright.sync_api import Page


def press(page: Page, role: str, name: str | re.Pattern) -> None:
    page.get_by_role(role, name=name).click()  # type: ignore[arg-type]
    page.wait_for_load_state()


def test_a_match_becomes_an_introduction_and_a_certificate(visit: Callable) -> None:
    desk = visit("wakaba").page
    desk.goto("/wakaba/exchange/matches/")
    need = desk.locator("section.match", has_text="世代をこえた交流")
    need.get_by_role("link", name=re.compile("引き合わせる.*地域交流室")).click()
    desk.get_by_label("引合せの内容").fill("地域交流室で、園児と入居者が歌の会をひらく")
    press(desk, "button", "引合せを始める")
    introduction = desk.url

    # One side answers by the letter's link without JavaScript, the other on a phone.
    for side, how in (("giver", {"javascript": False}), ("taker", {"phone": True})):
        desk.goto(f"{introduction}ask/{side}/")
        desk.get_by_label(re.compile("手紙を印刷して渡す")).check()
        press(desk, "button", "送る・印刷する")
        link = desk.locator(".letter-address").inner_text()
        resident = visit(**how).page
        resident.goto(link)
        resident.get_by_label("はい、お願いします").check()
        resident.get_by_label("お返事をする方のお名前").fill("担当者")
        press(resident, "button", "このお返事を送る")
        assert resident.locator("h1").inner_text() == "お返事をありがとうございました"
        assert resident.goto(link).status == 410

    desk.goto(introduction)
    assert desk.get_by_text("両方が承知しました").is_visible()
    press(desk, "link", "結果を記録する")
    desk.get_by_label("成立（行われた）").check()
    desk.get_by_label("行ったこと").fill("園児と入居者の歌の会")
    desk.get_by_label("届いた人数").fill("48")
    press(desk, "button", "結果を記録する")
    press(desk, "link", re.compile("連携の記録・証明書"))
    press(desk, "link", "連携実績証明書")
    certificate = desk.locator(".certificate-rows").inner_text()
    assert "園児と入居者の歌の会" in certificate
    assert "48人" in certificate
