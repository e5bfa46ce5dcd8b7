"""Pairs that may be brought together (候補): read through by a coordinator, who introduces them or puts them aside."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from groups.actions import exchange as actions
from groups.models import Dismissal, Need, Offer
from groups.permissions import get_entry_for
from groups.reports.matches import suggested_matches
from portal.pages import done, render
from portal.permissions import district_editor, district_internal

NEEDS_OF_A_PAGE = 10


@require_safe
@district_internal
def exchange_matches(request: HttpRequest) -> HttpResponse:
    """What each need may be answered by, the best first, with the reasons."""
    proposed = suggested_matches(request.district, request.user)
    context = {
        "page": Paginator(proposed, NEEDS_OF_A_PAGE).get_page(request.GET.get("page")),
        "may_edit": request.access.can_edit,
        "dismissed": Dismissal.objects.filter(district=request.district).count(),
    }
    return render(request, "groups/exchange_matches.html", context, parts=("results",))


@require_POST
@district_editor
def exchange_dismiss(request: HttpRequest) -> HttpResponse:
    """The pair does not fit; it is not proposed any more."""
    numbers = [request.POST.get(name, "") for name in ("offer", "need")]
    if not all(number.isdecimal() for number in numbers):
        raise Http404
    offer = get_entry_for(request.access, Offer.objects.all(), int(numbers[0]))
    need = get_entry_for(request.access, Need.objects.all(), int(numbers[1]))
    actions.dismiss_pair(offer=offer, need=need, district=request.district, by=request.user)
    return done(
        request,
        "exchange:exchange_matches",
        f"「{offer}」と「{need}」の組み合わせを、出さないようにしました。",
        request.district.slug,
    )


@require_safe
@district_internal
def exchange_dismissals(request: HttpRequest) -> HttpResponse:
    """The pairs that were put aside, with the way back."""
    pairs = Dismissal.objects.filter(district=request.district).select_related(
        "offer__organization", "need__organization", "dismissed_by"
    )
    context = {"dismissals": pairs, "may_edit": request.access.can_edit}
    return render(request, "groups/exchange_dismissals.html", context)


@require_POST
@district_editor
def exchange_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a pair again that was put aside."""
    dismissal = get_object_or_404(Dismissal, district=request.district, pk=pk)
    actions.restore_pair(dismissal, by=request.user)
    return done(
        request, "exchange:exchange_dismissals", "候補に、もう一度出すようにしました。", request.district.slug
    )
