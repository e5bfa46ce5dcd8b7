"""The registry's documents as files: rows of the workbooks, words and pages of the PDFs."""

import io
import re
from datetime import date, time

import openpyxl
import pypdf
import pytest
from django.template.loader import render_to_string
from django.test import Client

from groups.reports import Person, Roster, RosterRow, RosterSection
from portal.models import District, Neighborhood, Photo, StoredFile, User
from tests.groups.factory import (
    make_activity,
    make_contact,
    make_need,
    make_offer,
    make_organization,
)
from tests.printing import printed
from tests.test_pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def salon(wakaba: District):
    salon = make_organization(
        wakaba,
        kind="salon",
        name="サロンひだまり",
        kana="さろんひだまり",
        purpose="お茶を飲みながら、ゆっくり話せる集まりです。",
        role="見守り",
        values="ひとりの時間も大切に",
        limits="送り迎え",
        consultations=["話し相手がほしい", "引っ越してきたばかり"],
        representative="森 久美子",
        representative_title="世話人",
        representative_is_public=True,
        public_phone="000-0000-1111",
        address="みどり野市けやき台1-2",
        term_ends_on=date(2027, 3, 31),
        verified_on=date(2020, 4, 1),
        consent_on=date(2026, 4, 1),
    )
    salon.neighborhoods.add(Neighborhood.objects.create(district=wakaba, name="けやき台"))
    make_offer(salon, "会場を貸す")
    make_need(salon, "男性の参加")
    make_activity(
        salon,
        name="お茶の会",
        weekdays=[3],
        starts_at=time(13, 30),
        place="集会所",
        audience="どなたでも",
        cost="100円",
        drop_in=True,
    )
    return salon


def workbook(client: Client, name: str, query: str = "") -> openpyxl.Workbook:
    response = printed(client, f"/wakaba/reports/{name}.xlsx{query}")
    return openpyxl.load_workbook(io.BytesIO(response.content))


def rows(book: openpyxl.Workbook, sheet: str) -> list[tuple]:
    return list(book[sheet].iter_rows(values_only=True))


def preview(client: Client, name: str, query: str = "") -> str:
    """The page that shows the document: the same template draws the PDF."""
    return client.get(f"/wakaba/reports/{name}/{query}").content.decode()


def pages(client: Client, name: str, query: str = "") -> list[str]:
    response = printed(client, f"/wakaba/reports/{name}.pdf{query}")
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]


# -- 団体名簿 ---------------------------------------------------------------------------------------------------------


def test_roster_workbook(salon, client_of, coordinator: User) -> None:
    make_contact(salon, name="山田花子", title="会計", phone="000-2222-0000")
    client = client_of(coordinator)
    public = rows(workbook(client, "organization-roster"), "団体名簿")
    assert public[0] == (
        "No",
        "団体名",
        "ふりがな",
        "種別",
        "役職",
        "代表者",
        "電話",
        "住所",
        "任期の終わり",
        "備考",
    )
    assert public[1][:8] == (
        1,
        "サロンひだまり",
        "さろんひだまり",
        "サロン・居場所",
        "世話人",
        "森 久美子",
        "000-0000-1111",
        "みどり野市けやき台1-2",
    )
    assert public[1][8].date() == date(2027, 3, 31)
    internal = rows(
        workbook(client, "organization-roster", "?variant=internal&recipients=理事会"), "団体名簿"
    )
    assert internal[0][0].startswith("取扱注意（配布先：理事会）　")
    assert internal[2][4:7] == (
        "世話人\n会計\n代表電話",
        "森 久美子\n山田花子",
        "\n000-2222-0000\n000-0000-1111",
    )


def test_roster_pdf_is_a_landscape_sheet_with_page_numbers(salon, client_of, coordinator: User) -> None:
    response = printed(client_of(coordinator), "/wakaba/reports/organization-roster.pdf")
    page = pypdf.PdfReader(io.BytesIO(response.content)).pages[0]
    assert page.mediabox.width > page.mediabox.height
    text = page.extract_text().replace("\n", "")
    for words in ("サロン・居場所（1団体）", "森 久美子", "令和9年3月31日", "1 / 1", "基準日", "出典"):
        assert words in text
    assert "取扱注意" not in text


@pytest.mark.parametrize(
    ("term", "note", "heads"),
    [
        (None, "", []),
        (date(2027, 3, 31), "", ["任期（満了日）"]),
        (None, "休止中", ["備考"]),
        (date(2027, 3, 31), "休止中", ["任期（満了日）", "備考"]),
    ],
)
def test_the_roster_gives_no_room_to_what_nothing_fills(
    term: date | None, note: str, heads: list[str]
) -> None:
    people = (Person(title="会長", name="森 久美子"), Person(title="事務局"))
    row = RosterRow(1, "サロンひだまり", "", "サロン", people, "集会所", term, note)
    roster = Roster(
        title="団体名簿",
        issuer="若葉地区",
        enquiries="若葉地区",
        as_of=date(2026, 11, 27),
        internal=False,
        sections=(RosterSection("サロン", (row,)),),
    )
    page = render_to_string("groups/prints/organization_roster.html", {"document": roster})
    columns = ["No", "団体名（ふりがな）", "役職", "代表者", "電話", "住所", *heads]
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', page) == columns
    assert page.count("<col ") == len(columns) and f'colspan="{len(columns)}"' in page
    assert page.count("<td") == len(columns) - 1 + 3  # the second person has office, name and telephone


def test_each_source_of_a_document_stands_unbroken() -> None:
    sources = ("若葉地区 団体・施設台帳", "高松市オープンデータ（CC BY 3.0）")
    page = render_to_string("base_print.html", {"source": "、".join(sources), "sources": sources})
    assert '<span class="phrase">高松市オープンデータ（CC BY 3.0）</span></li>' in page
    assert 'data-source="出典：若葉地区 団体・施設台帳、高松市オープンデータ（CC BY 3.0）"' in page


def test_formula_like_names_stay_text(salon, client_of, coordinator: User) -> None:
    type(salon).objects.update(name="=1+1")
    sheet = workbook(client_of(coordinator), "organization-roster")["団体名簿"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("'=1+1", "s")


# -- 社会資源リスト -----------------------------------------------------------------------------------------------------


def test_resource_workbook_has_a_row_for_each_activity_and_the_indexes(
    salon, client_of, coordinator: User
) -> None:
    make_activity(salon, name="歌の会", frequency="irregular")
    book = workbook(client_of(coordinator), "resource-list")
    assert book.sheetnames == ["社会資源リスト", "町内別", "曜日別", "この表について"]
    assert [row[3:9] for row in rows(book, "社会資源リスト")[1:]] == [
        ("お茶の会", "集会所", "毎週木曜日 13:30から", "どなたでも", "100円", "はい"),
        ("歌の会", "みどり野市けやき台1-2", "不定期", None, None, None),
    ]
    assert rows(book, "町内別")[1:] == [("けやき台", "サロンひだまり", "サロン")]
    assert rows(book, "曜日別")[1:] == [
        ("木曜日", "サロンひだまり", "13:30から お茶の会"),
        ("曜日が決まっていないもの", "サロンひだまり", "歌の会"),
    ]


def test_resource_booklet_leads_from_its_indexes_to_the_page(salon, client_of, coordinator: User) -> None:
    cover, contents, entries, index = pages(client_of(coordinator), "resource-list")
    assert "社会資源リスト" in cover and "若葉地区社会福祉協議会" in cover
    assert "サロン・居場所（1）" in contents and "町内別の索引" in contents
    for words in ("予約なしで行けます", "2年以上前の情報", "最終確認 2020年4月", "電話 000-0000-1111"):
        assert words in entries
    assert "けやき台" in index and "木曜日" in index
    lines = [line.split(".")[-1].strip() for line in index.splitlines() if "サロンひだまり" in line]
    assert lines == ["3", "3"]


def test_resource_booklet_does_not_call_old_what_was_never_confirmed(
    client_of, wakaba, coordinator: User
) -> None:
    make_organization(wakaba, kind="facility", name="若葉の里", verified_on=None)
    entry = preview(client_of(coordinator), "resource-list").split('<article class="resource"')[1]
    assert "未確認の情報" in entry
    assert "2年以上前の情報" not in entry


def test_resource_booklet_in_large_type_and_with_readings(salon, client_of, coordinator: User) -> None:
    page = preview(client_of(coordinator), "resource-list", "?size=14&furigana=on")
    assert '<body class="booklet booklet-large">' in page
    assert '<span class="rt">もくじ</span><span class="rb">目次</span>' in page
    plain = preview(client_of(coordinator), "resource-list")
    assert '<body class="booklet">' in plain and "もくじ" not in plain


# -- 自己紹介カード -----------------------------------------------------------------------------------------------------


def test_card_says_all(salon, client_of, coordinator: User) -> None:
    text = preview(client_of(coordinator), "organization-card", f"?organization={salon.pk}")
    for words in (
        "さろんひだまり",
        "話し相手がほしい",
        "ひとりの時間も大切に",
        "会場を貸す",
        "男性の参加",
        "送り迎え",
        "000-0000-1111",
    ):
        assert words in text


@pytest.mark.parametrize(("paper", "sheets"), [("a4", 3), ("a5", 2)])
def test_cards_stand_one_or_two_to_a_sheet(
    paper: str, sheets: int, wakaba: District, client_of, coordinator: User
) -> None:
    for number in range(3):
        make_organization(wakaba, name=f"会{number}")
    assert len(pages(client_of(coordinator), "organization-card", f"?paper={paper}")) == sheets


def test_card_workbook(salon, client_of, coordinator: User) -> None:
    sheet = rows(workbook(client_of(coordinator), "organization-card"), "自己紹介カード")
    said = dict(zip(sheet[0], sheet[1], strict=True))
    assert said["できること"] == "会場を貸す"
    assert said["ふだんの活動"] == "お茶の会 毎週木曜日 13:30から 集会所"
    assert said["ページ"].endswith(f"/wakaba/groups/{salon.pk}/")


def test_card_of_what_is_not_public_is_refused(salon, client_of, coordinator: User) -> None:
    type(salon).objects.update(is_public=False)
    response = client_of(coordinator).get(f"/wakaba/reports/organization-card/?organization={salon.pk}")
    assert response.status_code == 422
    assert "公開しているものから選んでください" in response.content.decode()


def test_card_shows_a_photo_only_with_consent_for_paper(salon, client_of, coordinator: User) -> None:
    stored = StoredFile.objects.create(sha256="0" * 64, content_type="image/webp", name="a.webp", content=b"")
    photo = Photo.objects.create(
        alt="お茶の会",
        small=stored,
        medium=stored,
        large=stored,
        consent_on="2026-04-01",
        consent_scope="both",
    )
    salon.photo_places.create(photo=photo)
    client = client_of(coordinator)
    address = f"/wakaba/reports/organization-card/?organization={salon.pk}"
    assert f"/photos/{photo.pk}/medium.webp" in client.get(address).content.decode()
    Photo.objects.update(withdrawn_on="2026-05-01")
    assert "/photos/" not in client.get(address).content.decode()


# -- The previews ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/wakaba/reports/",
        "/wakaba/reports/organization-roster/",
        "/wakaba/reports/organization-roster/?variant=internal&recipients=理事会",
        "/wakaba/reports/organization-roster/?variant=internal",
        "/wakaba/reports/resource-list/",
        "/wakaba/reports/resource-list/?furigana=on&size=14",
        "/wakaba/reports/organization-card/?furigana=on",
        "/wakaba/reports/log/",
        "/wakaba/groups/export/?data_set=old-public-facility&encoding=cp932",
    ],
)
def test_pages_are_valid_html(address: str, salon, client_of, coordinator: User) -> None:
    make_contact(salon)
    assert Page(client_of(coordinator).get(address).content.decode()).mistakes == []
