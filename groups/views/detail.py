"""An organisation's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from groups.forms.sections import SECTIONS
from groups.models import Organization
from groups.permissions import get_organization_for
from groups.views.page import OrganizationPage, page_of
from portal.pages import render
from portal.permissions import public


@public
@require_safe
def group_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation; the address of a merged duplicate leads on to the record that lives."""
    merged_into = None
    try:
        organization = get_organization_for(request.access, pk, within=Organization.objects.for_page())
    except Http404:
        merged_into = Organization.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
        if not merged_into:
            raise
    if merged_into or organization.merged_into_id:
        target = merged_into or organization.merged_into_id
        # Not for ever: the two can be parted again.
        return redirect("groups:group_detail", request.district.slug, target)
    page = page_of(request, organization)
    return render(request, template_of(request, page), {"page": page})


def template_of(request: HttpRequest, page: OrganizationPage) -> str:
    """The whole page, or the one section that an editor who gives up wants back, of those that the reader has."""
    wanted = (request.htmx.target or "").removeprefix("section-") if request.htmx else ""
    theirs = {section.name: section for section in [*page.sections, SECTIONS["contact"]]}
    return theirs[wanted].template if wanted in theirs else "groups/group_detail.html"
