"""`manage.py serve` as it is really run: it answers, recovers from every kill, and leaves nothing behind."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import django.db
import psutil
import psycopg
import pytest
import pytest_django

from portal import backups
from portal.database import EmbeddedServer, program

# The tests share one portal, so one process runs them all.
pytestmark = pytest.mark.xdist_group("serve")
ROOT = Path(__file__).resolve().parents[2]


class Portal:
    """A portal on a data folder and a port of its own."""

    def __init__(self, folder: Path, static_files: Path) -> None:
        self.data_dir = folder / "data"
        self.output = folder / "output.txt"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DEMO", "BASE_URL")
        } | {
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
            "STATIC_ROOT": str(shutil.copytree(static_files, folder / "static")),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    def start(self) -> None:
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                self.manage("serve"), env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        await_that(lambda: "つながりが動いています" in self.printed, self)
        await_that(lambda: run_sql(self.server, "SELECT 1 FROM procrastinate_workers"), self)

    @property
    def printed(self) -> str:
        return self.output.read_text()

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    @property
    def family(self) -> list[psutil.Process]:
        """The supervisor, the web server, its workers, the worker."""
        assert self.process is not None
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    @property
    def server(self) -> EmbeddedServer:
        return EmbeddedServer(self.data_dir)


def await_that(is_true: Callable[[], object], portal: Portal, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, portal.printed
        time.sleep(0.1)


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.fixture(scope="module")
def portal(
    tmp_path_factory: pytest.TempPathFactory,
    static_files: Path,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[Portal]:
    """A portal with an empty database that is up to date: a copy of the tests' own, which is made sooner."""
    portal = Portal(tmp_path_factory.mktemp("portal"), static_files)
    with django_db_blocker.unblock():
        backup = backups.write(portal.data_dir)
        django.db.connection.close()
    server = portal.server
    url = server.join()
    subprocess.run([program("pg_restore"), "--no-owner", "--dbname", url, backup], check=True)
    server.leave()
    try:
        portal.start()
        yield portal
    finally:
        if portal.process is not None and portal.process.poll() is None:
            portal.process.send_signal(signal.SIGINT)
            portal.process.wait(60)


def test_an_empty_portal_tells_where_to_set_it_up(portal: Portal) -> None:
    assert f"http://localhost:{portal.port}/setup/?token=" in portal.printed
    assert portal.get("/healthz") == (200, '{"status": "ok"}')


def test_static_files_are_hashed_and_compressed(portal: Portal) -> None:
    folder = Path(portal.environment["STATIC_ROOT"])
    hashed = json.loads((folder / "staticfiles.json").read_text())["paths"]["css/base.css"]
    assert re.fullmatch(r"css/base\.[0-9a-f]{12}\.css", hashed)
    assert (folder / f"{hashed}.br").exists()
    assert portal.get(f"/static/{hashed}")[0] == 200


def test_an_application_that_cannot_start_is_given_up(portal: Portal) -> None:
    """Rather than tried for ever."""
    environment = portal.environment | {"PORT": "0", "PYTHONPATH": str(portal.data_dir / "broken")}
    (portal.data_dir / "broken").mkdir()
    (portal.data_dir / "broken" / "sitecustomize.py").write_text(
        "import sys\nif 'granian' in sys.orig_argv: sys.exit('broken on purpose')\n"
    )
    failed = subprocess.run(portal.manage("serve"), env=environment, capture_output=True, text=True)
    assert failed.returncode == 1
    assert failed.stderr.count("web ended (1)") == 4
    assert "web を始められませんでした" in failed.stderr


def test_a_port_in_use_is_told(portal: Portal) -> None:
    second = subprocess.run(portal.manage("serve"), env=portal.environment, capture_output=True, text=True)
    assert second.returncode == 1
    assert f"ポート {portal.port} が使えません" in second.stderr
    assert f"make run PORT={portal.port + 1}" in second.stderr
    assert portal.get("/healthz")[0] == 200


def test_a_child_that_dies_is_started_again(portal: Portal) -> None:
    worker = next(process for process in portal.family if "procrastinate" in process.cmdline())
    web = next(process for process in portal.family if "granian" in process.cmdline())
    orphans = web.children()
    worker.kill()
    web.kill()
    await_that(lambda: "worker ended (-9); starting it again in 1 s" in portal.printed, portal)
    await_that(lambda: "web ended (-9); starting it again in 1 s" in portal.printed, portal)
    await_that(lambda: not any(is_alive(orphan) for orphan in orphans), portal)
    await_that(
        lambda: {"granian", "procrastinate"} <= {word for p in portal.family for word in p.cmdline()}, portal
    )
    await_that(lambda: answers(portal), portal)


def test_the_database_is_started_again_when_it_dies(portal: Portal) -> None:
    postmaster = portal.server.postmaster()
    assert postmaster is not None
    postmaster.kill()
    await_that(lambda: portal.server.postmaster() not in (None, postmaster), portal)
    await_that(lambda: answers(portal), portal)


def test_everything_ends_when_the_supervisor_is_killed(portal: Portal) -> None:
    # The database starts again before the worker does.
    await_that(lambda: any("procrastinate" in process.cmdline() for process in portal.family), portal)
    family, postmaster = portal.family, portal.server.postmaster()
    assert postmaster is not None
    assert portal.process is not None
    portal.process.kill()
    portal.process.wait()
    await_that(lambda: not any(is_alive(process) for process in (*family, postmaster)), portal)


def test_all_is_there_after_everything_was_killed(portal: Portal) -> None:
    portal.start()
    sql = "INSERT INTO portal_cache VALUES ('note', 'kept', now() + interval '1 day') RETURNING value"
    database = portal.server
    assert run_sql(database, sql) == [("kept",)]
    postmaster = database.postmaster()
    assert postmaster is not None
    for process in (*portal.family, postmaster, *postmaster.children()):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    assert portal.process is not None
    portal.process.wait()
    begun = time.monotonic()
    portal.start()
    assert time.monotonic() - begun < 30  # in seconds; a limit for a busy machine, alone it takes two
    assert run_sql(database, "SELECT value FROM portal_cache WHERE cache_key = 'note'") == [("kept",)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_cleanly(portal: Portal, number: signal.Signals) -> None:
    if portal.process is None or portal.process.poll() is not None:
        portal.start()
    assert portal.process is not None
    family = portal.family
    portal.process.send_signal(number)
    assert portal.process.wait(30) == 0
    assert portal.printed.endswith("つながりを終わりました。\n")
    assert not any(is_alive(process) for process in family)
    assert portal.server.postmaster() is None
    assert not (portal.data_dir / "postgres" / "postmaster.pid").exists()


def answers(portal: Portal) -> bool:
    try:
        return portal.get("/healthz")[0] == 200
    except OSError:
        return False


def run_sql(server: EmbeddedServer, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url("tsunagari"), autocommit=True) as connection:
        return connection.execute(sql).fetchall()
