"""A list's filter, sort, pages and export, on the registry's records."""

import csv
import io

import pytest
from django import forms
from django.db.models import QuerySet
from django.test import RequestFactory
from django.utils import timezone
from openpyxl import load_workbook

from groups.models import Organization
from portal.japanese.calendar import long_date_with_era
from portal.listing import Column, Filter, Listing
from portal.models import District
from tests.groups.factory import make_organization

COLUMNS = (
    Column("name", "名称", value=lambda record: record.name, sort=("kana", "name")),
    Column("phone", "電話", value=lambda record: record.public_phone),
    Column("id", "番号", value=lambda record: record.pk, export_only=True),
)


class StatusFilter(Filter):
    status = forms.ChoiceField(choices=Organization.Status, required=False)

    def apply(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**self.chosen)


@pytest.fixture
def three(wakaba: District) -> list[Organization]:
    return [
        make_organization(wakaba, name="女性会", kana="じょせいかい", public_phone="000-1111-0001"),
        make_organization(wakaba, name="朝の会", kana="あさのかい", public_phone="=1+1"),
        make_organization(wakaba, name="山の会", kana="やまのかい", status="paused"),
    ]


def listing(query: str = "", **options: object) -> Listing:
    request = RequestFactory().get(f"/{query}")
    return Listing(
        request,
        Organization.objects.all(),
        columns=COLUMNS,
        title="団体",
        filters=StatusFilter,
        default_sort="name",
        **options,
    )


def names(shown: Listing) -> list[str]:
    return [row.cells[0].value for row in shown.rows]


def test_sorts_by_kana_both_ways(three: list[Organization]) -> None:
    assert names(listing()) == ["朝の会", "女性会", "山の会"]
    assert names(listing("?sort=-name")) == ["山の会", "女性会", "朝の会"]


def test_unknown_sort_falls_back(three: list[Organization]) -> None:
    assert names(listing("?sort=password")) == ["朝の会", "女性会", "山の会"]


def test_heading_links_turn_the_order(three: list[Organization]) -> None:
    heading = listing("?status=active").headings[0]
    assert (heading.sorted, heading.sort_url) == ("ascending", "?status=active&sort=-name")
    assert listing().headings[1].sort_url == ""


def test_filters_and_ignores_an_unknown_choice(three: list[Organization]) -> None:
    assert names(listing("?status=paused")) == ["山の会"]
    assert listing("?status=nonsense").count == 3


def test_pages_keep_filter_and_sort(three: list[Organization]) -> None:
    assert names(listing("?sort=-name&page=2", per_page=2)) == ["朝の会"]
    assert listing("?sort=-name&page=2", per_page=2).url(status="paused") == "?sort=-name&status=paused"
    assert listing("?page=999", per_page=2).page.number == 2


def test_values_stand_side_by_side_with_their_numbers(three: list[Organization]) -> None:
    shown = listing("?status=paused&sort=-name&page=2")
    segments = shown.segments("status", [("active", "活動中"), ("ended", "解散")], {"active": 2, "paused": 1})
    assert [(each["label"], each["url"], each["count"], each["current"]) for each in segments] == [
        ("すべて", "?sort=-name", 3, False),
        ("活動中", "?sort=-name&status=active", 2, False),
        ("解散", "?sort=-name&status=ended", 0, False),
    ]
    assert listing().segments("status", [], {})[0]["current"]


def test_csv_is_all_rows_as_shown_with_cells_defused(three: list[Organization]) -> None:
    response = listing("?format=csv&page=2", per_page=1).export()
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    ids = {record.name: str(record.pk) for record in three}
    assert rows == [
        ["名称", "電話", "番号"],
        ["朝の会", "'=1+1", ids["朝の会"]],
        ["女性会", "000-1111-0001", ids["女性会"]],
        ["山の会", "", ids["山の会"]],
    ]


def test_csv_for_old_spreadsheets_is_cp932(three: list[Organization]) -> None:
    content = listing("?format=csv&encoding=cp932&status=paused").export().content
    assert content.decode("cp932").splitlines()[1].startswith("山の会,")


def test_xlsx_holds_the_same_rows(three: list[Organization]) -> None:
    response = listing("?format=xlsx&status=paused").export()
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]] == ["名称", "電話", "番号"]
    assert [cell.value for cell in sheet[2]] == ["山の会", None, three[2].pk]
    assert sheet.oddHeader.left.text == "団体"
    assert sheet.oddFooter.left.text == f"{long_date_with_era(timezone.localdate())}現在"
    assert "filename*=utf-8''%E5%9B%A3%E4%BD%93_" in response["Content-Disposition"]
