"""Pages printed from the browser: what is internal says so on every sheet."""

import io
from collections.abc import Callable

import pypdf
from playwright.sync_api import Page


def sheets(page: Page, path: str) -> list[bool]:
    """Whether each sheet says 取扱注意 when the page is printed."""
    page.goto(path)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return ["取扱注意" in sheet.extract_text() for sheet in paper.pages]


def test_what_is_internal_says_so_on_every_sheet(visit: Callable) -> None:
    page = visit("wakaba").page
    desk = sheets(page, "/wakaba/desk/")
    assert len(desk) > 1 and all(desk)
    page.goto("/wakaba/groups/")
    own = page.locator("main a[href^='/wakaba/groups/']").filter(has_text="若葉の里").first
    assert all(sheets(page, own.get_attribute("href") or ""))  # of everybody, with something internal on it
    assert not any(sheets(page, "/wakaba/desks/"))
