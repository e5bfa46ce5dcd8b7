"""What an import wrote, read out of the history of records: how each stood before, and how the import left it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from portal import history


@dataclass(frozen=True)
class Trace:
    """One record that an import wrote: its fields before and after, {name of the column in the table: value}.

    `before` is None where the import made the record, and empty where the history does not reach back so far.
    """

    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def changed(self) -> set[str]:
        """The fields that the import gave another value."""
        return {name for name, old in (self.before or {}).items() if old != self.after[name]}


def traced_fields(model: type[models.Model]) -> list[str]:
    """The fields that traces tell of: all that history keeps, but for when and how often a record was written."""
    kept = {field.attname for field in history.event_model(model)._meta.concrete_fields} - history.TECHNICAL
    return [field.attname for field in model._meta.concrete_fields if field.attname in kept]


def state_of(record: models.Model) -> dict[str, Any]:
    """A record as it stands, to be compared with its trace."""
    return {name: getattr(record, name) for name in traced_fields(type(record))}


def traces_of(
    model: type[models.Model], import_id: int, *, by: str, ids: Collection[int]
) -> dict[int, Trace]:
    """The traces of an import by key of the record; only of those whose field `by` is among `ids`; two queries."""
    events = history.event_model(model)._default_manager
    earlier = events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    names = traced_fields(model)
    written = list(
        events.filter(
            **{f"{by}__in": list(ids)},
            pgh_context__metadata__import=import_id,
            pgh_context__metadata__undone=False,
        )
        .annotate(earlier=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
        .order_by("pgh_id")
        .values("pgh_obj_id", "pgh_label", "earlier", *names)
    )
    before = {row["pgh_id"]: row for row in _rows(events, written, names)}
    first: dict[int, dict[str, Any]] = {}
    last: dict[int, dict[str, Any]] = {}
    for row in written:
        first.setdefault(row["pgh_obj_id"], row)
        last[row["pgh_obj_id"]] = row
    return {
        key: Trace(
            None if row["pgh_label"] == "insert" else _only(names, before.get(row["earlier"], {})),
            _only(names, last[key]),
        )
        for key, row in first.items()
    }


def _rows(events: models.Manager, written: list[dict[str, Any]], names: list[str]) -> models.QuerySet:
    wanted = [
        row["earlier"] for row in written if row["earlier"] is not None and row["pgh_label"] != "insert"
    ]
    return events.filter(pgh_id__in=wanted).values("pgh_id", *names)


def _only(names: list[str], row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}
