"""Backups: the whole database, files and photos included, in one file of pg_dump's own format.

Left out are sessions, which would let their holder in, and the cache. SECRET_KEY is not in the database: keep .env or
DATA_DIR/secret_key with the backups, or people sign in and confirm their second step anew after a restore.
"""

import os
import subprocess
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from portal.database import program

LEFT_OUT = ("django_session", "portal_cache")
SUFFIX = ".dump"


class BackupError(Exception):
    """A backup that could not be written or read, with a message in Japanese that says what to do."""


def write(folder: Path, *, now: datetime | None = None) -> Path:
    """Write a backup into `folder` and return its path. What is seen in the folder is always complete."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"tsunagari-{timezone.localtime(now):%Y%m%d-%H%M%S}{SUFFIX}"
    unfinished = path.with_suffix(".unfinished")
    unfinished.touch(mode=0o600)
    left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    try:
        _run(
            "pg_dump",
            _conninfo(),
            "--format=custom",
            "--no-owner",
            "--no-acl",
            *left_out,
            "--file",
            str(unfinished),
        )
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def forget_old(folder: Path, *, keep: int) -> list[Path]:
    """Delete all backups of `folder` but the newest `keep`, and return those deleted."""
    old = sorted(folder.glob(f"tsunagari-*{SUFFIX}"), reverse=True)[keep:]
    for path in old:
        path.unlink()
    return old


def read(path: Path) -> None:
    """Put the content of a backup in place of all that the database holds: wholly, or not at all."""
    check(path)
    # Everything lives in this schema, so what is newer than the backup goes too.
    empty = "SET lock_timeout = '60s'; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public"
    with TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        script = f"{folder}/restore.sql"
        _run("pg_restore", "--no-owner", "--no-acl", "--file", script, str(path))
        if connection.pg_version < 170000:
            _blank_out(Path(script), b"SET transaction_timeout = 0;")
        connection.close()
        options = (
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
        )
        _run("psql", f"--dbname={_conninfo()}", *options, f"--command={empty}", f"--file={script}")


def _blank_out(script: Path, line: bytes) -> None:
    """Remove a line that newer programs write at the beginning of a script and older servers do not know."""
    with script.open("r+b") as file:
        beginning = file.read(4096)
        file.seek(0)
        file.write(beginning.replace(line, b" " * len(line)))


def check(path: Path) -> None:
    """Raise BackupError unless the file is a backup of a portal."""
    if not path.is_file():
        raise BackupError(f"{path} がありません。ファイルの場所を確かめてください。")
    if "TABLE DATA public portal_council" not in _run("pg_restore", "--list", str(path)):
        raise BackupError(f"{path} は、このシステムのバックアップではありません。")


def _conninfo() -> str:
    """How our programs reach the database; the password goes by the environment, where nobody else reads it."""
    known = {"dbname", "user", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "service"}
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in known}
    return make_conninfo(**parameters)


def _program(name: str) -> Path:
    """The program of the server's own version where Debian put it, or else the one of the embedded PostgreSQL.

    The embedded one reads older servers, but not newer ones.
    """
    debian = Path(f"/usr/lib/postgresql/{connection.pg_version // 10000}/bin/{name}")
    return debian if debian.exists() else program(name)


def _run(name: str, *arguments: str) -> str:
    password = str(connection.settings_dict["PASSWORD"])
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    result = subprocess.run(  # noqa: S603 -- our own programs, no shell
        [_program(name), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise BackupError(
            f"{name} が次のエラーで終わりました。何も変わっていません。\n{result.stderr.strip()}"
        )
    return result.stdout
