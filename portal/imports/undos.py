"""What taking an import back would do with each row, and what stands in the way: later imports of the same records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.imports.importer import Existing, Importer
from portal.models import Import, ImportRow

Result = ImportRow.Result

# So many records that stay are named before an import is taken back.
_NAMED = 5

WRITTEN = (Result.CREATED, Result.UPDATED)

_MOVED = "ほかの登録にまとめられたか、ほかへ移されたため、そのままにしました。"
_DELETED = "取り込んだあとに登録が削除されたため、元の内容には戻していません。"
_LINKED = "取り込んだあとに、ファイルにない内容が修正されたか、ほかの記録が結びつけられたため、削除せずに残しました。"
_FORGETS = "登録の内容は変わりません。この名簿を出どころとして覚えたことを取り消します。"
_PARTLY = "あとから修正されたため、今の内容を残しました。"


def later_imports(record: Import) -> QuerySet[Import]:
    """The imports that wrote records of this one after it and are not undone, the last first; they come back first."""
    if record.committed_at is None:
        return Import.objects.none()
    written = ImportRow.objects.filter(import_record=record, result__in=WRITTEN, record_id__isnull=False)
    again = ImportRow.objects.filter(
        import_record=OuterRef("pk"), result__in=WRITTEN, record_id__in=written.values("record_id")
    )
    return (
        Import.objects.filter(
            Exists(again),
            district=record.district_id,
            importer=record.importer,
            state=Import.State.COMMITTED,
            committed_at__gt=record.committed_at,
        )
        .for_list()
        .order_by("-committed_at", "-pk")
    )


def undone_first(later: Sequence[Import]) -> str:
    """What to do before, in words: these imports are to be taken back, in this order."""
    names = "".join(f"「{each.file.name}」" for each in later)
    order = "先に" if len(later) == 1 else "先に、新しいものから順に"
    return f"あとの取り込みが、同じ登録に書いています。{order}{names}を取り消してください。"


@dataclass
class Prospect:
    """What becomes of the rows of an import that is taken back: each stands in one of the lists.

    `edited` are the columns, by record, that are not as the import left them; `untouched` the records to restore that
    nobody wrote since.
    """

    to_delete: list[ImportRow] = field(default_factory=list)
    to_restore: dict[int, ImportRow] = field(default_factory=dict)
    # What the import made and people edited, or linked with other records, since.
    staying: list[ImportRow] = field(default_factory=list)
    # No row may mean the record any more: merged, or given away.
    moved: list[ImportRow] = field(default_factory=list)
    # Deleted since.
    gone: list[ImportRow] = field(default_factory=list)
    edited: dict[int, set[str]] = field(default_factory=dict)
    untouched: set[int] = field(default_factory=set)


def prospect_of(
    record: Import, rows: Sequence[ImportRow], existing: Mapping[int, Existing], importer: Importer
) -> Prospect:
    """What would become of the rows that wrote, with the records as they stand now; a constant number of queries."""
    found = Prospect()
    still_there = importer.remaining([row.record_id for row in rows if row.record_id not in existing])
    for row in rows:
        current = existing.get(row.record_id)
        if current is None:
            (found.moved if row.record_id in still_there else found.gone).append(row)
            continue
        is_untouched = current.version == row.record_version
        if row.result == Result.CREATED and is_untouched:
            found.to_delete.append(row)
            continue
        names = row.imported if row.result == Result.CREATED else row.before
        found.edited[row.record_id] = set() if is_untouched else _edited(row, names, current, importer)
        if row.result == Result.CREATED:
            found.staying.append(row)
            continue
        found.to_restore[row.record_id] = row
        if is_untouched:
            found.untouched.add(row.record_id)
    if found.staying:
        versions = {row.record_id: row.record_version for row in found.staying}
        back = importer.brought_back(record.district, record.pk, versions)
        found.to_delete += [row for row in found.staying if row.record_id in back]
        found.staying = [row for row in found.staying if row.record_id not in back]
    return found


def _edited(row: ImportRow, names: Collection[str], current: Existing, importer: Importer) -> set[str]:
    """Those of the columns that are not as the import left them, with what belongs to them."""
    edited = {name for name in names if current.values.get(name) != row.imported.get(name)}
    return edited | {
        name for together in importer.together if together & edited for name in together & set(names)
    }


def settle_rest(found: Prospect, importer: Importer) -> None:
    """Note result and reason on the rows that are neither deleted nor restored."""
    for row in found.staying:
        labels = "・".join(_labels(found.edited[row.record_id], importer))
        reason = f"取り込んだあとに、{labels}が修正されたため、削除せずに残しました。" if labels else _LINKED
        row.result, row.errors = Result.LEFT, [*row.errors, _told("登録", reason)]
    for row in found.moved:
        row.result, row.errors = Result.LEFT, [*row.errors, _told("登録", _MOVED)]
    for row in found.gone:
        if row.result == Result.CREATED:
            row.result = Result.DELETED
        else:
            row.result, row.errors = Result.LEFT, [*row.errors, _told("登録", _DELETED)]


def is_gone(row: ImportRow) -> bool:
    """Whether an undo found the record of a row deleted, so that no page of it is left."""
    return any(told["reason"] == _DELETED for told in row.errors)


def forecast(record: Import, importer: Importer) -> Sequence[str]:
    """What taking the import back would do as things stand, in sentences; a constant number of queries."""
    rows = list(record.rows.filter(result__in=WRITTEN))
    if not rows:
        return [_FORGETS]
    found = prospect_of(record, rows, importer.existing(record.district), importer)
    partly = [row for pk, row in found.to_restore.items() if found.edited[pk]]
    counted = [
        (found.to_delete, "登録した {}件を削除します。"),
        (found.to_restore, "更新した {}件を元の内容に戻します。"),
        (found.gone, "{}件は、すでに削除されています。"),
    ]
    named = [
        (found.staying, "登録したあとに直された {}件は、削除せずに残します"),
        (partly, "更新した中の {}件は、そのあと直されたところを残します"),
        (found.moved, "ほかの登録にまとめられたか、ほかへ移された {}件は、そのままにします"),
    ]
    told = [format_html(sentence, len(each)) for each, sentence in counted if each]
    for each, sentence in named:
        if each:
            beginning = format_html(sentence, len(each))
            told.append(format_html("{}：{}。", beginning, _links(each, record, importer)))
    return told


def _links(rows: Sequence[ImportRow], record: Import, importer: Importer) -> SafeString:
    """The first few of the rows by name, each with a link to its record where it has a page."""
    links = [
        format_html('<a href="{}">{}</a>', url, name) if url else name
        for row in rows[:_NAMED]
        for name in [row.name or str(row)]
        for url in [importer.url(record.district, row.record_id)]
    ]
    named = format_html_join("、", "{}", ((each,) for each in links))
    return format_html("{} など", named) if len(rows) > _NAMED else named


def told_left(columns: Collection[str], importer: Importer) -> list[dict[str, Any]]:
    """What stays in a record that was restored, as people wrote it since, column by column."""
    labels = _labels(columns, importer) or ["登録"]
    return [_told(label, _PARTLY) for label in labels]


def _labels(names: Collection[str], importer: Importer) -> list[str]:
    return [column.label for column in importer.columns if column.name in names]


def _told(column: str, reason: str) -> dict[str, Any]:
    return {"column": column, "value": "", "reason": reason, "is_doubt": True}
