"""The coordinators' desk: what is due in the district."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal import plugins
from portal.first_steps import steps_of_district
from portal.models import District
from portal.pages import render
from portal.permissions import district_desk, districts_of


@require_safe
@district_desk
def desk(request: HttpRequest) -> HttpResponse:
    """Buttons to what is done often, the first steps of a new district, and one card of each app with what is due there."""
    shortcuts = [
        {
            "label": shortcut.label,
            "icon": shortcut.icon,
            "url": reverse(shortcut.url_name, args=[request.district.slug]),
        }
        for shortcut in plugins.registered(plugins.DeskShortcut)
        if shortcut.may_use(request.access)
    ]
    cards = []
    for card in plugins.registered(plugins.DeskCard):
        due = card.find(request.access)
        if due.count:
            cards.append(
                {
                    "title": card.title,
                    "items": due.items,
                    "count": due.count,
                    "more": due.count - len(due.items),
                    "more_url": due.url,
                }
            )
    context = {
        "shortcuts": shortcuts,
        "cards": cards,
        "first_steps": steps_of_district(request),
        "others": _other_districts(request),
    }
    return render(request, "portal/desk.html", context)


def _other_districts(request: HttpRequest) -> list[District]:
    """Where else the person works; the administrator has the city's page for that."""
    if request.access.is_administrator:
        return []
    return [district for district in districts_of(request.user) if district != request.district]
