"""Mistakes of configuration are told at start."""

from typing import Any

from django.core.checks import run_checks


def told() -> list[str]:
    """The ids of our own findings in a real installation."""
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return sorted(problem.id for problem in found if problem.id.startswith("portal."))


def test_a_trial_installation_is_told_what_a_real_one_needs(settings: Any) -> None:
    settings.HTTPS, settings.EMAIL_URL, settings.DEMO, settings.TRUSTED_PROXIES = False, "", True, 0
    assert told() == ["portal.W001", "portal.W002"]


def test_a_careless_installation_is_told(settings: Any) -> None:
    settings.HTTPS, settings.EMAIL_URL, settings.DEMO, settings.TRUSTED_PROXIES = True, "smtp://mail", True, 0
    settings.ALLOWED_HOSTS = ["*"]
    assert told() == ["portal.E001", "portal.W003", "portal.W004"]


def test_a_real_installation_is_told_nothing(settings: Any) -> None:
    settings.HTTPS, settings.EMAIL_URL, settings.DEMO, settings.TRUSTED_PROXIES = (
        True,
        "smtp://mail",
        False,
        1,
    )
    settings.ALLOWED_HOSTS = ["tsunagari.example.jp"]
    assert told() == []
