"""Printed papers for walls and round letters: 気づきのサインとつなぎ先, ひとりで・予約なしで行けるところ."""

from collections.abc import Mapping
from typing import Any

from django import forms

from groups.models import Field
from groups.prints.desks import remember_numbers
from groups.prints.fields import furigana_field
from groups.reports.posters import DropInPoster, SignsSheet, drop_in_poster, signs_sheet
from portal import plugins
from portal.models import Print
from portal.permissions import Access
from portal.prints import ReportOptions
from portal.tabular import Sheet


class SignsOptions(ReportOptions):
    furigana = furigana_field()


def compute_signs(access: Access, options: Mapping[str, Any]) -> SignsSheet:
    return signs_sheet(access)


def signs_sheets(document: SignsSheet) -> list[Sheet]:
    signs = [[heading, sign] for heading, lines in document.signs for sign in lines]
    desks = [[row.situation, name, phone] for row in document.rows for _, name, phone in row.desks]
    urgent = [["急ぐとき", name, phone] for _, name, phone in document.urgent]
    return [
        Sheet("気づきのサイン", ["どこを見るか", "サイン"], signs, widths=[18, 60]),
        Sheet("つなぎ先", ["困りごと", "窓口", "電話"], [*urgent, *desks]),
    ]


def remember_signs(record: Print, document: SignsSheet) -> None:
    """Note the numbers on a printed sheet of signs."""
    remember_numbers(record, "気づきのサイン", document.desk_ids)


class DropInOptions(ReportOptions):
    fields_of = forms.MultipleChoiceField(
        label="分野",
        choices=Field.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、すべての分野をのせます。",
    )
    furigana = furigana_field()


def compute_drop_in(access: Access, options: Mapping[str, Any]) -> DropInPoster:
    return drop_in_poster(access, fields=options["fields_of"])


def drop_in_sheets(document: DropInPoster) -> list[Sheet]:
    columns = ["活動", "いつ", "時間", "場所", "対象", "費用", "団体・施設", "電話"]
    rows = [
        [
            place.name,
            place.schedule,
            place.hours,
            place.place,
            place.audience,
            place.cost,
            place.organization,
            place.phone,
        ]
        for place in document.places
    ]
    return [Sheet("行けるところ", columns, rows)]


REPORTS = (
    plugins.Report(
        name="signs",
        title="気づきのサインと、つなぎ先",
        description="「新聞がたまっている」などの気づきを、どこへつなぐかの紙です。",
        paper="A4縦",
        group="desks",
        template="groups/prints/signs.html",
        compute=compute_signs,
        sheets=signs_sheets,
        options=SignsOptions,
        numbered=remember_signs,
        icon="info",
        order=41,
    ),
    plugins.Report(
        name="drop-in",
        title="ひとりで・予約なしで行けるところ（ポスター）",
        description="ラジオ体操やサロンなど、だれでも行ける活動のポスターです。",
        paper="A4縦",
        group="desks",
        template="groups/prints/drop_in.html",
        compute=compute_drop_in,
        sheets=drop_in_sheets,
        options=DropInOptions,
        icon="people",
        order=42,
    ),
)
