"""Encounters with organisations (接触履歴), for the coordinators of the district and the city's staff."""

from copy import copy

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from groups.actions import encounters as actions
from groups.forms.encounters import EncounterFilter, EncounterForm
from groups.models import Encounter, Organization
from groups.permissions import get_in_district
from groups.views.exchange_pages import confirm_page
from portal.forms import refusals_in
from portal.listing import Column, Listing
from portal.models import User
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal

COLUMNS = (
    Column("met_on", "日付", lambda item: item.met_on, sort=("met_on",)),
    Column(
        "organization", "団体・施設", lambda item: item.organization.name, sort=("organization__kana_order",)
    ),
    Column("way", "方法", lambda item: item.get_way_display()),
    Column("with_whom", "相手", lambda item: item.with_whom),
    Column("text", "話したこと", lambda item: item.text),
    Column("promise", "次の約束", lambda item: item.promise),
    Column("promise_due_on", "約束の期限", lambda item: item.promise_due_on, sort=("promise_due_on",)),
    Column("promise_kept_on", "約束をはたした日", lambda item: item.promise_kept_on),
    Column("met_by", "対応した人", lambda item: str(item.met_by or "")),
)


def organizations_of(request: HttpRequest) -> QuerySet[Organization]:
    """With whom the district can have met."""
    there = Organization.objects.visible_to(request.user).in_district(request.district)
    return there.filter(merged_into=None)


@require_safe
@district_internal
def encounter_list(request: HttpRequest) -> HttpResponse:
    """Who was met when, the latest first; `?organization=` shows one organisation's."""
    own = Encounter.objects.in_district(request.district)
    people = User.objects.filter(pk__in=own.values("met_by")).order_by("name", "pk")
    listing = Listing(
        request,
        own.with_people(),
        columns=COLUMNS,
        title="接触履歴",
        filters=lambda data: EncounterFilter(data, organizations=organizations_of(request), people=people),
        per_page=30,
    )
    if listing.export_format:
        return listing.export()
    context = {
        "listing": listing,
        "organization": listing.filters.chosen.get("organization") if listing.filters else None,
        "may_edit": request.access.can_edit,
    }
    return render(request, "groups/encounter_list.html", context, parts=("results",))


@district_editor
def encounter_add(request: HttpRequest) -> HttpResponse:
    """A short form; `?organization=` fills in who was met."""
    start = {"organization": request.GET.get("organization")}
    form = EncounterForm(
        request.POST or None,
        instance=Encounter(district=request.district),
        initial=start,
        organizations=organizations_of(request),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            encounter = actions.record_encounter(
                district=request.district, by=request.user, **form.cleaned_data
            )
            return done(request, _list_of(request, encounter), "接触履歴に書きました。")
    return _form(request, form)


@district_editor
@transaction.atomic
def encounter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was noted."""
    rows = Encounter.objects.locked() if request.method == "POST" else Encounter.objects.all()
    encounter = get_in_district(request.access, rows.with_people(), pk)
    form = EncounterForm(
        request.POST or None, instance=copy(encounter), organizations=organizations_of(request)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.change_encounter(encounter, by=request.user, **form.cleaned_data)
            return done(request, _list_of(request, encounter), "接触履歴を直しました。")
    return _form(request, form, encounter)


def _form(request: HttpRequest, form: EncounterForm, encounter: Encounter | None = None) -> HttpResponse:
    answer = invalid if request.method == "POST" else render
    context = {"form": form, "encounter": encounter}
    return answer(request, "groups/encounter_form.html", context)


def _list_of(request: HttpRequest, encounter: Encounter) -> str:
    """The encounters with the same organisation."""
    url = reverse("encounters:encounter_list", args=[request.district.slug])
    return f"{url}?organization={encounter.organization_id}"


@require_POST
@district_editor
def encounter_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """The promise is kept today."""
    encounter = get_in_district(request.access, Encounter.objects.all(), pk)
    actions.keep_promise(encounter, by=request.user)
    told = f"「{encounter.promise}」の約束を、はたしたと記録しました。"
    return done(request, _list_of(request, encounter), told)


@district_editor
def encounter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what was noted by mistake, after asking."""
    encounter = get_in_district(request.access, Encounter.objects.with_people(), pk)
    if request.method == "POST":
        url = _list_of(request, encounter)
        actions.delete_encounter(encounter, by=request.user)
        return done(request, url, "接触履歴から消しました。")
    return confirm_page(
        request,
        title="この記録を消しますか",
        text="まちがって書いたときだけに使います。",
        items=[f"{encounter.met_on:%Y年%-m月%-d日}　{encounter}", encounter.text],
        submit="消す",
        cancel_url=_list_of(request, encounter),
    )
