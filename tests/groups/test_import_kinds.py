"""What the words of a list mean by our kinds (種別) is said once, for all rows and for the next file of the source."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from groups.models import Category, Organization
from portal.imports import actions
from portal.imports.words import word_field
from portal.japanese.text import name_key
from portal.models import District, Import, Neighborhood, User

LIST = "名称,種別\r\nあ会,愛好会\r\nい会,愛好会\r\nう会,シニアクラブ\r\nえ会,自治会・町内会\r\n"


@pytest.fixture
def browser(client_of: Callable[[User], Client], coordinator: User) -> Client:
    return client_of(coordinator)


def address(page: str, record: Import | None = None) -> str:
    return reverse(page, args=["wakaba", *([record.pk] if record else [])])


def upload(browser: Client, text: str) -> Import:
    file = SimpleUploadedFile("名簿.csv", text.encode())
    browser.post(address("import_new"), {"importer": "organizations", "file": file})
    return Import.objects.first()


def sent(record: Import, words: dict[str, str] | None = None, **changes: str) -> dict[str, str]:
    """The form as the page has it, with what is chosen for words of the file, and other changes."""
    columns = {f"column_{position}": name for position, name in record.mapping.items()}
    chosen = {word_field("category", name_key(word)): kind for word, kind in (words or {}).items()}
    return columns | chosen | changes


def kinds() -> dict[str, str]:
    return dict(Organization.objects.values_list("name", "category__slug"))


def test_a_word_is_chosen_once_for_all_rows_and_for_the_next_file(browser: Client) -> None:
    record = upload(browser, LIST)
    page = browser.get(address("import_mapping", record)).content.decode()
    assert ">愛好会</label>" in page and "種別（2行）" in page
    assert '<option value="senior" selected>' in page  # シニアクラブ is guessed
    assert page.count("</svg>未選択</span>") == 1 and "「未選択」のことばが1つあります。" in page
    assert "自治会・町内会</label>" not in page
    data = sent(record, {"愛好会": "volunteer", "シニアクラブ": "salon"})
    browser.post(address("import_mapping", record), data)
    record.refresh_from_db()
    assert record.words == {"category": {"愛好会": "volunteer", "しにあくらぶ": "salon"}}
    assert record.rows.doubtful().count() == 0
    browser.post(address("import_commit", record))
    assert kinds() == {"あ会": "volunteer", "い会": "volunteer", "う会": "salon", "え会": "neighborhood"}

    later = upload(browser, "名称,種別\r\nお会,愛好会\r\n")
    assert later.words == record.words
    page = browser.get(address("import_mapping", later)).content.decode()
    assert '<option value="volunteer" selected>' in page
    assert "未選択" not in page
    # Taken back: it is what was guessed again, that is nothing.
    browser.post(address("import_mapping", later), sent(later, {"愛好会": ""}, category="facility"))
    assert upload(browser, "名称,種別\r\nか会,愛好会\r\n").words["category"] == {"しにあくらぶ": "salon"}


def test_a_kind_deleted_since_is_told_and_nothing_is_taken(bring: Callable[..., Import]) -> None:
    bring("名称,電話番号,種別\r\nか会,000-678-0001,自治会・町内会\r\n".encode())
    hobby = Category.objects.create(number=99, slug="hobby", name="愛好会", short_name="愛好")
    made = bring("名称,種別\r\nあ会,愛好会\r\nい会,愛好会\r\n".encode(), commit=False)
    changed = bring("名称,電話番号,種別\r\nか会,000-678-0001,愛好会\r\n".encode(), commit=False)
    hobby.delete()
    for record, names in ((made, "「あ会」など2件"), (changed, "「か会」")):
        job = actions.start_commit(record, by=record.imported_by)
        told = (
            f"{names}の種別は、内容を確認したあとに、種別の一覧からなくなりました。何も取り込んでいません。"
        )
        assert (job.state, job.message) == ("failed", f"{told}列の確認に戻って、種別を選び直してください。")
    assert kinds() == {"か会": "neighborhood"}


def test_a_neighborhood_deleted_since_is_told_and_nothing_is_taken(
    bring: Callable[..., Import], wakaba: District
) -> None:
    places = [Neighborhood.objects.create(district=wakaba, name=name) for name in ("緑町", "泉町")]
    bring("名称,電話番号,町内\r\nか会,000-678-0001,緑町\r\n".encode())
    made = bring("名称,町内\r\nあ会,泉町\r\nい会,泉町\r\n".encode(), commit=False)
    changed = bring("名称,電話番号,町内\r\nか会,000-678-0001,泉町\r\n".encode(), commit=False)
    places[1].delete()
    for record, names in ((made, "「あ会」など2件"), (changed, "「か会」")):
        job = actions.start_commit(record, by=record.imported_by)
        told = (
            f"{names}の町内は、内容を確認したあとに、町内の一覧からなくなりました。何も取り込んでいません。"
        )
        assert (job.state, job.message) == (
            "failed",
            f"{told}列の確認に戻って、もう一度内容を確かめてください。",
        )
    assert [place.name for place in Organization.objects.get().neighborhoods.all()] == ["緑町"]


def test_the_page_asks_the_database_as_often_however_many_words_there_are(
    browser: Client, django_assert_max_num_queries: Callable
) -> None:
    def queries(count: int) -> int:
        rows = "".join(f"会{number},なぞ{number}\r\n" for number in range(count))
        record = upload(browser, f"名称,種別\r\n{rows}")
        with django_assert_max_num_queries(20) as counted:
            page = browser.get(address("import_mapping", record)).content.decode()
        assert page.count("種別（1行）") == count
        return len(counted)

    queries(1)  # fills what is kept
    assert queries(3) == queries(1)


def test_a_word_that_nobody_chose_is_one_kind_of_doubt(browser: Client) -> None:
    record = upload(browser, LIST)
    browser.post(
        address("import_mapping", record), sent(record, {"シニアクラブ": "senior"}, category="facility")
    )
    page = browser.get(address("import_preview", record) + "?show=doubtful").content.decode()
    assert '<td data-label="行数" class="numeric">2</td>' in page
    assert "このサイトにない種別「愛好会」のため、「種別のない行の種別」にします。" in page
    browser.post(address("import_commit", record))
    assert kinds()["あ会"] == "facility"


def test_a_list_in_which_every_row_has_a_kind_is_not_asked_for_one(browser: Client) -> None:
    record = upload(browser, "名称,種別\r\nあ会,自治会・町内会\r\nい会,老人クラブ\r\n")
    assert "種別のない行の種別" not in browser.get(address("import_mapping", record)).content.decode()
    browser.post(address("import_mapping", record), sent(record, {"老人クラブ": "senior"}))
    browser.post(address("import_commit", record))
    assert kinds() == {"あ会": "neighborhood", "い会": "senior"}


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("名称,種別\r\nあ会,自治会・町内会\r\nい会,\r\n", {}),
        ("名称,種別\r\nあ会,なし\r\n", {}),
        (LIST, {word_field("category", name_key("シニアクラブ")): "senior"}),
        ("名称,種別\r\nあ会,自治会・町内会\r\n", {"column_1": ""}),
    ],
    ids=["blank", "none", "unknown", "not used"],
)
def test_a_kind_is_asked_for_where_a_row_has_none(
    browser: Client, text: str, changes: dict[str, str]
) -> None:
    record = upload(browser, text)
    response = browser.post(address("import_mapping", record), sent(record, **changes))
    assert response.status_code == 422
    page = response.content.decode()
    assert "種別のない行の種別" in page and "このフィールドは必須です" not in page
    assert (
        browser.post(
            address("import_mapping", record), sent(record, **changes) | {"category": "salon"}
        ).status_code
        == 302
    )
