"""System checks: mistakes of configuration are told at start, in words that say what to do."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import NotSupportedError, OperationalError, connection

NEWER_POSTGRESQL = "Use PostgreSQL 15 or newer, or leave DATABASE_URL empty to use the embedded one."


@register(Tags.security, deploy=True)
def installation(app_configs: Any, **kwargs: Any) -> list[Any]:
    """What a real installation must set; run by `manage.py check --deploy` and at `serve` behind https."""
    problems: list[Any] = []
    if not settings.HTTPS:
        problems.append(
            Warning("BASE_URL does not start with https://.", hint="Set BASE_URL=https://…", id="portal.W001")
        )
    if not settings.EMAIL_URL:
        problems.append(
            Warning(
                "Mails are written to files.",
                hint="Set EMAIL_URL=smtp+tls://user:password@host:587",
                id="portal.W002",
            )
        )
    if settings.HTTPS and settings.DEMO:
        problems.append(
            Warning(
                "DEMO is set: an empty portal gets accounts whose password everybody knows.",
                hint="Unset DEMO, unless this is a portal to try out.",
                id="portal.W003",
            )
        )
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        problems.append(
            Warning(
                "BASE_URL is https, but no proxy is trusted: requests look unencrypted, and rate limits count all as one.",
                hint="Set TRUSTED_PROXIES=1 (or how many proxies stand in front).",
                id="portal.W004",
            )
        )
    if "*" in settings.ALLOWED_HOSTS and settings.HTTPS:
        problems.append(
            Error("ALLOWED_HOSTS allows every host.", hint="Name the portal's host.", id="portal.E001")
        )
    return problems


@register(Tags.database)
def database(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Any]:
    """The database answers and is new enough; run by `manage.py check --database default`, `migrate` and `serve`."""
    if not databases:
        return []
    try:
        connection.ensure_connection()
    except OperationalError as error:
        hint = "Check DATABASE_URL, and that the server runs and lets the portal in."
        return [Error(f"The database does not answer: {error}", hint=hint, id="portal.E003")]
    except NotSupportedError as error:  # older than Django itself knows
        return [Error(str(error), hint=NEWER_POSTGRESQL, id="portal.E002")]
    return oldest_supported(connection.pg_version)


def oldest_supported(version: int) -> list[Any]:
    """`version` is the number that PostgreSQL gives itself: 150004 is 15.4."""
    if version >= 150000:
        return []
    found = f"{version // 10000}.{version % 10000}"
    return [Error(f"DATABASE_URL names PostgreSQL {found}.", hint=NEWER_POSTGRESQL, id="portal.E002")]
