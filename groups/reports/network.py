"""つながり図: who did something together, as numbers and as a picture with fixed places.

The organisations stand on a circle, sorted by kind, so that the same district always looks the same and two years can
be compared. The page draws it as SVG, with the same numbers as a table.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from groups.models import Attendance, Category, Encounter, Introduction, Organization
from groups.models import Field as ActivityField
from portal import plugins
from portal.models import District

# The picture in its own units; the names stand outside the circle.
WIDTH, HEIGHT, RADIUS, LABEL_GAP = 1000, 860, 250, 16
LONGEST_NAME = 18
# Kinds and fields of activity that are welfare anyhow; the seed asks for the others too (福祉分野以外).
WELFARE_KINDS = frozenset({"commissioner", "facility", "agency"})
WELFARE_FIELDS = frozenset({ActivityField.WELFARE})


@dataclass(frozen=True)
class Tie:
    """Two organisations and how often they met, by kind of tie."""

    one: Organization
    other: Organization
    counts: dict[str, int]

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def told(self) -> str:
        """「いっしょに出た会議 3、引合せ 1」."""
        return "、".join(f"{label} {count}" for label, count in self.counts.items())


@dataclass(frozen=True)
class Untouched:
    """A kind of organisations or a field of activity with which nobody had to do since the day."""

    label: str
    is_welfare: bool
    organizations: tuple[Organization, ...] = ()


@dataclass(frozen=True)
class Network:
    """The ties of a district since a day, those without any, and what nobody has touched."""

    organizations: tuple[Organization, ...]
    ties: tuple[Tie, ...]
    isolated: tuple[Organization, ...]
    untouched_kinds: tuple[Untouched, ...]
    untouched_fields: tuple[Untouched, ...]


def meeting_pairs(district: District, since: date) -> list[tuple[int, int, int]]:
    """Who sat at one table, and at how many meetings."""
    pairs = Attendance.objects.pairs(district, since)
    return [(pair["one"], pair["other"], pair["count"]) for pair in pairs]


def introduction_pairs(district: District, since: date) -> list[tuple[int, int, int]]:
    """Who was brought together and did not say no; once for each introduction."""
    made = Introduction.objects.in_district(district).filter(introduced_on__gte=since)
    found = made.exclude(state=Introduction.State.DECLINED).order_by().values_list("giver", "taker")
    return [(giver, taker, 1) for giver, taker in found]


TIE_SOURCES = (
    plugins.TieSource("いっしょに出た会議", meeting_pairs, order=10),
    plugins.TieSource("引合せ", introduction_pairs, order=20),
)


def network_of(district: District, *, since: date, kinds: Collection[str] = ()) -> Network:
    """The network since a day, of some kinds of ties (labels) or of all; a constant number of queries."""
    counts: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for source in plugins.registered(plugins.TieSource):
        if not kinds or source.label in kinds:
            for one, other, count in source.pairs(district, since):
                counts[min(one, other), max(one, other)][source.label] += count
    organizations = _shown(district, {pk for pair in counts for pk in pair})
    known = {organization.pk: organization for organization in organizations}
    ties = tuple(
        Tie(known[one], known[other], dict(numbers))
        for (one, other), numbers in counts.items()
        if one != other and one in known and other in known
    )
    tied = {organization.pk for tie in ties for organization in (tie.one, tie.other)}
    met = tied | set(
        Encounter.objects.in_district(district)
        .filter(met_on__gte=since)
        .values_list("organization", flat=True)
    )
    return Network(
        organizations=organizations,
        ties=tuple(sorted(ties, key=lambda tie: (-tie.count, tie.one.kana_order, tie.other.kana_order))),
        isolated=tuple(item for item in organizations if item.pk not in tied),
        untouched_kinds=_untouched_kinds(organizations, met),
        untouched_fields=_untouched_fields(organizations, met),
    )


def _shown(district: District, tied: Collection[int]) -> tuple[Organization, ...]:
    """The district's own organisations, and visitors that have a tie here; by kind and reading."""
    here = Organization.objects.existing().in_district(district).filter(merged_into=None)
    found = here.select_related("category").order_by("category__number", "kana_order", "name", "pk")
    return tuple(item for item in found if item.district_id == district.pk or item.pk in tied)


def _untouched_kinds(organizations: Collection[Organization], met: Collection[int]) -> tuple[Untouched, ...]:
    touched = {item.category_id for item in organizations if item.pk in met}
    return tuple(
        Untouched(
            category.name,
            category.slug in WELFARE_KINDS,
            tuple(item for item in organizations if item.category_id == category.pk),
        )
        for category in Category.objects.all()
        if category.pk not in touched
    )


def _untouched_fields(organizations: Collection[Organization], met: Collection[int]) -> tuple[Untouched, ...]:
    touched = {name for item in organizations if item.pk in met for name in item.fields}
    return tuple(
        Untouched(
            str(choice.label),
            choice in WELFARE_FIELDS,
            tuple(item for item in organizations if choice in item.fields),
        )
        for choice in ActivityField
        if choice not in touched
    )


# -- The picture ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Node:
    """An organisation in the picture, with its name turned outwards."""

    organization: Organization
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    turn: float
    anchor: str
    is_alone: bool


@dataclass(frozen=True)
class Line:
    """A tie in the picture: an arc through the middle, the thicker the more often."""

    tie: Tie
    path: str
    width: float


@dataclass(frozen=True)
class Picture:
    width: int = WIDTH
    height: int = HEIGHT
    nodes: tuple[Node, ...] = ()
    lines: tuple[Line, ...] = ()
    # The kinds that stand in it, for the legend.
    kinds: tuple[Category, ...] = field(default=())


def picture_of(network: Network, *, with_isolated: bool) -> Picture:
    """The places of organisations and ties; the same network always gives the same picture."""
    alone = {item.pk for item in network.isolated}
    shown = [item for item in network.organizations if with_isolated or item.pk not in alone]
    nodes = tuple(
        _node(item, place, len(shown), is_alone=item.pk in alone) for place, item in enumerate(shown)
    )
    places = {node.organization.pk: node for node in nodes}
    lines = tuple(
        Line(tie, _arc(places[tie.one.pk], places[tie.other.pk]), min(1 + 1.5 * (tie.count - 1), 9.0))
        # The thickest last, on top of the others.
        for tie in reversed(network.ties)
    )
    return Picture(nodes=nodes, lines=lines, kinds=tuple(dict.fromkeys(item.category for item in shown)))


def _node(organization: Organization, place: int, count: int, *, is_alone: bool) -> Node:
    """From the top clockwise; names of the left half are turned so that they are never upside down."""
    angle = 2 * math.pi * place / count - math.pi / 2
    x, y = WIDTH / 2 + RADIUS * math.cos(angle), HEIGHT / 2 + RADIUS * math.sin(angle)
    outside = RADIUS + LABEL_GAP
    degrees = math.degrees(angle)
    left = math.cos(angle) < -1e-9
    name = organization.name
    return Node(
        organization,
        x=round(x, 1),
        y=round(y, 1),
        label=name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…",
        label_x=round(WIDTH / 2 + outside * math.cos(angle), 1),
        label_y=round(HEIGHT / 2 + outside * math.sin(angle), 1),
        turn=round(degrees + 180 if left else degrees, 1),
        anchor="end" if left else "start",
        is_alone=is_alone,
    )


def _arc(one: Node, other: Node) -> str:
    """A curve that bends towards the middle, so that neighbours' ties do not hide behind the circle."""
    middle_x = round((one.x + other.x) / 4 + WIDTH / 4, 1)
    middle_y = round((one.y + other.y) / 4 + HEIGHT / 4, 1)
    return f"M{one.x} {one.y} Q{middle_x} {middle_y} {other.x} {other.y}"
