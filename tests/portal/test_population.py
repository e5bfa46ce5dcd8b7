"""The city's list of its towns' population becomes the figures of a district's neighbourhoods, and its total."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from portal import history
from portal.actions import districts
from portal.imports import actions
from portal.imports.columns import guess_columns
from portal.models import District, Import, Job, Neighborhood, Statistic, User
from portal.population import AGE_BANDS, PopulationImporter, town_key
from tests.portal.imports.outcomes import outcomes

pytestmark = pytest.mark.django_db

Take = Callable[..., Import]
FIXTURE = Path(__file__).parents[1] / "data" / "imports" / "linked_population.csv"
MARCH = date(2023, 3, 1)
SOURCE = "みどり野市（population.csv）"
# The headings of the national data set, as cities publish them.
JAPANESE = [
    "都道府県コード又は市区町村コード",
    "地域コード",
    "都道府県名",
    "市区町村名",
    "調査年月日",
    "地域名",
    "総人口",
    "男性",
    "女性",
    *(
        f"{ages}の{sex}"
        for ages in [*(f"{start}-{start + 4}歳" for start in range(0, 85, 5)), "85歳以上"]
        for sex in ("男性", "女性")
    ),
    "世帯数",
    "備考",
]


def table() -> list[list[str]]:
    """The rows of the fixture: preamble, headings (row 7), 若葉一丁目, 若葉二丁目, けやき台."""
    return list(csv.reader(io.StringIO(FIXTURE.read_text("utf-8-sig"))))


def as_csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def changed(town: str, **cells: str) -> bytes:
    """The fixture with other cells in the row of one town, by property name."""
    rows = table()
    headings = rows[6]
    row = next(row for row in rows if town in row)
    for heading, cell in cells.items():
        row[headings.index(heading)] = cell
    return as_csv(rows)


@pytest.fixture
def neighborhoods(wakaba: District) -> list[Neighborhood]:
    made = [Neighborhood(district=wakaba, name=name) for name in ("大字若葉１丁目", "若葉 2丁目")]
    for neighborhood in made:
        districts.add_neighborhood(neighborhood)
    return made


@pytest.fixture
def check(wakaba: District, coordinator: User) -> Take:
    """Take in a file as far as its preview."""

    def take(content: bytes, name: str = "population.csv", **options: str) -> Import:
        record = actions.receive_file(
            district=wakaba, importer=PopulationImporter(), content=content, name=name, by=coordinator
        )
        mapping = {int(position): column for position, column in record.mapping.items()}
        actions.settle_columns(record, mapping=mapping, options=options)
        job = actions.start_check(record, by=coordinator)
        assert job.state == "done", job.message
        record.refresh_from_db()
        return record

    return take


@pytest.fixture
def bring(check: Take, coordinator: User) -> Take:
    """Take in a file and commit it."""

    def take(content: bytes, **options: str) -> Import:
        record = check(content, **options)
        finish(actions.start_commit, record, coordinator)
        return record

    return take


def finish(start: Callable[..., Job], record: Import, by: User) -> None:
    job = start(record, by=by)
    assert job.state == "done", job.message
    record.refresh_from_db()


def figures(district: District) -> dict[str, tuple[int | None, int | None]]:
    """{neighbourhood, "" for the district: (population, households)}."""
    return {
        each.neighborhood.name if each.neighborhood else "": (each.population, each.households)
        for each in district.statistics.select_related("neighborhood")
    }


BOTH = {"大字若葉１丁目": (453, 226), "若葉 2丁目": (429, 214), "": (882, 440)}


# -- What becomes of the rows --------------------------------------------------------------------------------------


def test_rows_become_the_figures_of_neighbourhoods(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    record = bring(FIXTURE.read_bytes())
    assert record.counts == {"created": 2, "skipped": 1}
    first = Statistic.objects.get(neighborhood=neighborhoods[0])
    assert (first.district, first.base_date, first.source) == (wakaba, MARCH, SOURCE)
    assert (first.population, first.households, first.figures) == (453, 226, {"male": 234, "female": 219})
    assert set(first.age_bands) == set(AGE_BANDS)
    assert first.age_bands["0-4"] == {"male": 8, "female": 11}
    assert first.age_bands["80-84"] == {"male": 12, "female": 15}
    assert first.age_bands["85-"] == {"male": 18, "female": 21}
    assert first.versions.get().pgh_context.metadata["user"] == record.imported_by.pk


def test_the_district_has_the_sum_when_all_neighbourhoods_have_figures(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    bring(FIXTURE.read_bytes())
    assert figures(wakaba) == BOTH
    total = wakaba.statistics.get(neighborhood=None)
    assert (total.base_date, total.source) == (MARCH, f"{SOURCE}（町内の合計）")
    assert total.figures == {"male": 456, "female": 426}
    assert total.age_bands["0-4"] == {"male": 8 + 15, "female": 11 + 18}
    assert total.age_bands["85-"] == {"male": 18 + 2, "female": 21 + 5}


def test_the_district_has_no_sum_of_some_neighbourhoods(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    districts.add_neighborhood(Neighborhood(district=wakaba, name="川原"))
    bring(FIXTURE.read_bytes())
    assert figures(wakaba) == {"大字若葉１丁目": (453, 226), "若葉 2丁目": (429, 214)}


def test_an_unknown_number_makes_the_sum_unknown(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    bring(changed("若葉二丁目", numberOfHouseholds="-", man1="", woman18=""))
    assert figures(wakaba) == {"大字若葉１丁目": (453, 226), "若葉 2丁目": (429, None), "": (882, None)}
    total = wakaba.statistics.get(neighborhood=None)
    assert (total.age_bands["0-4"], total.age_bands["85-"]) == ({"female": 29}, {"male": 20})


def test_a_total_that_people_entered_stays(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    Statistic.objects.create(district=wakaba, base_date=MARCH, source="国勢調査", population=900)
    bring(FIXTURE.read_bytes())
    assert figures(wakaba) == BOTH | {"": (900, None)}


def test_places_of_other_districts_are_left_out_and_are_no_mistakes(
    check: Take, neighborhoods: list[Neighborhood], coordinator: User, client_of: Callable[[User], Client]
) -> None:
    record = check(changed("けやき台", totalPopulation="1", male="x"))
    assert outcomes(record) == {"create": 2, "elsewhere": 1}
    row = record.rows.get(outcome="elsewhere")
    assert (row.name, row.errors, row.repairs) == ("けやき台", [], [])
    browser = client_of(coordinator)
    page = browser.get(reverse("import_preview", args=["wakaba", record.pk]) + "?show=elsewhere")
    assert "この地区の町内ではありません" in page.content.decode()
    assert "<li>12行目：けやき台</li>" in page.content.decode()
    finish(actions.start_commit, record, coordinator)
    page = browser.get(reverse("import_detail", args=["wakaba", record.pk]) + "?show=skipped")
    assert "この地区の町内ではありません" in page.content.decode()


def test_a_whole_city_is_read(bring: Take, wakaba: District, neighborhoods: list[Neighborhood]) -> None:
    rows = table()
    towns = [[*rows[9][:6], f"港町{number}丁目", *rows[9][7:]] for number in range(1, 239)]
    record = bring(as_csv([*rows[:9], *towns[:100], *rows[9:11], *towns[100:]]))
    assert outcomes(record) == {"create": 2, "elsewhere": 238}
    assert record.counts == {"created": 2, "skipped": 238}
    assert figures(wakaba) == BOTH


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (
            {"totalPopulation": "454"},
            "人口",
            "男性と女性を足すと453人で、454人と合いません。列の対応と、ファイルの数字を確かめてください。",
        ),
        (
            {"man1": "9"},
            "男性",
            "年齢ごとの男性を足すと235人で、234人と合いません。列の対応と、ファイルの数字を確かめてください。",
        ),
        ({"totalPopulation": ""}, "人口", "人口がありません。入力してください。"),
        ({"surveyDate": ""}, "基準日", "基準日がありません。入力してください。"),
    ],
)
def test_wrong_totals_and_missing_numbers_are_mistakes(
    check: Take, neighborhoods: list[Neighborhood], cells: dict[str, str], column: str, reason: str
) -> None:
    record = check(changed("若葉一丁目", **cells))
    assert outcomes(record) == {"error": 1, "create": 1, "elsewhere": 1}
    errors = record.rows.get(outcome="error").errors
    assert [(error["column"], error["reason"]) for error in errors] == [(column, reason)]


def test_a_town_that_stands_twice_is_asked_about_and_never_registered_twice(
    check: Take, wakaba: District, neighborhoods: list[Neighborhood], coordinator: User
) -> None:
    rows = table()
    record = check(as_csv([*rows, rows[9]]))
    assert outcomes(record) == {"create": 2, "elsewhere": 1, "duplicate": 1}
    actions.decide_all(record, outcome="duplicate", decision="create")
    job = actions.start_commit(record, by=coordinator)
    assert (job.state, figures(wakaba)) == ("failed", {})
    assert job.message.startswith("同じ町内の、同じ基準日の数字が、2行あるか、すでに登録されています。")
    actions.decide_all(record, outcome="duplicate", decision="skip")
    finish(actions.start_commit, record, coordinator)
    assert figures(wakaba) == BOTH


# -- Again, and back -------------------------------------------------------------------------------------------------


def test_the_same_list_again_changes_nothing(bring: Take, neighborhoods: list[Neighborhood]) -> None:
    bring(FIXTURE.read_bytes())
    record = bring(FIXTURE.read_bytes())
    assert outcomes(record) == {"unchanged": 2, "elsewhere": 1}
    assert sorted(Statistic.objects.values_list("version", flat=True)) == [1, 1, 1]


def test_a_corrected_list_updates_and_is_taken_back(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood], coordinator: User
) -> None:
    bring(FIXTURE.read_bytes())
    record = bring(changed("若葉一丁目", totalPopulation="454", male="235", man1="9"))
    assert outcomes(record) == {"update": 1, "unchanged": 1, "elsewhere": 1}
    assert figures(wakaba) == BOTH | {"大字若葉１丁目": (454, 226), "": (883, 440)}
    first = Statistic.objects.get(neighborhood=neighborhoods[0])
    assert (first.age_bands["0-4"], first.figures) == (
        {"male": 9, "female": 11},
        {"male": 235, "female": 219},
    )
    finish(actions.start_undo, record, coordinator)
    first.refresh_from_db()
    assert (first.age_bands["0-4"], first.figures) == (
        {"male": 8, "female": 11},
        {"male": 234, "female": 219},
    )
    assert figures(wakaba) == BOTH


def test_another_base_date_makes_other_figures(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    bring(FIXTURE.read_bytes())
    later = FIXTURE.read_bytes().replace(b"3/1/2023", "令和6年3月1日".encode())
    assert bring(later).counts == {"created": 2, "skipped": 1}
    totals = wakaba.statistics.filter(neighborhood=None).values_list("base_date", "population")
    assert list(totals) == [(date(2024, 3, 1), 882), (MARCH, 882)]


def test_an_import_is_taken_back_with_its_total(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood], coordinator: User
) -> None:
    record = bring(FIXTURE.read_bytes())
    finish(actions.start_undo, record, coordinator)
    assert (record.state, figures(wakaba)) == (Import.State.UNDONE, {})


def test_what_people_added_stays_when_an_import_is_taken_back(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood], coordinator: User
) -> None:
    record = bring(FIXTURE.read_bytes())
    for statistic in wakaba.statistics.exclude(neighborhood=neighborhoods[1]):
        statistic.figures["commissioners"] = 2
        history.save(statistic)
    finish(actions.start_undo, record, coordinator)
    assert record.counts == {"created": 2, "skipped": 1, "deleted": 1, "left": 1}
    assert figures(wakaba) == {"大字若葉１丁目": (453, 226), "": (None, None)}
    total = wakaba.statistics.get(neighborhood=None)
    assert (total.figures, total.age_bands) == ({"commissioners": 2}, {})


def test_what_people_typed_is_not_overwritten_unasked_and_comes_back(
    check: Take, wakaba: District, neighborhoods: list[Neighborhood], coordinator: User
) -> None:
    typed = Statistic.objects.create(
        district=wakaba, neighborhood=neighborhoods[0], base_date=MARCH, source="自治会の調べ", population=450
    )
    record = check(FIXTURE.read_bytes())
    row = record.rows.get(outcome="conflict")
    assert (row.record_id, row.conflicts) == (typed.pk, ["source", "population"])
    actions.decide_all(record, outcome="conflict", decision="overwrite")
    finish(actions.start_commit, record, coordinator)
    typed.refresh_from_db()
    assert (typed.source, typed.population, typed.households) == (SOURCE, 453, 226)
    finish(actions.start_undo, record, coordinator)
    typed.refresh_from_db()
    assert (typed.source, typed.population, typed.households) == ("自治会の調べ", 450, None)
    assert (typed.age_bands, typed.figures) == ({}, {})


# -- Other shapes of the file ----------------------------------------------------------------------------------------


def test_the_japanese_headings_are_understood(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    columns = guess_columns(JAPANESE, PopulationImporter().columns)
    bands = [f"{sex}_{band}" for band in AGE_BANDS for sex in ("male", "female")]
    assert list(columns.values()) == [
        "base_date", "name", "population", "male", "female", *bands, "households"
    ]  # fmt: skip
    bring(as_csv([JAPANESE, *(row[1:-1] for row in table()[9:])]))
    assert figures(wakaba) == BOTH
    assert {each.source for each in wakaba.statistics.exclude(neighborhood=None)} == {"population.csv"}


def test_a_list_without_dates_gets_the_one_that_is_told(
    bring: Take, wakaba: District, neighborhoods: list[Neighborhood]
) -> None:
    options = PopulationImporter.options({"base_date": "令和5年3月1日"})
    assert options.is_valid()
    content = "町名,世帯,人口\n若葉一丁目,226,453\n若葉二丁目,214,429\n".encode()
    bring(content, **options.cleaned_data)
    assert figures(wakaba) == BOTH
    assert set(wakaba.statistics.values_list("base_date", flat=True)) == {MARCH}
    again = bring(content, **options.cleaned_data)
    assert outcomes(again) == {"unchanged": 2}


def test_a_date_that_cannot_be_read_is_told() -> None:
    options = PopulationImporter.options({"base_date": "去年の春"})
    assert list(options.errors) == ["base_date"]
    assert PopulationImporter.options({}).is_valid()


@pytest.mark.parametrize("name", ["若葉一丁目", "若葉１丁目", "若葉1丁目", "大字若葉 一丁目"])
def test_the_spellings_of_a_town_are_one(name: str) -> None:
    assert town_key(name) == town_key("若葉1丁目") != town_key("若葉2丁目")


# -- The pages -------------------------------------------------------------------------------------------------------


def test_the_statistics_show_what_was_imported_and_lead_to_the_wizard(
    bring: Take,
    neighborhoods: list[Neighborhood],
    coordinator: User,
    city: User,
    client_of: Callable[[User], Client],
) -> None:
    bring(FIXTURE.read_bytes())
    page = client_of(city).get("/wakaba/settings/statistics/")
    assert [
        (str(each.neighborhood or ""), each.population, each.households)
        for each in page.context["statistics"]
    ] == [("", 882, 440), ("大字若葉１丁目", 453, 226), ("若葉 2丁目", 429, 214)]
    text = page.content.decode()
    assert f"{SOURCE}（町内の合計）" in text and "2023年3月1日" in text
    link = "/wakaba/imports/new/?importer=population"
    assert f'href="{link}"' in text
    form = client_of(coordinator).get(link).context["form"]
    assert form["importer"].value() == "population"
