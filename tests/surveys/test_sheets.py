"""What stands on the questionnaire and on slips, and the numbered copies that are stamped from one drawing."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict
from openpyxl import load_workbook
from pypdf import PdfReader

from portal import prints
from portal.models import District, User
from portal.permissions import access_for
from portal.stamping import Code, Page, Words
from surveys.actions import batches
from surveys.models import Batch, Wave
from surveys.prints.stamping import sheet_pages, slip_pages
from surveys.reports.questionnaire_sheets import TYPE_CASE, questionnaire_sheet, slip_sheet
from tests.surveys.paper_records import paper_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(wakaba: District) -> Wave:
    wakaba.phone, wakaba.address = "000-0000-0201", "みどり野市若葉1-1"
    wakaba.save()
    return paper_wave(wakaba, closes_on=date(2099, 11, 29), opens_on=date(2025, 11, 1), number=2)


def a_batch(wave: Wave, size: int = 3, form: str = "sheet") -> Batch:
    return batches.add_batch(wave, name="若葉1丁目", form=form, size=size)


def questions(wave: Wave, **options: Any) -> dict[str, Any]:
    return {each.key: each for part in questionnaire_sheet(wave, **options).parts for each in part.questions}


def test_each_question_says_what_to_do(wave: Wave) -> None:
    found = questions(wave)
    assert {key: (each.label, each.how, each.shape) for key, each in found.items()} == {
        "age": ("問1", "○は1つ", "choices"),
        "trouble": ("問2", "○は3つまで", "choices"),
        "help": ("問3", "1つの行に、○を1つずつ", "table"),
        "join": ("問4", "○は1つ", "choices"),
        "why": ("問4-1", "○はいくつでも", "choices"),
        "people": ("問5", "数字を書いてください", "number"),
        "voice": ("問6", "200字まで", "lines"),
    }
    assert found["join"].skips == ("1〜3と答えた方は、問5へ", "4と答えた方は、問4-1へ")
    assert found["why"].condition == "問4で「4 参加していない」と答えた方だけ、お答えください"
    assert [choice.code for choice in found["age"].choices] == [1, 2, 3, 4, 99]
    assert found["people"].boxes == 2


def test_long_choices_stand_one_below_the_other_sooner_in_large_type(wave: Wave) -> None:
    assert questions(wave)["join"].columns == 3
    assert questions(wave, is_large=True)["join"].columns == 2


def test_where_and_by_when_and_whom_to_ask(wave: Wave) -> None:
    sheet = questionnaire_sheet(wave)
    assert sheet.return_to == (
        "若葉地区社会福祉協議会（みどり野市若葉1-1）へお持ちいただくか、地区の役員にお渡しください。"
    )
    assert sheet.enquiries == "若葉地区社会福祉協議会（電話 000-0000-0201）"
    wave.method = "福祉推進員が受け取ります。"
    assert questionnaire_sheet(wave).return_to == "福祉推進員が受け取ります。"
    assert questionnaire_sheet(wave, return_to="窓口へ").return_to == "窓口へ"


def test_numbers_and_codes_are_those_of_the_batch(wave: Wave) -> None:
    batch = a_batch(wave)
    codes = list(batch.codes.select_related("batch"))
    sheet = questionnaire_sheet(wave, codes=codes)
    assert [each.number for each in sheet.numbered] == ["No.0001", "No.0002", "No.0003"]
    assert sheet.numbered[0].code == f"{codes[0].code[:4]}-{codes[0].code[4:]}"
    assert sheet.numbered[0].url.endswith(f"/wakaba/surveys/c/{codes[0].code}/")
    assert set("".join(each.number + each.code for each in sheet.numbered)) <= set(TYPE_CASE)
    assert questionnaire_sheet(wave, codes=codes) == sheet  # printed again, they are the same


def words(page: Page) -> list[str]:
    return [stamp.text for stamp in page.stamps if isinstance(stamp, Words)]


def test_every_page_of_a_sheet_says_which_sheet_it_is(wave: Wave) -> None:
    sheet = questionnaire_sheet(wave, codes=list(a_batch(wave, 2).codes.select_related("batch")))
    pages = list(sheet_pages(sheet.numbered, 3))
    assert [page.drawn for page in pages] == [0, 1, 2, 0, 1, 2]
    first, second = sheet.numbered
    assert words(pages[0]) == ["No.0001", first.code, "1/3", "No.0001"]
    assert words(pages[1]) == ["2/3", "No.0001"]
    assert words(pages[3]) == ["No.0002", second.code, "1/3", "No.0002"]
    assert [stamp.address for page in pages for stamp in page.stamps if isinstance(stamp, Code)] == [
        first.url,
        second.url,
    ]


def test_on_both_sides_each_sheet_begins_on_a_new_leaf(wave: Wave) -> None:
    sheet = questionnaire_sheet(wave, codes=list(a_batch(wave, 2).codes.select_related("batch")))
    assert [page.drawn for page in sheet_pages(sheet.numbered, 3, is_duplex=True)] == [
        *(0, 1, 2, None),
        *(0, 1, 2, None),
    ]
    assert len(list(sheet_pages(sheet.numbered, 4, is_duplex=True))) == 8


def test_what_is_left_of_the_last_page_of_slips_stays_white(wave: Wave) -> None:
    slips = slip_sheet(wave, codes=list(a_batch(wave, 9, form="slip").codes.select_related("batch")))
    pages = list(slip_pages(slips.numbered))
    assert [len(page.windows) for page in pages] == [8, 1]
    assert words(pages[1]) == [slips.numbered[8].code, "No.0009"]


# -- Options ----------------------------------------------------------------------------------------------------------


def options(name: str, user: User, district: District, **sent: object) -> Any:
    report = prints.report_named(name)
    assert report
    return prints.options_of(
        report,
        access_for(user, district),
        MultiValueDict({field: [str(value)] for field, value in sent.items()}),
    )


def test_some_of_a_batch_are_printed(wave: Wave, wakaba: District, coordinator: User) -> None:
    a_batch(wave, 2)
    batch = a_batch(wave, 30)
    form = options("survey-sheets", coordinator, wakaba, batch=batch.pk, first=5, count=10)
    assert form.is_valid()
    report = prints.report_named("survey-sheets")
    assert report
    document = report.compute(access_for(coordinator, wakaba), form.cleaned_data)
    assert [each.serial for each in document.numbered] == list(range(5, 15))
    assert document.batch == "若葉1丁目"


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"first": 99}, "first", "このまとまりの番号は、1番から1100番までです。"),
        (
            {},
            "count",
            "一度に1,000枚までです。枚数を1,000にし、続きは「はじめの通し番号」を1001にしてください。",
        ),
    ],
)
def test_options_that_cannot_be_printed_are_told(
    sent: dict[str, int], field: str, message: str, wave: Wave, wakaba: District, coordinator: User
) -> None:
    batch = a_batch(wave, 1100)
    sent = {"first": 1999} if sent else {}
    form = options("survey-sheets", coordinator, wakaba, batch=batch.pk, **sent)
    assert form.errors == {field: [message]}


def test_codes_are_for_those_who_hand_them_out(wave: Wave, wakaba: District, editor: User) -> None:
    batch = a_batch(wave)
    assert options("survey-sheets", editor, wakaba).is_valid()
    assert not options("survey-sheets", editor, wakaba, batch=batch.pk).is_valid()


def test_slips_need_a_batch_of_slips(wave: Wave, wakaba: District, coordinator: User) -> None:
    a_batch(wave)
    form = options("survey-slips", coordinator, wakaba)
    assert "まとまりを選んでください。" in form.errors["batch"][0]
    slips = a_batch(wave, 4, form="slip")
    form = options("survey-slips", coordinator, wakaba)
    assert form.is_valid()
    assert form.cleaned_data["batch"] == slips


# -- Files ------------------------------------------------------------------------------------------------------------


def printed(client: Client, name: str, format: str, **sent: object) -> bytes:
    answer = client.post(f"/wakaba/reports/{name}.{format}", sent, follow=True)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def test_numbered_sheets_in_one_file(wave: Wave, coordinator: User, client_of: Callable[..., Client]) -> None:
    batch = a_batch(wave, 3)
    reader = PdfReader(
        BytesIO(printed(client_of(coordinator), "survey-sheets", "pdf", batch=batch.pk, first=2))
    )
    texts = [page.extract_text() for page in reader.pages]
    each = len(texts) // 2
    code = batch.codes.get(serial=3).code
    assert len(texts) == 2 * each
    assert f"{code[:4]}-{code[4:]}" in texts[each]
    assert [text.count("No.0002") for text in texts[:each]] == [2, *[1] * (each - 1)]
    assert [text.count("No.0003") for text in texts[each:]] == [2, *[1] * (each - 1)]
    assert f"1/{each}" in texts[0]
    assert TYPE_CASE not in "".join(texts)
    page = "".join(texts[:each]).replace("\n", "")
    for said in (
        "地域の取り組みを考えるために使います。",
        "2099年（令和81年）11月29日（日）まで",
        "電話でも答えられます。",
        "○は3つまで",
        "1〜3と答えた方は、問5へ",
        "問4で「4 参加していない」と答えた方だけ",
    ):
        assert said in page


def test_a_copy_without_a_number(wave: Wave, coordinator: User, client_of: Callable[..., Client]) -> None:
    page = (
        client_of(coordinator).get("/wakaba/reports/survey-sheets/?furigana=on&size=large").content.decode()
    )
    assert "見本" in page
    assert 'class="rt">こま</span>' in page
    assert "survey-large" in page


def test_the_preview_shows_the_first_sheet(
    wave: Wave, coordinator: User, client_of: Callable[..., Client]
) -> None:
    batch = a_batch(wave, 2)
    page = client_of(coordinator).get(f"/wakaba/reports/survey-sheets/?batch={batch.pk}").content.decode()
    assert page.count("No.0001") == 1
    assert page.count("No.0002") == 0


def test_questions_and_numbers_as_a_workbook(
    wave: Wave, coordinator: User, client_of: Callable[..., Client]
) -> None:
    batch = a_batch(wave, 2)
    book = load_workbook(BytesIO(printed(client_of(coordinator), "survey-sheets", "xlsx", batch=batch.pk)))
    assert book.sheetnames[:2] == ["質問の一覧", "番号の一覧"]
    rows = list(book["質問の一覧"].iter_rows(values_only=True))
    assert rows[1][:3] == ("あなたのこと", "問1", "あなたの年代")
    assert [row[0] for row in book["番号の一覧"].iter_rows(min_row=2, values_only=True)] == [1, 2]
