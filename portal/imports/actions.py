"""What a person does on the way of a file into the records: each step up to the start of the work in the worker."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal import jobs
from portal.imports.files import choices_of, heading_keys, match_columns, read_file, sample_of, source_key
from portal.imports.importer import Importer, Values, importer_of
from portal.imports.undos import later_imports, undone_first
from portal.imports.words import Words
from portal.models import District, Import, ImportMapping, ImportRow, Job, StoredFile, User
from portal.tabular import Source

Outcome = ImportRow.Outcome
Decision = ImportRow.Decision

KEEP_OPEN_DAYS = 30
KEEP_FILES_DAYS = 365

# What may be decided about rows of which outcome; the first is what happens where nothing is decided.
DECISIONS = {
    Outcome.CONFLICT: (Decision.KEEP, Decision.OVERWRITE),
    Outcome.DUPLICATE: (Decision.SKIP, Decision.CREATE, Decision.SAME),
}


@transaction.atomic
def receive_file(*, district: District, importer: Importer, content: bytes, name: str, by: User) -> Import:
    """Keep an uploaded file, with a guess how it is to be read. Raises TabularError."""
    record = Import(district=district, importer=importer.key, imported_by=by)
    _read(record, importer, content, name)
    record.file = StoredFile.objects.create(
        sha256=hashlib.sha256(content).hexdigest(),
        content_type="application/octet-stream",
        name=name[:255],
        content=content,
    )
    record.save()
    return record


@transaction.atomic
def reread_file(record: Import, *, encoding: str, sheet: str, header_row: int) -> None:
    """Read the file as the person says, and guess the columns anew. Raises TabularError."""
    if not _is_still_open(record):
        return
    importer = importer_of(record.importer)
    content, name = bytes(record.file.content), record.file.name
    _read(record, importer, content, name, encoding=encoding, sheet=sheet, header_row=header_row)
    record.state = Import.State.UPLOADED
    record.save()
    record.rows.all().delete()


def _is_still_open(record: Import) -> bool:
    """Whether nothing of it is in the records yet; held until the transaction ends, so that the worker waits."""
    return Import.objects.locked().open().filter(pk=record.pk).exists()


def _read(
    record: Import,
    importer: Importer,
    content: bytes,
    name: str,
    *,
    encoding: str = "",
    sheet: str = "",
    header_row: int | None = None,
) -> None:
    columns = importer.columns
    table, layout = read_file(content, name, columns, encoding=encoding, sheet=sheet, header_row=header_row)
    remembered = ImportMapping.objects.filter(
        district=record.district,
        importer=importer.key,
        source_key=source_key(layout.source, layout.headers),
    ).first()
    matched = match_columns(layout.headers, columns, remembered.mapping if remembered else {})
    record.encoding, record.sheet, record.header_row = table.encoding, table.sheet, layout.header_row
    record.sample = sample_of(table, layout, columns)
    record.source = layout.source.as_dict()
    record.mapping = {str(position): column for position, column in matched.items()}
    record.options = dict(remembered.options) if remembered else {}
    record.words = dict(remembered.words) if remembered else {}


@transaction.atomic
def settle_columns(
    record: Import,
    *,
    mapping: Mapping[int, str],
    options: Values,
    words: Mapping[str, Mapping[str, str | None]] | None = None,
) -> None:
    """Note which column is which, for this file and the next one of the same source.

    `words` says what words of the file mean, {column name: {word, folded: value}}; None for what was guessed.
    """
    if not _is_still_open(record):
        return
    importer = importer_of(record.importer)
    headers = record.sample["headers"]
    said = words or {}
    record.mapping = {str(position): column for position, column in sorted(mapping.items()) if column}
    record.options = options
    record.words = merged(record.words, said)
    record.save()
    key = {
        "district": record.district,
        "importer": record.importer,
        "source_key": source_key(Source(**record.source), headers),
    }
    earlier = ImportMapping.objects.filter(**key).first() or ImportMapping(**key)
    here = set(heading_keys(headers))
    earlier.mapping = {
        heading: column for heading, column in earlier.mapping.items() if heading not in here
    } | choices_of(headers, importer.columns, mapping)
    earlier.options |= {name: options[name] for name in importer.remembered if name in options}
    earlier.words = merged(earlier.words, said)
    earlier.save()


def merged(words: Words, said: Mapping[str, Mapping[str, str | None]]) -> dict[str, dict[str, str]]:
    """What was said of words before and now; what is None now is forgotten."""
    return {
        name: {
            word: value
            for word, value in {**words.get(name, {}), **said.get(name, {})}.items()
            if value is not None
        }
        for name in {*words, *said}
    }


def keep_decisions(earlier: Iterable[ImportRow], planned: Iterable[ImportRow]) -> None:
    """Take over what was decided of the same rows before the file was tried out again.

    A row of which anything differs that the person saw is to be decided anew, and marked so.
    """
    decided = {row.number: row for row in earlier if row.decision or row.is_reopened}
    for row in planned:
        before = decided.get(row.number)
        if before is None or row.outcome not in DECISIONS:
            continue
        if before.decision and _seen_of(before) == _seen_of(row):
            row.decision, row.decided_record = before.decision, before.decided_record
        else:
            row.is_reopened = True


def _seen_of(row: ImportRow) -> tuple[Any, ...]:
    """What a person goes by who decides about a row: all but the versions of records."""
    candidates = [{name: each[name] for name in each if name != "version"} for each in row.candidates]
    seen = [row.values, row.changes, row.conflicts, candidates]
    # As it comes out of the database, where a row was worked out just now.
    return (row.outcome, row.record_id, json.loads(json.dumps(seen)))


def start_check(record: Import, *, by: User) -> Job:
    """Try the import out in the worker."""
    return _start(record, "import_check", f"「{record.file.name}」の内容の確認", "import_preview", by)


def start_commit(record: Import, *, by: User) -> Job:
    """Do the import in the worker, as a whole or not at all."""
    return _start(record, "import_commit", f"「{record.file.name}」の取り込み", "import_detail", by)


def start_undo(record: Import, *, by: User) -> Job:
    """Take the import back in the worker, as a whole or not at all.

    Raises ValidationError while a later import of the same records stands: the last one goes back first.
    """
    if later := list(later_imports(record)):
        raise ValidationError(undone_first(later))
    return _start(record, "import_undo", f"「{record.file.name}」の取り込みの取り消し", "import_detail", by)


@transaction.atomic
def _start(record: Import, kind: str, title: str, page: str, by: User) -> Job:
    record.job = jobs.start(
        kind,
        title=title,
        by=by,
        district=record.district,
        result_url=reverse(page, args=[record.district.slug, record.pk]),
        import_id=record.pk,
    )
    Import.objects.filter(pk=record.pk).update(job=record.job)
    return record.job


@transaction.atomic
def decide(record: Import, decisions: Mapping[int, str]) -> int:
    """Note what is to be done with rows, by row number; returns how many rows were decided.

    A decision is one of DECISIONS for the row's outcome, "same:<record>" for a likely duplicate. Others are ignored:
    they can only come from a page that is out of date.
    """
    rows = record.rows.filter(number__in=decisions, outcome__in=DECISIONS)
    decided = [row for row in rows if _apply(row, decisions[row.number])]
    ImportRow.objects.bulk_update(decided, ["decision", "decided_record", "is_reopened"])
    return len(decided)


def _apply(row: ImportRow, decision: str) -> bool:
    kind, _, record_id = decision.partition(":")
    if kind not in DECISIONS[Outcome(row.outcome)]:
        return False
    chosen = int(record_id) if record_id.isdecimal() else None
    if kind == Decision.SAME and row.candidate(chosen) is None:
        return False
    row.decision, row.decided_record = kind, chosen if kind == Decision.SAME else None
    row.is_reopened = False
    return True


def decide_all(record: Import, *, outcome: str, decision: str) -> int:
    """Decide all rows of one outcome alike; returns how many. "same" needs a record for each row and is not taken."""
    if outcome not in DECISIONS or decision not in DECISIONS[Outcome(outcome)] or decision == Decision.SAME:
        return 0
    return record.rows.filter(outcome=outcome).update(
        decision=decision, decided_record=None, is_reopened=False
    )


@transaction.atomic
def discard_import(record: Import) -> None:
    """Forget an import of which nothing is in the records, with its file."""
    if not _is_still_open(record):
        return
    file = record.file
    record.delete()
    file.delete()


def purge_imports(today: date) -> int:
    """Forget what nobody needs any more of the people in files; returns of how many imports.

    An import that was not finished goes after KEEP_OPEN_DAYS; of a finished one the file, and the rows of which
    nothing is in the records, go after KEEP_FILES_DAYS.
    """
    abandoned = Import.objects.open().filter(updated_at__date__lte=today - timedelta(days=KEEP_OPEN_DAYS))
    finished = Import.objects.filter(committed_at__date__lte=today - timedelta(days=KEEP_FILES_DAYS)).exclude(
        file__content=b""
    )
    purged = abandoned.count() + finished.count()
    for record in finished:
        record.rows.filter(record_id=None).delete()
        StoredFile.objects.filter(pk=record.file_id).update(content=b"")
        Import.objects.filter(pk=record.pk).update(
            sample=record.sample | {"rows": [], "first_rows": [], "words": {}}
        )
    for record in abandoned.select_related("file"):
        discard_import(record)
    return purged


def mark_committed(record: Import, counts: Mapping[str, int]) -> None:
    """Note that the rows are in the records now."""
    record.state, record.committed_at, record.counts = Import.State.COMMITTED, timezone.now(), dict(counts)
    record.save(update_fields=["state", "committed_at", "counts", "updated_at"])


def mark_undone(record: Import, counts: Mapping[str, int]) -> None:
    """Note that the import was taken back."""
    record.state, record.undone_at, record.counts = Import.State.UNDONE, timezone.now(), dict(counts)
    record.save(update_fields=["state", "undone_at", "counts", "updated_at"])
