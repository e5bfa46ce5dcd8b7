"""Taking an import of organisations back: each field as it stood before, out of the history; what people did since stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils import timezone

from groups.actions.importing import save_neighborhoods
from groups.actions.recording import recorded
from groups.models import Activity, Facility, Need, Offer, Organization
from portal import bulk, search
from portal.imports.traces import Trace, state_of, traces_of
from portal.models import Record, User

# Of these each field is for itself; an entry of a list is one thing, taken back as a whole or left alone.
BY_FIELD = (Organization, Facility)
# Fields that say one thing together: where people changed one of them, the others stay too.
TOGETHER = ({"latitude", "longitude"}, {"consent_on", "consent_by", "consent_method"})
# The lists below an organisation that imports write, as they call them.
LISTS: dict[str, type[Record]] = {"activities": Activity, "offers": Offer, "needs": Need}


@recorded
def take_back_imported(
    ids: Collection[int],
    *,
    import_id: int,
    neighborhoods: Mapping[int, Sequence[str]],
    by: User | None = None,
) -> set[int]:
    """Give organisations, by key, what stood there before an import; returns those of which something is left.

    Left is what people, or a later import, wrote since: a field that is not as the import left it, and an entry of a
    list of which anything is not so. `neighborhoods` are the names of those to go back to, as no history keeps them.
    """
    left: set[int] = set()
    changed: set[str] = set()
    for model in BY_FIELD:
        owner = "pgh_obj_id" if model is Organization else "organization_id"
        names, edited = _take_back(model, traces_of(model, import_id, by=owner, ids=ids))
        changed |= names
        left |= edited
    for column, listed in LISTS.items():
        names, edited = _take_back(listed, traces_of(listed, import_id, by="organization_id", ids=ids))
        if names:
            changed.add(column)
        left |= edited
    if neighborhoods:
        changed.add("neighborhoods")
        left |= save_neighborhoods(neighborhoods)
    if changed:
        search.index_many(Organization.objects.filter(pk__in=ids).only("pk"), changed=changed)
    return left


def _take_back(model: type[Record], traces: Mapping[int, Trace]) -> tuple[set[str], set[int]]:
    """Write what the traces tell; returns the names of the fields that changed, and organisations with something left."""
    records = {record.pk: record for record in model.objects.locked().filter(pk__in=traces)}
    used = _used(model, traces)
    left: set[int] = set()
    names: set[str] = set()
    gone, restored = [], []
    for key, trace in traces.items():
        record = records.get(key)
        owner = key if model is Organization else trace.after["organization_id"]
        if trace.before is None:
            if record is not None and state_of(record) == trace.after and key not in used:
                gone.append(key)
            elif record is not None:
                left.add(owner)
            continue
        back = _restorable(record, trace) if record is not None else {}
        if len(back) < len(trace.changed) or not trace.before:
            left.add(owner)
        if record is not None and any(getattr(record, name) != old for name, old in back.items()):
            for name, old in back.items():
                setattr(record, name, old)
            record.version += 1
            record.updated_at = timezone.now()
            restored.append(record)
            names |= back.keys()
    bulk.update(restored, _written(model, names) | {"version", "updated_at"})
    if gone:
        model.objects.filter(pk__in=gone).delete()
        names |= set(traces[gone[0]].after)
    return _names(model, names), left


def _restorable(record: Record, trace: Trace) -> dict[str, object]:
    """The fields that can go back to what they were: nobody changed them since, or they are back already."""
    now, before = state_of(record), trace.before or {}
    if type(record) not in BY_FIELD:
        return {name: before[name] for name in trace.changed} if now in (trace.after, before) else {}
    edited = {name for name in trace.after if now[name] not in (trace.after[name], before.get(name))}
    for fields in TOGETHER:
        if edited & fields:
            edited |= fields
    return {name: before[name] for name in trace.changed if name not in edited}


def _used(model: type[Record], keys: Iterable[int]) -> set[int]:
    """Entries of the board with which organisations were introduced (引合せ)."""
    if model not in (Offer, Need):
        return set()
    return set(model.objects.filter(pk__in=keys, introductions__isnull=False).values_list("pk", flat=True))


def _names(model: type[Record], columns: Iterable[str]) -> set[str]:
    return {model._meta.get_field(column).name for column in columns}


def _written(model: type[Record], columns: Iterable[str]) -> set[str]:
    """The fields to write; the order of lists follows name and reading."""
    names = _names(model, columns)
    return names | {"kana_order"} if model is Organization and names & {"name", "kana"} else names
