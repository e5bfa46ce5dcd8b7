"""The embedded PostgreSQL: started, shared, stopped, and found whole after every kind of crash."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from portal.checks import oldest_supported
from portal.database import SYSTEM_USER, EmbeddedServer, database_settings


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cluster, made quickly."""
    data_dir = tmp_path_factory.mktemp("data")
    server = EmbeddedServer(data_dir, durable=False)
    server.join()
    server.leave()
    return data_dir


@pytest.fixture
def server(data_dir: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(data_dir)
    server.join()
    yield server
    server.leave()


def query(server: EmbeddedServer, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url("tsunagari"), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def keep_a_note(server: EmbeddedServer, text: str) -> None:
    query(server, "CREATE TABLE IF NOT EXISTS note (text text)")
    with psycopg.connect(server.url("tsunagari"), autocommit=True) as connection:
        connection.execute("DELETE FROM note")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def another_process(data_dir: Path, then: str = "") -> subprocess.Popen[str]:
    """A process that joins the server, says so, runs `then` and waits until its input is closed."""
    code = f"""
        import sys
        from pathlib import Path
        from portal.database import EmbeddedServer
        EmbeddedServer(Path({str(data_dir)!r})).join()
        print("joined", flush=True)
        {then}
        sys.stdin.read()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "joined\n"
    return process


def finish(process: subprocess.Popen[str]) -> None:
    assert process.communicate(timeout=30) == ("", None)
    assert process.returncode == 0


def test_the_last_process_to_leave_stops_the_server(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir)
    server.join()
    other = another_process(data_dir)
    server.leave()
    assert server.postmaster() is not None
    finish(other)
    assert server.postmaster() is None
    assert not (server.pgdata / "postmaster.pid").exists()


def test_a_process_that_is_asked_to_end_leaves_in_order(data_dir: Path) -> None:
    other = another_process(data_dir)
    other.terminate()
    other.communicate()
    assert other.returncode == 143
    assert EmbeddedServer(data_dir).postmaster() is None


def test_a_killed_process_does_not_keep_the_server_running(server: EmbeddedServer) -> None:
    other = another_process(server.data_dir)
    other.kill()
    other.communicate()
    server.leave()
    assert server.postmaster() is None


def test_a_forked_child_leaves_the_server_alone(data_dir: Path) -> None:
    other = another_process(data_dir, then="import os; os.fork() or sys.exit()")
    assert EmbeddedServer(data_dir).postmaster() is not None
    finish(other)
    assert EmbeddedServer(data_dir).postmaster() is None


def test_nothing_is_lost_when_everything_is_killed(server: EmbeddedServer) -> None:
    keep_a_note(server, "kill -9")
    postmaster = server.postmaster()
    assert postmaster is not None
    children = postmaster.children()
    postmaster.kill()
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    postmaster.wait(10)
    server.leave()
    assert (server.pgdata / "postmaster.pid").exists()
    server.join()
    assert query(server, "SELECT text FROM note") == [("kill -9",)]


def test_the_number_of_a_dead_server_may_be_another_programs_by_now(server: EmbeddedServer) -> None:
    keep_a_note(server, "reused")
    server.leave()
    (server.pgdata / "postmaster.pid").write_text(f"{os.getpid()}\n{server.pgdata}\n1\n5432\n")
    (server.pgdata / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (server.pgdata / ".s.PGSQL.5432").touch()
    assert server.postmaster() is None
    server.join()
    assert query(server, "SELECT text FROM note") == [("reused",)]


def test_children_that_outlive_their_server_are_ended_first(server: EmbeddedServer) -> None:
    keep_a_note(server, "orphans")
    postmaster = server.postmaster()
    assert postmaster is not None
    # A child that is stopped cannot see that its parent died, as one deep in a long sort would not.
    child = postmaster.children()[0]
    child.send_signal(signal.SIGSTOP)
    postmaster.kill()
    postmaster.wait(10)
    server.leave()
    server.join()
    assert not psutil.pid_exists(child.pid) or child.status() == psutil.STATUS_ZOMBIE
    assert query(server, "SELECT text FROM note") == [("orphans",)]


def test_a_server_that_is_just_stopping_is_started_again(server: EmbeddedServer) -> None:
    postmaster = server.postmaster()
    assert postmaster is not None
    postmaster.send_signal(signal.SIGINT)
    server.leave()
    server.join()
    assert query(server, "SELECT 1") == [(1,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_cluster_that_root_copied_is_given_to_the_servers_user(server: EmbeddedServer) -> None:
    server.leave()
    subprocess.run(["chown", "-R", "root:", server.pgdata], check=True)
    server.join()
    assert server.pgdata.owner() == SYSTEM_USER
    assert query(server, "SELECT 1") == [(1,)]


def test_a_cluster_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    server = EmbeddedServer(tmp_path, durable=False)
    server.join()
    try:
        assert query(server, "SELECT datcollate FROM pg_database WHERE datname = 'tsunagari'") == [
            ("C.UTF-8",)
        ]
    finally:
        server.leave()


def test_a_long_path_with_spaces_and_japanese_works(tmp_path: Path) -> None:
    data_dir = tmp_path / "とても 長い名前の'フォルダ'" / ("x" * 60)
    server = EmbeddedServer(data_dir, durable=False)
    url = server.join()
    try:
        assert server.socket_dir != server.pgdata
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(url) as connection:
            assert connection.info.dbname == "tsunagari"
        assert database_settings(url=url, data_dir=tmp_path)["HOST"] == str(server.socket_dir)
    finally:
        server.leave()


def test_a_server_that_cannot_start_says_why(server: EmbeddedServer) -> None:
    server.leave()
    broken = server.pgdata / "postgresql.auto.conf"
    before = broken.read_text()
    broken.write_text("no_such_setting = 1\n")
    with pytest.raises(ImproperlyConfigured, match="no_such_setting"):
        server.join()
    broken.write_text(before)
    server.leave()
    server.join()


def test_settings_from_an_address() -> None:
    settings = database_settings(
        url="postgres://u:p@db.example.jp:5433/t?sslmode=require", data_dir=Path("/nowhere")
    )
    assert settings["HOST"] == "db.example.jp"
    assert settings["PORT"] == 5433
    assert settings["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(("number", "ids"), [(150000, []), (140017, ["portal.E002"])])
def test_postgresql_before_15_is_refused(number: int, ids: list[str]) -> None:
    assert [problem.id for problem in oldest_supported(number)] == ids


@pytest.mark.django_db
def test_the_database_of_the_tests_is_supported() -> None:
    assert run_checks(tags=["database"], databases=["default"]) == []
