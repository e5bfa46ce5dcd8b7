"""The districts of the city side by side, as city staff see them; a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal import plugins
from portal.models import Assignment, District, Membership, Role, User


@dataclass(frozen=True)
class FigureOf:
    """A figure of one district, with its unit; None where it is not known."""

    label: str
    value: int | None
    unit: str


@dataclass(frozen=True)
class DistrictOverview:
    """One district: its people, who of the city is in charge, its figures, and when its people last signed in."""

    district: District
    coordinators: list[User]
    chairs: list[User]
    staff: list[User]
    figures: list[FigureOf]
    last_used: datetime | None


def district_overviews() -> list[DistrictOverview]:
    """One overview for each active district, in their order; three queries and one a figure."""
    districts = list(District.objects.active())
    counts = _counts([district.pk for district in districts])
    members = _by_district(Membership.objects.current().select_related("user"))
    assignments = _by_district(Assignment.objects.current().select_related("user"))
    return [
        DistrictOverview(
            district=district,
            coordinators=_with_role(members[district.pk], Role.COORDINATOR),
            chairs=_with_role(members[district.pk], Role.CHAIR),
            staff=[assignment.user for assignment in assignments[district.pk]],
            figures=[
                FigureOf(figure.label, numbers.get(district.pk, figure.otherwise), figure.unit)
                for figure, numbers in counts
            ],
            last_used=max(
                (member.user.last_login for member in members[district.pk] if member.user.last_login),
                default=None,
            ),
        )
        for district in districts
    ]


def _counts(districts: list[int]) -> list[tuple[plugins.DistrictFigure, Mapping[int, int]]]:
    return [(figure, figure.count(districts)) for figure in plugins.registered(plugins.DistrictFigure)]


def _with_role(members: list[Membership], role: Role) -> list[User]:
    return [member.user for member in members if member.role == role]


def _by_district(grants: Iterable) -> dict[int, list]:
    found = defaultdict(list)
    for grant in grants:
        found[grant.district_id].append(grant)
    return found
