"""The city council's own pages: its districts side by side, and the settings of the whole portal."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal import history
from portal.first_steps import steps_of_city
from portal.forms import refusals_in
from portal.forms.districts import CouncilForm
from portal.models import Council
from portal.overview import district_overviews
from portal.pages import done, invalid, render
from portal.permissions import administrator, city_staff


@require_safe
@city_staff
def city(request: HttpRequest) -> HttpResponse:
    """The first steps after the set-up; the districts of the city: people, 地区担当, figures, last use."""
    overviews = district_overviews()
    context = {
        "overviews": overviews,
        "first_steps": steps_of_city(request, [overview.district for overview in overviews]),
        "can_administer": request.access.is_administrator,
    }
    return render(request, "portal/city.html", context)


@administrator
def city_settings(request: HttpRequest) -> HttpResponse:
    """Name and contact of the city council, what districts are called, which roles need two factors."""
    form = CouncilForm(request.POST or None, instance=Council.objects.get())
    context = {"form": form}
    if request.method != "POST":
        return render(request, "portal/city/settings.html", context)
    if form.is_valid():
        with refusals_in(form):
            history.save(form.instance)
            return done(request, "city_settings", "市の設定を保存しました。")
    return invalid(request, "portal/city/settings.html", context)


@require_safe
@administrator
def city_history(request: HttpRequest) -> HttpResponse:
    """Who changed what in the settings."""
    versions = history.versions_of(Council.objects.get())
    return render(request, "portal/city/settings_history.html", {"versions": versions})
