"""The map of the district, drawn from coordinates, with the same as a list."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from groups.geography import draw
from groups.listings import MapFilter
from groups.models import Organization
from portal.pages import render
from portal.permissions import public

# More than that nobody reads off a map; a page with ten thousand took four seconds and four megabytes.
MOST_ON_MAP = 500


@public
@require_safe
def group_map(request: HttpRequest) -> HttpResponse:
    """Marks with numbers, and the list of numbers; what has no place on the map stands below.

    More than fit on a map are asked to be narrowed; until then the list, which has pages, shows them.
    """
    filters = MapFilter(request.GET, access=request.access)
    visible = Organization.objects.visible_to(request.user).in_district(request.district)
    found = filters.apply(visible.for_page())
    organizations = list(found[: MOST_ON_MAP + 1])
    if len(organizations) > MOST_ON_MAP:
        context = {
            "filters": filters,
            "count": found.count(),
            "most": str(MOST_ON_MAP),
            "query": request.GET.urlencode(),
        }
        return render(request, "groups/group_map.html", context, parts=("results",))
    context = {
        "filters": filters,
        "drawing": draw(organizations),
        "unlocated": [each for each in organizations if each.latitude is None],
        "count": len(organizations),
    }
    return render(request, "groups/group_map.html", context, parts=("results",))
