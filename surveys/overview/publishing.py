"""Results for residents; free texts, tags, and what becomes of answers. What of it shows elsewhere."""

from typing import Any

from portal import plugins
from surveys.demo import loading

PLUGINS: tuple[Any, ...] = (plugins.DemoPart(loading.load, order=40),)
