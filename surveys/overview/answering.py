"""Answering: what residents see and send. What of it shows elsewhere."""

from typing import Any

PLUGINS: tuple[Any, ...] = ()
