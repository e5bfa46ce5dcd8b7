"""From answers to themes: the top needs of a wave, and making candidates of the residents' vote out of them."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from groups.models import Ballot, Challenge
from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal
from surveys.actions.candidates import put_up_candidates
from surveys.forms.candidates import BallotChoiceForm, ProposalForm
from surveys.permissions import get_results_for
from surveys.reports.needs import Need, needs_of


@require_safe
@district_internal
def candidate_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What residents need most, and more than last time; marked ones become candidates."""
    wave = get_results_for(request.access, pk)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "lists": needs_of(wave),
        "chosen": request.GET.getlist("need"),
        "ballots": Ballot.objects.filter(district=request.district, state=Ballot.State.DRAFT),
        "may_edit": request.access.can_edit,
        "is_none_chosen": "propose" in request.GET,
    }
    return render(request, "surveys/candidate_list.html", context)


@district_editor
def candidate_add(request: HttpRequest, pk: int) -> HttpResponse:
    """The marked needs in the words in which residents will vote on them, and the ballot they go into."""
    wave = get_results_for(request.access, pk)
    chosen = _chosen(request, [need for each in needs_of(wave) for need in each.needs])
    back = reverse("surveys:candidate_list", args=[request.district.slug, wave.pk])
    if not chosen:
        return done(request, f"{back}?propose=1")
    data = request.POST if request.method == "POST" else None
    challenges = list(Challenge.objects.open().filter(district=request.district))
    form = BallotChoiceForm(data, district=request.district)
    rows = [
        ProposalForm(data, prefix=need.name, need=need, wave=wave, challenges=challenges) for need in chosen
    ]
    if data is not None and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        with refusals_in(form):
            ballot = put_up_candidates(
                wave, ballot=form.chosen, proposals=[row.proposal for row in rows], by=request.user
            )
            return done(
                request,
                ballot,
                f"{len(rows)}つの候補を入れました。公開するまで、住民には見えません。",
            )
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "rows": rows,
        "back": back,
        "marked": "&".join(f"need={need.name}" for need in chosen),
    }
    return (invalid if data is not None else render)(request, "surveys/candidate_add.html", context)


def _chosen(request: HttpRequest, needs: list[Need]) -> list[Need]:
    names = request.GET.getlist("need") or request.POST.getlist("need")
    return [need for need in needs if need.name in names]
