"""A plain map of a district from the coordinates of its organisations; no other service is asked for anything."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean, median

from groups.models import Organization

# The drawing is this wide; its height follows from the places. Units are those of the SVG, about pixels on a wide
# page and half a pixel on a phone.
WIDTH = 720
HEIGHTS = (420, 820)
MARGIN = 64
# Marks that would cover each other become one with several numbers. (A mark is 98 by 54; what is pressed of it is 100
# by 100, which are 44 pixels on a telephone 360 pixels wide.)
CLOSE_X, CLOSE_Y = 104, 102
# A neighbourhood's name stands this far below the middle of its marks.
BELOW = 50
# The size of its letters; names that would cover each other are left out.
LETTER_WIDTH, LINE_HEIGHT = 24, 28
METRES_A_DEGREE = 111_320
# A single place is shown with this much around it, in metres.
LEAST_SPAN = 600
# What lies much farther out than the others (the office in the city's centre) would make all else tiny.
FAR = 3
FAR_AT_LEAST = 1500


@dataclass(frozen=True)
class Spot:
    """An organisation with its number on the map and in the list."""

    number: int
    organization: Organization


@dataclass(frozen=True)
class Mark:
    """A place on the drawing with the organisations there."""

    x: float
    y: float
    spots: list[Spot]

    @property
    def label(self) -> str:
        """「7」, or 「7–9」 for several: numbers of one mark follow each other."""
        first, last = self.spots[0].number, self.spots[-1].number
        return str(first) if first == last else f"{first}–{last}"

    @property
    def digits(self) -> int:
        """How long the label is, which stands in small type where it would not fit: 「9–11」 has 4, 「98–104」 6."""
        return len(self.label)

    @property
    def names(self) -> str:
        return "、".join(spot.organization.name for spot in self.spots)


@dataclass(frozen=True)
class PlaceName:
    """A neighbourhood's name, written in the middle of its organisations."""

    x: float
    y: float
    name: str

    def covers(self, other: "PlaceName") -> bool:
        """Whether the two would be written over each other."""
        wide = (len(self.name) + len(other.name)) / 2 * LETTER_WIDTH
        return abs(self.x - other.x) < wide and abs(self.y - other.y) < LINE_HEIGHT


@dataclass(frozen=True)
class Drawing:
    """The map: marks, names of neighbourhoods, a grid and its scale."""

    height: int
    marks: list[Mark]
    names: list[PlaceName]
    columns: list[float]
    rows: list[float]
    scale_width: float
    scale_label: str
    outside: list[Organization] = field(default_factory=list)
    width: int = WIDTH

    @property
    def scale_y(self) -> int:
        """Where the bar of the scale stands."""
        return self.height - 24

    @property
    def north_x(self) -> int:
        """Where the arrow to the north stands."""
        return self.width - 40

    @property
    def spots(self) -> list[Spot]:
        return [spot for mark in self.marks for spot in mark.spots]


def draw(organizations: Iterable[Organization]) -> Drawing | None:
    """Draw those that have coordinates (their `neighborhood_names` fetched); None if there are none."""
    located = [each for each in organizations if each.latitude is not None]
    if not located:
        return None
    points = project(located)
    near, outside = split_far(points)
    plane = Plane.around([points[each] for each in near])
    places = {each: plane.at(points[each]) for each in near}
    step, label = grid_step(plane.metres_wide)
    return Drawing(
        height=plane.height,
        marks=number(cluster(places)),
        names=place_names(places, plane.height),
        columns=lines(step * plane.scale, WIDTH),
        rows=lines(step * plane.scale, plane.height),
        scale_width=step * plane.scale,
        scale_label=label,
        outside=outside,
    )


Point = tuple[float, float]


def project(organizations: list[Organization]) -> dict[Organization, Point]:
    """Metres to the east and to the south of a common point; exact enough for a few kilometres."""
    middle = fmean(each.latitude for each in organizations)
    east = METRES_A_DEGREE * math.cos(math.radians(middle))
    return {each: (each.longitude * east, -each.latitude * METRES_A_DEGREE) for each in organizations}


def split_far(points: dict[Organization, Point]) -> tuple[list[Organization], list[Organization]]:
    """Those that lie together, and those far outside."""
    centre = median(x for x, _ in points.values()), median(y for _, y in points.values())
    distances = {each: math.dist(point, centre) for each, point in points.items()}
    limit = max(FAR_AT_LEAST, FAR * median(distances.values()))
    near = [each for each in points if distances[each] <= limit]
    return near, [each for each in points if distances[each] > limit]


@dataclass(frozen=True)
class Plane:
    """How metres become units of the drawing."""

    west: float
    north: float
    scale: float
    height: int

    @classmethod
    def around(cls, points: list[Point]) -> "Plane":
        """The largest scale at which all points stand inside the margins."""
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        north, south = min(y for _, y in points), max(y for _, y in points)
        inner = WIDTH - 2 * MARGIN
        scale = inner / max(east - west, LEAST_SPAN)
        height = min(max(HEIGHTS[0], (south - north) * scale + 2 * MARGIN), HEIGHTS[1])
        scale = min(scale, (height - 2 * MARGIN) / max(south - north, 1))
        # What is left over stands on both sides alike.
        left = (WIDTH / scale - (east - west)) / 2
        above = (height / scale - (south - north)) / 2
        return cls(west - left, north - above, scale, round(height))

    def at(self, point: Point) -> Point:
        return (point[0] - self.west) * self.scale, (point[1] - self.north) * self.scale

    @property
    def metres_wide(self) -> float:
        return WIDTH / self.scale


Group = tuple[Point, list[Organization]]


def cluster(places: dict[Organization, Point]) -> list[Group]:
    """Join places until no two marks touch; a mark stands in the middle of its members."""
    groups: list[Group] = [(point, [each]) for each, point in places.items()]
    while len(joined := _joined(groups)) < len(groups):
        groups = joined
    return groups


def _joined(groups: list[Group]) -> list[Group]:
    """Each group put to the nearest one before it, if their marks would touch."""
    found: list[Group] = []
    for point, members in groups:
        nearest = min(range(len(found)), key=lambda index: apart(found[index][0], point), default=None)
        if nearest is None or apart(found[nearest][0], point) >= 1:
            found.append((point, members))
            continue
        other, others = found[nearest]
        share = len(members) / (len(members) + len(others))
        middle = (other[0] + (point[0] - other[0]) * share, other[1] + (point[1] - other[1]) * share)
        found[nearest] = (middle, others + members)
    return found


def apart(one: Point, other: Point) -> float:
    """How far two marks stand from each other; below 1 they touch."""
    return max(abs(one[0] - other[0]) / CLOSE_X, abs(one[1] - other[1]) / CLOSE_Y)


def number(groups: list[Group]) -> list[Mark]:
    """Number the marks as one reads: from the top, in bands from left to right."""
    ordered = sorted(groups, key=lambda group: (group[0][1] // CLOSE_Y, group[0][0]))
    marks, last = [], 0
    for (x, y), members in ordered:
        spots = [Spot(last + position, each) for position, each in enumerate(members, start=1)]
        last += len(spots)
        marks.append(Mark(round(x, 1), round(y, 1), spots))
    return marks


def place_names(places: dict[Organization, Point], height: float) -> list[PlaceName]:
    """The names of neighbourhoods below the middle of what belongs to them alone; where two collide, the larger's."""
    members = defaultdict(list)
    for organization, point in places.items():
        if len(organization.neighborhood_names) == 1:
            members[organization.neighborhood_names[0]].append(point)
    written: list[PlaceName] = []
    for name, points in sorted(members.items(), key=lambda item: -len(item[1])):
        x, y = fmean(x for x, _ in points), fmean(y for _, y in points)
        found = PlaceName(round(x, 1), round(min(y + BELOW, height - 12), 1), name)
        if not any(found.covers(other) for other in written):
            written.append(found)
    return written


def grid_step(metres_wide: float) -> tuple[int, str]:
    """The side of the grid's squares in metres: a round number that gives at most eight of them."""
    steps = [100, 200, 500, 1000, 2000, 5000, 10000, 50000]
    step = next((step for step in steps if metres_wide / step <= 8), steps[-1])
    return step, f"{step}m" if step < 1000 else f"{step // 1000}km"


def lines(step: float, length: float) -> list[float]:
    """Where the grid's lines stand."""
    return [round(step * count, 1) for count in range(1, math.ceil(length / step))]
