"""Counters that all processes share, for what is limited from one address (portal.ratelimits)."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction
from django.utils import timezone


class CountingCache(DatabaseCache):
    """Django's cache in the database, whose `incr` counts each of several that come at once, and lets a counter live as
    long as it was made for: Django's own would keep it for five minutes from then, so that a limit for an hour or a day
    would be forgotten after a short rest."""

    def incr(self, key: str, delta: int = 1, version: Any = None) -> int:
        """Count on, and return the new number. Raises ValueError where there is no such counter."""
        using = router.db_for_write(self.cache_model_class)
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(
                f"SELECT expires FROM {self._table} WHERE cache_key = %s FOR UPDATE",  # noqa: S608 -- our own table
                [self.make_and_validate_key(key, version=version)],
            )
            row, value = cursor.fetchone(), self.get(key, version=version)
            if row is None or value is None:
                raise ValueError(f"Key {key!r} not found")
            left = (row[0] - timezone.now()).total_seconds()
            self.set(key, value + delta, left, version=version)
        return int(value + delta)
