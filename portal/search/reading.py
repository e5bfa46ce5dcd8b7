"""What of its records a source reads, as its own query tells: who changes nothing of it may leave the entries alone."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Field, Model, OneToOneRel
from django.db.models.expressions import Col
from django.db.models.sql import Query

from portal.plugins import SearchSource


@dataclass(frozen=True)
class Read:
    """The fields (of the records and of what is joined to them) and the other models whose records a query reads."""

    fields: frozenset[Field]
    models: frozenset[type[Model]]


def concerns(source: SearchSource, changed: Collection[str]) -> bool:
    """Whether the source may read any of what changed: names of fields, of the model or of what is one with it
    (a facility), and of lists that belong to a record (offers).

    A source whose `records` load whole records (no `only`) reads all; so does, of a name that nothing has, each.
    """
    return any(_is_read(source, name) for name in changed)


def _is_read(source: SearchSource, name: str) -> bool:
    read = _read_by(source)
    if read is None:
        return True
    meanings = list(_meanings(source.model, name))
    return not meanings or any(
        meaning in read.fields if isinstance(meaning, Field) else meaning in read.models
        for meaning in meanings
    )


def _meanings(model: type[Model], name: str) -> Iterator[Field | type[Model]]:
    """What may be meant by a name: a field, or the model whose records a list consists of."""
    for field in model._meta.get_fields():
        if isinstance(field, OneToOneRel):
            yield from (one for one in field.related_model._meta.concrete_fields if one.name == name)
        elif field.name == name:
            yield (
                field
                if isinstance(field, Field) and field.concrete and not field.many_to_many
                else field.related_model
            )


@cache
def _read_by(source: SearchSource) -> Read | None:
    """What the query of a source reads; None if it loads whole records, or fetches others beside them."""
    records = source.records()
    query = records.query
    loaded, is_deferred = query.deferred_loading
    if is_deferred or query.select_related or records._prefetch_related_lookups:
        return None
    own = {source.model._meta.get_field(name) for name in loaded}
    joined = {getattr(join, "join_field", None) for join in query.alias_map.values()}
    fields, models = set(own), set()
    for part in _parts([*query.annotations.values(), query.where, *query.order_by]):
        if isinstance(part, Col):
            fields.add(part.target)
        else:
            models |= _models_of(part)
    return Read(
        frozenset(fields | {field for field in joined if isinstance(field, Field)}), frozenset(models)
    )


def _parts(expressions: Iterable[Any]) -> Iterator[Col | Query]:
    """The columns and the queries that expressions consist of."""
    for expression in expressions:
        if isinstance(expression, Col | Query):
            yield expression
        elif hasattr(expression, "get_source_expressions"):
            yield from _parts(expression.get_source_expressions())


def _models_of(query: Query) -> set[type[Model]]:
    """All models whose records a query within the query reads."""
    joins = (getattr(join, "join_field", None) for join in query.alias_map.values())
    models = {query.model, *(join.related_model for join in joins if join is not None)}
    inner = (part for part in _parts([*query.annotations.values(), query.where]) if isinstance(part, Query))
    return models.union(*map(_models_of, inner))
