"""The pattern portfolio: every component with sample data."""

from django.http import HttpRequest, HttpResponse

from portal.pages import render
from portal.permissions import public


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/styleguide.html")
