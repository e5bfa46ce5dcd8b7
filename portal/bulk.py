"""Writing thousands of records at once: bulk_create and bulk_update, but several times quicker (benchmarks/README.md).

All of them go to PostgreSQL as one JSON text and are taken apart there by the types of the table's columns; Django and
psycopg would quote each value of each record by itself. Like those two methods, this calls neither `save` nor signals;
triggers keep the history.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


def insert(records: Sequence[Model], *, unique: Sequence[str] = ()) -> None:
    """Add new records, all of one model, and set their keys. Raises IntegrityError."""
    for record, (key,) in zip(records, _insert(records, sql.SQL("")), strict=True):
        record.pk = key
        record._state.adding = False


def overwrite(records: Sequence[Model], *, unique: Sequence[str]) -> None:
    """Add records; where the table has one with the same `unique` fields, of a constraint, its other fields change.

    One that says the same already is left alone, for its indexes too cost. The keys of the records are not set.
    """
    if not records:
        return
    meta = records[0]._meta
    others = [field for field in meta.concrete_fields if not field.primary_key and field.name not in unique]
    _insert(
        records,
        sql.SQL("ON CONFLICT ({}) DO UPDATE SET {} WHERE ({}) IS DISTINCT FROM ({})").format(
            sql.SQL(", ").join(sql.Identifier(meta.get_field(name).column) for name in unique),
            _each("{0} = excluded.{0}", others),
            sql.SQL(", ").join(sql.Identifier(meta.db_table, field.column) for field in others),
            _each("excluded.{0}", others),
        ),
    )


def _insert(records: Sequence[Model], where_known: sql.Composable) -> list[tuple[Any]]:
    """Returns the keys of what was written."""
    if not records:
        return []
    meta = records[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) "
        "SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) {where_known} RETURNING {key}"
    ).format(
        table=sql.Identifier(meta.db_table),
        columns=_each("{}", fields),
        where_known=where_known,
        key=sql.Identifier(meta.pk.column),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [_as_json(records, fields, is_new=True)])
        return cursor.fetchall()


def update(records: Sequence[Model], names: Iterable[str]) -> None:
    """Write the named fields of records, all of one model, as they are set now."""
    if not records:
        return
    meta = records[0]._meta
    fields = [meta.get_field(name) for name in sorted(set(names))]
    statement = sql.SQL(
        "UPDATE {table} SET {values} FROM json_populate_recordset(NULL::{table}, %s) AS new "
        "WHERE {table}.{key} = new.{key}"
    ).format(
        table=sql.Identifier(meta.db_table),
        values=_each("{0} = new.{0}", fields),
        key=sql.Identifier(meta.pk.column),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [_as_json(records, [meta.pk, *fields], is_new=False)])


def _each(pattern: str, fields: Iterable[Field]) -> sql.Composed:
    """The pattern with the column of each field, separated by commas."""
    return sql.SQL(", ").join(sql.SQL(pattern).format(sql.Identifier(field.column)) for field in fields)


def _as_json(records: Iterable[Model], fields: Sequence[Field], *, is_new: bool) -> str:
    """The records as a list of {column: value}; `str` is how PostgreSQL reads dates, times and decimals."""
    rows = [{field.column: field.pre_save(record, is_new) for field in fields} for record in records]
    return json.dumps(rows, default=str, ensure_ascii=False)
