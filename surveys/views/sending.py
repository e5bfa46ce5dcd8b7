"""Looking over all answers, sending them, and the copy of one's own."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from portal.pages import invalid, render
from portal.permissions import public
from portal.ratelimits import limited
from surveys.actions import drafts
from surveys.models import Response
from surveys.permissions import get_wave_for
from surveys.questionnaire import Asked, in_words, questionnaire_of
from surveys.views import copies
from surveys.views.holding import Held, held, without_draft
from surveys.views.seats import PHONE, TEST, seat_of


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
            version=int(version) if version.isdecimal() and len(version) < 9 else 0,
            channel=Response.Channel.PHONE if answering.by_phone else Response.Channel.WEB,
            is_proxy="is_proxy" in request.POST,
            entered_by=request.user if answering.by_phone else None,
        )
    except (drafts.AlreadySent, drafts.DraftGone):
        return without_draft(request, answering.wave, answering.seat)
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
        "last_url": answering.page_url(answering.page_of(list(lines)[-1]))
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
        "is_test": bool(seat and seat.mode == TEST),
        "by_phone": bool(seat and seat.mode == PHONE and request.access.can_edit),
    }
    return render(request, "surveys/answer_thanks.html", context)
