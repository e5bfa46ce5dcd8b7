"""Answering page by page: next and back, skipping, taking back, stopping."""

import re
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal import mail
from portal.pages import invalid, render
from surveys.actions import drafts
from surveys.codes import grouped
from surveys.forms.answering import AskedField, mistake_in, read_answer
from surveys.questionnaire import Answer, Asked, Page, in_words
from surveys.views.holding import Held, held, without_draft


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
            return answering.page_url(answering.page_of(asked.key))
    return answering.url("answer_review")


@held
def answer_page(request: HttpRequest, answering: Held, key: str) -> HttpResponse:
    """One page of questions. Whatever button is pressed, what was typed is kept first."""
    if key not in answering.questionnaire.by_key:
        return redirect(answering.url("answer_continue"))
    page = answering.page_of(key)
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
    go, emptied = request.POST.get("go", "next"), request.POST.get("empty", "")
    given = _given(request, page, without=emptied or (page.questions[0].key if go == "skip" else ""))
    before = answering.draft.answers
    wrong = _mistakes(answering, page, given) if go == "next" and not emptied else {}
    try:
        draft = drafts.save_answers(
            answering.draft,
            given,
            seen=request.POST.get("seen", ""),
            window=_window(request),
            position=None if _from_review(request) else _next_place(answering, page, "" if wrong else go),
            one_by_one={"one": True, "many": False}.get(go),
        )
    except drafts.DraftGone:
        return without_draft(request, answering.wave, answering.seat)
    except drafts.ChangedElsewhere as conflict:
        return _conflict(request, answering.with_draft(conflict.draft), page, given)
    answering = answering.with_draft(draft)
    if request.htmx:
        context = _page_context(request, answering, page)
        return render(request, "surveys/answer_page.html", context, parts=("saved",))
    if emptied:
        return redirect(f"{answering.page_url(page)}{_query(request)}#q-{page.questions[0].key}")
    if wrong:
        context = _page_context(request, answering, page, errors=wrong)
        return invalid(request, "surveys/answer_page.html", context)
    return redirect(_after(request, answering, page, go, before))


def _given(request: HttpRequest, page: Page, *, without: str) -> dict[str, Answer | None]:
    """What the posted page says to the questions that it showed; nothing to the one that is to be emptied."""
    asked_for = set(request.POST.getlist("asked")) - {without}
    emptied: dict[str, Answer | None] = {asked.key: None for asked in page.questions if asked.key == without}
    return emptied | {
        asked.key: read_answer(asked, request.POST) for asked in page.questions if asked.key in asked_for
    }


def _mistakes(answering: Held, page: Page, given: Mapping[str, Answer | None]) -> dict[str, str]:
    shown = [asked for asked in page.questions if asked.key in given]
    found = {asked.key: mistake_in(asked, given[asked.key]) for asked in shown}
    return {key: text for key, text in found.items() if text}


def _next_place(answering: Held, page: Page, go: str) -> int:
    """Where the reader stands after the button: whoever comes back later goes on there."""
    place = _place_of(answering, page)
    if go == "back":
        earlier = _page_before(answering, place)
        return _place_of(answering, earlier) if earlier else 0
    return place + len(page.questions) if go in ("next", "skip") else place


def _page_before(answering: Held, place: int) -> Page | None:
    """The page of the last question before this place that is for who answers."""
    answers = answering.draft.answers
    for asked in reversed(answering.questionnaire.questions[:place]):
        if answering.questionnaire.is_shown(asked, answers):
            return answering.page_of(asked.key)
    return None


def _after(request: HttpRequest, answering: Held, page: Page, go: str, before: Mapping[str, Any]) -> str:
    """Where a button leads."""
    if go == "pause":
        return answering.url("answer_pause")
    if go in ("one", "many", "save"):
        return answering.page_url(page)
    if go == "back":
        earlier = _page_before(answering, _place_of(answering, page))
        return answering.page_url(earlier) if earlier else answering.wave.get_absolute_url()
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
        return answering.page_url(answering.page_of(opened[0].key)) + "?from=review"
    return _address_from(answering, _place_of(answering, page) + len(page.questions))


def _window(request: HttpRequest) -> str:
    """The random name of the posted page."""
    name = request.POST.get("window", "")
    return name if re.fullmatch(r"[\w-]{1,16}", name, re.ASCII) else ""


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
        "window": _window(request) if request.htmx else token_urlsafe(9),
        "first": numbers[0],
        "last": numbers[-1],
        "total": len(shown),
        "from_review": _from_review(request),
        "is_end": numbers[-1] == len(shown),
    }


@held
def answer_pause(request: HttpRequest, answering: Held) -> HttpResponse:
    """「いったんやめる」: the number, large, to copy or print, and how to go on."""
    context = {
        "wave": answering.wave,
        "answering": answering,
        "code": grouped(answering.draft.resume_code),
        "resume_url": mail.absolute(reverse("surveys:answer_resume", args=[request.district.slug])),
        "last_day": answering.wave.closes_on,
    }
    return render(request, "surveys/answer_pause.html", context)
