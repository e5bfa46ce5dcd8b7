"""Makes records of the registry for tests; each takes any field by name."""

from typing import Any

from groups.models import Activity, Category, Contact, Facility, Need, Offer, Organization
from portal.models import District


def make_organization(district: District | None, *, kind: str = "volunteer", **fields: Any) -> Organization:
    """An organisation of the kind with the slug `kind`, public and without consent unless told otherwise."""
    fields.setdefault("name", "傾聴ボランティア「みみの会」")
    return Organization.objects.create(district=district, category=Category.objects.get(slug=kind), **fields)


def make_facility(organization: Organization, **fields: Any) -> Facility:
    return Facility.objects.create(organization=organization, **fields)


def make_activity(organization: Organization, **fields: Any) -> Activity:
    fields.setdefault("name", "お茶の会")
    return Activity.objects.create(organization=organization, **fields)


def make_offer(organization: Organization, text: str = "話し相手", **fields: Any) -> Offer:
    return Offer.objects.create(organization=organization, text=text, **fields)


def make_need(organization: Organization, text: str = "活動先", **fields: Any) -> Need:
    return Need.objects.create(organization=organization, text=text, **fields)


def make_contact(organization: Organization, **fields: Any) -> Contact:
    fields.setdefault("name", "山田花子")
    return Contact.objects.create(organization=organization, **fields)
