"""The wording of questions over the waves of a series (言い回しの移り変わり)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.pages import render
from portal.permissions import district_desk
from surveys.permissions import get_survey_for
from surveys.reports.wording import wording_histories


@require_safe
@district_desk
def wording_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions of a series by their keys, and whether their words changed."""
    survey = get_survey_for(request.access, pk)
    context = {"survey": survey, "histories": wording_histories(survey)}
    return render(request, "surveys/wording_list.html", context)


@require_safe
@district_desk
def wording_detail(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Every wording of one question, the latest first."""
    survey = get_survey_for(request.access, pk)
    found = wording_histories(survey, key)
    if not found:
        raise Http404("その設問キーの質問はありません。")
    context = {"survey": survey, "history": found[0], "worded": list(reversed(found[0].worded))}
    return render(request, "surveys/wording_detail.html", context)
