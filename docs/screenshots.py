"""Takes the pictures of README.md: starts a portal with the demo city and photographs its pages. `make screenshots`."""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
PORT = 8397
ADDRESS = f"http://localhost:{PORT}"


def main() -> None:
    with tempfile.TemporaryDirectory() as data_dir:
        environment = os.environ | {"DATA_DIR": data_dir, "PORT": str(PORT), "DEMO": "1"}
        portal = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
        try:
            wait_until_it_answers(portal)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
                    args=["--no-sandbox"] if os.geteuid() == 0 else [],
                )
                page = browser.new_page(viewport={"width": 1200, "height": 800}, locale="ja-JP")
                as_resident(page)
                of_surveys(page)
                as_coordinator(page)
                browser.close()
        finally:
            portal.terminate()
            portal.wait()


def as_resident(page: Page) -> None:
    take(page, "/wakaba/groups/#results", "groups")
    page.get_by_role("link", name="特別養護老人ホーム若葉の里").first.click()
    page.locator("details.display-bar > summary").click()
    page.get_by_role("button", name="ふりがな").click()
    take(page, page.url.removeprefix(ADDRESS), "group")


def of_surveys(page: Page) -> None:
    page.context.clear_cookies()
    page.goto(f"{ADDRESS}/shiomidai/surveys/")
    page.get_by_role("link", name="答える").first.click()
    page.get_by_role("button", name="回答をはじめる").click()
    take(page, page.url.removeprefix(ADDRESS), "survey")
    page.goto(f"{ADDRESS}/wakaba/surveys/")
    page.get_by_role("link", name="の結果").first.click()
    page.get_by_role("link", name="結果を見る").click()
    page.wait_for_url("**/results/")
    take(page, f"{page.url.removeprefix(ADDRESS)}#q7_trouble", "results")


def as_coordinator(page: Page) -> None:
    page.context.clear_cookies()
    page.goto(f"{ADDRESS}/accounts/login/")
    page.locator("input[name=login]").fill("wakaba@example.jp")
    page.locator("input[name=password]").fill("tsunagari-demo")
    page.locator("main form button[type=submit], main form button").first.click()
    page.wait_for_url(f"{ADDRESS}/wakaba/desk/")
    take(page, "/wakaba/desk/", "desk")
    take(page, "/wakaba/reports/", "reports")


def take(page: Page, path: str, name: str) -> None:
    page.goto(f"{ADDRESS}{path}", wait_until="networkidle")
    if part := path.partition("#")[2]:
        # Twice: what lies above is laid out when it is passed.
        for _ in range(2):
            page.locator(f"[id='{part}']").evaluate("part => part.scrollIntoView({behavior: 'instant'})")
            page.wait_for_timeout(300)
    picture = Image.open(BytesIO(page.screenshot(animations="disabled")))
    # Pages have few colours: half the weight, and nobody sees it.
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def wait_until_it_answers(portal: "subprocess.Popen[bytes]") -> None:
    while portal.poll() is None:
        time.sleep(0.5)
        connection = http.client.HTTPConnection("localhost", PORT, timeout=10)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            continue
        finally:
            connection.close()
    sys.exit("The portal did not start; see above.")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    main()
