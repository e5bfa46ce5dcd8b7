"""The wizard's pages: from a file to records and back, without JavaScript; who may; what is answered to bad files."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from groups.models import Organization
from portal import history
from portal.models import District, Import, Job, User
from tests.groups.factory import make_organization
from tests.portal.imports.conftest import DATA
from tests.test_pages import Page

pytestmark = pytest.mark.django_db

GROUPS = "名称,電話番号,住所\nサロンひだまり,000-678-0001,みどり野市けやき台1-2\nみみの会,000-678-0002,\n"


@pytest.fixture
def browser(client_of: Callable[[User], Client], coordinator: User) -> Client:
    return client_of(coordinator)


def address(page: str, record: Import | None = None, district: str = "wakaba") -> str:
    return reverse(page, args=[district, *([record.pk] if record else [])])


def upload(browser: Client, content: bytes | str, name: str = "名簿.csv"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return browser.post(address("import_new"), {"importer": "organizations", "file": file})


def columns(record: Import, **changes: str) -> dict[str, str]:
    """What the page of columns sends when nothing but `changes` is chosen otherwise."""
    record.refresh_from_db()
    chosen = {
        f"column_{position}": record.mapping.get(str(position), "")
        for position in range(len(record.sample["headers"]))
    }
    return chosen | {"category": "volunteer"} | changes


def checked(browser: Client, content: bytes | str = GROUPS) -> Import:
    upload(browser, content)
    record = Import.objects.first()
    browser.post(address("import_mapping", record), columns(record))
    record.refresh_from_db()
    return record


def committed(browser: Client, content: bytes | str = GROUPS) -> Import:
    record = checked(browser, content)
    browser.post(address("import_commit", record))
    record.refresh_from_db()
    return record


# -- From the file to the records and back ---------------------------------------------------------------------------


def test_a_list_becomes_records_and_is_taken_back(browser):
    response = upload(browser, (DATA / "linked_facilities.csv").read_bytes())
    record = Import.objects.get()
    assert response["Location"] == address("import_mapping", record)

    page = browser.get(response["Location"]).content.decode()
    assert "特別養護老人ホーム 若葉の里" in page
    assert '<option value="phone" selected>電話番号</option>' in page

    response = browser.post(address("import_mapping", record), columns(record, column_5=""))
    record.refresh_from_db()
    assert response["Location"] == reverse("job", args=[record.job.pk])
    assert (record.state, record.options) == (Import.State.CHECKED, {"category": "volunteer"})
    assert record.job.result_url == address("import_preview", record)

    page = browser.get(record.job.result_url).content.decode()
    assert "この内容で取り込む（登録 6件・更新 0件）" in page
    assert "緯度と経度が逆になっていたため、入れ替えました" in page
    assert Organization.objects.count() == 0

    browser.post(address("import_commit", record))
    record.refresh_from_db()
    assert (record.state, Organization.objects.count()) == (Import.State.COMMITTED, 6)
    page = browser.get(address("import_detail", record)).content.decode()
    assert "新しく登録しました" in page

    assert "登録した 6件を削除します。" in browser.get(address("import_undo", record)).content.decode()
    browser.post(address("import_undo", record))
    record.refresh_from_db()
    assert (record.state, Organization.objects.count()) == (Import.State.UNDONE, 0)
    assert "この取り込みは取り消しました" in browser.get(address("import_detail", record)).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "linked_centres.csv",
        "linked_offices.csv",
        "old_public_facilities_cp932.csv",
        "old_care_services.csv",
        "new_public_facilities.csv",
        "plain_groups_utf16.tsv",
    ],
)
def test_files_of_all_shapes_come_in_without_a_word(browser, name):
    record = committed(browser, (DATA / name).read_bytes())
    assert record.counts == {"created": record.sample["count"]}


def test_repairs_and_mistakes_can_be_taken_away_as_a_file(browser):
    record = checked(browser, GROUPS + ",000-1-1,\n")
    response = browser.get(address("import_preview", record), {"show": "error", "format": "csv"})
    assert response.content.decode("utf-8-sig").splitlines() == [
        "行,名称,種類,列,ファイルの内容,直した内容,理由",
        "4,,まちがい（直さないと取り込めません）,名称,,,名称がありません。入力してください。",
        "4,,お知らせ,電話番号,000-1-1,,「000-1-1」は、電話番号として読めません。いま5桁です。10桁か11桁で入力してください。",
    ]


def test_conflicts_are_decided_row_by_row(browser):
    committed(browser)
    organization = Organization.objects.get(name="サロンひだまり")
    organization.address = "みどり野市けやき台7"
    history.save(organization)
    record = checked(browser)
    page = browser.get(address("import_preview", record)).content.decode()
    assert "<del>みどり野市けやき台7</del>" in page
    assert '<input type="radio" name="row-2" value="keep" checked>' in page
    response = browser.post(address("import_preview", record) + "?show=conflict", {"row-2": "overwrite"})
    assert response["Location"] == address("import_preview", record) + "?show=conflict"
    page = browser.get(response["Location"]).content.decode()
    assert "1件について、選んだ内容を保存しました。" in page
    assert '<input type="radio" name="row-2" value="overwrite" checked>' in page
    browser.post(address("import_commit", record))
    organization.refresh_from_db()
    assert organization.address == "みどり野市けやき台1-2"


def test_likely_duplicates_are_decided_all_at_once(browser, wakaba):
    mine = make_organization(wakaba, name="サロンひだまり", public_phone="000-111-1111")
    record = checked(browser)
    page = browser.get(address("import_preview", record)).content.decode()
    assert "（名称が同じ）" in page
    assert f'value="same:{mine.pk}"' in page
    browser.post(address("import_preview", record), {"all": "duplicate:create"})
    page = browser.get(address("import_preview", record)).content.decode()
    assert "この内容で取り込む（登録 2件・更新 0件）" in page


def test_the_columns_must_make_sense(browser):
    upload(browser, GROUPS)
    record = Import.objects.get()
    response = browser.post(address("import_mapping", record), columns(record, column_0="phone"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "「電話番号」は、「名称」の列でも選ばれています。どちらか一つにしてください。" in page
    assert "「名称」になる列を、一つ選んでください。" in page
    response = browser.post(address("import_mapping", record), columns(record, category=""))
    assert response.status_code == 422
    record.refresh_from_db()
    assert record.state == Import.State.UPLOADED


def test_a_row_taken_for_headings_that_nobody_knows_is_told(browser):
    told = "いまは1行目を見出しとして読み取り、取り込みません。"
    upload(browser, "ひだまり会\nみみの会\n")
    record = Import.objects.get()
    assert told in browser.get(address("import_mapping", record)).content.decode()
    browser.post(address("import_reading", record), {"encoding": "", "header_row": "0"})
    assert told not in browser.get(address("import_mapping", record)).content.decode()
    upload(browser, GROUPS)
    assert told not in browser.get(address("import_mapping", Import.objects.first())).content.decode()


def test_the_sheet_that_was_read_is_told_where_there_are_several(browser):
    book = openpyxl.Workbook()
    book.active.title = "名簿"
    for row in (["名称", "備考"], ["ひだまり会", "x"], ["※令和6年4月1日現在"]):
        book.active.append(row)
    book.create_sheet("施設").append(["名称"])
    book.active.column_dimensions["B"].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    upload(browser, buffer.getvalue(), "名簿.xlsx")
    page = browser.get(address("import_mapping", Import.objects.get())).content.decode()
    assert "シート「名簿」を読み取りました。ほかに「施設」があります。" in page
    assert "<span>※令和6年4月1日現在</span>" not in page
    assert page.count("Excelで隠してある列") == 1


def test_a_file_can_be_read_in_another_way(browser):
    upload(browser, "題名,,\n" + GROUPS)
    record = Import.objects.get()
    browser.post(address("import_reading", record), {"encoding": "utf-8", "header_row": "0"})
    record.refresh_from_db()
    assert (record.header_row, record.sample["count"]) == (0, 4)
    response = browser.post(address("import_reading", record), {"encoding": "utf-16", "header_row": "2"})
    assert response.status_code == 422
    assert "文字を読み取れませんでした" in response.content.decode()
    response = browser.post(address("import_reading", record), {"encoding": "klingon", "header_row": "2"})
    assert response.status_code == 422


def test_a_sheet_can_be_chosen(browser):
    book = openpyxl.Workbook()
    book.active.append(["名称", "電話番号"])
    book.active.append(["サロンひだまり", "000-1-1"])
    other = book.create_sheet("施設")
    other.append(["施設名"])
    other.append(["若葉公民館"])
    buffer = io.BytesIO()
    book.save(buffer)
    upload(browser, buffer.getvalue(), "名簿.xlsx")
    record = Import.objects.get()
    browser.post(address("import_reading", record), {"sheet": "施設", "header_row": "1"})
    record.refresh_from_db()
    assert (record.sheet, record.sample["rows"]) == ("施設", [["若葉公民館"]])


def test_giving_up_forgets_the_file(browser):
    record = checked(browser)
    assert "この取り込みをやめますか" in browser.get(address("import_discard", record)).content.decode()
    response = browser.post(address("import_discard", record))
    assert response["Location"] == address("import_list")
    assert Import.objects.count() == 0


def test_a_file_without_a_row_to_take_over_offers_no_import(browser):
    record = checked(browser, "名称,住所\n,けやき台1-2\n")
    page = browser.get(address("import_preview", record)).content.decode()
    assert "いまは、取り込む行がありません" in page
    assert "この内容で取り込む" not in page


def test_a_failed_commit_says_why_and_leads_on(browser):
    committed(browser)
    record = checked(browser, GROUPS.replace("けやき台1-2", "けやき台9"))
    organization = Organization.objects.get(name="みみの会")
    organization.note = "直した"
    history.save(organization)
    browser.post(address("import_commit", record))
    page = browser.get(address("import_preview", record)).content.decode()
    assert "1件の登録が修正されました（3行目「みみの会」など）" in page


def test_pages_lead_to_the_step_that_is_next(browser):
    upload(browser, GROUPS)
    record = Import.objects.get()
    assert browser.get(address("import_detail", record))["Location"] == address("import_mapping", record)
    assert browser.get(address("import_preview", record))["Location"] == address("import_mapping", record)
    assert browser.post(address("import_commit", record))["Location"] == address("import_mapping", record)
    done = committed(browser)
    for page in ("import_mapping", "import_preview", "import_discard"):
        assert browser.get(address(page, done))["Location"] == address("import_detail", done)
    for page in ("import_commit", "import_reading"):
        assert browser.post(address(page, done))["Location"] == address("import_detail", done)
    undone = committed(browser, "名称\n手話の会\n")
    browser.post(address("import_undo", undone))
    assert browser.get(address("import_undo", undone))["Location"] == address("import_detail", undone)


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_nothing_can_be_sent_while_the_worker_is_at_it(browser, state):
    record = checked(browser)
    Job.objects.filter(pk=record.job_id).update(state=state)
    sent = {
        "import_mapping": columns(record),
        "import_reading": {"encoding": "utf-8", "header_row": "0"},
        "import_preview": {"all": "duplicate:create"},
        "import_commit": {},
        "import_discard": {},
    }
    for page, data in sent.items():
        assert browser.post(address(page, record), data)["Location"] == address("import_list")
    told = browser.get(address("import_list")).content.decode()
    assert "「名簿.csv」は、いま確認・取り込みの最中です。" in told
    record.refresh_from_db()
    assert (record.state, record.header_row, Job.objects.count()) == (Import.State.CHECKED, 1, 1)


# -- Bad files -------------------------------------------------------------------------------------------------------


def formula_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["名称", "人数"])
    book.active.append(["サロンひだまり", "=SUM(1,2)"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("memo.txt", "text")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (
            '名称,備考\nひだまり,"閉じていない\n'.encode(),
            "a.csv",
            "2行目から先を読み取れません。「&quot;」（二重の引用符）が閉じていない",
        ),
        (b"a" * 50 * 1024 * 1024, "a.csv", "ファイルが大きすぎます（50MB）。10MBまでにしてください。"),
        (plain_zip(), "a.xlsx", "Excelのファイルではありません（ほかの種類の圧縮ファイルです）"),
        (formula_workbook(), "a.xlsx", "B2 セルに数式があります：=SUM(1,2)"),
        ("名称,備考\nひだまり,=1+1\n".encode(), "a.csv", "B2 セルに数式があります"),
        (b"", "a.csv", "ファイルが空です"),
        ("名称,備考\n".encode(), "a.csv", "見出しの下に1行に1件ずつ書いてから、もう一度お選びください。"),
    ],
    ids=["broken", "50 MB", "zip", "formula in XLSX", "formula in CSV", "empty", "headings only"],
)
def test_bad_files_are_answered_and_change_nothing(browser, content, name, message):
    response = upload(browser, content, name)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert (Import.objects.count(), Organization.objects.count()) == (0, 0)


# -- Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("stranger", 404),
        ("contact", 404),
        ("editor", 403),
        ("coordinator", 200),
        ("chair", 200),
        ("city", 200),
        ("admin", 200),
    ],
)
def test_only_those_who_edit_the_district_import(request, client_of, browser, who, status):
    record = checked(browser)
    client = client_of(request.getfixturevalue(who) if who else None)
    for page in ("import_list", "import_new"):
        assert client.get(address(page)).status_code == status
    for page in ("import_mapping", "import_preview", "import_discard"):
        assert client.get(address(page, record)).status_code == status
    if status != 200:
        assert client.get(address("import_detail", record)).status_code == status
        for page in ("import_commit", "import_undo", "import_discard", "import_reading", "import_preview"):
            assert client.post(address(page, record)).status_code == status
        assert Organization.objects.filter(name="サロンひだまり").count() == 0


def test_an_import_belongs_to_its_district(browser, client_of, stranger: User, shiomidai: District):
    record = checked(browser)
    client = client_of(stranger)
    for page in ("import_detail", "import_mapping", "import_preview", "import_undo", "import_discard"):
        assert client.get(address(page, record, district="shiomidai")).status_code == 404
    assert client.post(address("import_commit", record, district="shiomidai")).status_code == 404


def test_writing_needs_a_post(browser):
    record = checked(browser)
    assert browser.get(address("import_commit", record)).status_code == 405
    assert browser.get(address("import_reading", record)).status_code == 405


def test_a_number_that_cannot_be_one_is_told_and_taken(browser):
    record = checked(browser, "名称,電話番号\nみみの会,087-12-34\n手話の会,000-111-1111\n")
    page = browser.get(address("import_preview", record) + "?show=doubtful").content.decode()
    assert (
        "1行に、正しいとは思えない内容や、取り込まない内容、住民に公開することになる内容があります。" in page
    )
    assert '<td data-label="ファイルの内容">087-12-34</td>' in page
    assert "いま7桁ですが、087で始まる番号は10桁です。" in page
    browser.post(address("import_commit", record))
    assert Organization.objects.get(name="みみの会").public_phone == "087-12-34"
    assert "いま7桁ですが" in browser.get(address("import_detail", record)).content.decode()


# -- Pages -----------------------------------------------------------------------------------------------------------


def test_every_page_is_valid(browser, wakaba):
    make_organization(wakaba, name="みみの会", public_phone="000-111-1111")
    done = committed(browser, GROUPS)
    organization = Organization.objects.get(name="サロンひだまり")
    organization.address = "みどり野市けやき台7"
    history.save(organization)
    record = checked(browser, GROUPS + ",000-1-1,\n新しい会,０００－１－１,\n")
    pages = [
        address("import_list"),
        address("import_new"),
        address("import_detail", done),
        address("import_undo", done),
    ]
    pages += [address(page, record) for page in ("import_mapping", "import_discard")]
    pages += [
        f"{address('import_preview', record)}?show={show}"
        for show in ("create", "conflict", "duplicate", "doubtful", "error", "repaired")
    ]
    assert {page: Page(browser.get(page).content.decode()).mistakes for page in pages} == {
        page: [] for page in pages
    }


def test_lists_cost_the_same_however_long(browser, django_assert_num_queries, django_assert_max_num_queries):
    def queries(page: str) -> int:
        with django_assert_max_num_queries(20) as counted:
            assert browser.get(page).status_code == 200
        return len(counted)

    one = checked(browser, "名称\nひだまり\n")
    first = [queries(address("import_list")), queries(address("import_preview", one))]
    checked(browser, "名称\nあ会\nい会\n")
    many = checked(browser, "名称\nう会\nえ会\nお会\n")
    assert [queries(address("import_list")), queries(address("import_preview", many))] == first
    assert max(first) <= 12


def test_the_desk_shows_what_waits_for_the_next_step(browser, client_of, editor):
    checked(browser)
    page = browser.get("/wakaba/desk/").content.decode()
    assert "「名簿.csv」の取り込み（取り込み待ち）" in page
    assert f'href="{address("import_list")}"' in page
    assert "名簿.csv" not in client_of(editor).get("/wakaba/desk/").content.decode()
