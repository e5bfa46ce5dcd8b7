"""Answering page by page: next and back, stopping, looking over, sending, and the copy of one's own answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from secrets import token_urlsafe
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from portal.pages import invalid, render
from portal.permissions import public
from portal.ratelimits import limited
from portal.views.errors import resendable
from surveys.actions import drafts
from surveys.codes import grouped
from surveys.forms.answering import AskedField, mistake_in, read_answer
from surveys.models import Draft, Response, Wave
from surveys.permissions import get_wave_for
from surveys.questionnaire import Answer, Asked, Page, Questionnaire, in_words, questionnaire_of
from surveys.views import copies
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
            return _without_draft(request, wave, seat)
        by_phone = seat.mode == PHONE and request.access.can_edit
        if not drafts.may_send(wave, draft, by_phone=by_phone):
            return render(request, "surveys/answer_ended.html", {"wave": wave})
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


def _without_draft(request: HttpRequest, wave: Wave, seat: Seat | None) -> HttpResponse:
    """Sent already; or, of a page that was sent without its draft, a way to find the draft and lose nothing."""
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


# -- The pages ------------------------------------------------------------------------------------------------------------


@held
def answer_continue(request: HttpRequest, answering: Held) -> HttpResponse:
    """To the page where the reader stopped, or to the review."""
    questions = answering.questionnaire.questions
    place = min(answering.draft.position, len(questions))
    return redirect(_address_from(answering, place))


def _address_from(answering: Held, place: int) -> str:
    """The page of the first question from this place on that is for who answers; after the last one the review."""
    answers = answering.draft.answers
    for asked in answering.questionnaire.questions[place:]:
        if answering.questionnaire.is_shown(asked, answers):
            return answering.url("answer_page", _page_of(answering, asked.key).questions[0].key)
    return answering.url("answer_review")


def _page_of(answering: Held, key: str) -> Page:
    pages = answering.questionnaire.pages(one_by_one=answering.draft.one_by_one)
    return next(page for page in pages if any(asked.key == key for asked in page.questions))


@held
def answer_page(request: HttpRequest, answering: Held, key: str) -> HttpResponse:
    """One page of questions. Whatever button is pressed, what was typed is kept first."""
    if key not in answering.questionnaire.by_key:
        return redirect(answering.url("answer_continue"))
    page = _page_of(answering, key)
    if not _shown_of(answering, page):
        return redirect(_address_from(answering, _place_of(answering, page)))
    if request.method != "POST":
        return render(request, "surveys/answer_page.html", _page_context(request, answering, page))
    return _take(request, answering, page)


def _shown_of(answering: Held, page: Page) -> list[Asked]:
    answers = answering.draft.answers
    return [asked for asked in page.questions if answering.questionnaire.is_shown(asked, answers)]


def _place_of(answering: Held, page: Page) -> int:
    return answering.questionnaire.questions.index(page.questions[0])


def _take(request: HttpRequest, answering: Held, page: Page) -> HttpResponse:
    """Keep a posted page, then do what the button says."""
    asked_for = set(request.POST.getlist("asked"))
    given: dict[str, Answer | None] = {
        asked.key: read_answer(asked, request.POST) for asked in page.questions if asked.key in asked_for
    }
    go = request.POST.get("go", "next")
    emptied = request.POST.get("empty", "") or (page.questions[0].key if go == "skip" else "")
    if emptied in given:
        given[emptied] = None
    before = answering.draft.answers
    try:
        draft = drafts.save_answers(
            answering.draft,
            given,
            seen=request.POST.get("seen", ""),
            window=request.POST.get("window", "")[:16],
            position=_place_of(answering, page),
            one_by_one={"one": True, "many": False}.get(go),
        )
    except drafts.DraftGone:
        return _without_draft(request, answering.wave, answering.seat)
    except drafts.ChangedElsewhere as conflict:
        return _conflict(request, answering.with_draft(conflict.draft), page, given)
    answering = answering.with_draft(draft)
    if request.htmx:
        return render(
            request, "surveys/answer_page.html", _page_context(request, answering, page), parts=("saved",)
        )
    if request.POST.get("empty"):
        return redirect(f"{answering.url('answer_page', page.questions[0].key)}{_query(request)}#q-{emptied}")
    if go == "next":
        errors = {
            asked.key: text
            for asked in _shown_of(answering, page)
            if (text := mistake_in(asked, draft.answers.get(asked.key)))
        }
        if errors:
            return invalid(
                request, "surveys/answer_page.html", _page_context(request, answering, page, errors=errors)
            )
    return redirect(_after(request, answering, page, go, before))


def _after(request: HttpRequest, answering: Held, page: Page, go: str, before: Mapping[str, Any]) -> str:
    """Where a button leads."""
    place = _place_of(answering, page)
    if go == "pause":
        return answering.url("answer_pause")
    if go in ("one", "many"):
        return answering.url("answer_page", page.questions[0].key)
    if go == "back":
        earlier = [
            asked
            for asked in answering.questionnaire.questions[:place]
            if answering.questionnaire.is_shown(asked, answering.draft.answers)
        ]
        if not earlier:
            return answering.wave.get_absolute_url()
        return answering.url("answer_page", _page_of(answering, earlier[-1].key).questions[0].key)
    if _from_review(request):
        # What was changed may have opened questions that were not asked before.
        known = {asked.key for asked in answering.questionnaire.shown(before)}
        opened = [
            asked
            for asked in answering.questionnaire.shown(answering.draft.answers)
            if asked.key not in known
        ]
        if not opened:
            return answering.url("answer_review")
        return (
            answering.url("answer_page", _page_of(answering, opened[0].key).questions[0].key) + "?from=review"
        )
    return _address_from(answering, place + len(page.questions))


def _from_review(request: HttpRequest) -> bool:
    return request.GET.get("from") == "review"


def _query(request: HttpRequest) -> str:
    return "?from=review" if _from_review(request) else ""


def _conflict(
    request: HttpRequest, answering: Held, page: Page, typed: Mapping[str, Answer | None]
) -> HttpResponse:
    """Tell that another window answered otherwise; both answers are shown, the next press decides."""
    context = _page_context(request, answering, page, typed=typed)
    if request.htmx:  # told in passing; the mark stays old, so that pressing a button tells it in full
        context |= {"conflict": True, "seen": request.POST.get("seen", "")}
        return render(request, "surveys/answer_page.html", context, parts=("saved",))
    return render(request, "surveys/answer_page.html", context | {"conflict": True}, status=409)


def _page_context(
    request: HttpRequest,
    answering: Held,
    page: Page,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Answer | None] | None = None,
) -> dict[str, Any]:
    """`typed`: what this window says where another one says otherwise."""
    draft, questionnaire = answering.draft, answering.questionnaire
    errors = errors or {}
    shown = questionnaire.shown(draft.answers)
    here = [asked for asked in page.questions if asked in shown or (typed is not None and asked.key in typed)]
    first_wrong = next((asked.key for asked in here if asked.key in errors), None)
    fields = []
    for asked in here:
        kept = draft.answers.get(asked.key)
        answer = typed.get(asked.key) if typed is not None else kept
        elsewhere = (in_words(asked, kept) or "（答えなし）") if typed is not None and answer != kept else ""
        fields.append(
            AskedField(asked, answer or {}, errors.get(asked.key, ""), asked.key == first_wrong, elsewhere)
        )
    order = {asked.key: number for number, asked in enumerate(shown, start=1)}
    numbers = [order[asked.key] for asked in here if asked.key in order] or [1]
    return {
        "wave": answering.wave,
        "answering": answering,
        "page": page,
        "fields": fields,
        "wrong": [field for field in fields if field.error],
        "seen": drafts.mark_of(draft.answers, [asked.key for asked in here]),
        "window": request.POST.get("window", "")[:16] if request.htmx else token_urlsafe(9),
        "first": numbers[0],
        "last": numbers[-1],
        "total": len(shown),
        "from_review": _from_review(request),
        "is_start": numbers[0] == 1,
        "is_end": numbers[-1] == len(shown),
    }


@held
def answer_pause(request: HttpRequest, answering: Held) -> HttpResponse:
    """「いったんやめる」: the number, large, to copy or print, and how to go on."""
    context = {
        "wave": answering.wave,
        "answering": answering,
        "code": grouped(answering.draft.resume_code),
        "resume_url": request.build_absolute_uri(
            reverse("surveys:answer_resume", args=[request.district.slug])
        ),
        "last_day": answering.wave.closes_on,
    }
    return render(request, "surveys/answer_pause.html", context)


# -- Looking over and sending ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A question on the review page with the answer in words, and what keeps it from being sent."""

    asked: Asked
    words: str
    error: str = ""


@held
@limited("600/h")
def answer_review(request: HttpRequest, answering: Held) -> HttpResponse:
    """All answers, each with a way back to its question; then send."""
    if request.method != "POST":
        return render(request, "surveys/answer_review.html", _review_context(answering))
    version = request.POST.get("version", "")
    try:
        sent = drafts.send_draft(
            answering.wave,
            pk=answering.draft.pk,
            resume_code=answering.draft.resume_code,
            version=int(version) if version.isdecimal() else 0,
            channel=Response.Channel.PHONE if answering.by_phone else Response.Channel.WEB,
            is_proxy="is_proxy" in request.POST,
            entered_by=request.user if answering.by_phone else None,
        )
    except (drafts.AlreadySent, drafts.DraftGone):
        return _without_draft(request, answering.wave, answering.seat)
    except drafts.ChangedElsewhere as conflict:
        context = _review_context(answering.with_draft(conflict.draft))
        return render(request, "surveys/answer_review.html", context | {"conflict": True}, status=409)
    except drafts.Incomplete:
        return invalid(request, "surveys/answer_review.html", _review_context(answering))
    except ValidationError as error:
        context = _review_context(answering) | {"refusal": error.messages[0]}
        return invalid(request, "surveys/answer_review.html", context)
    response = redirect(answering.url("answer_thanks"))
    copies.give_copy(response, answering.wave, sent, answering.url("answer_thanks"))
    return response


def _review_context(answering: Held) -> dict[str, Any]:
    questionnaire, answers = answering.questionnaire, answering.draft.answers
    cleaned, wrong = drafts.checked(answering.wave, answers)
    lines = {
        asked.key: Line(
            asked,
            in_words(asked, cleaned.get(asked.key) or answers.get(asked.key)),
            wrong.get(asked.key, ""),
        )
        for asked in questionnaire.shown(answers)
    }
    parts = [
        (part.section, found)
        for part in questionnaire.parts
        if (found := [lines[asked.key] for asked in part.questions if asked.key in lines])
    ]
    return {
        "wave": answering.wave,
        "answering": answering,
        "parts": parts,
        "wrong": [line for line in lines.values() if line.error],
        "answered": sum(bool(line.words) for line in lines.values()),
        "total": len(lines),
        "version": answering.draft.version,
        "last_url": answering.url("answer_page", _page_of(answering, list(lines)[-1]).questions[0].key)
        if lines
        else answering.wave.get_absolute_url(),
    }


@public
@never_cache
def answer_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """Thanks, with the copy of one's own answers that only this browser holds, for half an hour or until erased."""
    wave = get_wave_for(request.access, pk)
    seat = seat_of(request, wave)
    if request.method == "POST":
        response = redirect("surveys:answer_thanks", request.district.slug, pk)
        copies.erase_copy(response, wave, request.path)
        return response
    copy = copies.copy_of(request, wave)
    questionnaire = questionnaire_of(wave)
    context = {
        "wave": wave,
        "lines": [
            Line(asked, in_words(asked, copy.answers.get(asked.key)))
            for asked in questionnaire.shown(copy.answers)
        ]
        if copy
        else [],
        "is_shortened": bool(copy and copy.is_shortened),
        "is_test": bool(seat and seat.mode == "test"),
        "by_phone": bool(seat and seat.mode == PHONE and request.access.can_edit),
        "allows_another": bool(seat and seat.allows_another),
    }
    return render(request, "surveys/answer_thanks.html", context)
