"""Results as the district works with them: tables, crossings, comparison, downloads."""

from typing import Any

urlpatterns: list[Any] = []
