"""Paper: sheets and slips with codes, keying in, double entry, response rates."""

from typing import Any

urlpatterns: list[Any] = []
