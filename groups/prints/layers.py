"""Printed table of what was done on each layer (第1–3層) month by month."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from groups.reports.layers import MONTHS, LayerTable, layer_table
from portal import plugins
from portal.japanese.calendar import FiscalYear
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet


class LayerOptions(ReportOptions):
    year = forms.ChoiceField(label="年度")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = FiscalYear.of(timezone.localdate()).year
        years: Any = self.fields["year"]
        years.choices = [(str(year), FiscalYear(year).label) for year in range(this_year, this_year - 6, -1)]
        years.initial = str(this_year)
        if self.is_bound:
            self.data.setdefault("year", years.initial)


def compute_layers(access: Access, options: Mapping[str, Any]) -> LayerTable:
    return layer_table(access, year=FiscalYear(int(options["year"])))


def layer_sheets(document: LayerTable) -> list[Sheet]:
    months = [f"{month}月" for month in MONTHS]
    rows = [[row.layer, f"{row.what}（{row.unit}）", *row.counts, row.total] for row in document.rows]
    return [
        Sheet("層と月", ["層", "何を", *months, "計"], rows),
        Sheet(
            "層ごとの団体", ["層", "団体・施設", "ふだんの活動"], [list(group) for group in document.groups]
        ),
    ]


REPORTS = (
    plugins.Report(
        name="layers",
        title="層ごと・月ごとの実績",
        description="会議・課題・引合せの数を、月ごとに数えた表です。",
        paper="A4横",
        group="district",
        template="groups/prints/layers.html",
        compute=compute_layers,
        sheets=layer_sheets,
        options=LayerOptions,
        icon="table",
        order=58,
    ),
)
