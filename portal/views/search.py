"""Search over all kinds of records."""

from django.http import HttpRequest, HttpResponse

from portal.pages import render
from portal.permissions import public


@public
def search(request: HttpRequest) -> HttpResponse:
    """What is found in the district for `?q=`."""
    return render(request, "portal/search.html", {"query": request.GET.get("q", "")})
