"""Which organisations have entries whose year is over or soon will be, to ask them on the phone."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from groups.models import Need, Offer, Organization
from groups.models.activities import Resource
from portal.permissions import Access


@dataclass(frozen=True)
class Renewal:
    """An organisation with its entries to ask about, and the numbers under which it can be reached: (whose, number)."""

    organization: Organization
    entries: tuple[Resource, ...]
    phones: tuple[tuple[str, str], ...]

    @property
    def has_expired(self) -> bool:
        return any(entry.is_expired for entry in self.entries)


def renewals_of(access: Access) -> list[Renewal]:
    """Those that the person may renew in the district, entries that have left the board first; four queries.

    Of organisations at home elsewhere their own district takes care, of those of the whole city its staff.
    """
    cared_for = Q(organization__district=access.district)
    if access.is_city_staff:
        cared_for |= Q(organization__district=None)
    entries: dict[int, list] = defaultdict(list)
    for model in (Offer, Need):
        there = model.objects.to_renew().in_district(access.district, access.user).filter(cared_for)
        for entry in there.order_by("expires_on", "pk"):
            entries[entry.organization_id].append(entry)
    organizations = Organization.objects.filter(pk__in=entries).prefetch_related("internal_contacts")
    found = [Renewal(each, tuple(entries[each.pk]), _phones(each)) for each in organizations]
    return sorted(found, key=lambda item: (not item.has_expired, item.organization.kana_order))


def _phones(organization: Organization) -> tuple[tuple[str, str], ...]:
    people = organization.internal_contacts.all()
    own = [(organization.public_contact_name or "代表の電話", organization.public_phone)]
    inside = [(person.name, number) for person in people for number in (person.mobile, person.phone)]
    return tuple((whose, number) for whose, number in [*inside, *own] if number)
