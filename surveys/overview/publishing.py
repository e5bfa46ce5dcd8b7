"""Results for residents; free texts, tags, and what becomes of answers. What of it shows elsewhere."""

from typing import Any

from surveys.overview import evidence, remarks
from surveys.overview.manage import ManageLink

MANAGE_LINKS: tuple[ManageLink, ...] = (*remarks.MANAGE_LINKS, *evidence.MANAGE_LINKS)

PLUGINS: tuple[Any, ...] = (*remarks.PLUGINS, *evidence.PLUGINS)
