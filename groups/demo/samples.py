"""What is told of an organisation of the demo."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

WAKABA, SHIOMIDAI, KUWABARA = "wakaba", "shiomidai", "kuwabara"


@dataclass(frozen=True)
class Sample:
    """One organisation of the demo. `kind` is a category's slug; no district means the whole city (市域)."""

    kind: str
    name: str
    kana: str
    district: str | None
    offers: list[tuple[str, str]]
    needs: list[tuple[str, str]]
    purpose: str
    issues: str = ""
    also_in: tuple[str, ...] = ()
    neighborhoods: tuple[str, ...] = ()
    place: str = ""
    activities: list[dict[str, Any]] = field(default_factory=list)
    facility: dict[str, Any] = field(default_factory=dict)
    contact: tuple[str, str, str] | None = None  # name, kana, title
    more: dict[str, Any] = field(default_factory=dict)
    # Months since the record was last confirmed; None means never.
    verified: int | None = 5
    consent: bool = True
    phone: bool = True


def activity(
    name: str, frequency: str, days: list[int], start: str, end: str, place: str, **more: Any
) -> dict[str, Any]:
    """Arguments of a regular activity; times as `13:30`, days 0 (Monday) to 6."""
    return {
        "name": name,
        "frequency": frequency,
        "weekdays": days,
        "starts_at": time.fromisoformat(start),
        "ends_at": time.fromisoformat(end),
        "place": place,
        **more,
    }
