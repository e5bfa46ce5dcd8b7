"""層ごと・月ごとの実績: what was done in a year on each layer (第1–3層), so that gaps are seen (DOMAIN section 10, row 6)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from groups.models import Attendance, Introduction, Layer, Meeting, Organization, Outcome, Step
from groups.reports.registry import enquiries_of, issuer_of, published_in
from portal.japanese.calendar import FiscalYear
from portal.permissions import Access
from portal.prints import Document

# April is the first month of a 年度.
MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


@dataclass(frozen=True)
class LayerRow:
    """Something counted: `counts` from April to March; None for months that are still to come."""

    layer: str
    what: str
    unit: str
    counts: tuple[int | None, ...]

    @property
    def total(self) -> int:
        return sum(count or 0 for count in self.counts)


@dataclass(frozen=True, kw_only=True)
class LayerTable(Document):
    """Layers and months of one 年度, and how many groups work on each layer today."""

    year: str
    rows: tuple[LayerRow, ...]
    # (layer, organisations, their regular activities)
    groups: tuple[tuple[str, int, int], ...]


def layer_table(access: Access, *, year: FiscalYear) -> LayerTable:
    """Of the district; meetings that were held, who came, steps of challenges, introductions and what came of them."""
    district, today = access.district, timezone.localdate()
    days = (year.start, min(year.end, today))
    held = Meeting.objects.filter(
        roundtable__district=district,
        held_on__range=days,
        state__in=[Meeting.State.HELD, Meeting.State.MINUTED],
    ).order_by()
    came = Attendance.objects.filter(meeting__in=held, state__in=Attendance.CAME).order_by()
    steps = Step.objects.filter(challenge__district=district, taken_on__range=days).order_by()
    found = {
        ("会議", "回"): held.values_list("roundtable__layer", "held_on"),
        ("会議に出た人", "人"): came.values_list("meeting__roundtable__layer", "meeting__held_on"),
        ("課題の歩み", "件"): steps.values_list("challenge__layer", "taken_on"),
    }
    counted = {key: _by_layer_and_month(rows) for key, rows in found.items()}
    rows = [
        _row(str(layer.label), what, unit, counted[what, unit][layer.value], days)
        for layer in Layer
        for what, unit in found
    ]
    made = Introduction.objects.in_district(district).filter(
        state__in=Introduction.FRUITFUL, introduced_on__range=days
    )
    done = Outcome.objects.in_district(district).filter(done_on__range=days)
    for what, unit, dates in (
        ("成立・継続中の引合せ", "件", made.order_by().values_list("introduced_on", flat=True)),
        ("引合せから行ったこと", "回", done.order_by().values_list("done_on", flat=True)),
    ):
        rows.append(_row("団体どうし", what, unit, Counter(day.month for day in dates), days))
    return LayerTable(
        title="層ごと・月ごとの実績",
        issuer=issuer_of(district),
        enquiries=enquiries_of(district),
        as_of=today,
        sources=(f"{issuer_of(district)} つながりの記録",),
        year=year.label,
        rows=tuple(rows),
        groups=_groups(access),
    )


def _by_layer_and_month(rows: Iterable[tuple[str, date]]) -> dict[str, Counter[int]]:
    counts: dict[str, Counter[int]] = {layer.value: Counter() for layer in Layer}
    for layer, day in rows:
        counts[layer][day.month] += 1
    return counts


def _row(layer: str, what: str, unit: str, counts: Counter[int], days: tuple[date, date]) -> LayerRow:
    first, last = days
    so_far = (last.year - first.year) * 12 + last.month - first.month  # negative before the year begins
    return LayerRow(
        layer,
        what,
        unit,
        tuple(counts[month] if place <= so_far else None for place, month in enumerate(MONTHS)),
    )


def _groups(access: Access) -> tuple[tuple[str, int, int], ...]:
    """Published organisations by the layers that they name, and the regular activities that they have."""
    organizations = list(
        published_in(access.district, statuses=[Organization.Status.ACTIVE]).prefetch_related("activities")
    )
    on_layer = [
        (str(layer.label), [each for each in organizations if layer.value in each.layers]) for layer in Layer
    ]
    return tuple(
        (label, len(there), sum(len(each.activities.all()) for each in there)) for label, there in on_layer
    )
