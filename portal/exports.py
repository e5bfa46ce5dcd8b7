"""Open data sets of the national standards, written as CSV: what all of them share.

Headings are verbatim: 旧 推奨データセット, and 新 自治体標準オープンデータセット as far as its headings are published
with real files. Values are written in the form in which the importer reads them back unchanged.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from portal.japanese.calendar import WEEKDAYS
from portal.models import Council
from portal.tabular import CsvFile, write_csv
from portal.tabular.writing import CsvEncoding, without_readings


def nothing(record: Any) -> str:
    """The value of a column that the portal keeps nothing for."""
    return ""


@dataclass(frozen=True)
class Column:
    """A column: its heading verbatim, what a record says there, whether the standard demands it."""

    heading: str
    value: Callable[[Any], Any] = nothing
    required: bool = False


@dataclass(frozen=True)
class OpenDataSet:
    """A data set: its name in addresses, what people call it, the end of its file's name, its columns."""

    name: str
    label: str
    file_name: str
    columns: tuple[Column, ...]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def row(self, record: Any) -> list[Any]:
        """What a record says, column by column."""
        return [column.value(record) for column in self.columns]

    def lacking(self, record: Any) -> list[str]:
        """The headings that the standard demands and the record says nothing for."""
        return [
            column.heading
            for column in self.columns
            if column.required and column.value(record) in ("", None)
        ]

    def csv(self, records: Iterable[Any], encoding: CsvEncoding) -> CsvFile:
        """The file: a header line, then one line a record; nothing in it is ever computed by a spreadsheet."""
        return write_csv(self.headings, without_readings(map(self.row, records)), encoding)


def number_of(record: Any) -> str:
    """The record's number in its source where it was imported, else our own."""
    return str(record.source.get("source_id") or record.pk)


def old_authority(council: Council) -> tuple[Column, ...]:
    """The four columns with which every 旧 推奨データセット begins."""
    return (
        Column("都道府県コード又は市区町村コード", lambda record: record.source.get("code") or council.code),
        Column("NO", number_of),
        Column("都道府県名", lambda record: council.prefecture),
        Column("市区町村名", lambda record: council.city),
    )


def new_authority(council: Council) -> tuple[Column, ...]:
    """The three columns with which every 自治体標準オープンデータセット begins."""
    return (
        Column(
            "全国地方公共団体コード", lambda record: record.source.get("code") or council.code, required=True
        ),
        Column("ID", number_of, required=True),
        Column("地方公共団体名", lambda record: f"{council.prefecture}{council.city}"),
    )


def weekday_names(days: Sequence[int]) -> str:
    """「月火水木金」 of 0 to 6, Monday first."""
    return "".join(WEEKDAYS[day] for day in sorted(days))


def clock(moment: time | None) -> str:
    """「09:00」."""
    return moment.strftime("%H:%M") if moment else ""


def listed(values: Iterable[str]) -> str:
    """Several values in one cell, as the standards separate them."""
    return ";".join(values)
