"""Open data of the registry: headings verbatim, only what may be published, and a file that reads back unchanged."""

import csv
import io
from collections.abc import Callable
from datetime import date, time
from urllib.parse import unquote

import pytest
from django.test import Client

from groups.exports import data_sets
from groups.imports import OrganizationImporter
from groups.models import Organization
from portal.imports.columns import guess_columns, known_headings
from portal.imports.differences import changes
from portal.imports.plan import Planner
from portal.models import Council, District, ImportRow, User
from portal.tabular import find_layout, read_table
from tests.groups.factory import make_facility, make_organization

pytestmark = pytest.mark.django_db
EXPORT = "/wakaba/groups/export/"

# Verbatim from the definitions of the 推奨データセット.
OLD_PUBLIC_FACILITY = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,"
    "電話番号,内線番号,法人番号,団体名,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,バリアフリー情報,URL,備考"
)
OLD_CARE_SERVICE = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,介護サービス事業所名称,介護サービス事業所名称_カナ,"
    "実施サービス,住所,方書,緯度,経度,電話番号,内線番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,"
    "利用可能曜日特記事項,定員,URL,備考"
)
NEW_LEAD = "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字"
NEW_PLACE = (
    "所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,"
    "建物名等(方書),緯度,経度"
)


@pytest.fixture
def home(wakaba: District) -> Organization:
    """A facility with everything that a data set can say."""
    organization = make_organization(
        wakaba,
        kind="facility",
        name="デイサービスくわの実",
        kana="でいさーびすくわのみ",
        alias="くわの実",
        purpose="日中をいっしょに過ごします。\n見学もできます。",
        address="みどり野市桑原15-2",
        building="くわの実ビル1階",
        latitude=34.401234,
        longitude=134.205678,
        public_phone="000-456-0001",
        public_fax="000-456-0002",
        public_email="kuwanomi@example.jp",
        website="https://kuwanomi.example.jp/",
        accessibility=["step_free", "parking"],
        representative="山本 一郎",
        representative_is_public=True,
        note="送迎車の鍵は事務室",
        consent_on=date(2026, 4, 1),
    )
    make_facility(
        organization,
        corporation="社会福祉法人くわの会",
        corporate_number="1234567890123",
        office_number="1370000001",
        services=["通所介護", "介護予防通所サービス"],
        capacity=25,
        weekdays=[0, 1, 2, 3, 4],
        opens_at=time(9),
        closes_at=time(16, 30),
        hours_note="祝日も利用できます",
    )
    return organization


def rows_of(client: Client, data_set: str, **options: str) -> list[dict[str, str]]:
    response = client.get(EXPORT, {"data_set": data_set, "encoding": "utf-8-sig", "format": "csv"} | options)
    text = response.content.decode("cp932" if options.get("encoding") == "cp932" else "utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# -- Headings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "headings"),
    [("old-public-facility", OLD_PUBLIC_FACILITY), ("old-care-service", OLD_CARE_SERVICE)],
)
def test_old_headings_are_verbatim(name: str, headings: str, council: Council) -> None:
    assert ",".join(data_sets(council)[name].headings) == headings


@pytest.mark.parametrize("name", ["new-public-facility", "new-care-service"])
def test_new_headings_hold_the_shared_blocks_in_order(name: str, council: Council) -> None:
    headings = ",".join(data_sets(council)[name].headings)
    assert headings.startswith(NEW_LEAD)
    assert NEW_PLACE in headings


@pytest.mark.parametrize("make", range(4))
def test_no_heading_stands_twice(make: int, council: Council) -> None:
    headings = list(data_sets(council).values())[make].headings
    assert len(headings) == len(set(headings))


# -- Values ---------------------------------------------------------------------------------------------------------


def test_old_public_facility_says_all(home, client_of, coordinator: User) -> None:
    row = rows_of(client_of(coordinator), "old-public-facility")[0]
    assert {heading: value for heading, value in row.items() if value} == {
        "都道府県コード又は市区町村コード": "992011",
        "NO": str(home.pk),
        "都道府県名": "みどり県",
        "市区町村名": "みどり野市",
        "名称": "デイサービスくわの実",
        "名称_カナ": "デイサービスクワノミ",
        "名称_通称": "くわの実",
        "住所": "みどり野市桑原15-2",
        "方書": "くわの実ビル1階",
        "緯度": "34.401234",
        "経度": "134.205678",
        "電話番号": "000-456-0001",
        "法人番号": "1234567890123",
        "団体名": "社会福祉法人くわの会",
        "利用可能曜日": "月火水木金",
        "開始時間": "09:00",
        "終了時間": "16:30",
        "利用可能日時特記事項": "祝日も利用できます",
        "説明": "日中をいっしょに過ごします。\n見学もできます。",
        "バリアフリー情報": "段差なし;駐車場",
        "URL": "https://kuwanomi.example.jp/",
    }


def test_care_service_says_services_and_capacity(home, client_of, coordinator: User) -> None:
    row = rows_of(client_of(coordinator), "old-care-service")[0]
    assert (row["実施サービス"], row["定員"], row["FAX番号"], row["事業所番号"]) == (
        "通所介護;介護予防通所サービス",
        "25",
        "000-456-0002",
        "1370000001",
    )


def test_nothing_internal_is_written(home, client_of, coordinator: User) -> None:
    client = client_of(coordinator)
    for name in ("old-public-facility", "old-care-service", "new-public-facility", "new-care-service"):
        text = str(rows_of(client, name))
        assert "山本" not in text
        assert "鍵" not in text


def test_without_consent_there_is_no_contact(home, client_of, coordinator: User) -> None:
    Organization.objects.update(consent_on=None)
    row = rows_of(client_of(coordinator), "new-public-facility")[0]
    assert (row["名称"], row["電話番号"], row["連絡先メールアドレス"], row["URL"]) == (
        "デイサービスくわの実",
        "",
        "",
        "",
    )


def test_only_the_districts_own_published_facilities_are_written(
    home, client_of, coordinator: User, wakaba: District, shiomidai: District
) -> None:
    make_organization(wakaba, kind="facility", name="下書き", is_public=False)
    make_organization(wakaba, kind="agency", name="解散した所", status="dissolved")
    make_organization(wakaba, kind="salon", name="サロン")
    make_organization(None, kind="agency", name="市の窓口")
    make_organization(shiomidai, kind="facility", name="よその施設")
    client = client_of(coordinator)
    assert [row["名称"] for row in rows_of(client, "old-public-facility")] == ["デイサービスくわの実"]
    assert [row["名称"] for row in rows_of(client, "old-public-facility", kinds="salon")] == ["サロン"]
    assert [row["介護サービス事業所名称"] for row in rows_of(client, "old-care-service")] == [
        "デイサービスくわの実"
    ]


def test_cells_that_a_spreadsheet_would_compute_are_defused(home, client_of, coordinator: User) -> None:
    Organization.objects.update(alias="=HYPERLINK(1)")
    assert rows_of(client_of(coordinator), "old-public-facility")[0]["名称_通称"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8-sig", b"\xef\xbb\xbf"), ("cp932", b"")])
def test_encodings(encoding: str, mark: bytes, home, client_of, coordinator: User) -> None:
    query = {"data_set": "old-care-service", "encoding": encoding, "format": "csv"}
    response = client_of(coordinator).get(EXPORT, query)
    assert response.content.startswith(mark + "都道府県コード".encode(encoding.removesuffix("-sig")))
    assert unquote(response["Content-Disposition"]).startswith('attachment; filename="992011_care_service_')


# -- Round trip -----------------------------------------------------------------------------------------------------


def read_back(client: Client, district: District, **query: str) -> list[ImportRow]:
    """What the import wizard would make of an export."""
    file = client.get(EXPORT, query | {"format": "csv"})
    importer = OrganizationImporter()
    layout = find_layout(read_table(file.content), known_headings(importer.columns))
    planner = Planner(
        importer,
        mapping=guess_columns(layout.headers, importer.columns),
        existing=importer.existing(district),
        imported={},
        defaults={},
    )
    return planner.plan(layout.rows)


@pytest.mark.parametrize("source", [{"code": "992011", "source_id": "A001"}, {}], ids=["imported", "typed"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
@pytest.mark.parametrize(
    "name", ["old-public-facility", "old-care-service", "new-public-facility", "new-care-service"]
)
def test_own_export_reads_back_unchanged(
    source: dict, name: str, encoding: str, home, client_of, coordinator: User, wakaba: District
) -> None:
    Organization.objects.update(source=source)
    planned = read_back(client_of(coordinator), wakaba, data_set=name, encoding=encoding)
    assert [(row.outcome, row.record_id, row.changes, row.repairs, row.errors) for row in planned] == [
        ("unchanged", home.pk, {}, [], [])
    ]


def test_the_number_of_another_list_is_taken_over(home, wakaba: District) -> None:
    importer = OrganizationImporter()
    existing = importer.existing(wakaba)[home.pk]
    own, other = {"source_id": str(home.pk)}, {"source_id": "77"}
    assert (changes(existing, own), changes(existing, other)) == ({}, {"source_id": ["", "77"]})


# -- The page -------------------------------------------------------------------------------------------------------


def test_page_tells_what_the_file_lacks(home, client_of, coordinator: User) -> None:
    Organization.objects.update(kana="", address="")
    query = {"data_set": "old-public-facility", "encoding": "cp932"}
    html = client_of(coordinator).get(EXPORT, query).content.decode()
    assert "1件が入ります。" in html
    assert "名称_カナ、住所" in html


def test_page_tells_of_characters_that_cannot_be_written(home, client_of, coordinator: User) -> None:
    Organization.objects.update(alias="𠮷野家")
    query = {"data_set": "old-public-facility", "encoding": "cp932"}
    assert "「〓」に置きかわります" in client_of(coordinator).get(EXPORT, query).content.decode()


def test_page_offers_the_formats_and_refuses_others(home, client_of, coordinator: User) -> None:
    client = client_of(coordinator)
    assert "介護サービス事業所一覧（推奨データセット）" in client.get(EXPORT).content.decode()
    assert client.get(EXPORT, {"data_set": "no-such", "encoding": "cp932"}).status_code == 422


def test_page_is_for_who_works_in_the_district(
    client_of: Callable, wakaba: District, stranger: User, editor: User, city: User
) -> None:
    assert client_of(editor).get(EXPORT).status_code == 200
    assert client_of(city).get(EXPORT).status_code == 200
    assert client_of(stranger).get(EXPORT).status_code == 404
    assert client_of(None).get(EXPORT)["Location"].startswith("/accounts/login/")
