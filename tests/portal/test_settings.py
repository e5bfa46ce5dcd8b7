"""What the environment says is taken as it stands."""

import runpy

import pytest

from portal import settings


def test_a_secret_key_may_begin_with_a_dollar_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "$HOME-of-many-secrets")
    assert runpy.run_path(settings.__file__)["SECRET_KEY"] == "$HOME-of-many-secrets"
