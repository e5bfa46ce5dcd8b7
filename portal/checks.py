"""System checks: mistakes of configuration are told at start, in words that say what to do."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


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
    if "*" in settings.ALLOWED_HOSTS and settings.HTTPS:
        problems.append(
            Error("ALLOWED_HOSTS allows every host.", hint="Name the portal's host.", id="portal.E001")
        )
    return problems
