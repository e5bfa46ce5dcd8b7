"""The page behind a signed link: one side of an introduction answers, without an account.

It shows what the other side offers or needs and whom to call, nothing of any person. An unknown link is a 404, one that
was used, is too old or was withdrawn a 410 that says so in plain words.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups.actions import introductions as actions
from groups.forms.introductions import AnswerForm
from groups.models import Confirmation, Introduction
from portal.forms import refusals_in
from portal.pages import invalid, render
from portal.permissions import public
from portal.ratelimits import limited


@public
@never_cache
@limited("30/h")
def introduction_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Yes or no to an introduction, once."""
    found = Confirmation.objects.with_token(token).select_related(
        "introduction__giver", "introduction__taker"
    )
    confirmation = found.filter(introduction__district=request.district).first()
    if confirmation is None:
        return _private(render(request, "groups/introduction_over.html", {"why": "unknown"}, status=404))
    if why := _why_over(confirmation):
        return _private(render(request, "groups/introduction_over.html", {"why": why}, status=410))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.answer_by_link(confirmation, **form.cleaned_data)
            return _private(redirect("exchange:introduction_thanks", request.district.slug))
    answer = invalid if request.method == "POST" else render
    context = {"form": form, "confirmation": confirmation, "introduction": confirmation.introduction}
    return _private(answer(request, "groups/introduction_answer.html", context))


def _why_over(confirmation: Confirmation) -> str:
    """Why a link takes no answer any more: "used", "withdrawn", "expired", or nothing."""
    if confirmation.answer:
        return "used"
    if confirmation.withdrawn_at or confirmation.introduction.state != Introduction.State.ASKING:
        return "withdrawn"
    return "" if confirmation.is_usable else "expired"


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it goes neither to other sites nor into an index.

    Only its origin is told where somebody goes on; with "no-referrer" browsers would send the form from origin
    "null", which the protection against forged requests refuses.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_safe
def introduction_thanks(request: HttpRequest) -> HttpResponse:
    """What happens next; the same page for everybody."""
    return _private(render(request, "groups/introduction_thanks.html"))
