"""The registry's main jobs as people do them: import, correct, find, print — with and without JavaScript."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

LIST = Path(__file__).parents[1] / "data" / "imports" / "linked_facilities.csv"

# Two presses of one button, the second before the page goes: whether each sends its form.
PRESS_TWICE = """button => [1, 2].map(() =>
    button.form.dispatchEvent(
        new SubmitEvent("submit", {bubbles: true, cancelable: true, submitter: button})))"""


def import_list(page: Page) -> None:
    """Take the fixture list through the wizard into the records."""
    page.goto("/shiomidai/imports/new/")
    page.get_by_label("団体・施設").check()
    page.set_input_files("input[type=file]", LIST)
    page.get_by_role("button", name="次へ：列を確かめる").click()
    page.get_by_label("種別のない行の種別").select_option("facility")
    page.get_by_label("この一覧は、すでに公開されている情報です").check()
    page.get_by_role("button", name="次へ：内容を確かめる").click()
    wait_for_job(page)
    page.get_by_role("button", name=re.compile("この内容で取り込む")).click()
    wait_for_job(page)


def wait_for_job(page: Page) -> None:
    """Wait on the progress page, by reloading it where there is no JavaScript, and go on to the result."""
    result = page.get_by_role("link", name="結果を開く")
    for _ in range(60):
        if "/jobs/" not in page.url:
            return
        if result.count():
            result.click()
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("The job did not end.")


def test_a_list_is_imported_corrected_found_and_taken_back(visit: Callable) -> None:
    coordinator = visit("shiomidai").page
    import_list(coordinator)
    coordinator.goto("/shiomidai/groups/?q=けやき苑")
    expect(coordinator.get_by_role("link", name=re.compile("けやき苑")).first).to_be_visible()
    coordinator.goto("/shiomidai/imports/")
    coordinator.locator("main a[href*='/imports/']", has_text="linked_facilities").first.click()
    coordinator.get_by_role("link", name="この取り込みを取り消す").click()
    coordinator.get_by_role("button", name="取り消す").click()
    wait_for_job(coordinator)
    expect(coordinator.get_by_text("この取り込みは取り消しました")).to_be_visible()
    coordinator.goto("/shiomidai/groups/?q=けやき苑")
    expect(coordinator.get_by_text("条件に合う団体・施設がありません")).to_be_visible()
    expect(coordinator.locator("main .cards a")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_coordinator_corrects_a_record_and_sees_its_history(visit: Callable, javascript: bool) -> None:
    page = visit("wakaba", javascript=javascript).page
    page.goto("/wakaba/groups/?q=ひだまり")
    page.get_by_role("link", name="サロンひだまり").first.click()
    page.get_by_role(
        "link", name=re.compile("^編集.*どんなところですか|どんなところですか.*編集")
    ).first.click()
    field = page.get_by_role("textbox", name="目的")
    wording = f"お茶を飲みながら話せる集まりです。{'動きます' if javascript else '動きません'}"
    field.fill(wording)
    page.get_by_role("button", name="保存する").first.click()
    expect(page.get_by_text(wording)).to_be_visible()
    page.get_by_role("link", name="変更の履歴").click()
    expect(page.locator(".history")).to_contain_text(wording)
    expect(page.locator(".history")).to_contain_text("若林 みどり")


@pytest.mark.parametrize("words", ["障がい", "障害", "しおかぜ", "シオカゼ", "潮風"])
def test_a_resident_finds_the_facility_however_it_is_spelt(visit: Callable, words: str) -> None:
    page = visit(phone=True, javascript=False).page
    page.goto("/shiomidai/")
    page.locator("input[name=q]").first.fill(words)
    page.locator("form[role=search] button").first.click()
    expect(page.get_by_role("link", name=re.compile("障害者支援センター潮風")).first).to_be_visible()


def test_furigana_is_turned_on_for_all_pages(visit: Callable) -> None:
    page = visit().page
    page.goto("/wakaba/groups/21/")
    assert page.locator("main ruby").count() == 0
    page.get_by_role("button", name=re.compile("ふりがな")).first.click()
    ruby = page.locator("main ruby").first
    expect(ruby).to_be_visible()
    page.goto("/wakaba/desks/")
    assert page.locator("main ruby").count() > 5


def test_city_staff_print_the_roster_and_the_resource_list(visit: Callable) -> None:
    visitor = visit("city")
    page = visitor.page
    for name, title in (("organization-roster", "団体名簿"), ("resource-list", "社会資源リスト")):
        page.goto(f"/wakaba/reports/{name}/")
        page.get_by_role("button", name="PDFを作る").click()
        page.wait_for_url("**/prints/*/")
        response = visitor.context.request.get(page.url)
        for _ in range(60):
            if response.headers["content-type"] == "application/pdf":
                break
            page.wait_for_timeout(500)
            response = visitor.context.request.get(page.url)
        reader = PdfReader(io.BytesIO(response.body()))
        text = "".join(page.extract_text() for page in reader.pages)
        assert title in text.replace(" ", "")
        assert "若葉の里" in text.replace(" ", "").replace("\n", "")
        fonts = {
            str(font.get_object()["/BaseFont"])
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert any("BIZ" in font for font in fonts)
    page.goto("/wakaba/reports/organization-roster/options/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excelで受け取る").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert book.active.title == "団体名簿"
    page.reload()
    assert page.get_by_role("button", name="PDFを作る").evaluate(PRESS_TWICE) == [True, False]


def test_a_stranger_sees_nothing_internal_and_edits_nothing(visit: Callable) -> None:
    visitor = visit("shiomidai")
    page = visitor.page
    page.goto("/wakaba/groups/21/")
    expect(page.get_by_text("内部用")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("編集"))).to_have_count(0)
    statuses = [
        visitor.context.request.get(f"/wakaba/{path}").status
        for path in ("groups/21/edit/purpose/", "desk/", "reports/", "imports/")
    ]
    assert statuses == [403, 404, 404, 404]
