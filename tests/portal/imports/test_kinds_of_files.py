"""A file that is obviously of another kind is told so, with the way to the right import."""

import re

import pytest
from django.test import Client

from groups.imports import IMPORTER
from portal import plugins
from portal.imports.files import better_importer
from portal.models import User
from portal.population import PopulationImporter
from tests.portal.imports.test_wizard import address, upload
from tests.test_pages import Page

POPULATION = ["町名", "世帯数", "人口", "男", "女", "備考"]


@pytest.fixture(autouse=True)
def both(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two importers as they are installed."""
    entries = [IMPORTER, plugins.ImporterEntry(PopulationImporter())]
    monkeypatch.setitem(plugins._registry, plugins.ImporterEntry, entries)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (POPULATION, "population"),
        (["町内", "世帯数", "人口"], "population"),
        (["団体名", "代表者", "電話番号", "住所"], "organizations"),
        (["名称", "住所", "電話番号"], "organizations"),
        (["町内名", "世帯数", "会長", "電話番号"], None),
        (["名称", "人口"], None),
        (["", "列2"], None),
    ],
)
def test_headings_tell_the_kind_only_where_one_fits_clearly_better(headers, kind):
    importers = {importer.key: importer for importer in (IMPORTER.importer, PopulationImporter())}
    for key, importer in importers.items():
        better = better_importer(headers, importer)
        assert (better.key if better else None) == (kind if key != kind else None)


@pytest.mark.django_db
def test_the_page_of_columns_names_the_right_import(client_of, coordinator: User):
    browser: Client = client_of(coordinator)
    response = upload(browser, f"{','.join(POPULATION)}\n若葉一丁目,5,9,4,5,\n")
    page = browser.get(response["Location"]).content.decode()
    assert "「人口の一覧（地域・年齢別人口）」のファイルのようです" in page
    assert f'<a href="{address("import_new")}?importer=population">' in page
    assert Page(page).mistakes == []
    chosen = browser.get(address("import_new"), {"importer": "population"}).content.decode()
    assert re.search(r'value="population"[^>]* checked', chosen)
    response = upload(browser, "名称,住所,電話番号\nみみの会,若葉1,\n")
    assert "のファイルのようです" not in browser.get(response["Location"]).content.decode()
