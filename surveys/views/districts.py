"""The districts' surveys side by side, for the staff of the city council."""

from django.http import Http404, HttpRequest, HttpResponse

from portal.pages import attachment, render
from portal.permissions import city_staff
from portal.tabular import write_csv, write_xlsx
from surveys.reports.districts import district_sheet, districts_side_by_side, series_of_city


@city_staff
def series_list(request: HttpRequest) -> HttpResponse:
    """Which surveys the districts have, and where each stands."""
    return render(request, "surveys/series_list.html", {"series": series_of_city()})


@city_staff
def district_compare(request: HttpRequest, key: str) -> HttpResponse:
    """One survey in all districts: the shares of the latest closed wave of each, question by question."""
    found = districts_side_by_side(key)
    if found is None:
        raise Http404("そのアンケートは見つかりません。")
    asked = request.GET.get("format")
    if asked in ("csv", "xlsx") and found.columns:
        sheet = district_sheet(found)
        name = f"{found.title}_地区の比較"
        if asked == "xlsx":
            return attachment(write_xlsx([sheet]), f"{name}.xlsx")
        encoding = "cp932" if request.GET.get("encoding") == "cp932" else "utf-8-sig"
        return attachment(write_csv(sheet.columns, sheet.rows, encoding).content, f"{name}.csv")
    return render(request, "surveys/district_compare.html", {"found": found})
