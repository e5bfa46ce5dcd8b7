"""The registry of organisations and facilities (団体・施設台帳)."""

from groups.models.activities import Activity, Need, Offer, ResourceKind
from groups.models.contacts import Contact
from groups.models.facilities import Facility
from groups.models.kinds import Accessibility, Category, Field, Layer, Weekday
from groups.models.organizations import Organization, PublicContact
from groups.models.photos import OrganizationPhoto

__all__ = [
    "Accessibility",
    "Activity",
    "Category",
    "Contact",
    "Facility",
    "Field",
    "Layer",
    "Need",
    "Offer",
    "Organization",
    "OrganizationPhoto",
    "PublicContact",
    "ResourceKind",
    "Weekday",
]
