"""The way into a survey: its page, the start, numbers from paper and to go on, the telephone, the trial."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.pages import invalid, render
from portal.permissions import district_editor, public
from portal.ratelimits import limited, too_many
from surveys.actions import drafts
from surveys.codes import grouped, read_code
from surveys.models import AccessCode, Draft, Wave
from surveys.permissions import get_wave_for
from surveys.questionnaire import questionnaire_of
from surveys.views import copies
from surveys.views.seats import PHONE, Seat, give_seat, seat_of

# So many wrong numbers an hour from one address; right ones are not counted: a hall full of people has one address.
WRONG_CODES = "30/h"
# The same for a wrong number, one of another district, and one that has run out.
UNKNOWN_CODE = (
    "この番号の回答は、見つかりませんでした。番号をもう一度お確かめください。"
    "送り終わった番号と、しめきりを過ぎた番号も、使えません。"
)


@public
@require_safe
@never_cache
def wave_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the survey is, who may answer, until when, and the start; after the end, what comes of it."""
    wave = get_wave_for(request.access, pk)
    return render(request, "surveys/wave_detail.html", _entrance(request, wave))


def _entrance(request: HttpRequest, wave: Wave, **more: Any) -> dict[str, Any]:
    seat = seat_of(request, wave)
    draft = _draft_of(seat, wave)
    questionnaire = questionnaire_of(wave)
    return {
        "wave": wave,
        "question_count": sum(asked.parent is None for asked in questionnaire.questions),
        "draft": draft,
        "was_sent": bool(seat and seat.draft and not draft and drafts.was_sent(wave, seat.resume_code)),
        "one_by_one": request.display.size != "normal",
        "phase_kind": "ok" if wave.is_answerable else "info" if wave.has_public_results else "",
        "may_edit": request.access.can_edit,
        "code": "",
    } | more


def _draft_of(seat: Seat | None, wave: Wave) -> Draft | None:
    """The draft of the seat, if it can still be sent."""
    if seat is None or not seat.draft:
        return None
    draft = Draft.objects.filter(pk=seat.draft, resume_code=seat.resume_code, wave=wave).first()
    return draft if draft and drafts.may_send(wave, draft, by_phone=seat.mode == PHONE) else None


@public
@require_POST
@limited("600/h")
def wave_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to answer, with the number from paper where there is one; who has begun here goes on."""
    wave = get_wave_for(request.access, pk)
    seat = seat_of(request, wave)
    typed = request.POST.get("code", "").strip()
    if (
        not typed
        and seat
        and seat.draft
        and (_draft_of(seat, wave) or drafts.was_sent(wave, seat.resume_code))
    ):
        # `answer_continue` tells the two apart. A draft that ran out is no reason not to begin again.
        return redirect("surveys:answer_continue", request.district.slug, pk)
    try:
        code = _code(request, wave, typed)
        draft = drafts.start_draft(wave, code=code, one_by_one=request.POST.get("mode") == "one")
    except ValidationError as error:
        context = _entrance(request, wave, code=typed, code_error=error.messages[0])
        return invalid(request, "surveys/wave_detail.html", context)
    response = redirect("surveys:answer_continue", request.district.slug, pk)
    give_seat(response, wave, Seat.of_draft(draft, before=seat))
    return response


def _code(request: HttpRequest, wave: Wave, typed: str) -> AccessCode | None:
    """The code of a sheet or slip of this wave. Raises ValidationError."""
    if not typed:
        return None
    code = None if too_many(request, "survey-codes", WRONG_CODES) else _known(wave, typed)
    if code is None:
        too_many(request, "survey-codes", WRONG_CODES, count=True)
        raise ValidationError(
            "この番号は、使えませんでした。紙に書かれた8けたの番号を、もう一度お確かめください。"
        )
    return code


def _known(wave: Wave, typed: str) -> AccessCode | None:
    return AccessCode.objects.filter(wave=wave, code=read_code(typed)).first()


@public
@require_safe
@never_cache
def access_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code of a sheet or slip leads: the survey with the number filled in. Changes nothing."""
    if too_many(request, "survey-codes", WRONG_CODES):
        return render(request, "429.html", status=429)
    found = (
        AccessCode.objects.filter(code=read_code(code), wave__survey__district=request.district)
        .select_related("wave__survey")
        .first()
    )
    if found is None or found.wave.is_draft:
        too_many(request, "survey-codes", WRONG_CODES, count=True)
        context = {"error": UNKNOWN_CODE, "typed": code}
        return render(request, "surveys/answer_resume.html", context, status=404)
    wave = found.wave
    wave.survey.district = request.district
    is_used = hasattr(found, "response")
    context = _entrance(request, wave, code=grouped(found.code), code_is_used=is_used, by_code=True)
    return render(request, "surveys/wave_detail.html", context)


@public
@require_POST
@limited("600/h")
def wave_next(request: HttpRequest, pk: int) -> HttpResponse:
    """「つぎの方が答える」: the next person on this device gets a seat of their own."""
    wave = get_wave_for(request.access, pk)
    seat = seat_of(request, wave)
    if seat is not None and not seat.allows_another:
        return render(request, "surveys/answer_full.html", {"wave": wave})
    if seat is not None and seat.mode == PHONE and request.access.can_edit:
        response = redirect("surveys:answer_phone", request.district.slug)
    else:
        response = redirect(wave)
    if seat is not None:
        give_seat(response, wave, seat.for_the_next())
    copies.erase_copy(response, wave, reverse("surveys:answer_thanks", args=[request.district.slug, pk]))
    return response


@public
@never_cache
@limited("600/h")
def answer_resume(request: HttpRequest) -> HttpResponse:
    """Go on with a number: that of 「いったんやめる」, or of a sheet or slip."""
    if request.method != "POST":
        return render(request, "surveys/answer_resume.html", {})
    if too_many(request, "survey-codes", WRONG_CODES):
        return render(request, "429.html", status=429)
    typed = request.POST.get("code", "")
    found = resumed(request, typed)
    if found is None:
        return invalid(request, "surveys/answer_resume.html", {"error": UNKNOWN_CODE, "typed": typed})
    if isinstance(found, AccessCode):
        return redirect("surveys:access_code", request.district.slug, found.code)
    found.wave.survey.district = request.district
    response = redirect("surveys:answer_continue", request.district.slug, found.wave_id)
    give_seat(response, found.wave, Seat.of_draft(found, before=seat_of(request, found.wave)))
    return response


def resumed(request: HttpRequest, typed: str) -> Draft | AccessCode | None:
    """What the typed number means here; None for a wrong one, which is counted."""
    if too_many(request, "survey-codes", WRONG_CODES):
        return None
    found = drafts.look_up(request.district, typed)
    if found is None:
        too_many(request, "survey-codes", WRONG_CODES, count=True)
    return found


@require_POST
@district_editor
def wave_test(request: HttpRequest, pk: int) -> HttpResponse:
    """「ためしに答える」: a draft whose response never counts; also before the survey is published."""
    wave = get_wave_for(request.access, pk)
    try:
        draft = drafts.start_draft(wave, is_test=True, one_by_one=request.POST.get("mode") == "one")
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect(wave)
    response = redirect("surveys:answer_continue", request.district.slug, pk)
    give_seat(response, wave, Seat.of_draft(draft, before=seat_of(request, wave)))
    return response


@district_editor
@never_cache
def answer_phone(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A coordinator answers for somebody on the telephone: a new answer, or on with the caller's number.

    Led here from a survey (`pk`), that one is chosen beforehand.
    """
    waves = Wave.objects.in_district(request.district).filter(state=Wave.State.OPEN).select_related("survey")
    context: Mapping[str, Any] = {"waves": waves, "chosen": pk}
    if request.method != "POST":
        return render(request, "surveys/answer_phone.html", context)
    typed = request.POST.get("code", "").strip()
    try:
        draft = _phone_draft(request, waves, typed)
    except ValidationError as error:
        return invalid(
            request, "surveys/answer_phone.html", {**context, "error": error.messages[0], "typed": typed}
        )
    response = redirect("surveys:answer_continue", request.district.slug, draft.wave_id)
    give_seat(response, draft.wave, Seat.of_draft(draft, PHONE, before=seat_of(request, draft.wave)))
    return response


def _phone_draft(request: HttpRequest, waves: Any, typed: str) -> Draft:
    """The caller's draft by its number, or a new one for the chosen wave. Raises ValidationError."""
    if not typed:
        chosen = request.POST.get("wave", "")
        if not chosen.isdecimal():
            raise ValidationError("アンケートを選んでください。")
        return drafts.start_draft(get_wave_for(request.access, int(chosen), within=waves), by_phone=True)
    found = drafts.look_up(request.district, typed)
    if found is None:
        raise ValidationError(UNKNOWN_CODE)
    found.wave.survey.district = request.district
    if isinstance(found, AccessCode):
        return drafts.start_draft(found.wave, code=found, by_phone=True)
    return found
