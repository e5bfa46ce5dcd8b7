"""What came back (回収の状況): counts by neighbourhood, and where to ask again."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.pages import render
from portal.permissions import district_desk
from surveys.permissions import get_wave_for
from surveys.reports.response_rates import response_rates


@require_safe
@district_desk
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts only, so that it may be seen while the wave is open."""
    wave = get_wave_for(request.access, pk)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "rates": response_rates(wave),
        "may_hand_out": request.access.can_read_internal,
        "may_edit": request.access.can_edit,
    }
    return render(request, "surveys/returned.html", context)
