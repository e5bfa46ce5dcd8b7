"""The registry's public pages: list and detail of organisations."""

from django.http import HttpRequest, HttpResponse

from groups.models import Organization
from groups.permissions import get_organization_for, may_edit_organization
from portal.pages import render
from portal.permissions import public


@public
def group_list(request: HttpRequest) -> HttpResponse:
    """The district's organisations."""
    organizations = Organization.objects.visible_to(request.user).in_district(request.district).for_list()
    return render(request, "groups/group_list.html", {"organizations": organizations})


@public
def group_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation."""
    organization = get_organization_for(request.access, pk)
    context = {"organization": organization, "can_edit": may_edit_organization(request.access, organization)}
    return render(request, "groups/group_detail.html", context)
