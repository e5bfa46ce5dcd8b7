"""The district's organisations as cards, as a table, and as a file."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from groups.listings import OrganizationFilter, columns_for
from groups.models import Organization
from groups.permissions import may_register_organization
from portal.listing import Listing
from portal.pages import render
from portal.permissions import public

CARDS, TABLE = "cards", "table"


@public
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """The list, filtered; `?view=table` shows a table, `?format=` gives a file of the same rows."""
    listing = Listing(
        request,
        Organization.objects.visible_to(request.user).in_district(request.district).for_list(),
        columns=columns_for(request.access),
        title=f"{request.district.name}の団体・施設",
        filters=partial(OrganizationFilter, access=request.access),
        default_sort="name",
        per_page=48,
    )
    if listing.export_format:
        return listing.export()
    view = TABLE if request.GET.get("view") == TABLE else CARDS
    context = {
        "listing": listing,
        "view": view,
        "views": [
            {"label": "カード", "icon": "cards", "url": listing.url(view=None), "current": view == CARDS},
            {"label": "表", "icon": "table", "url": listing.url(view=TABLE), "current": view == TABLE},
        ],
        "may_add": may_register_organization(request.access),
    }
    return render(request, "groups/group_list.html", context, parts=("results",))
