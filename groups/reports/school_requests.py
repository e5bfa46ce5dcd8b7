"""学校・園への年間お願い一覧: what the area would like of schools and nurseries, and what it can do for them, for April."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from groups.models import Need, Offer, ResourceKind
from groups.models.activities import Resource, ResourceQuerySet
from groups.reports.registry import heading_of
from portal.permissions import Access
from portal.prints import Document

# What concerns children, by its words; who asks is never a school itself.
CHILDREN = re.compile(r"子ども|こども|児童|生徒|園児|学校|小学|中学|保育|世代")
SCHOOLS = "school"
USEFUL = (ResourceKind.SKILL, ResourceKind.PEOPLE, ResourceKind.VENUE)


@dataclass(frozen=True)
class SchoolLine:
    """A wish or an offer with its number on the board; `phone` only with consent."""

    number: int
    text: str
    when: str
    place: str
    organization: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class SchoolRequests(Document):
    """Wishes to fill in with the school, and what it may ask for."""

    wishes: tuple[SchoolLine, ...]
    offers: tuple[SchoolLine, ...]


def wishes_of(access: Access) -> ResourceQuerySet:
    """What may be asked of schools: wishes on the board that no school made."""
    found = Need.objects.current().in_district(access.district, AnonymousUser())
    return found.exclude(organization__category__slug=SCHOOLS).order_by(
        "organization__kana_order", "order", "pk"
    )


def school_requests(access: Access, *, wishes: Iterable[Need] = ()) -> SchoolRequests:
    """With the chosen wishes; without a choice those that speak of children. All published, for handing over."""
    asked = list(wishes) or [need for need in wishes_of(access) if CHILDREN.search(need.text)]
    offers = Offer.objects.current().in_district(access.district, AnonymousUser()).filter(kind__in=USEFUL)
    given = list(
        offers.exclude(organization__category__slug=SCHOOLS).order_by(
            "organization__kana_order", "order", "pk"
        )
    )
    return SchoolRequests(
        title="学校・園への年間お願い一覧",
        wishes=tuple(map(_line, asked)),
        offers=tuple(map(_line, given)),
        **heading_of(access.district, [entry.organization for entry in [*asked, *given]]),
    )


def _line(entry: Resource) -> SchoolLine:
    contact = entry.organization.public_contact
    return SchoolLine(
        entry.pk,
        entry.text,
        entry.when,
        entry.place,
        str(entry.organization),
        contact.phone if contact else "",
    )
