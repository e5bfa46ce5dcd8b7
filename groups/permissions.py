"""Who may see and edit records of the registry."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from groups.models import Organization
from portal.permissions import Access


def may_edit_organization(access: Access, organization: Organization) -> bool:
    """Coordinators of its home district, city staff for the whole city's, and its own contacts."""
    if organization.district_id is None:
        if access.is_city_staff:
            return True
    elif access.district and organization.district_id == access.district.pk and access.can_edit:
        return True
    return access.user.is_authenticated and organization.contacts.filter(pk=access.user.pk).exists()


def may_read_internal(access: Access, organization: Organization) -> bool:
    """Internal contacts and notes: city staff, and who edits the home district."""
    if access.is_city_staff:
        return True
    return bool(access.district) and organization.district_id == access.district.pk and access.can_edit


def get_organization_for(
    access: Access, pk: int, *, to: str = "see", within: QuerySet[Organization] | None = None
) -> Organization:
    """The organisation, shown in the district, for a purpose: "see", "edit" or "manage" (merge, delete, internal).

    Raises Http404 when the person may not know of it, PermissionDenied when they see it but may not do that.
    """
    visible = (within if within is not None else Organization.objects.all()).visible_to(access.user)
    organization = (
        visible.in_district(access.district).select_related("category", "district").filter(pk=pk).first()
    )
    if organization is None:
        raise Http404("その団体・施設は見つかりません。")
    if to == "edit" and not may_edit_organization(access, organization):
        raise PermissionDenied
    if to == "manage" and not may_manage_organization(access, organization):
        raise PermissionDenied
    return organization


def may_manage_organization(access: Access, organization: Organization) -> bool:
    """Merging, internal contacts, status, publishing: not for the organisation's own contacts."""
    if organization.district_id is None:
        return access.is_city_staff
    return bool(access.district) and organization.district_id == access.district.pk and access.can_edit
