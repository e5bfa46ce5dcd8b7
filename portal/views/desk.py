"""The coordinators' desk: what is due in the district."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal import plugins
from portal.first_steps import steps_of_district
from portal.pages import render
from portal.permissions import district_desk


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
    context = {"shortcuts": shortcuts, "cards": cards, "first_steps": steps_of_district(request)}
    return render(request, "portal/desk.html", context)
