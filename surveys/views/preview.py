"""How residents see a wave, page by page, before and after it is published; nothing is sent from here."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.pages import render
from portal.permissions import district_desk
from surveys.permissions import get_wave_for
from surveys.questionnaire import read_questionnaire


@require_safe
@district_desk
def wave_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """All pages of the questionnaire below each other, with follow-ups shown to everybody."""
    wave = get_wave_for(request.access, pk)
    questionnaire = read_questionnaire(wave)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "questionnaire": questionnaire,
        "pages": questionnaire.pages(),
        "may_try": request.access.can_edit and not wave.is_closed,
    }
    return render(request, "surveys/wave_preview.html", context)
