"""はじめにすること: what a new district, and the city after its set-up, has to do first, and how far it is.

Nothing of it is stored: each step is ticked off by the records that are there. The list goes when all is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from portal import plugins
from portal.models import Council, District, User
from portal.permissions import Access

# The browser remembers by this cookie that the list is folded away (static/js/app.js).
COOKIE = "first_steps"
FOLDED = "folded"


@dataclass(frozen=True)
class Step:
    """One step: whether it is done, and the buttons (label, address) of who may do it."""

    title: str
    text: str
    is_done: bool
    links: list[tuple[str, str]]
    may_do: bool


@dataclass(frozen=True)
class FirstSteps:
    """The steps in their order; `who` does those that the reader may not do."""

    steps: list[Step]
    who: str
    is_open: bool

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


def steps_of_district(request: HttpRequest) -> FirstSteps | None:
    """The first steps of the request's district, None when all are done; one query."""
    district = request.district
    found = _ticked(
        plugins.registered(plugins.FirstStep),
        District.objects.filter(pk=district.pk),
        access=request.access,
        district=district,
    )
    return _unless_done(found, who="地区コーディネーターか会長", request=request)


def steps_of_city(request: HttpRequest, districts: Sequence[District]) -> FirstSteps | None:
    """The city's first steps, None when all are done and in a trial, where the demo's accounts are; one query."""
    rows = Council.objects.exclude(Exists(User.objects.filter(is_demo=True)))
    found = _ticked(
        plugins.registered(plugins.CityFirstStep),
        rows,
        access=request.access,
        district=districts[0] if districts else None,
    )
    return _unless_done(found, who="システム管理者", request=request)


def _ticked(
    steps: Sequence[plugins.FirstStep], row: QuerySet, *, access: Access, district: District | None
) -> list[Step]:
    """The steps as they stand for the one row; none where there is no row."""
    conditions = {f"step_{number}": step.is_done() for number, step in enumerate(steps)}
    done = row.annotate(**conditions).values_list(*conditions).first()
    return [
        Step(
            title=step.title,
            text=step.text,
            is_done=is_done,
            links=[
                (link.label, _url(link, district)) for link in step.links if district or not link.of_district
            ],
            may_do=step.may_do(access),
        )
        for step, is_done in zip(steps, done or (), strict=bool(done))
    ]


def _url(link: plugins.StepLink, district: District | None) -> str:
    address = reverse(link.url_name, args=[district.slug] if link.of_district and district else [])
    return f"{address}#{link.fragment}" if link.fragment else address


def _unless_done(steps: list[Step], *, who: str, request: HttpRequest) -> FirstSteps | None:
    if all(step.is_done for step in steps):
        return None
    return FirstSteps(steps, who, request.COOKIES.get(COOKIE) != FOLDED)
