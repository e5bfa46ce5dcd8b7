"""Consultation desks (相談窓口): read by anybody, kept by the city's staff and the districts' editors."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from groups.actions import desks as actions
from groups.forms.desks import DeskFilter, DeskForm
from groups.models import Desk, DeskUse
from groups.permissions import get_desk_for, may_edit_desk
from portal import history
from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_desk, public


@public
@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    """All desks, those for emergencies first."""
    filters = DeskFilter(request.GET)
    desks = filters.apply(
        Desk.objects.in_district(request.district).active().order_by("-is_urgent", "order", "pk")
    )
    context = {"desks": desks, "filters": filters, "query": "", "may_add": may_add(request)}
    return render(request, "groups/desk_list.html", context, parts=("results",))


def may_add(request: HttpRequest) -> bool:
    return request.access.is_city_staff or request.access.can_edit


@public
@require_safe
def desk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One desk; to its editors also where outdated numbers of it stand."""
    desk = get_desk_for(request.access, pk)
    may_edit = may_edit_desk(request.access, desk)
    outdated = DeskUse.objects.outdated().filter(desk=desk).select_related("district") if may_edit else []
    context = {"desk": desk, "may_edit": may_edit, "outdated": outdated}
    return render(request, "groups/desk_detail.html", context)


@district_desk
def desk_add(request: HttpRequest) -> HttpResponse:
    """A new desk: of the district, or of the whole city when its staff adds it."""
    if not may_add(request):
        raise PermissionDenied
    for_district = request.access.can_edit and request.GET.get("for") == "district"
    home = request.district if for_district or not request.access.is_city_staff else None
    form = DeskForm(request.POST or None, instance=actions.desk_from({"district": home}))
    return _edited(request, form, {"form": form, "home": home})


@district_desk
def desk_edit(request: HttpRequest, pk: int) -> HttpResponse:
    desk = get_desk_for(request.access, pk, to="edit")
    form = DeskForm(request.POST or None, instance=desk)
    return _edited(request, form, {"form": form, "desk": desk, "home": desk.district})


def _edited(request: HttpRequest, form: DeskForm, context: dict[str, object]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            desk = actions.save_desk(
                form.instance, situations=form.cleaned_data["situations"], by=request.user
            )
            return done(
                request, "desks:desk_detail", f"{desk}を保存しました。", request.district.slug, desk.pk
            )
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/desk_form.html", context)


@require_POST
@district_desk
def desk_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """The number and the hours were made sure of today."""
    desk = get_desk_for(request.access, pk, to="edit")
    actions.verify_desk(desk, by=request.user)
    return done(
        request, "desks:desk_detail", "今日の日付で、確認済みにしました。", request.district.slug, desk.pk
    )


@require_safe
@district_desk
def desk_history(request: HttpRequest, pk: int) -> HttpResponse:
    desk = get_desk_for(request.access, pk, to="edit")
    context = {"desk": desk, "versions": history.versions_of(desk)}
    return render(request, "groups/desk_history.html", context)


@require_POST
@district_desk
def desk_use_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """An outdated number was dealt with: by who printed it, or by who keeps the desk."""
    use = DeskUse.objects.select_related("desk").filter(pk=pk).first()
    if use is None or not may_settle(request, use):
        raise Http404
    actions.settle_use(use, by=request.user)
    return done(request, "desks:desk_detail", "対応済みにしました。", request.district.slug, use.desk_id)


def may_settle(request: HttpRequest, use: DeskUse) -> bool:
    own = use.district_id == request.district.pk and request.access.can_edit
    return own or may_edit_desk(request.access, use.desk)
