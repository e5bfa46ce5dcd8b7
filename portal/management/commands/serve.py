"""`manage.py serve`: the whole portal under one supervisor.

Prepares the database and the static files where something changed, loads the demo city when DEMO is set and the portal
is empty, then runs the web server (granian) and the worker (procrastinate) until it is told to end.
"""

import gc
import http.client
import shlex
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pgtrigger.core import INSTALLED

from portal import database, demo, setup
from portal.models import User
from portal.supervisor import Child, StartFailed, Supervisor, interrupt_on_signals

# Any number will do, if it is ours alone: held while one of several servers prepares the database.
PREPARATION_LOCK = 7_203_114


class Command(BaseCommand):
    help = "Run the portal: web server and worker, with what they need."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default=settings.LISTEN, help="address to listen on (environment: LISTEN)"
        )
        parser.add_argument("--port", type=int, default=settings.PORT, help="port (environment: PORT)")
        parser.add_argument("--workers", type=int, default=settings.WEB_WORKERS, help="web server processes")
        parser.add_argument(
            "--only", choices=["web", "worker"], help="one of the two, to run them on several machines"
        )
        parser.add_argument(
            "--reload", action="store_true", help="for development: restart when a file changes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        interrupt_on_signals()
        sys.stdout.reconfigure(errors="replace", line_buffering=True)
        serves = options["only"] != "worker"
        if serves:
            require_free_port(options["host"], options["port"])
        try:
            # What depends on where it runs; `make check` and the tests look at the rest.
            tags = [Tags.database, *([Tags.security] if settings.HTTPS else [])]
            self.check(tags=tags, databases=["default"], include_deployment_checks=settings.HTTPS)
            prepare_database()
            if serves and not options["reload"]:
                call_command("collectstatic", interactive=False, verbosity=0)
            if serves:  # to prepare takes a minute the first time, in which another may have begun
                require_free_port(options["host"], options["port"])
            Supervisor(
                children(**options),
                has_started=lambda: not serves or is_answering(options["host"], options["port"]),
                on_start=lambda: self.announce(options["only"]),
                each_round=database.keep_embedded_running,
            ).run()
        except KeyboardInterrupt:
            raise CommandError("途中で止めました。", returncode=130) from None
        except StartFailed as error:
            raise CommandError(f"{error} を始められませんでした。上のエラーを確かめてください。") from None
        self.stdout.write("つながりを終わりました。")

    def announce(self, only: str | None) -> None:
        """Say where the portal is, and who can sign in."""
        if only == "worker":
            self.stdout.write("つながりの作業係（worker）が動いています。")
            return
        lines = [f"\nつながりが動いています：{settings.BASE_URL}/  （Ctrl-C で終わります）"]
        if not setup.is_set_up():
            lines += ["はじめに、このアドレスで市社協と管理者を登録してください：", f"  {setup.setup_url()}"]
        accounts = User.objects.filter(email__in=[f"{name}@example.jp" for name in demo.PEOPLE]).order_by(
            "pk"
        )
        if accounts:
            lines += [f"体験用のログイン（パスワードはどれも {demo.PASSWORD}）："]
            lines += [f"  {user.email:28}{user.name}" for user in accounts]
        self.stdout.write("\n".join(lines))


def require_free_port(host: str, port: int) -> None:
    """Refuse a port that another program holds; the web server itself would quietly share it."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandError(
                f"ポート {port} が使えません（{error.strerror}）。別の番号でお試しください：make run PORT={port + 1}"
            ) from None


def prepare_database() -> None:
    """Bring the database up to date, and fill it with the demo city if that is wished and it is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARATION_LOCK])
        try:
            if not is_up_to_date():
                migrate()
                call_command("createcachetable", verbosity=0)
            if settings.DEMO and not setup.is_set_up():
                call_command("demo")
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARATION_LOCK])
    connection.close()


def migrate() -> None:
    """Apply what is missing. Django makes all models anew at each of some hundred steps; to look for that garbage less
    often saves a sixth of the time, for 100 MB."""
    thresholds = gc.get_threshold()
    gc.set_threshold(200_000, *thresholds[1:])
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        gc.set_threshold(*thresholds)


def is_up_to_date() -> bool:
    """Whether every migration was applied, told by the names of their files: to load them all takes much longer.

    The triggers that keep the history have no migrations: they follow the models, and the library that writes them.
    """
    files = ((app.label, Path(app.path).glob("migrations/[0-9]*.py")) for app in apps.get_app_configs())
    names = {(label, path.stem) for label, paths in files for path in paths}
    return names <= MigrationRecorder(connection).applied_migrations().keys() and all(
        trigger.get_installation_status(model)[0] == INSTALLED for model, trigger in pgtrigger.registered()
    )


def children(*, host: str, port: int, workers: int, only: str | None, reload: bool, **_: Any) -> list[Child]:
    """The processes to run; in development the ones that restart when a file changes."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    web = (
        [*manage, "runserver", f"{host}:{port}"] if reload else granian(host=host, port=port, workers=workers)
    )
    worker = [*manage, "procrastinate", "worker", "--concurrency", "2"]
    worker += ["--shutdown-graceful-timeout", "15", "--delete-jobs", "successful"]
    if reload:
        sources = [str(path.parent) for path in settings.BASE_DIR.glob("*/apps.py")]
        worker = [sys.executable, "-m", "watchfiles", "--filter", "python", shlex.join(worker), *sources]
    # The worker shares the embedded database with us and ends in order, atexit included, even when we are killed: so
    # it is then the last to leave, and stops the database. The web server's processes would only be in its way.
    url = database.embedded_url()
    both = [Child("web", web, {"DATABASE_URL": url} if url else {}), Child("worker", worker)]
    return [child for child in both if only in (None, child.name)]


def granian(*, host: str, port: int, workers: int) -> list[str]:
    """The web server's command. Each thread holds a database connection, so threads are few; the rest waits in line."""
    return [
        *(sys.executable, "-m", "granian", "portal.wsgi:application", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--http", "1", "--blocking-threads", "4", "--backlog", "1024"),
        # When one of its processes fails, all end and the supervisor starts them again, more slowly each time.
        *("--workers-kill-timeout", "10"),
        *("--working-dir", str(settings.BASE_DIR), "--log-level", "warning"),
    ]


def is_answering(host: str, port: int) -> bool:
    """Whether the web server answers that all is well."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared, not bound
    request = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        request.request("GET", "/healthz", headers={"Host": settings.BASE_URL.split("://")[1]})
        return request.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        request.close()
