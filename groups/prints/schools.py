"""Printed list of what is asked of schools and nurseries for a year."""

from collections.abc import Mapping
from typing import Any

from django import forms

from groups.models import Need
from groups.reports.school_requests import SchoolLine, SchoolRequests, school_requests, wishes_of
from portal import plugins
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet


class SchoolOptions(ReportOptions):
    wishes = forms.ModelMultipleChoiceField(
        Need.objects.none(),
        label="お願いすること",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、子ども・学校・世代などのことばがあるものをのせます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["wishes"]
        field.queryset = wishes_of(self.access)
        field.label_from_instance = lambda need: f"{need}（{need.organization}）"


def compute_schools(access: Access, options: Mapping[str, Any]) -> SchoolRequests:
    return school_requests(access, wishes=options["wishes"])


def school_sheets(document: SchoolRequests) -> list[Sheet]:
    columns = ["番号", "内容", "いつ", "どこで", "団体・施設", "電話"]
    asked = ["月", "学年・人数", "引率", "写真", "学校・園の返事"]
    return [
        Sheet("お願い", [*columns, *asked], [[*_cells(line), *[""] * 5] for line in document.wishes]),
        Sheet("地域からできること", columns, [_cells(line) for line in document.offers]),
    ]


def _cells(line: SchoolLine) -> list[Any]:
    return [line.number, line.text, line.when, line.place, line.organization, line.phone]


REPORTS = (
    plugins.Report(
        name="school-requests",
        title="学校・園への年間お願い一覧",
        description="4月に学校・園へ届ける、お願い文と一覧です。",
        paper="A4横",
        group="exchange",
        template="groups/prints/school_requests.html",
        compute=compute_schools,
        sheets=school_sheets,
        options=SchoolOptions,
        icon="group-school",
        order=50,
    ),
)
