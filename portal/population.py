"""The importer of the official population by town and age (地域・年齢別人口) into the figures of neighbourhoods."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from portal import history
from portal.actions import population
from portal.imports import Column, Entry, Existing, Importer, Values, cells
from portal.japanese.text import address_key
from portal.jobs import JobError
from portal.models import District, Import, Neighborhood, Statistic, User

# Both generations of the national data set count in steps of five years, man1 and woman1 being 0 to 4 years.
AGE_BANDS = [*(f"{start}-{start + 4}" for start in range(0, 85, 5)), "85-"]
SEXES = {"male": "男性", "female": "女性"}
PROPERTIES = {"male": "man", "female": "woman"}


def band_column(band: str, sex: str) -> str:
    """The name of the column that holds an age band of one sex."""
    return f"{sex}_{band}"


def band_columns() -> list[Column]:
    """「0-4歳の男性」「0-4歳の女性」 … 「85歳以上の女性」."""
    return [
        Column(
            band_column(band, sex),
            f"{ages}の{word}",
            (
                f"{PROPERTIES[sex]}{number}",
                f"{ages}{word}",
                *(f"{ages.replace('-', wave)}の{word}" for wave in "~〜"),
            ),
            clean=cells.number,
        )
        for number, band in enumerate(AGE_BANDS, start=1)
        for ages in [f"{band}歳" if band[-1] != "-" else f"{band[:-1]}歳以上"]
        for sex, word in SEXES.items()
    ]


class PopulationImportOptions(forms.Form):
    """What a list may leave unsaid of all its rows."""

    base_date = forms.CharField(
        label="基準日（ファイルに調査年月日がないとき）",
        required=False,
        help_text="例：2025年4月1日、令和7年4月1日",
    )

    def clean_base_date(self) -> str:
        """The date as 2025-04-01, "" if there is none."""
        try:
            return cells.day(self.cleaned_data["base_date"]).value or ""
        except ValueError as error:
            raise ValidationError(str(error)) from error


class PopulationImporter(Importer):
    key = "population"
    label = "人口の一覧（地域・年齢別人口）"
    description = "市のオープンデータにある町丁目ごとの人口を、町内の統計として登録します。"
    options = PopulationImportOptions
    elsewhere = "この地区の町内ではありません"

    @property
    def columns(self) -> Sequence[Column]:
        return [
            Column(
                "name",
                "町内の名称",
                ("地域名", "regionName", "町丁目", "町丁目名", "町丁名", "町名", "町内", "町内名", "名称"),
                required=True,
            ),
            Column(
                "base_date",
                "基準日",
                ("調査年月日", "surveyDate", "調査日", "年月日"),
                clean=cells.day,
                required=True,
            ),
            Column(
                "population",
                "人口",
                ("総人口", "totalPopulation", "人口総数", "人口計", "合計"),
                clean=cells.number,
                required=True,
            ),
            Column("male", "男性", ("男", "男性人口", "male"), clean=cells.number),
            Column("female", "女性", ("女", "女性人口", "woman", "female"), clean=cells.number),
            *band_columns(),
            Column("households", "世帯数", ("世帯", "numberOfHouseholds"), clean=cells.number),
            Column("source", "出典", max_length=200),
        ]

    def existing(self, district: District, *, lock: bool = False) -> dict[int, Existing]:
        """The figures of neighbourhoods; those of the whole district are only ever summed up."""
        records = Statistic.objects.filter(district=district, neighborhood__isnull=False)
        if lock:
            records = records.locked()
        return {
            record.pk: Existing(values_of(record), record.version)
            for record in records.select_related("neighborhood")
        }

    def adapt(self, record: Import) -> Callable[[Values], Values | None]:
        """A row of one of the district's neighbourhoods under the name it has here, with base date and source."""
        names = {
            town_key(name): name for name in record.district.neighborhoods.values_list("name", flat=True)
        }
        said = {"source": source_of(record)}
        if record.options.get("base_date"):
            said["base_date"] = record.options["base_date"]

        def adapted(values: Values) -> Values | None:
            if "name" not in values:
                return said | values
            name = names.get(town_key(values["name"]))
            return None if name is None else said | values | {"name": name}

        return adapted

    def create(
        self, district: District, rows: Sequence[Values], *, by: User | None, source: Mapping[str, str]
    ) -> list[int]:
        neighborhoods = {each.name: each for each in district.neighborhoods.all()}
        if missing := [row["name"] for row in rows if row["name"] not in neighborhoods]:
            raise JobError(
                f"「{missing[0]}」は、内容を確認したあとに、町内の一覧からなくなりました。何も取り込んでいません。"
                "列の確認に戻って、もう一度内容を確かめてください。"
            )
        fields = [{"neighborhood": neighborhoods[row["name"]], **fields_of(row)} for row in rows]
        try:
            with history.by_user(by):
                made = population.record_population(district=district, rows=fields)
        except ValidationError as error:
            raise JobError(
                "同じ町内の、同じ基準日の数字が、2行あるか、すでに登録されています。何も取り込んでいません。"
                "「似た登録あり」の行は「取り込まない」を選ぶか、もう一度内容を確かめてください。"
            ) from error
        return [statistic.pk for statistic in made]

    def update(
        self, district: District, changes: Mapping[int, Values], *, by: User | None, source: Mapping[str, str]
    ) -> None:
        with history.by_user(by):
            population.change_population(
                district=district, changes={pk: fields_of(values) for pk, values in changes.items()}
            )

    def delete(self, district: District, record_ids: Sequence[int], *, by: User | None) -> None:
        with history.by_user(by):
            population.delete_population(district=district, ids=record_ids)

    def url(self, district: District, record_id: int) -> str:
        return reverse("statistic_edit", args=[district.slug, record_id])

    def check(self, values: Values) -> dict[str, str]:
        """Parts that are all known make up the whole; else a column is wrong or matched wrongly."""
        problems = {}
        parts = {"population": ("男性と女性", list(SEXES))} | {
            sex: (f"年齢ごとの{word}", [band_column(band, sex) for band in AGE_BANDS])
            for sex, word in SEXES.items()
        }
        for whole, (words, names) in parts.items():
            numbers = [values.get(name) for name in names]
            if None in numbers or values.get(whole) is None or sum(numbers) == values[whole]:
                continue
            problems[whole] = (
                f"{words}を足すと{sum(numbers):,}人で、{values[whole]:,}人と合いません。"
                "列の対応と、ファイルの数字を確かめてください。"
            )
        return problems

    def entry(self, id: int, values: Values) -> Entry:
        """The same neighbourhood on the same base date; 一丁目 and 二丁目 are alike, and never the same."""
        return Entry(id, name="", identity=f"{values.get('name')} {values.get('base_date')}")


def town_key(name: str) -> str:
    """One key for the spellings of a town: 大字若葉一丁目, 若葉１丁目, 若葉 1丁目."""
    return address_key(name)


def source_of(record: Import) -> str:
    """Where the figures of a file come from, to be shown beside them: 高松市（population.csv）."""
    attribution = record.source.get("attribution", "")
    return (f"{attribution}（{record.file.name}）" if attribution else record.file.name)[:200]


def fields_of(values: Values) -> dict[str, Any]:
    """The fields of a Statistic out of a row, as far as it says them; the neighbourhood is not among them."""
    fields: dict[str, Any] = {
        name: values[name] for name in ("population", "households", "source") if name in values
    }
    if "base_date" in values:
        fields["base_date"] = date.fromisoformat(values["base_date"])
    bands: dict[str, dict[str, Any]] = {}
    for band in AGE_BANDS:
        for sex in SEXES:
            if (column := band_column(band, sex)) in values:
                bands.setdefault(band, {})[sex] = values[column]
    figures = {sex: values[sex] for sex in SEXES if sex in values}
    return fields | ({"age_bands": bands} if bands else {}) | ({"figures": figures} if figures else {})


def values_of(record: Statistic) -> Values:
    """A record as the importer's columns say it."""
    neighborhood: Neighborhood | None = record.neighborhood
    values = {
        "name": neighborhood.name if neighborhood else "",
        "base_date": record.base_date.isoformat(),
        "population": record.population,
        "households": record.households,
        "source": record.source,
    }
    values |= {sex: record.figures.get(sex) for sex in SEXES}
    return values | {
        band_column(band, sex): record.age_bands.get(band, {}).get(sex) for band in AGE_BANDS for sex in SEXES
    }
