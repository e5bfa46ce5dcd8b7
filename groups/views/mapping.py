"""The map of the district, drawn from coordinates, with the same as a list."""

from django.http import HttpRequest, HttpResponse

from groups.geography import draw
from groups.listings import MapFilter
from groups.models import Organization
from portal.pages import render
from portal.permissions import public


@public
def group_map(request: HttpRequest) -> HttpResponse:
    """Marks with numbers, and the list of numbers; what has no place on the map stands below."""
    filters = MapFilter(request.GET, access=request.access)
    visible = Organization.objects.visible_to(request.user).in_district(request.district)
    organizations = list(filters.apply(visible.for_page()))
    context = {
        "filters": filters,
        "drawing": draw(organizations),
        "unlocated": [each for each in organizations if each.latitude is None],
        "count": len(organizations),
    }
    return render(request, "groups/group_map.html", context, parts=("results",))
