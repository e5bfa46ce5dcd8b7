"""The coordinators' desk: what is due in the district."""

from django.http import HttpRequest, HttpResponse

from portal import plugins
from portal.pages import render
from portal.permissions import district_desk


@district_desk
def desk(request: HttpRequest) -> HttpResponse:
    """One card of each app with the things to do."""
    cards = [
        {"title": card.title, "items": list(card.find(request.access))}
        for card in plugins.registered(plugins.DeskCard)
    ]
    return render(request, "portal/desk.html", {"cards": cards})
