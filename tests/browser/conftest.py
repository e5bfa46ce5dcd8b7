"""A real portal for the browser: server, worker and demo city as `manage.py serve` starts them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from portal.demo import PASSWORD
from portal.models import User
from tests import databases

# Playwright keeps an event loop in this process, where Django would refuse its ordinary database calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parent.parent.parent
# Debian's, or else (None) the one that Playwright brings.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    # Other tests use the other processors; and no page stays long enough for its code to be worth optimizing.
    "--js-flags=--single-threaded --max-opt=1",
    # The frame of a page may serve for the next one; and two that Playwright disables, whose list this one replaces.
    "--disable-features=RenderDocument,AvoidUnnecessaryBeforeUnloadCheckSync,PaintHolding",
]
# How long to wait for what will come: long, since the machine may be busy with other tests.
PATIENCE = 120
expect.set_options(timeout=PATIENCE * 1000)
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of this folder share a portal, so they run one after the other in one process: those that do a job in one,
    and those that look at every page in another."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            group = "accessibility" if item.path.stem == "test_accessibility" else "browser"
            item.add_marker(pytest.mark.xdist_group(group))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_answering(address: str, process: subprocess.Popen, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "The portal stopped while starting."
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310 -- our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("The portal did not answer.")


@pytest.fixture(scope="session")
def database(loaded_database: str, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[str]:
    """A database with the demo city, whose passwords a real server knows how to check."""
    name = f"{connection.settings_dict['NAME']}_browser"
    with django_db_blocker.unblock(), databases.copied(loaded_database, name):
        with databases.in_database(name):
            User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "tsunagari"))
        yield name


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory, database: str, static_files: Path) -> Iterator[str]:
    """The address of a running portal with the demo city."""
    port = free_port()
    environment = os.environ | {
        "DATA_DIR": str(tmp_path_factory.mktemp("portal")),
        "STATIC_ROOT": str(shutil.copytree(static_files, tmp_path_factory.mktemp("static") / "files")),
        "SECRET_KEY": settings.SECRET_KEY,
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": databases.url_of(database),
        "WEB_WORKERS": "1",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_until_answering(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed after the last of these tests: Playwright's event loop would be in the way of others."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Visitor:
    """A person with a browser. Collects what the browser complains about."""

    def __init__(
        self,
        browser: Browser,
        portal: str,
        *,
        javascript: bool,
        viewport: dict[str, int],
        signed_in: StorageState | None = None,
    ) -> None:
        self.portal = portal
        self.context: BrowserContext = browser.new_context(
            base_url=portal,
            java_script_enabled=javascript,
            viewport=viewport,
            locale="ja-JP",
            reduced_motion="reduce",
            storage_state=signed_in,
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: object) -> None:
        if message.type == "error" and not re.search(r"status of (4\d\d)", message.text):  # type: ignore[attr-defined]
            self.complaints.append(message.text)  # type: ignore[attr-defined]


@pytest.fixture
def signed_in(
    portal: str, database: str, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Callable[[str], StorageState]:
    """The cookies of a demo account that is signed in: to check a password takes long on purpose."""

    def sign_in(name: str) -> StorageState:
        with django_db_blocker.unblock(), databases.in_database(database):
            client = Client()
            client.force_login(User.objects.get(email=f"{name}@example.jp"))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        return {"cookies": [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": portal}]}

    return sign_in


@pytest.fixture
def visit(browser: Browser, portal: str, signed_in: Callable[[str], StorageState]) -> Iterator:
    """`visit()` is a resident at a desk; `visit("wakaba", javascript=False, phone=True)` a coordinator on a phone."""
    visitors: list[Visitor] = []

    def arrive(name: str | None = None, *, javascript: bool = True, phone: bool = False) -> Visitor:
        viewport, cookies = PHONE if phone else DESKTOP, signed_in(name) if name else None
        visitor = Visitor(browser, portal, javascript=javascript, viewport=viewport, signed_in=cookies)
        visitors.append(visitor)
        if name:
            visitor.page.goto("/start/")
        return visitor

    yield arrive
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []
