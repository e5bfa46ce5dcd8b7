"""Printed documents about whether groups can go on: 担い手健康診断, 活動棚卸し票."""

from collections.abc import Mapping
from typing import Any

from django import forms

from groups.models import Organization
from groups.reports.health import LEVELS, HealthCheck, InventorySheets, health_check, inventory_sheets
from groups.reports.registry import known_to
from portal import plugins
from portal.forms.fields import TextField
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet


class HealthOptions(ReportOptions):
    """Always 取扱注意: a help to talk, nothing to judge a group by in public."""

    always_confidential = True

    recipients = TextField(
        label="配布先",
        max_length=200,
        initial="地区コーディネーター・会長",
        help_text="紙面と印刷の記録に残ります。地区の外や住民には配らないでください。",
    )


def compute_health(access: Access, options: Mapping[str, Any]) -> HealthCheck:
    return health_check(access)


def health_sheets(document: HealthCheck) -> list[Sheet]:
    rows = [[row.name, row.category, LEVELS[row.level], "\n".join(row.signs)] for row in document.rows]
    return [
        Sheet(
            "担い手健康診断", ["団体・施設", "種別", "見立て", "気になること"], rows, widths=[36, 16, 18, 60]
        )
    ]


class InventoryOptions(ReportOptions):
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="団体・施設",
        required=False,
        empty_label="すべて（1団体に1枚）",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        statuses = [Organization.Status.ACTIVE, Organization.Status.PAUSED]
        field.queryset = known_to(self.access, statuses=statuses).filter(district=self.access.district)


def compute_inventory(access: Access, options: Mapping[str, Any]) -> InventorySheets:
    return inventory_sheets(access, organization=options["organization"])


def inventory_workbook(document: InventorySheets) -> list[Sheet]:
    """One row an activity, with columns to fill in; paused organisations without any are there too."""
    rows = [
        [sheet.name, "休止中" if sheet.paused else "活動中", line.name, line.schedule, line.place, "", ""]
        for sheet in document.sheets
        for line in sheet.activities
    ]
    rows += [[sheet.name, "休止中", "", "", "", "", ""] for sheet in document.paused if not sheet.activities]
    columns = ["団体・施設", "状態", "活動", "日時", "場所", "続ける・変える・合わせる・休む", "ひとこと"]
    return [Sheet("活動棚卸し", columns, rows)]


REPORTS = (
    plugins.Report(
        name="inventory",
        title="活動棚卸し票",
        description="活動を「続ける・変える・合わせる・休む」で見つめ直す紙です。",
        paper="A4縦・1団体に1枚",
        group="organizations",
        template="groups/prints/inventory.html",
        compute=compute_inventory,
        sheets=inventory_workbook,
        options=InventoryOptions,
        icon="restore",
        order=61,
    ),
    plugins.Report(
        name="health",
        title="担い手健康診断",
        description="続けるのが大変そうな団体を見つけるための表です。",
        paper="A4縦",
        group="organizations",
        template="groups/prints/health.html",
        compute=compute_health,
        sheets=health_sheets,
        options=HealthOptions,
        icon="people",
        order=62,
    ),
)
