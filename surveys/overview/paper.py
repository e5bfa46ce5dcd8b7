"""Paper: sheets and slips with codes, keying in, double entry, response rates. What of it shows elsewhere."""

from typing import Any

PLUGINS: tuple[Any, ...] = ()
