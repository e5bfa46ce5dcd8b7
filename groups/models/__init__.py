"""The registry of organisations and facilities (団体・施設台帳)."""

from groups.models.activities import Activity, Need, Offer, ResourceKind
from groups.models.organizations import Category, Contact, Facility, Organization, OrganizationPhoto

__all__ = [
    "Activity",
    "Category",
    "Contact",
    "Facility",
    "Need",
    "Offer",
    "Organization",
    "OrganizationPhoto",
    "ResourceKind",
]
