"""できること・してほしいこと: the paired board for everybody, one entry, going on for a year, an organisation's record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actions import exchange as actions
from groups.forms.exchange import ExchangeFilter
from groups.models import Introduction, Need, Offer
from groups.models.activities import Resource
from groups.permissions import (
    get_entry_for,
    get_organization_for,
    may_edit_organization,
    may_read_cooperation,
    may_read_internal,
)
from groups.reports.certificates import cooperation_years, year_record
from groups.reports.matches import suggested_matches
from groups.reports.renewals import renewals_of
from portal.japanese.calendar import FiscalYear
from portal.listing import Column, Listing
from portal.pages import done, render
from portal.permissions import district_editor, district_internal, public

NOTES_OF_A_PAGE = 12
KINDS: dict[str, type[Resource]] = {"offer": Offer, "need": Need}

# -- The board ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """One side of the board: its notes on the page asked for, and how many there are on all pages."""

    kind: str
    title: str
    icon: str
    notes: Sequence[Resource]
    count: int


@public
@require_safe
def exchange_board(request: HttpRequest) -> HttpResponse:
    """What organisations can do and what they wish for, side by side; `?format=` gives a file of the same."""
    filters = ExchangeFilter(request.GET, district=request.district)
    offers, needs = (filters.apply(model.objects.on_board(request.district)) for model in (Offer, Need))
    listing = Listing(request, [*offers, *needs], columns=COLUMNS, title="できること・してほしいこと")
    if listing.export_format:
        return listing.export()
    longer: Page = Paginator(max(offers, needs, key=len), NOTES_OF_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "sides": [
            Side("offer", "できること", "hands", _shown(offers, longer), len(offers)),
            Side("need", "してほしいこと", "need", _shown(needs, longer), len(needs)),
        ],
        "page": longer,
        "export_urls": listing.export_urls,
        "may_read": request.access.can_read_internal,
    }
    return render(request, "groups/exchange_board.html", context, parts=("results",))


def _shown(entries: Sequence[Resource], page: Page) -> Sequence[Resource]:
    start = (page.number - 1) * NOTES_OF_A_PAGE
    return entries[start : start + NOTES_OF_A_PAGE]


def _of_maker(name: str) -> Callable[[Any], Any]:
    return lambda entry: getattr(entry.organization, name)


COLUMNS = (
    Column("side", "できる・してほしい", lambda entry: entry.side_label),
    Column("number", "番号", lambda entry: entry.pk),
    Column("kind", "種類", lambda entry: entry.get_kind_display()),
    Column("text", "内容", lambda entry: entry.text),
    Column("when", "いつ", lambda entry: entry.when),
    Column("place", "どこで", lambda entry: entry.place),
    Column("organization", "団体・施設", _of_maker("name")),
    Column("category", "団体の種別", _of_maker("category")),
    Column("expires_on", "のせる期限", lambda entry: entry.expires_on),
)


# -- One entry ------------------------------------------------------------------------------------------------------


@public
@require_safe
def exchange_entry(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One note with whom to call; to who handles it what can be done with it, and what fits it."""
    entry = get_entry_for(request.access, KINDS[kind].objects.all(), pk)
    may_read = may_read_internal(request.access, entry.organization)
    context = {
        "entry": entry,
        "may_edit": may_edit_organization(request.access, entry.organization),
        "may_introduce": request.access.can_edit,
        "may_read": may_read,
        "matches": _matches_of(request, entry) if may_read and entry.is_current else [],
        "introductions": Introduction.objects.in_district(request.district)
        .filter(**{kind: entry})
        .with_sides()
        if may_read
        else [],
    }
    return render(request, "groups/exchange_entry.html", context)


def _matches_of(request: HttpRequest, entry: Resource) -> list:
    proposed = suggested_matches(request.district, request.user)
    return [match for item in proposed for match in item.matches if entry in (match.offer, match.need)]


@require_POST
def exchange_renew(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """「今年も続ける」, by the organisation's contact or by a coordinator who asked on the phone."""
    entry = get_entry_for(request.access, KINDS[kind].objects.all(), pk, to="edit")
    actions.renew_entry(entry, by=request.user)
    told = f"「{entry}」を、{entry.expires_on:%Y年%-m月%-d日}まで掲示板にのせます。"
    return done(request, _back(request, entry), told)


@require_POST
def exchange_rest(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """「足りました・お休み」: the note leaves the board."""
    entry = get_entry_for(request.access, KINDS[kind].objects.all(), pk, to="edit")
    actions.rest_entry(entry, by=request.user)
    return done(
        request,
        _back(request, entry),
        f"「{entry}」を掲示板からはずしました。また始めるときは「続ける」を押してください。",
    )


def _back(request: HttpRequest, entry: Any) -> str:
    """The list of renewals where it was done from there, else the organisation's page."""
    slug = request.district.slug
    if "from_renewals" in request.POST and request.access.can_edit:
        return reverse("exchange:exchange_renewals", args=[slug])
    return f"{reverse('groups:group_detail', args=[slug, entry.organization_id])}#section-exchange"


# -- Going on for a year --------------------------------------------------------------------------------------------


@require_safe
@district_internal
def exchange_renewals(request: HttpRequest) -> HttpResponse:
    """Whose entries left the board or soon will, with the numbers to call."""
    context = {
        "renewals": renewals_of(request.access),
        "may_edit": request.access.can_edit,
    }
    return render(request, "groups/exchange_renewals.html", context)


@require_POST
@district_editor
def exchange_renew_all(request: HttpRequest, pk: int) -> HttpResponse:
    """All entries of an organisation that wait for it go on for a year, after one call."""
    organization = get_organization_for(request.access, pk, to="edit")
    found = [item for item in renewals_of(request.access) if item.organization == organization]
    entries = [entry for item in found for entry in item.entries]
    for entry in entries:
        actions.renew_entry(entry, by=request.user)
    told = f"{organization}の{len(entries)}件を、1年続けることにしました。"
    return done(request, "exchange:exchange_renewals", told, request.district.slug)


# -- The yearly record ----------------------------------------------------------------------------------------------


@require_safe
def exchange_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of an organisation's introductions, by year; for internal readers and its own contacts."""
    organization = get_organization_for(request.access, pk)
    if not may_read_cooperation(request.access, organization):
        raise PermissionDenied
    years = cooperation_years(organization, request.district)
    asked = request.GET.get("year", "")
    year = (
        FiscalYear(int(asked))
        if asked.isdecimal() and len(asked) == 4
        else FiscalYear.of(timezone.localdate())
    )
    context = {
        "organization": organization,
        "years": years,
        "record": year_record(organization, request.district, year),
        "may_read": request.access.can_read_internal,
        "may_print": request.access.can_read_internal and bool(years),
    }
    return render(request, "groups/exchange_record.html", context)
