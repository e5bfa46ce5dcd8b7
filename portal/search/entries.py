"""Writing the search index: an entry is made anew from its record by every action that writes the record."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Model

from portal import bulk
from portal.districts import forget_readings, readings_of
from portal.japanese.furigana import plain
from portal.japanese.name_readings import NOTHING
from portal.models import District, SearchEntry
from portal.plugins import SearchSource, registered
from portal.search.lexemes import EDITION, SearchText, names_of, places_of, unread_names, vector_of
from portal.search.reading import concerns

BATCH = 500
LONGEST_TITLE = 200
SHOWN_OF_SUMMARY = 300

# What `together` still has to write, {kind: ids of records}; None outside of it.
_later: ContextVar[dict[str, set[int]] | None] = ContextVar("search_later", default=None)


def index(record: Model) -> None:
    """Bring the entry of a saved record up to date, within the caller's transaction."""
    index_many([record])


def index_many(records: Iterable[Model], *, changed: Collection[str] = ()) -> None:
    """The same for many records, in batches. What a source's `records` leaves out is not found any more.

    `changed` names all that changed in any of them, if that is known (fields, and lists that belong to them): a source
    that reads none of it is left alone.
    """
    later = _later.get()
    for source, ids in _by_source(records).items():
        if changed and not concerns(source, changed):
            continue
        if later is None:
            _write(source, ids)
        else:
            later.setdefault(source.kind, set()).update(ids)


def forget(record: Model) -> None:
    """Take a record out of the index; to be called before it is deleted, while it still has its id."""
    forget_many([record])


def forget_many(records: Iterable[Model]) -> None:
    """The same for many records."""
    later = _later.get() or {}
    for source, ids in _by_source(records).items():
        later.get(source.kind, set()).difference_update(ids)
        SearchEntry.objects.filter(kind=source.kind, record_id__in=ids).delete()


@contextmanager
def together() -> Iterator[None]:
    """Index what actions write in the block once, at its end: ten times quicker for an import of many records.

    Nothing is written if the block fails, since its transaction is lost too.
    """
    later: dict[str, set[int]] = {}
    token = _later.set(later)
    try:
        yield
    finally:
        _later.reset(token)
    for source in registered(SearchSource):
        _write(source, later.get(source.kind, ()))


def reindex(*, kind: str = "", tell: Callable[[str, int, int], None] | None = None) -> int:
    """Make all entries anew (of one kind), batch by batch, and drop those without a record. Returns their number.

    `tell` is called after each batch with the label of the kind, how many are done, and of how many.
    """
    sources = [source for source in registered(SearchSource) if kind in ("", source.kind)]
    if not kind:
        SearchEntry.objects.exclude(kind__in=[source.kind for source in sources]).delete()
    written = 0
    for source in sources:
        ids = list(source.records().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            _write(source, ids[start : start + BATCH])
            if tell:
                tell(source.label, min(start + BATCH, len(ids)), len(ids))
        SearchEntry.objects.filter(kind=source.kind).exclude(
            record_id__in=source.records().values("pk")
        ).delete()
        written += len(ids)
    return written


def reindex_district(district_id: int) -> int:
    """Make the entries of a district's own records anew, after its names or their readings changed. Returns their number.

    Names without a reading are guessed by those of the neighbourhoods, which stand in addresses, too.
    """
    forget_readings(district_id)
    written = 0
    for source in registered(SearchSource):
        entries = SearchEntry.objects.filter(kind=source.kind, district=district_id)
        ids = list(entries.order_by("record_id").values_list("record_id", flat=True))
        for start in range(0, len(ids), BATCH):
            _write(source, ids[start : start + BATCH])
        written += len(ids)
    return written


def renew() -> int:
    """Make all entries anew if any was made by older rules (`lexemes.EDITION`), e.g. after an update. Returns their number."""
    return reindex() if SearchEntry.objects.filter(edition__lt=EDITION).exists() else 0


def _by_source(records: Iterable[Model]) -> dict[SearchSource, set[int]]:
    """The ids of the records by all the sources that say something of them: what is public, and what is internal."""
    ids = defaultdict(set)
    for record in records:
        for source in registered(SearchSource):
            if isinstance(record, source.model):
                ids[source].add(record.pk)
    return ids


@transaction.atomic
def _write(source: SearchSource, ids: Iterable[int]) -> None:
    """Make the entries of these records anew, or drop them where the source has no such record to show.

    The records are locked, so that of two people who add to one record at once the second indexes what both wrote.
    """
    ids = sorted(ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        locked = source.model._base_manager.filter(pk__in=batch).order_by("pk").select_for_update(no_key=True)
        list(locked.values_list("pk"))
        entries = [
            entry_of(source.kind, record.pk, source.text(record))
            for record in source.records().filter(pk__in=batch)
        ]
        bulk.overwrite(entries, unique=["kind", "record_id"])
        gone = set(batch) - {entry.record_id for entry in entries}
        if gone:
            SearchEntry.objects.filter(kind=source.kind, record_id__in=gone).delete()


def entry_of(kind: str, record_id: int, text: SearchText) -> SearchEntry:
    """The entry of a record, not yet saved."""
    home = District(pk=text.district_id) if text.district_id else None
    known = readings_of(home) if unread_names(text) else NOTHING
    names, places = names_of(text, known), places_of(text)
    return SearchEntry(
        kind=kind,
        record_id=record_id,
        district_id=text.district_id,
        visibility=text.visibility,
        edition=EDITION,
        last_day=text.last_day,
        title=plain(text.title)[:LONGEST_TITLE],
        summary=" ".join(plain(text.summary).split())[:SHOWN_OF_SUMMARY],
        names=names,
        places=places,
        lexemes=vector_of(text, kind=kind, names=names, places=places),
    )
