"""Districts: opened and closed by the administrator, described by their own people."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal import history
from portal.actions import districts
from portal.forms import refusals_in
from portal.forms.districts import DistrictForm, DistrictProfileForm
from portal.models import Council, District
from portal.pages import done, invalid, render
from portal.permissions import administrator, district_editor

# -- By the administrator, under /city/districts/ ----------------------------------------------------------------


@require_safe
@administrator
def district_list(request: HttpRequest) -> HttpResponse:
    """All districts, closed ones too."""
    return render(request, "portal/city/districts.html", {"districts": District.objects.all()})


@administrator
def district_add(request: HttpRequest) -> HttpResponse:
    """Open a new district."""
    council = Council.objects.get()
    form = DistrictForm(request.POST or None, instance=District(council=council))
    form.fields["order"].required = False
    if request.method != "POST":
        return render(request, "portal/city/district_form.html", {"form": form})
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if value is not None}
        with refusals_in(form):
            districts.open_district(council=council, **fields)
            return done(request, "district_list", f"{fields['name']}を作りました。")
    return invalid(request, "portal/city/district_form.html", {"form": form})


@administrator
def district_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a district's name, address or place in the list."""
    record = get_object_or_404(District, pk=pk)
    form = DistrictForm(request.POST or None, instance=record)
    context = {"form": form, "record": record}
    if request.method != "POST":
        return render(request, "portal/city/district_form.html", context)
    if form.is_valid():
        with refusals_in(form):
            history.save(form.instance)
            return done(request, "district_list", f"{form.instance.name}を保存しました。")
    return invalid(request, "portal/city/district_form.html", context)


@administrator
def district_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a district off the site, after asking; or show it again."""
    record = get_object_or_404(District, pk=pk)
    if request.method != "POST":
        return render(request, "portal/city/district_close.html", {"record": record})
    if record.is_active:
        districts.close_district(district=record)
        return done(request, "district_list", f"{record.name}を閉じました。")
    districts.reopen_district(district=record)
    return done(request, "district_list", f"{record.name}を公開しました。")


# -- By the district's own people, under /<district>/settings/ ---------------------------------------------------


@district_editor
def district_settings(request: HttpRequest) -> HttpResponse:
    """What residents read about the district, and where and when they reach it."""
    form = DistrictProfileForm(request.POST or None, instance=District.objects.get(pk=request.district.pk))
    if request.method != "POST":
        return render(request, "portal/district/settings.html", {"form": form})
    if form.is_valid():
        with refusals_in(form):
            history.save(form.instance)
            return done(request, "district_settings", "地区の紹介を保存しました。", request.district.slug)
    return invalid(request, "portal/district/settings.html", {"form": form})


@require_safe
@district_editor
def district_history(request: HttpRequest) -> HttpResponse:
    """Who changed what of the district."""
    return render(
        request, "portal/district/history.html", {"versions": history.versions_of(request.district)}
    )


@district_editor
def district_restore(request: HttpRequest, version: int) -> HttpResponse:
    """Bring back an earlier description, after asking; name and address of the district stay."""
    versions = history.versions_of(request.district)
    chosen = next((item for item in versions if item.id == version), None)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return render(request, "portal/district/restore.html", {"version": chosen})
    history.restore(request.district, version, fields=DistrictProfileForm.Meta.fields)
    return done(request, "district_settings", "前の内容に戻しました。", request.district.slug)
