"""Answering: what residents see and send."""

from typing import Any

urlpatterns: list[Any] = []
