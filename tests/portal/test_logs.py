"""The log: secrets of links stay out of it, and only errors of ours tell where in the code they happened."""

import logging
import sys

import pytest

from portal.logs import HideSecrets, OneLineBelowErrors


def record(level: int, message: str) -> logging.LogRecord:
    try:
        raise PermissionError
    except PermissionError:
        return logging.LogRecord("django.request", level, __file__, 1, message, (), sys.exc_info())


@pytest.mark.parametrize(("level", "is_told"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_where_it_happened_is_told_of_errors_only(level: int, is_told: bool) -> None:
    line = record(level, "Forbidden: /wakaba/desk/")
    assert OneLineBelowErrors().filter(line)
    assert ("PermissionError" in logging.Formatter().format(line)) is is_told


def test_secrets_of_links_are_hidden() -> None:
    line = record(logging.WARNING, "Gone: /invitations/abc-123/?token=xyz")
    assert HideSecrets().filter(line)
    assert line.getMessage() == "Gone: /invitations/…/?token=…"
