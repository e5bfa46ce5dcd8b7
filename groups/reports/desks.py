"""相談先カード: whom to call, on a card for the fridge or the purse."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from groups.models import Desk
from groups.reports.registry import enquiries_of, issuer_of
from portal.permissions import Access
from portal.prints import Document


@dataclass(frozen=True)
class DeskLine:
    """A desk as the card shows it."""

    pk: int
    name: str
    about: str
    phone: str
    fax: str
    hours: str
    is_urgent: bool


@dataclass(frozen=True, kw_only=True)
class DeskCard(Document):
    """The desks of the card, those for emergencies first, and where the whole list is."""

    lines: tuple[DeskLine, ...]
    url: str


def desk_card(access: Access, *, desks: Iterable[Desk] = (), limit: int | None = None) -> DeskCard:
    """The chosen desks; without a choice those in use in the district that can be called, at most `limit`."""
    district = access.district
    shown = (
        Desk.objects.in_district(district).active().exclude(phone="").order_by("-is_urgent", "order", "pk")
    )
    if chosen := [desk.pk for desk in desks]:
        shown = shown.filter(pk__in=chosen)
    lines = tuple(
        DeskLine(desk.pk, desk.name, desk.about, desk.phone, desk.fax, desk.hours, desk.is_urgent)
        for desk in shown[:limit]
    )
    return DeskCard(
        title="相談先カード",
        issuer=issuer_of(district),
        enquiries=enquiries_of(district),
        as_of=timezone.localdate(),
        sources=(f"{district.council.name} 相談窓口一覧",),
        lines=lines,
        url=f"{settings.BASE_URL}{reverse('desks:situation_list', args=[district.slug])}",
    )
