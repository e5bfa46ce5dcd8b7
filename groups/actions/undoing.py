"""Taking an import of organisations back: each field as it stood before, out of the history; what people did since stays."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import ForeignKey
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
TOGETHER = (
    {"latitude", "longitude"},
    {"consent_on", "consent_by", "consent_method"},
    {"verified_on", "verified_by"},
)
# The lists below an organisation that imports write, as they call them.
LISTS: dict[str, type[Record]] = {"activities": Activity, "offers": Offer, "needs": Need}


@recorded
def take_back_imported(
    ids: Collection[int],
    *,
    import_id: int,
    neighborhoods: Mapping[int, Sequence[str]],
    by: User | None = None,
) -> dict[int, set[str]]:
    """Give organisations, by key, what stood there before an import; returns the fields and lists that are left, if any.

    Left is what people, or a later import, wrote since: a field that is not as the import left it, and an entry of a
    list of which anything is not so. `neighborhoods` are the names of those to go back to, as no history keeps them.
    """
    left: dict[int, set[str]] = defaultdict(set)
    changed: set[str] = set()
    for model in BY_FIELD:
        owner = "pgh_obj_id" if model is Organization else "organization_id"
        changed |= _take_back(model, traces_of(model, import_id, by=owner, ids=ids), left)
    for name, listed in LISTS.items():
        kept: dict[int, set[str]] = defaultdict(set)
        if _take_back(listed, traces_of(listed, import_id, by="organization_id", ids=ids), kept):
            changed.add(name)
        for pk in kept:
            left[pk].add(name)
    if neighborhoods:
        changed.add("neighborhoods")
        for pk in save_neighborhoods(neighborhoods):
            left[pk].add("neighborhoods")
    if changed:
        search.index_many(Organization.objects.filter(pk__in=ids).only("pk"), changed=changed)
    return dict(left)


def _take_back(model: type[Record], traces: Mapping[int, Trace], left: dict[int, set[str]]) -> set[str]:
    """Write what the traces tell; returns the fields that changed, and notes by organisation those that are left."""
    records = {record.pk: record for record in model.objects.locked().filter(pk__in=traces)}
    used, lost = _used(model, traces), _lost(model, traces.values())
    names: set[str] = set()
    gone, restored = [], []
    for key, trace in traces.items():
        record = records.get(key)
        owner = key if model is Organization else trace.after["organization_id"]
        if trace.before is None:
            if record is None:
                continue
            if state_of(record) == trace.after and key not in used:
                gone.append(key)
                continue
            if model not in BY_FIELD:
                left[owner].add("id")
                continue
            trace = replace(trace, before=_empty(model, trace))  # noqa: PLW2901 -- people wrote beside the import
        back = _restorable(record, trace, lost) if record is not None else {}
        if len(back) < len(trace.changed) or not trace.before:
            left[owner] |= _names(model, trace.changed - back.keys()) or {"id"}
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
    return _names(model, names)


def _empty(model: type[Record], trace: Trace) -> dict[str, Any]:
    """What the record would say if the import had written nothing."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: value if fields[name].is_relation else fields[name].get_default()
        for name, value in trace.after.items()
    }


def _edited(record: Record, trace: Trace) -> set[str]:
    """The fields that are not as the import left them, nor as they were before."""
    now, known = state_of(record), [trace.after, trace.before or {}]
    return {name for name in trace.after if all(name not in was or now[name] != was[name] for was in known)}


def _restorable(record: Record, trace: Trace, lost: Mapping[str, Collection[int]]) -> dict[str, object]:
    """The fields that can go back to what they were: nobody changed them since, or they are back already.

    Not to what is `lost`.
    """
    before = trace.before or {}
    if type(record) not in BY_FIELD and state_of(record) not in (trace.after, before):
        return {}
    edited = _edited(record, trace)
    for fields in TOGETHER:
        if edited & fields:
            edited |= fields
    back = {name: before[name] for name in trace.changed if name not in edited}
    return {name: old for name, old in back.items() if old not in lost.get(name, ())}


def _lost(model: type[Record], traces: Collection[Trace]) -> dict[str, set[int]]:
    """The keys before an import that lead to no record any more, by field: of a category (種別) that was deleted since."""
    lost = {}
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey):
            continue
        name = field.attname
        befores = [trace.before for trace in traces if trace.before and name in trace.changed]
        if keys := {before[name] for before in befores} - {None}:
            there = field.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)
            lost[name] = keys - set(there)
    return lost


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
