"""axe finds nothing on any page, in either theme, and no page is wider than the screen, a phone's for residents."""

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import pytest_django
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve, reverse
from playwright.sync_api import Error, Page

from portal import plugins
from tests import databases
from tests.access_rows import Row
from tests.access_table import TABLE
from tests.test_access import ACCOUNTS

# Who follows the links of which part, from where.
WALKS = {
    "resident": ("/", "/"),
    "coordinator": ("/wakaba/", "/wakaba/desk/"),
    "admin": ("/city/", "/city/"),
}
# Who looks at a page that no link leads to: the first of these who may.
READERS = ("coordinator", "chair", "admin", "contact", "resident")
SKIPPED = re.compile(
    r"^/(admin|static|accounts/logout|prints/)|\.(pdf|xlsx|webp|ics|xml|txt)$|/file/$|[?&](format|sort|page)="
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = AXE_SCRIPT + (Path(__file__).parent / "examine.js").read_text()
# How texts look that axe found legible, on any page, for anybody.
LEGIBLE: set[str] = set()


def shape(address: str) -> tuple[str, str]:
    """Pages of records of one kind have one shape, in whatever district: the view and, of its arguments, those that say
    what is shown (a part of a form, a kind of record) rather than whose."""
    match = resolve(urlsplit(address).path)
    kinds = (value for name, value in match.kwargs.items() if name not in ("district", "key"))
    return match.view_name, "/".join(kind for kind in kinds if isinstance(kind, str))


def links_on(page: Page) -> list[str]:
    """Addresses of our own pages that this page links to, as the reader sees it."""
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))")
    found = (urljoin(urlsplit(page.url).path, href).split("#")[0] for href in hrefs)
    return sorted({each for each in found if each.startswith("/") and not SKIPPED.search(each)})


def complaints_of(page: Page) -> list[str]:
    """What axe says of the page in the light theme, and of its colours in the dark one."""
    page.wait_for_load_state()  # after a press the address is there before the page
    ask = "([rules, looks]) => window.examine?.(rules, looks.split('\\n'))", [RULES, "\n".join(LEGIBLE)]
    answer = page.evaluate(*ask)
    if answer is None:  # axe is not in this page yet
        page.evaluate(f"{AXE}; undefined")
        answer = page.evaluate(*ask)
    found, legible = answer
    if not found:
        LEGIBLE.update(legible)
    return found


@pytest.fixture
def look(visit: Callable) -> Callable[..., Page]:
    """As `visit`, with axe in each page from the first."""

    def arrive(name: str | None, *, phone: bool) -> Page:
        visitor = visit(name, phone=phone)
        visitor.context.add_init_script(AXE)
        return visitor.page

    return arrive


@pytest.fixture(scope="package")
def met() -> set[str]:
    """The names of the views that were looked at."""
    return set()


@pytest.mark.parametrize("person", WALKS)
def test_axe_finds_nothing_on_any_page(person: str, look: Callable[..., Page], met: set[str]) -> None:
    part, start = WALKS[person]
    page = look(ACCOUNTS.get(person), phone=person == "resident")
    waiting, shapes, complaints = [start], set(), []
    while waiting:
        address = waiting.pop(0)
        if not address.startswith(part) or shape(address) in shapes:
            continue
        shapes.add(shape(address))
        page.goto(address)
        waiting.extend(links_on(page))
        complaints.extend(f"{address} {each}" for each in complaints_of(page))
    assert complaints == [], "\n".join(complaints)
    assert len(shapes) > 10
    met |= {name for name, _ in shapes}


@pytest.mark.parametrize(
    "theme", [":not([data-theme=contrast])", "[data-theme=contrast]"], ids=["light", "dark"]
)
def test_what_cannot_be_read_is_found(theme: str, look: Callable[..., Page]) -> None:
    """Also on a page whose other texts were all examined before, and only one of many alike being wrong."""
    page = look(None, phone=True)
    page.goto("/wakaba/groups/")
    assert complaints_of(page) == []
    page.goto("/wakaba/groups/")
    page.evaluate(
        """rule => {
            const sheet = new CSSStyleSheet();
            sheet.insertRule(rule);
            document.adoptedStyleSheets = [sheet];
        }""",
        f":root{theme} main li:nth-of-type(2) a {{ color: #777; background: #888; }}",
    )
    (complaint,) = complaints_of(page)
    assert complaint.startswith('color-contrast: <span class="in-words">')


def test_axe_finds_nothing_on_pages_that_no_link_leads_to(
    look: Callable[..., Page], met: set[str], database: str, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """What of the table of rights was not met above: steps of a job, and records as the demo has none."""
    rows = defaultdict(list)
    for row in TABLE:
        if row.get != 405 and row.name not in met:
            rows[reader_of(row)].append(row)
    complaints = []
    for reader, of_reader in rows.items():
        page = look(ACCOUNTS.get(reader), phone=True)
        for row in of_reader:
            with django_db_blocker.unblock(), databases.in_database(database):
                address = f"{reverse(row.name, args=row.args())}?{urlencode(row.query())}"
            if opens(page, address, may_see=row.may_see(reader)):
                complaints.extend(f"{address} {each}" for each in complaints_of(page))
    assert complaints == [], "\n".join(complaints)


def test_axe_finds_nothing_on_the_preview_of_any_document(look: Callable[..., Page]) -> None:
    page, complaints = look("city", phone=False), []
    for report in plugins.registered(plugins.Report):
        if opens(page, f"/wakaba/reports/{report.name}/", may_see=True):
            complaints.extend(f"{report.name} {each}" for each in complaints_of(page))
    assert complaints == [], "\n".join(complaints)


def reader_of(row: Row) -> str:
    return next((reader for reader in READERS if row.may_see(reader)), "resident")


def opens(page: Page, address: str, *, may_see: bool) -> bool:
    """Whether a page stands there, rather than a file or a part of a page."""
    if SKIPPED.search(address.removesuffix("?")):
        return False
    try:
        response = page.goto(address)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    assert response is not None
    expected = (200, 422) if may_see else (403, 404)
    assert response.status in expected, f"{address}: {response.status}"
    return response.headers["content-type"].startswith("text/html") and page.title() != ""


def test_axe_finds_nothing_where_an_open_survey_is_kept(look: Callable[..., Page]) -> None:
    """Paper, telephone and second keying: the walk meets surveys that are closed."""
    page = look("shiomidai", phone=True)
    page.goto("/shiomidai/surveys/")
    page.get_by_role("link", name="受付中").first.click()
    page.wait_for_load_state()
    wave = urlsplit(page.url).path.removesuffix("manage/")
    of_wave = [each for each in links_on(page) if each.startswith(wave) or "/answer/phone/" in each]
    complaints = []
    for address in [f"{wave}manage/", *of_wave]:
        page.goto(address)
        complaints.extend(f"{address} {each}" for each in complaints_of(page))
    assert complaints == [], "\n".join(complaints)
    assert {f"{wave}entry/", f"{wave}rechecks/", f"{wave}batches/"} <= set(of_wave)
