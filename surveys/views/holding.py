"""The gate of the pages of a draft: which one this browser is answering, and what is said where there is none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from portal.pages import invalid, render
from portal.permissions import public
from portal.views.errors import resendable
from surveys.actions import drafts
from surveys.models import Draft, Wave
from surveys.permissions import get_wave_for
from surveys.questionnaire import Page, Questionnaire, questionnaire_of
from surveys.views.entrance import resumed
from surveys.views.seats import PHONE, Seat, give_seat, seat_of


@dataclass(frozen=True)
class Held:
    """What this browser is answering."""

    wave: Wave
    draft: Draft
    seat: Seat
    # The coordinator who answers for somebody on the telephone.
    by_phone: bool

    @property
    def questionnaire(self) -> Questionnaire:
        return questionnaire_of(self.wave)

    def with_draft(self, draft: Draft) -> "Held":
        return replace(self, draft=draft)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"surveys:{name}", args=[self.wave.district.slug, self.wave.pk, *args])

    def page_of(self, key: str) -> Page:
        """The page on which a question is asked."""
        pages = self.questionnaire.pages(one_by_one=self.draft.one_by_one)
        return next(page for page in pages if any(asked.key == key for asked in page.questions))

    def page_url(self, page: Page) -> str:
        return self.url("answer_page", page.questions[0].key)


def held(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gate of the pages of a draft: this browser's, or the one whose number was just entered (`answer_lost`)."""

    @public
    @never_cache
    @resendable
    @wraps(view)
    def gated(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        wave = get_wave_for(request.access, pk)
        seat, regained = seat_of(request, wave), False
        if request.method == "POST" and "resume_code" in request.POST:
            found = resumed(request, request.POST["resume_code"])
            if isinstance(found, Draft) and found.wave_id == wave.pk:
                seat, regained = Seat.of_draft(found, before=seat), True
        draft = _draft_of(seat, wave)
        if seat is None or draft is None:
            return without_draft(request, wave, seat)
        by_phone = seat.mode == PHONE and request.access.can_edit
        if not drafts.may_send(wave, draft, by_phone=by_phone):
            return _ended(request, wave)
        response = view(request, Held(wave, draft, seat, by_phone), **kwargs)
        if regained:
            give_seat(response, wave, seat)
        return response

    return gated


def _draft_of(seat: Seat | None, wave: Wave) -> Draft | None:
    if seat is None or not seat.draft:
        return None
    draft: Draft | None = Draft.objects.filter(pk=seat.draft, resume_code=seat.resume_code, wave=wave).first()
    if draft is not None:
        draft.wave = wave
    return draft


def without_draft(request: HttpRequest, wave: Wave, seat: Seat | None) -> HttpResponse:
    """Sent already; or, of a page that was sent without its draft, a way to find the draft and lose nothing."""
    if request.htmx:  # what is typed stays where it is, and the next press tells
        return HttpResponse(status=204)
    if seat is not None and seat.draft and drafts.was_sent(wave, seat.resume_code):
        context = {"wave": wave, "allows_another": seat.allows_another}
        return render(request, "surveys/answer_received.html", context)
    if request.method != "POST":
        return redirect(wave)
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "resume_code")
    ]
    tried = "resume_code" in request.POST
    return invalid(request, "surveys/answer_lost.html", {"wave": wave, "kept": kept, "tried": tried})


def _ended(request: HttpRequest, wave: Wave) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=204)
    return render(request, "surveys/answer_ended.html", {"wave": wave})
