"""A little of many things, read with one query: for pages such as a district's home, which show some of everything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

from portal.models import District


@dataclass(frozen=True)
class Excerpt:
    """Records, and what is read of them: names of fields, of fields of what they point to, of annotations.

    What is not named costs a query when it is asked for, as after `only()`; the keys are always read.
    """

    records: QuerySet
    names: tuple[str, ...]

    @property
    def rows(self) -> ArraySubquery:
        """The records as JSON objects, in their order."""
        names = {*self.names, "pk", *(key for name in self.names for key in _keys_on_the_way(name))}
        return ArraySubquery(self.records.values(json=JSONObject(**{name: name for name in sorted(names)})))


def _keys_on_the_way(name: str) -> Iterator[str]:
    """`organization__category__slug` → `organization__pk`, `organization__category__pk`."""
    steps = name.split("__")
    return ("__".join([*steps[:number], "pk"]) for number in range(1, len(steps)))


def excerpt(records: QuerySet, *names: str) -> Excerpt:
    """`excerpt(notices, "title", "organization__name")`: notices that know their title and the name of their sender."""
    return Excerpt(records, names)


def read_excerpts(district: District, *asked: Mapping[str, Excerpt]) -> list[dict[str, list[Any]]]:
    """The records of all excerpts by their names, in the order they were asked for; one query however many they are.

    `district` is the one whose page it is; what belongs to it the QuerySets say themselves.
    """
    columns = {
        f"excerpt_{number}_{name}": excerpt.rows
        for number, excerpts in enumerate(asked)
        for name, excerpt in excerpts.items()
    }
    found = District.objects.filter(pk=district.pk).values(**columns).get() if columns else {}
    return [
        {
            name: [record_of(excerpt.records.model, row) for row in found[f"excerpt_{number}_{name}"] or []]
            for name, excerpt in excerpts.items()
        }
        for number, excerpts in enumerate(asked)
    ]


def record_of(model: type[Model], row: Mapping[str, Any]) -> Any:
    """A record as the database would have given it, from what JSON tells of it: texts, numbers, days, times, moments, JSON,
    lists of texts or numbers; not bytes. Annotations stay as JSON has them."""
    own: dict[str, Any] = {}
    beside: dict[str, Any] = {}  # annotations
    pointed: dict[str, dict[str, Any]] = {}
    for name, value in row.items():
        first, _, rest = name.partition("__")
        if rest:
            pointed.setdefault(first, {})[rest] = value
            continue
        try:
            field = model._meta.pk if first == "pk" else model._meta.get_field(first)
        except FieldDoesNotExist:
            beside[first] = value
        else:
            own[field.attname] = field.to_python(value)
    fields = [field.attname for field in model._meta.concrete_fields if field.attname in own]
    record = model.from_db(DEFAULT_DB_ALIAS, fields, [own[name] for name in fields])
    for name, values in pointed.items():
        related = model._meta.get_field(name).related_model
        beside[name] = record_of(related, values) if values["pk"] is not None else None
    for name, value in beside.items():
        setattr(record, name, value)
    return record
