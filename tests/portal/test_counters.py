"""Counters of rate limits: none is lost when many count at once, none is forgotten before its time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection, connections
from django.utils import timezone

AT_ONCE, EACH = 8, 5
HOUR = 3600


@pytest.mark.django_db
def test_a_counter_lives_as_long_as_it_was_made_for() -> None:
    cache = caches["default"]
    assert cache.add("presses", 1, HOUR)
    assert [cache.incr("presses"), cache.incr("presses", 2)] == [2, 4]
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM portal_cache WHERE cache_key = %s", [cache.make_key("presses")])
        left = cursor.fetchone()[0] - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


@pytest.mark.django_db
def test_what_is_not_counted_or_over_cannot_be_counted_on() -> None:
    cache = caches["default"]
    cache.add("over", 1, HOUR)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_cache SET expires = now() - interval '1 minute'")
    for key in ("over", "never"):
        with pytest.raises(ValueError, match=key):
            cache.incr(key)


@pytest.mark.usefixtures("committed")
def test_no_count_is_lost_when_all_count_at_once() -> None:
    caches["default"].add("presses", 0, HOUR)

    def press(_: int) -> None:
        for _ in range(EACH):
            caches["default"].incr("presses")
        connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(press, range(AT_ONCE)))
    assert caches["default"].get("presses") == AT_ONCE * EACH
