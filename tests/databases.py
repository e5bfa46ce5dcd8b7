"""Databases that are made once and copied, which takes a moment: the migrated one, and the one with the demo city."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django
import pgtrigger
from django.apps import apps
from django.db import connection
from django.test.utils import override_settings

from portal.management.commands.serve import prepare_database

# Any number will do, if it is ours alone: held, for each kind, while one of several test processes makes it for all.
LOCK = 7_203_115


def migrated() -> str:
    """The name of an empty, up-to-date database to copy. It is kept until a migration or a trigger changes."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(f"{app.label}/{path.name}".encode() + path.read_bytes())
    for model, trigger in pgtrigger.registered():
        digest.update(trigger.compile(model).hash.encode())
    with override_settings(DEMO=False):
        return made_once("migrated", digest.hexdigest()[:16], prepare_database, source="template0")


def made_once(kind: str, key: str, fill: Callable[[], object], *, source: str) -> str:
    """The name of a copy of `source` that `fill` has filled, for others to copy.

    Whoever asks first makes it; the others wait. It replaces those of its kind that have another key.
    """
    prefix = f"tests_{kind}_"
    name, unfinished = f"{prefix}{key}", f"{prefix}unfinished"
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, kind]
        )  # until this connection is closed
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        present = {row[0] for row in cursor.fetchall()}
        if name not in present:
            for old in present:
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{unfinished}" TEMPLATE "{source}"')
            with in_database(unfinished):
                fill()
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def drop(name: str) -> None:
    """Take a database away, whoever is connected to it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def copied(source: str, name: str) -> Iterator[str]:
    """A copy of the database that goes in the end."""
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    yield name
    drop(name)


@contextmanager
def in_database(name: str) -> Iterator[None]:
    """Meanwhile all queries go to this database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def url_of(name: str) -> str:
    """The address of a database of the tests' server, as DATABASE_URL takes it."""
    settings = connection.settings_dict
    password = quote(settings["PASSWORD"] or "", safe="")
    host, port = quote(settings["HOST"] or "", safe=""), settings["PORT"] or 5432
    return f"postgresql://{quote(settings['USER'])}:{password}@/{name}?host={host}&port={port}"
