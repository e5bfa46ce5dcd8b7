"""The work of an import in the worker: trying out, committing, undoing; each as a whole or not at all."""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connections, transaction
from django.db.models import F, QuerySet

from portal import bulk, history
from portal.imports.actions import keep_decisions, mark_committed, mark_undone
from portal.imports.duplicates import DuplicateIndex
from portal.imports.files import read_import
from portal.imports.importer import Existing, Importer, Values, importer_of
from portal.imports.plan import Planner, Tell
from portal.imports.undos import WRITTEN, later_imports, prospect_of, settle_rest, told_left, undone_first
from portal.imports.words import cleaners_of
from portal.jobs import JobError, Progress, work
from portal.models import District, Import, ImportRow
from portal.tabular import TabularError

Outcome = ImportRow.Outcome
Decision = ImportRow.Decision
Result = ImportRow.Result

Item = TypeVar("Item")

_CHECK_AGAIN = (
    "何も取り込んでいません。列の確認に戻って、もう一度内容を確かめてください。"
    "ほかの行について決めたことは、そのまま残ります。"
)
# Records are written by so many at a time, so that the progress bar moves.
_AT_A_TIME = 500


@work("import_check")
def check_import(progress: Progress, import_id: int) -> None:
    """Work out what each row would do, and keep that for the preview."""
    record = Import.objects.select_related("file", "district").get(pk=import_id)
    importer = importer_of(record.importer)
    try:
        rows = read_import(record, importer.columns).rows
    except TabularError as error:
        raise JobError(str(error)) from error
    planner = Planner(
        importer,
        mapping=record.columns,
        existing=importer.existing(record.district),
        imported=_imported(record),
        defaults=record.options,
        adapt=importer.adapt(record),
        cleaners=cleaners_of(record, importer),
        beyond=importer.beyond(record.district),
    )
    with _uncollected():
        planned = planner.plan(rows, progress.tell)
    if not planned:
        raise JobError("取り込む内容のある行がありません。列の対応を見直してください。")
    with transaction.atomic():
        record = Import.objects.locked().get(pk=import_id)
        if not record.is_open:
            raise JobError("この取り込みは、すでに終わっています。")
        keep_decisions(record.rows.all(), planned)
        record.rows.all().delete()
        for row in planned:
            row.import_record = record
        bulk.insert(planned)
        record.state = Import.State.CHECKED
        record.save(update_fields=["state", "updated_at"])


@work("import_commit")
def commit_import(progress: Progress, import_id: int) -> None:
    """Write the rows into the records as was decided."""
    by = progress.job.started_by
    with _uncollected(), _told_outside(progress) as tell, transaction.atomic(), history.by_import(import_id):
        record, importer = _begin(import_id, Import.State.CHECKED)
        rows = list(record.rows.all())
        existing = importer.existing(record.district, lock=True)
        imported = _imported(record)
        to_create, to_update = _sort_out(rows)
        _refuse_stale(to_update, rows, existing)
        _refuse_repeated(to_create, rows, importer, existing | importer.beyond(record.district))
        seen = {row.record_id: existing[row.record_id].version for row in to_update}
        for row in to_update:
            row.before = {name: old for name, (old, _new) in _wanted(row).items()}
        total = len(to_create) + len(to_update)
        for done, chunk in _chunks(to_create):
            values = [record.options | row.values for row in chunk]
            made = importer.create(record.district, values, by=by, source=record.source)
            for row, pk in zip(chunk, made, strict=True):
                row.record_id = pk
            tell(done, total)
        for done, chunk in _chunks(to_update):
            changes = {row.record_id: {name: new for name, (_, new) in _wanted(row).items()} for row in chunk}
            importer.update(record.district, changes, by=by, source=record.source)
            tell(len(to_create) + done, total)
        _note_records(rows, importer.existing(record.district), imported)
        bulk.update(rows, ["result", "record_id", "record_version", "before", "imported"])
        _follow(record, seen, {row.record_id: row.record_version for row in to_update})
        mark_committed(record, Counter(row.result for row in rows))


@work("import_undo")
def undo_import(progress: Progress, import_id: int) -> None:
    """Bring back what stood there before; what people edited since stays, and is told."""
    by = progress.job.started_by
    with (
        _uncollected(),
        _told_outside(progress) as tell,
        transaction.atomic(),
        history.by_import(import_id, undone=True),
    ):
        record, importer = _begin(import_id, Import.State.COMMITTED)
        if later := list(later_imports(record)):
            raise JobError(undone_first(later))
        rows = list(record.rows.filter(result__in=WRITTEN))
        existing = importer.existing(record.district, lock=True)
        found = prospect_of(record, rows, existing, importer)
        to_restore, to_delete = found.to_restore, [row.record_id for row in found.to_delete]
        seen = {pk: to_restore[pk].record_version for pk in found.untouched}
        settle_rest(found, importer)
        total = len(to_restore) + len(to_delete)
        for done, chunk in _chunks(list(to_restore)):
            before = {pk: to_restore[pk].before for pk in chunk}
            left = importer.restore(
                record.district, before, edited=found.edited, by=by, source=record.source, import_id=record.pk
            )
            for pk in before:
                to_restore[pk].result = Result.LEFT if pk in left else Result.RESTORED
                if pk in left:
                    to_restore[pk].errors += told_left(left[pk], importer)
            tell(done, total)
        for done, chunk in _chunks(to_delete):
            importer.delete(record.district, chunk, by=by)
            tell(len(to_restore) + done, total)
        for row in found.to_delete:
            row.result = Result.DELETED
        if seen:
            now = importer.existing(record.district)
            _follow(record, seen, {pk: now[pk].version for pk in seen})
        bulk.update(rows, ["result", "errors"])
        _forget(record)
        mark_undone(record, record.counts | Counter(row.result for row in rows))


# -- Begin ---------------------------------------------------------------------------------------------------------


def _begin(import_id: int, state: str) -> tuple[Import, Importer]:
    """The import and its importer, with this import and all others of the district kept waiting."""
    record = Import.objects.locked().get(pk=import_id)
    if record.state != state:
        raise JobError(f"この取り込みは、すでに「{record.get_state_display()}」です。")
    # Not even the key is locked, so that people can go on adding records.
    District.objects.select_for_update(no_key=True).get(pk=record.district_id)
    return record, importer_of(record.importer)


def _imported(record: Import) -> dict[int, Values]:
    """What each record of the district has from earlier imports."""
    rows = ImportRow.objects.last_of_records(record.district, record.importer)
    return {row.record_id: row.imported for row in rows.only("record_id", "imported")}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles among what is in memory, which goes through all rows again and again for nothing.

    It takes a fifth of the time, and finds hardly anything: the process grows no larger without it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _told_outside(progress: Progress) -> Iterator[Tell]:
    """Progress told over a connection of its own: what is written within a transaction, nobody sees before its end."""
    with ThreadPoolExecutor(max_workers=1) as outside:

        def tell(done: int, total: int) -> None:
            outside.submit(progress.tell, done, total)

        try:
            yield tell
        finally:
            outside.submit(connections.close_all)


# -- Commit --------------------------------------------------------------------------------------------------------


def _sort_out(rows: Sequence[ImportRow]) -> tuple[list[ImportRow], list[ImportRow]]:
    """The rows that make a record and those that change one; all rows get the result that they will have."""
    to_create, to_update = [], []
    for row in rows:
        decision = (row.outcome, row.decision)
        if row.outcome == Outcome.CREATE or decision == (Outcome.DUPLICATE, Decision.CREATE):
            row.result = Result.CREATED
            to_create.append(row)
            continue
        if decision == (Outcome.DUPLICATE, Decision.SAME):
            row.record_id = row.decided_record
        if row.record_id is None or row.outcome == Outcome.ERROR:
            row.result = Result.SKIPPED
        elif _wanted(row):
            row.result = Result.UPDATED
            to_update.append(row)
        else:
            row.result = Result.KEPT
    return to_create, to_update


def _wanted(row: ImportRow) -> dict[str, list]:
    """{column name: [old, new]} of what is to be changed in the record, after what was decided."""
    if row.outcome == Outcome.DUPLICATE:
        candidate = row.candidate(row.decided_record)
        return candidate["changes"] if candidate else {}
    if row.outcome == Outcome.CONFLICT and row.decision != Decision.OVERWRITE:
        return {name: pair for name, pair in row.changes.items() if name not in row.conflicts}
    return row.changes


def _refuse_stale(
    to_update: Sequence[ImportRow], rows: Sequence[ImportRow], existing: dict[int, Existing]
) -> None:
    """Refuse the whole when the records are no longer as the person saw them, or two rows mean the same one."""
    stale = [
        row
        for row in rows
        if row.record_id is not None
        and (row.record_id not in existing or existing[row.record_id].version != _seen_version(row))
    ]
    if stale:
        raise JobError(
            f"内容を確認したあとに、{len(stale)}件の登録が修正されました（{stale[0].number}行目「{stale[0].name}」など）。"
            f"{_CHECK_AGAIN}"
        )
    meant = Counter(row.record_id for row in to_update)
    if twice := [row for row in to_update if meant[row.record_id] > 1]:
        numbers = "・".join(str(row.number) for row in twice if row.record_id == twice[0].record_id)
        raise JobError(
            f"{numbers}行目が、同じ登録「{twice[0].name}」を更新しようとしています。何も取り込んでいません。"
            "どれか1行だけを更新することにして、ほかは「取り込まない」を選んでください。"
        )


def _refuse_repeated(
    to_create: Sequence[ImportRow],
    rows: Sequence[ImportRow],
    importer: Importer,
    existing: Mapping[int, Existing],
) -> None:
    """Refuse the whole when a row would make a record that is likely there since: another import brought it, or people."""
    meant = {row.record_id for row in rows}
    index = DuplicateIndex.of(
        importer.entry(pk, record.values) for pk, record in existing.items() if pk not in meant
    )
    if not index.entries:
        return
    repeated = [
        row
        for row in to_create
        if {each.id for each in index.like(importer.entry(row.number, row.values))} - _seen_records(row)
    ]
    if repeated:
        raise JobError(
            f"内容を確認したあとに、似た登録が加わりました（{repeated[0].number}行目「{repeated[0].name}」など"
            f"{len(repeated)}行）。{_CHECK_AGAIN}"
        )


def _seen_records(row: ImportRow) -> set[int]:
    """The records that the preview showed as likely the same."""
    return {each.get("record") or each.get("other") for each in row.candidates}


def _seen_version(row: ImportRow) -> int | None:
    candidate = row.candidate(row.decided_record)
    return candidate["version"] if candidate else row.record_version


def _note_records(
    rows: Sequence[ImportRow], existing: dict[int, Existing], imported: dict[int, Values]
) -> None:
    """Note on each row how its record stands now, so that later edits by people can be told from imports."""
    for row in rows:
        if row.record_id is None or row.result == Result.SKIPPED:
            continue
        current = existing[row.record_id]
        row.record_version = current.version
        kept = set() if row.decision == Decision.OVERWRITE else set(row.conflicts)
        said = {name: current.values.get(name) for name in row.values if name not in kept}
        # Another row of the file may mean the same record, and say more of it.
        imported[row.record_id] = row.imported = imported.get(row.record_id, {}) | said


# -- Undo ----------------------------------------------------------------------------------------------------------


def _follow(record: Import, seen: dict[int, int], now: dict[int, int | None]) -> None:
    """Earlier imports know a record on, that stood as they left it until this import changed it or took that back.

    So several imports can be taken back one after the other, the last one first: an import is no edit by people.
    """
    rows = [
        row
        for row in _others(record).filter(record_id__in=seen).only("record_id", "record_version")
        if row.record_version == seen[row.record_id]
    ]
    for row in rows:
        row.record_version = now[row.record_id]
    bulk.update(rows, ["record_version"])


def _forget(record: Import) -> None:
    """Take what this import knew of its records out of what later ones know: each row took that over, and added its own.

    As many queries however many imports there are.
    """
    if record.committed_at is None:
        return
    concerned = record.rows.filter(record_id__isnull=False).values("record_id")
    rows = (
        _others(record)
        .filter(record_id__in=concerned)
        .annotate(committed_at=F("import_record__committed_at"))
        .order_by("committed_at", "pk")
        .only("record_id", "values", "imported", "conflicts", "decision")
    )
    known: dict[int, Values] = {}
    changed = []
    for row in rows:
        if row.committed_at > record.committed_at:
            kept = set() if row.decision == Decision.OVERWRITE else set(row.conflicts)
            said = {name: row.imported[name] for name in row.imported if name in row.values.keys() - kept}
            if (still := known.get(row.record_id, {}) | said) != row.imported:
                row.imported = still
                changed.append(row)
        known[row.record_id] = row.imported
    bulk.update(changed, ["imported"])


def _others(record: Import) -> QuerySet[ImportRow]:
    """The rows of the other imports into the same records that were committed and not undone."""
    return ImportRow.objects.filter(
        import_record__district=record.district_id,
        import_record__importer=record.importer,
        import_record__state=Import.State.COMMITTED,
    ).exclude(import_record=record)


def _chunks(items: Sequence[Item]) -> Iterator[tuple[int, Sequence[Item]]]:
    """The items by a few hundred, each time with the number that is done after them."""
    for start in range(0, len(items), _AT_A_TIME):
        chunk = items[start : start + _AT_A_TIME]
        yield start + len(chunk), chunk
