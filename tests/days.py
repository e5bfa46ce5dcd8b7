"""The day on which a test runs. Asked when it is needed, not when a module is read: a run may last over midnight."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today in Japan."""
    return timezone.localdate()
