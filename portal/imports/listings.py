"""The lists of the wizard: the imports of a district, the rows of one, and the rows with mistakes as a file."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portal.imports.importer import Importer, registered_importers
from portal.imports.preview import doubts_of, mistakes_of, result_in_words
from portal.imports.undos import is_gone
from portal.listing import Column
from portal.models import District, Import, ImportRow
from portal.pages import attachment
from portal.permissions import Access
from portal.plugins import NOTHING_DUE, DeskItem, DeskList
from portal.tabular import write_csv


def _importer_label(record: Import) -> str:
    labels = {importer.key: importer.label for importer in registered_importers()}
    return labels.get(record.importer, record.importer)


def _state(record: Import) -> str:
    if record.is_at_work:
        return "確認・取り込みの最中"
    return record.get_state_display()


IMPORT_COLUMNS = (
    Column(
        "file",
        "ファイル",
        value=lambda record: record.file.name,
        url=lambda record: record.get_absolute_url(),
    ),
    Column("importer", "取り込むもの", value=_importer_label),
    Column("state", "状態", value=_state, sort=("state",)),
    Column("rows", "行数", value=lambda record: record.rows_in_file, numeric=True),
    Column("by", "取り込んだ人", value=lambda record: record.imported_by or ""),
    Column(
        "at",
        "ファイルを選んだ日時",
        value=lambda record: date_format(timezone.localtime(record.created_at), "Y年n月j日 H:i"),
        sort=("created_at",),
    ),
)


def row_columns(importer: Importer, district: District) -> list[Column]:
    """The rows of an import that was done: what each said and what became of it."""

    def url(row: ImportRow) -> str:
        gone = row.record_id is None or row.result in (ImportRow.Result.DELETED, ImportRow.Result.SKIPPED)
        return "" if gone or is_gone(row) else importer.url(district, row.record_id)

    def reason(row: ImportRow) -> str:
        if row.outcome == ImportRow.Outcome.ELSEWHERE:
            return f"{importer.elsewhere}。"
        if row.outcome == ImportRow.Outcome.LOCKED:
            return f"{row.candidates[0]['locked']}。ここでは変えられません。"
        mistakes, doubts = mistakes_of(row), doubts_of(row)
        told = [f"{each['column']}：{each['reason']}" for each in [*mistakes, *doubts]]
        if mistakes and doubts:
            told.insert(len(mistakes), "お知らせ（取り込めない理由ではありません）")
        return "\n".join(told)

    return [
        Column("name", "名称", value=lambda row: row.name or "（名称なし）", url=url),
        Column("number", "ファイルの行", value=lambda row: row.number, sort=("number",), numeric=True),
        Column("result", "結果", value=lambda row: result_in_words(row.result)),
        Column("reason", "理由", value=reason),
    ]


def unfinished(access: Access) -> DeskList:
    """The district's imports that wait for the next step, for the desk of people who may take it."""
    if not access.can_edit:
        return NOTHING_DUE

    def item(record: Import) -> DeskItem:
        text = f"「{record.file.name}」の取り込み（{record.get_state_display()}）"
        return DeskItem(text, record.get_absolute_url())

    records = Import.objects.open().filter(district=access.district).for_list()
    return DeskList.of(records, item, reverse("import_list", args=[access.district.slug]))


def problem_file(record: Import, rows: QuerySet) -> HttpResponse:
    """Mistakes, doubts and mends of rows as a CSV, to correct the file by; what must be put right stands first."""
    lines = [
        [
            row.number,
            row.name,
            kind,
            told["column"],
            told.get("value", told.get("before")),
            told.get("after"),
            told["reason"],
        ]
        for row in rows
        for kind, entries in (
            ("まちがい（直さないと取り込めません）", mistakes_of(row)),
            ("お知らせ", doubts_of(row)),
            ("自動で直したところ", row.repairs),
        )
        for told in entries
    ]
    columns = ["行", "名称", "種類", "列", "ファイルの内容", "直した内容", "理由"]
    return attachment(write_csv(columns, lines).content, f"確認の結果_{record.name}.csv")
