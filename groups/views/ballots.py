"""The residents' vote (テーマ投票): voting with one tap, results, and the coordinators' work around it."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.actions import ballots
from groups.forms.ballots import BallotForm, CandidateRows, OpenBallotForm, TallyForm
from groups.models import Ballot, Candidate, Tally, Theme, Vote
from groups.permissions import get_in_district
from groups.reports.ballots import ballot_result
from groups.views.challenge_pages import form_page
from groups.views.tickets import VOTES_OF_AN_ADDRESS, Ticket, hand_out, ticket_of
from portal.forms import refusals_in
from portal.japanese.calendar import FiscalYear, long_date
from portal.pages import confirm_page, done, invalid, question_form, render
from portal.permissions import district_editor, district_internal, public, sent_by_editors
from portal.ratelimits import limited, too_many


@public
@require_safe
def ballot_list(request: HttpRequest) -> HttpResponse:
    """All votes of the district, the latest first."""
    found = Ballot.objects.visible_to(request.user).filter(district=request.district)
    return render(request, "groups/ballot_list.html", {"ballots": found, "may_edit": request.access.can_edit})


@public
@require_safe
@never_cache
def ballot_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where residents vote with one tap, and read the result once it is told."""
    ballot = get_in_district(request.access, Ballot.objects.all(), pk)
    may_edit = request.access.can_edit
    ticket = ticket_of(request, ballot)
    context = {
        "ballot": ballot,
        "candidates": ballot.candidates.all(),
        "choice": _choice(ballot, ticket),
        "ticket": ticket,
        # Nobody shall vote for who leads already; who counts the paper votes sees where it stands.
        "result": ballot_result(ballot) if ballot.is_closed or may_edit else None,
        "themes": Theme.objects.visible_to(request.user).filter(candidate__ballot=ballot)
        if ballot.is_closed
        else [],
        "may_edit": may_edit,
        "crowded": _crowded(ballot) if may_edit and ballot.state == Ballot.State.OPEN else "",
    }
    response = render(request, "groups/ballot_detail.html", context)
    if ballot.is_voting and ticket is None:
        hand_out(response, ballot, Ticket.fresh())
    return response


def _choice(ballot: Ballot, ticket: Ticket | None) -> int | None:
    """The candidate for which this browser has voted."""
    if ticket is None or not ballot.is_voting:
        return None
    return _vote_of(ballot, ticket)


def _vote_of(ballot: Ballot, ticket: Ticket) -> int | None:
    """The candidate for which this ticket has voted."""
    own = Vote.objects.filter(ballot=ballot, voter=ballots.voter_of(ballot, ticket.id))
    return own.values_list("candidate_id", flat=True).first()


@public
@require_POST
@limited("600/h")
def ballot_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: a vote, or a changed one. How many first votes are taken from one address: groups/views/tickets.py."""
    ballot = get_in_district(request.access, Ballot.objects.all(), pk)
    ticket = ticket_of(request, ballot)
    chosen = request.POST.get("candidate", "")
    candidate = ballot.candidates.filter(pk=chosen).first() if chosen.isdecimal() else None
    if ticket is None or candidate is None:
        messages.warning(request, "投票を受け取れませんでした。もう一度、候補のボタンを押してください。")
        return redirect(ballot)
    if _vote_of(ballot, ticket) is None and _is_full(request, ballot):
        return render(request, "groups/ballot_full.html", {"ballot": ballot}, status=429)
    try:
        ballots.cast_vote(ballot, candidate=candidate, ticket=ticket.id)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(ballot)
    return done(request, ballot, f"「{candidate}」に投票しました。ありがとうございます。")


def _is_full(request: HttpRequest, ballot: Ballot) -> bool:
    """Whether the address has had its first votes of today; counts this one."""
    return too_many(request, f"ballot-{ballot.pk}", f"{VOTES_OF_AN_ADDRESS}/d", count=True)


@public
@require_POST
@limited("600/h")
def ballot_next(request: HttpRequest, pk: int) -> HttpResponse:
    """「家族がつづけて投票する」: the next person on this device gets a ticket of their own."""
    ballot = get_in_district(request.access, Ballot.objects.all(), pk)
    ticket = ticket_of(request, ballot)
    response = redirect(ballot)
    if ticket and ticket.allows_another and ballot.is_voting:
        hand_out(response, ballot, ticket.for_the_next())
        messages.info(request, "次の方の番です。候補のボタンを押してください。")
    else:
        messages.warning(
            request,
            "この端末で続けて投票できる人数に達しました。回覧や会場の紙でも投票できますので、ご利用ください。",
        )
    return response


# -- Preparing ------------------------------------------------------------------------------------------------------


@district_editor
def ballot_add(request: HttpRequest) -> HttpResponse:
    """A new ballot with its candidates; nobody sees it before it is published."""
    return _edit_ballot(request, Ballot(district=request.district))


@district_editor
@transaction.atomic
def ballot_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a ballot that is being prepared; once residents vote only its explanation and its last day."""
    ballot = get_in_district(request.access, Ballot.objects.locked(), pk)
    if ballot.state == Ballot.State.DRAFT:
        return _edit_ballot(request, ballot)
    form = OpenBallotForm(request.POST or None, instance=copy(ballot))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            ballots.save_ballot(form.instance, by=request.user)
            return done(request, ballot, "保存しました。")
    return form_page(
        request,
        form,
        title="投票を直す",
        lead="公開したあとは、説明と終わりの日だけを変えられます。",
        cancel_url=ballot.get_absolute_url(),
    )


def _edit_ballot(request: HttpRequest, ballot: Ballot) -> HttpResponse:
    form = BallotForm(request.POST or None, instance=copy(ballot))
    rows = CandidateRows(request.POST or None, ballot=ballot)
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        with refusals_in(form):
            saved = ballots.save_ballot(form.instance, candidates=rows.rows(), by=request.user)
            return done(request, saved, "保存しました。候補を確かめてから、公開してください。")
    back = ballot if ballot.pk else None
    cancel_url = (
        back.get_absolute_url() if back else reverse("challenges:ballot_list", args=[request.district.slug])
    )
    context = {"form": form, "rows": rows, "ballot": back, "cancel_url": cancel_url}
    return (invalid if request.method == "POST" else render)(request, "groups/ballot_edit.html", context)


CHANGES = {
    "open": (
        ballots.open_ballot,
        "投票を公開しますか",
        "始まりの日から、住民が投票できるようになります。公開したあとは、候補を変えられません。",
        "公開する",
        "投票を公開しました。",
    ),
    "close": (
        ballots.close_ballot,
        "投票を締め切りますか",
        "ウェブの投票を終わりにし、紙の票と合わせた結果を、住民のページにのせます。紙の票をすべて入力したか確かめてください。",
        "締め切って結果を公開する",
        "締め切りました。結果を公開しています。",
    ),
    "reopen": (
        ballots.reopen_ballot,
        "締め切りを取り消しますか",
        "結果をふたたび隠し、期間の間は投票できるようにします。まちがえて締め切ったときだけに使ってください。",
        "締め切りを取り消す",
        "投票に戻しました。",
    ),
    "delete": (
        ballots.delete_ballot,
        "この投票を消しますか",
        "準備中の投票を、候補といっしょに消します。",
        "投票を消す",
        "投票を消しました。",
    ),
}


def _crowded(ballot: Ballot) -> str:
    """What to think of where residents find two votes on one year's themes at once; empty where they do not.

    A year may have two themes, and so two votes (DOMAIN section 5.3): nothing is forbidden.
    """
    others = list(Ballot.objects.alongside(ballot).prefetch_related("candidates"))
    if not others:
        return ""
    names = "".join(
        f"「{other}」（{long_date(other.opens_on)}から{long_date(other.closes_on)}まで）" for other in others
    )
    year = FiscalYear(ballot.fiscal_year).label
    told = (
        f"{year}のテーマの投票が、同じ時期に重なります。この「{ballot}」のほかに、{names}を公開しています。"
        "住民がどちらに投票すればよいか迷わないよう、題名と説明でちがいが分かるか確かめてください。"
        "同じことをたずねる投票なら、どちらか1つにしてください。"
    )
    titles = {candidate.title for other in others for candidate in other.candidates.all()}
    if both := [candidate.title for candidate in ballot.candidates.all() if candidate.title in titles]:
        told += f"両方にある候補（{'、'.join(both)}）は、票が2つに分かれます。"
    return told


@district_editor
def ballot_change(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Publish, close, reopen or delete, after asking."""
    ballot = get_in_district(request.access, Ballot.objects.all(), pk)
    action, title, text, submit, told = CHANGES[to]
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            action(ballot, by=request.user)
            if to == "delete":
                return done(request, "challenges:ballot_list", told, request.district.slug)
            return done(request, ballot, told)
    return confirm_page(
        request,
        form=form,
        title=title,
        text=text,
        submit=submit,
        danger=to == "delete",
        warning=_crowded(ballot) if to in ("open", "reopen") else "",
        items=[str(ballot), *map(str, ballot.candidates.all())],
        cancel_url=ballot.get_absolute_url(),
    )


# -- Votes on paper -------------------------------------------------------------------------------------------------


@district_internal
@sent_by_editors
def tally_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Paper votes by place, and the form to key in one more place; `?place=` corrects one."""
    ballot = get_in_district(request.access, Ballot.objects.all(), pk)
    candidates = list(ballot.candidates.all())
    tallies = list(Tally.objects.filter(candidate__ballot=ballot).select_related("candidate"))
    place = request.GET.get("place", "")
    known = TallyForm.values_of([tally for tally in tallies if tally.place == place])
    may_edit = request.access.can_edit
    form = TallyForm(request.POST or None, initial=known, candidates=candidates)
    if form.is_valid():
        with refusals_in(form):
            data = form.cleaned_data
            ballots.save_tallies(
                ballot,
                place=data["place"],
                counted_on=data["counted_on"],
                counts=form.counts,
                by=request.user,
            )
            return done(
                request,
                "challenges:tally_list",
                f"「{data['place']}」の票を入力しました。続けて入力できます。",
                request.district.slug,
                pk,
            )
    context = {
        "ballot": ballot,
        "candidates": candidates,
        "places": _by_place(tallies, candidates),
        "total": ballot.candidates.aggregate(total=Sum("tallies__count"))["total"] or 0,
        "form": form,
        "place": place,
        "may_edit": may_edit,
    }
    return (invalid if form.is_bound else render)(request, "groups/ballot_tallies.html", context)


def _by_place(tallies: list[Tally], candidates: list[Candidate]) -> list[dict]:
    """One row a place with the counts in the order of the candidates."""
    places: dict[str, dict[int, Tally]] = {}
    for tally in tallies:
        places.setdefault(tally.place, {})[tally.candidate_id] = tally
    return [
        {
            "place": place,
            "counted_on": next(iter(found.values())).counted_on,
            "counts": [
                (candidate, found[candidate.pk].count if candidate.pk in found else 0)
                for candidate in candidates
            ],
            "total": sum(tally.count for tally in found.values()),
        }
        for place, found in places.items()
    ]


@district_editor
def tally_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out the paper votes of a place (`?place=`), after asking."""
    ballot = get_in_district(request.access, Ballot.objects.all(), pk)
    place = request.GET.get("place", "")
    back = reverse("challenges:tally_list", args=[request.district.slug, pk])
    if request.method == "POST":
        ballots.delete_tallies(ballot, place=place, by=request.user)
        return done(request, back, f"「{place}」の票を消しました。")
    return confirm_page(
        request,
        title="この場所の票を消しますか",
        text=f"「{place}」の紙の票を、すべて消します。",
        submit="票を消す",
        danger=True,
        cancel_url=back,
    )
