"""What an organisation's page shows to one reader, gathered once for the page and for its parts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from groups import linked_data
from groups.forms.sections import SECTIONS, Section
from groups.models import (
    Activity,
    Confirmation,
    Contact,
    Encounter,
    Facility,
    Need,
    Offer,
    Organization,
    OrganizationPhoto,
)
from groups.permissions import is_contact_of, may_manage_organization, may_read_internal
from portal.mail import absolute
from portal.models import District

# So many of the last encounters stand on the page itself.
LAST_ENCOUNTERS = 3


@dataclass
class OrganizationPage:
    """One organisation as the reader sees it. What may not be seen is not even fetched."""

    organization: Organization
    district: District
    may_edit: bool = False
    may_manage: bool = False
    may_read_internal: bool = False
    is_own: bool = False
    may_add_encounter: bool = False

    @cached_property
    def activities(self) -> list[Activity]:
        return list(self.organization.activities.select_related("neighborhood"))

    @cached_property
    def offers(self) -> list[Offer]:
        return self._entries(self.organization.offers)

    @cached_property
    def needs(self) -> list[Need]:
        return self._entries(self.organization.needs)

    def _entries(self, entries: Any) -> list:
        """All of them for who handles the record; residents read what stands on the board."""
        shown = entries if self.may_edit or self.may_read_internal else entries.current()
        return list(shown.all())

    @cached_property
    def photos(self) -> list[OrganizationPhoto]:
        return list(self.organization.photo_places.shown())

    @cached_property
    def facility(self) -> Facility | None:
        return getattr(self.organization, "facility", None)

    @cached_property
    def internal_contacts(self) -> list[Contact]:
        """The persons behind it; empty for who may not know them."""
        return list(self.organization.internal_contacts.all()) if self.may_read_internal else []

    @cached_property
    def inquiries(self) -> list[Confirmation]:
        """「あなたの団体への問い合わせ」, for its own contacts: open introductions, first those that it has not answered."""
        if not self.is_own:
            return []
        asked = Confirmation.objects.inquiries().put_to([self.organization]).with_sides()
        return list(asked.order_by("answer", "introduction__introduced_on", "pk"))

    @cached_property
    def encounters(self) -> list[Encounter]:
        """The last encounters in this district (接触履歴); empty for who may not know them."""
        if not self.may_read_internal:
            return []
        own = Encounter.objects.in_district(self.district).filter(organization=self.organization)
        return list(own.with_people()[:LAST_ENCOUNTERS])

    @property
    def has_basics(self) -> bool:
        """Whether there is anything to say about where, in which fields and by whom it works."""
        own = self.organization
        said = own.neighborhood_names or own.fields or own.public_representative or own.founded_year
        return bool(said) or own.members is not None or own.district_id is None

    @property
    def issues(self) -> str:
        """The problems it has now (今の課題), for its own people, the coordinators and the city's staff."""
        return self.organization.issues if self.may_read_internal or self.is_own else ""

    @property
    def sections(self) -> list[Section]:
        """Sections below each other; the contact stands beside them."""
        shown = [section for section in SECTIONS.values() if section.name != "contact"]
        return [section for section in shown if not section.managed or self.may_read_internal]

    @property
    def url(self) -> str:
        """The page in the district in which it is read."""
        return reverse("groups:group_detail", args=[self.district.slug, self.organization.pk])

    @property
    def canonical_url(self) -> str:
        return absolute(self.organization.get_absolute_url())

    @property
    def share_image(self) -> str:
        """The first photo, for where the page is linked from; empty if there is none."""
        if not self.photos:
            return ""
        return absolute(reverse("photo", args=[self.photos[0].photo_id, "medium"]))

    @property
    def json_ld(self) -> str:
        home = self.organization.district
        areas = [home.name if home else self.district.council.city, *self.organization.neighborhood_names]
        return linked_data.as_script(linked_data.organization_data(self.organization, areas=areas))

    @property
    def map_url(self) -> str:
        """A map on another site, opened only when the reader asks for it; empty without a place."""
        place = self.organization
        if place.latitude is not None:
            query = f"{place.latitude},{place.longitude}"
        elif place.address:
            query = place.address
        else:
            return ""
        return f"https://www.google.com/maps/search/?{urlencode({'api': 1, 'query': query})}"


def page_of(request: HttpRequest, organization: Organization) -> OrganizationPage:
    """The page of an organisation that was fetched `for_page`, for the reader of this request."""
    is_own = is_contact_of(request.access, organization)
    may_manage = may_manage_organization(request.access, organization)
    return OrganizationPage(
        organization=organization,
        district=request.district,
        may_edit=may_manage or is_own,
        may_manage=may_manage,
        may_read_internal=may_read_internal(request.access, organization),
        is_own=is_own,
        may_add_encounter=request.access.can_edit,
    )
