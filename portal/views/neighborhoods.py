"""A district's neighbourhoods (町内) and its figures (統計), kept by its editors."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from portal import history, plugins
from portal.actions import districts
from portal.forms import refusals_in
from portal.forms.districts import NeighborhoodForm, NeighborhoodLinesForm, StatisticForm
from portal.models import Neighborhood, Statistic
from portal.pages import done, invalid, render
from portal.permissions import district_editor

# -- Neighbourhoods ----------------------------------------------------------------------------------------------


@require_safe
@district_editor
def neighborhood_list(request: HttpRequest) -> HttpResponse:
    """The neighbourhoods in their order, with their households."""
    neighborhoods = list(request.district.neighborhoods.all())
    total = sum(item.households or 0 for item in neighborhoods)
    context = {"neighborhoods": neighborhoods, "households": total}
    return render(request, "portal/district/neighborhoods.html", context)


@district_editor
def neighborhood_add(request: HttpRequest) -> HttpResponse:
    form = NeighborhoodForm(request.POST or None, instance=Neighborhood(district=request.district))
    if request.method != "POST":
        return render(request, "portal/district/neighborhood_form.html", {"form": form})
    if form.is_valid():
        with refusals_in(form):
            districts.add_neighborhood(form.instance)
            return done(
                request, "neighborhood_list", f"{form.instance}を追加しました。", request.district.slug
            )
    return invalid(request, "portal/district/neighborhood_form.html", {"form": form})


@district_editor
def neighborhood_add_many(request: HttpRequest) -> HttpResponse:
    """All neighbourhoods of a new district at once, one a line."""
    form = NeighborhoodLinesForm(request.POST or None, district=request.district)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            added = form.cleaned_data["lines"]
            districts.add_neighborhoods(added)
            return done(
                request, "neighborhood_list", f"{len(added)}の町内を追加しました。", request.district.slug
            )
    answer = invalid if request.method == "POST" else render
    return answer(request, "portal/district/neighborhood_add_many.html", {"form": form})


@district_editor
def neighborhood_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a neighbourhood; its history stands below the form."""
    record = get_object_or_404(request.district.neighborhoods, pk=pk)
    form = NeighborhoodForm(request.POST or None, instance=record)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            districts.change_neighborhood(form.instance)
            return done(
                request, "neighborhood_list", f"{form.instance}を保存しました。", request.district.slug
            )
    context = {
        "form": form,
        "record": record,
        "versions": history.versions_of(record, hide=["district", "order"]),
    }
    answer = invalid if request.method == "POST" else render
    return answer(request, "portal/district/neighborhood_form.html", context)


@require_POST
@district_editor
def neighborhood_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down in the list."""
    record = get_object_or_404(request.district.neighborhoods, pk=pk)
    districts.move_neighborhood(neighborhood=record, up=request.POST.get("direction") == "up")
    return done(request, "neighborhood_list", "", request.district.slug)


@district_editor
def neighborhood_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a neighbourhood, after telling what becomes of the records that name it."""
    record = get_object_or_404(request.district.neighborhoods, pk=pk)
    if request.method != "POST":
        context = {"record": record, "mentions": _mentions(record)}
        return render(request, "portal/district/neighborhood_delete.html", context)
    districts.remove_neighborhood(neighborhood=record)
    return done(request, "neighborhood_list", f"{record}を削除しました。", request.district.slug)


def _mentions(neighborhood: Neighborhood) -> list[str]:
    """How many records of each kind name it, and what becomes of them; a query a kind."""
    kinds = [
        (kind, getattr(neighborhood, kind.relation).count())
        for kind in plugins.registered(plugins.NeighborhoodMention)
    ]
    return [f"{kind.label} {count}件：{kind.fate}" for kind, count in kinds if count]


# -- Figures -----------------------------------------------------------------------------------------------------


@require_safe
@district_editor
def statistic_list(request: HttpRequest) -> HttpResponse:
    """The figures of the district, then of its neighbourhoods in their order, the newest base date first."""
    statistics = request.district.statistics.select_related("neighborhood", "district").order_by(
        "-base_date", F("neighborhood__order").asc(nulls_first=True), "neighborhood"
    )
    return render(request, "portal/district/statistics.html", {"statistics": statistics})


@district_editor
def statistic_add(request: HttpRequest) -> HttpResponse:
    form = StatisticForm(request.POST or None, instance=Statistic(district=request.district))
    if request.method != "POST":
        return render(request, "portal/district/statistic_form.html", {"form": form})
    if form.is_valid():
        with refusals_in(form):
            history.save(form.instance)
            return done(request, "statistic_list", "統計を登録しました。", request.district.slug)
    return invalid(request, "portal/district/statistic_form.html", {"form": form})


@district_editor
def statistic_edit(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Statistic.objects.select_related("district"), pk=pk, district=request.district)
    form = StatisticForm(request.POST or None, instance=record)
    if request.method != "POST":
        return render(request, "portal/district/statistic_form.html", {"form": form, "record": record})
    if form.is_valid():
        with refusals_in(form):
            history.save(form.instance)
            return done(request, "statistic_list", "統計を保存しました。", request.district.slug)
    return invalid(request, "portal/district/statistic_form.html", {"form": form, "record": record})


@district_editor
def statistic_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete figures that were entered by mistake, after asking."""
    record = get_object_or_404(
        Statistic.objects.select_related("neighborhood", "district"), pk=pk, district=request.district
    )
    if request.method != "POST":
        return render(request, "portal/district/statistic_delete.html", {"record": record})
    districts.remove_statistic(statistic=record)
    return done(request, "statistic_list", "統計を削除しました。", request.district.slug)
