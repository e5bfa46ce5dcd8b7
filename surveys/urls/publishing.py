"""Results for residents; free texts, tags, and what becomes of answers."""

from typing import Any

urlpatterns: list[Any] = []
