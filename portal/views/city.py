"""Pages of the city council's staff: districts side by side."""

from django.http import HttpRequest, HttpResponse

from portal.models import District
from portal.pages import render
from portal.permissions import city_staff


@city_staff
def city(request: HttpRequest) -> HttpResponse:
    """The districts of the city."""
    return render(request, "portal/city.html", {"districts": District.objects.active()})
