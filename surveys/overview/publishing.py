"""Results for residents; free texts, tags, and what becomes of answers. What of it shows elsewhere."""

from typing import Any

PLUGINS: tuple[Any, ...] = ()
