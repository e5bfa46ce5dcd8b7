"""Results as the district works with them: tables, crossings, comparison, downloads. What of it shows elsewhere."""

from typing import Any

PLUGINS: tuple[Any, ...] = ()
