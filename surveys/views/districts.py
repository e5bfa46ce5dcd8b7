"""The districts' surveys side by side, for the staff of the city council."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.pages import render, sheet_file
from portal.permissions import city_staff
from portal.tabular import Marks
from surveys.reports.districts import district_sheet, districts_side_by_side, series_of_city


@require_safe
@city_staff
def series_list(request: HttpRequest) -> HttpResponse:
    """Which surveys the districts have, and where each stands."""
    return render(request, "surveys/series_list.html", {"series": series_of_city()})


@require_safe
@city_staff
def district_compare(request: HttpRequest, key: str) -> HttpResponse:
    """One survey in all districts: the shares of the latest closed wave of each, question by question."""
    found = districts_side_by_side(key)
    if found is None:
        raise Http404("そのアンケートは見つかりません。")
    if request.GET.get("format") in ("csv", "xlsx") and found.columns:
        title = f"{found.title}_地区の比較"
        marks = Marks(title=title, facts="基準日：それぞれの回を締め切った日　出典：各地区のアンケート")
        return sheet_file(request, district_sheet(found), title, marks)
    return render(request, "surveys/district_compare.html", {"found": found})
