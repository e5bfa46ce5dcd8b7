"""axe finds nothing on any page, in either theme, and no page is wider than a phone."""

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page

# Who looks, and at which of our pages: those that others see alike are left to them.
PEOPLE = {
    "resident": (None, "/"),
    "coordinator": ("wakaba", "/wakaba/"),
    "administrator": ("admin", "/city/"),
}
SKIPPED = re.compile(
    r"^/(admin|static|accounts/logout|styleguide|prints/)|\.(pdf|xlsx|webp|ics)$|/file/$|[?&](format|sort|page)="
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is right is not told at length.
EXAMINE = """async rules => {
    const told = {resultTypes: ["violations"]};
    const light = await axe.run({...told, runOnly: rules});
    document.documentElement.dataset.theme = "contrast";
    const dark = await axe.run({...told, runOnly: ["color-contrast"]});
    const isWide = document.documentElement.scrollWidth > window.innerWidth;
    return [[...light.violations, ...dark.violations], isWide];
}"""


def shape(address: str) -> tuple[str, str]:
    """Pages of records of one kind have one shape, in whatever district: the view and, of its arguments, those that say
    what is shown (a part of a form, a kind of record) rather than whose."""
    match = resolve(urlsplit(address).path)
    kinds = (value for name, value in match.kwargs.items() if name not in ("district", "key"))
    return match.view_name, "/".join(kind for kind in kinds if isinstance(kind, str))


def links_on(page: Page) -> list[str]:
    """Addresses of our own pages that this page links to, as the reader sees it."""
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    found = (urljoin(urlsplit(page.url).path, href).split("#")[0] for href in hrefs)
    return sorted({each for each in found if each.startswith("/") and not SKIPPED.search(each)})


def complaints_of(page: Page) -> list[str]:
    """What axe says of the page in the light theme, and of its colours in the dark one."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found, is_wide = page.evaluate(EXAMINE, RULES)
    told = [f"{rule['id']}: {rule['nodes'][0]['html'][:150]}" for rule in found]
    return told + (["wider than the screen"] if is_wide else [])


@pytest.fixture
def look(visit: Callable) -> Callable[..., Page]:
    """As `visit`, with axe in each page from the first."""

    def arrive(name: str | None, *, phone: bool) -> Page:
        visitor = visit(name, phone=phone)
        visitor.context.add_init_script(AXE_SCRIPT)
        return visitor.page

    return arrive


@pytest.mark.parametrize("person", PEOPLE)
def test_axe_finds_nothing_on_any_page(person: str, look: Callable[..., Page]) -> None:
    account, part = PEOPLE[person]
    page = look(account, phone=person == "resident")
    waiting, shapes, complaints = [part], set(), []
    while waiting:
        address = waiting.pop(0)
        if shape(address) in shapes or not address.startswith(part):
            continue
        shapes.add(shape(address))
        page.goto(address)
        waiting.extend(links_on(page))
        complaints.extend(f"{address} {each}" for each in complaints_of(page))
    assert complaints == [], "\n".join(complaints)
    assert len(shapes) > 10


def test_axe_finds_nothing_where_an_open_survey_is_kept(look: Callable[..., Page]) -> None:
    """Paper, telephone and second keying: the crawl above meets surveys that are closed."""
    page = look("shiomidai", phone=True)
    page.goto("/shiomidai/surveys/")
    page.get_by_role("link", name="受付中").first.click()
    wave = urlsplit(page.url).path.removesuffix("manage/")
    of_wave = [each for each in links_on(page) if each.startswith(wave) or "/answer/phone/" in each]
    complaints = []
    for address in [f"{wave}manage/", *of_wave]:
        page.goto(address)
        complaints.extend(f"{address} {each}" for each in complaints_of(page))
    assert complaints == [], "\n".join(complaints)
    assert {f"{wave}entry/", f"{wave}rechecks/", f"{wave}batches/"} <= set(of_wave)
