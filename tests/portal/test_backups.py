"""A backup brings back exactly what was there, and never writes over data unasked."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from portal import backups
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
COUNCIL = (
    "--council",
    "みどり野市社会福祉協議会",
    "--city",
    "みどり野市",
    "--district",
    "若葉地区,わかばちく,wakaba",
)
ADMINISTRATOR = ("--name", "管理 はじめ", "--email", "hajime@example.org", "--password", "a-long-pass-word-1")


class Portal:
    """A portal on a database of its own, run by its commands."""

    def __init__(self, url: str) -> None:
        self.url = url

    def manage(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *(str(argument) for argument in arguments)],
            env=os.environ | {"DATABASE_URL": self.url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def query(self, text: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url, autocommit=True) as database:
            cursor = database.execute(text)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def portal(db: None) -> Iterator[Portal]:
    """A migrated, empty portal."""
    with databases.copied(databases.migrated(), f"{connection.settings_dict['NAME']}_backups") as name:
        yield Portal(databases.url_of(name))


def test_a_backup_brings_everything_back(portal: Portal, tmp_path: Path) -> None:
    assert portal.manage("setup", *COUNCIL, *ADMINISTRATOR).returncode == 0
    portal.query(
        r"INSERT INTO portal_storedfile (sha256, content_type, name, content, created_at)"
        r" VALUES ('', 'image/webp', '夏まつり.webp', '\x00ff10', now())"
    )
    portal.query("INSERT INTO django_session VALUES ('secret', '', now() + interval '1 day')")
    written = portal.manage("backup", tmp_path)
    assert written.returncode == 0, written.stderr
    [backup] = tmp_path.glob("tsunagari-*.dump")
    assert str(backup) in written.stdout
    assert backup.stat().st_mode & 0o777 == 0o600

    portal.query(
        "UPDATE portal_council SET name = '別の名前'; DELETE FROM portal_storedfile; CREATE TABLE newer (id int)"
    )
    refused = portal.manage("restore", backup)
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    assert portal.query("SELECT name FROM portal_council") == [("別の名前",)]

    restored = portal.manage("restore", backup, "--replace")
    assert restored.returncode == 0, restored.stderr
    assert portal.query("SELECT name FROM portal_council") == [("みどり野市社会福祉協議会",)]
    assert portal.query("SELECT slug FROM portal_district") == [("wakaba",)]
    assert portal.query("SELECT name, content FROM portal_storedfile") == [("夏まつり.webp", b"\x00\xff\x10")]
    assert portal.query("SELECT count(*) FROM portal_districtevent") == [(1,)]
    assert portal.query("SELECT count(*) FROM groups_category") == [(12,)]
    assert portal.query("SELECT count(*) FROM django_session") == [(0,)]
    assert portal.query("SELECT to_regclass('newer')") == [(None,)]
    # History goes on to be kept: the triggers are back.
    portal.query("UPDATE portal_district SET name = '新若葉地区'")
    assert portal.query("SELECT count(*) FROM portal_districtevent") == [(2,)]
    assert portal.manage("migrate", "--check").returncode == 0


def test_a_file_that_is_no_backup_changes_nothing(portal: Portal, tmp_path: Path) -> None:
    assert portal.manage("setup", *COUNCIL, *ADMINISTRATOR).returncode == 0
    broken = tmp_path / "broken.dump"
    broken.write_bytes(b"PGDMP but not really")
    result = portal.manage("restore", broken, "--replace")
    assert (result.returncode, "バックアップを戻せませんでした" in result.stderr) == (1, True)
    result = portal.manage("restore", tmp_path / "missing.dump", "--replace")
    assert (result.returncode, "missing.dump がありません" in result.stderr) == (1, True)
    assert portal.query("SELECT city FROM portal_council") == [("みどり野市",)]


@pytest.mark.django_db
def test_only_the_newest_backups_are_kept(tmp_path: Path) -> None:
    first, second, third = (
        backups.write(tmp_path, now=datetime(2026, 4, day, 3, tzinfo=UTC)) for day in (1, 2, 3)
    )
    (tmp_path / "somebody elses.dump").touch()
    assert first.name == "tsunagari-20260401-120000.dump"
    assert backups.forget_old(tmp_path, keep=2) == [first]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "somebody elses.dump",
        second.name,
        third.name,
    ]
