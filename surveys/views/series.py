"""The district's surveys: what residents can answer and read; series for who keeps them."""

from copy import copy
from dataclasses import dataclass, field

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal import history
from portal.forms import refusals_in
from portal.pages import done, question_form, render
from portal.permissions import district_editor, district_internal, public
from surveys.actions import series as actions
from surveys.forms.series import SurveyForm
from surveys.models import Survey, Wave
from surveys.permissions import get_survey_for
from surveys.views.pages import confirm_page, form_page


@dataclass
class Shelf:
    """The waves of a district as residents see them."""

    open: list[Wave] = field(default_factory=list)
    soon: list[Wave] = field(default_factory=list)
    counting: list[Wave] = field(default_factory=list)  # answered, results to come
    results: list[Wave] = field(default_factory=list)

    def put(self, wave: Wave) -> None:
        """Put a wave where it belongs; one in preparation belongs nowhere."""
        if wave.is_answerable:
            self.open.append(wave)
        elif wave.has_public_results:
            self.results.append(wave)
        elif wave.is_closed or wave.is_overdue:
            self.counting.append(wave)
        elif wave.state == Wave.State.OPEN:
            self.soon.append(wave)


@public
@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    """What can be answered now, what comes, whose results are there; for people with a desk all series too."""
    access = request.access
    waves = list(Wave.objects.visible_to(request.user).in_district(request.district).select_related("survey"))
    shelf = Shelf()
    for wave in sorted(waves, key=lambda wave: wave.closes_on):
        wave.survey.district = request.district
        shelf.put(wave)
    shelf.results.reverse()
    series: dict[Survey, list[Wave]] = {}
    if access.has_desk:
        series = {survey: [] for survey in Survey.objects.filter(district=request.district)}
        for wave in waves:
            series[wave.survey].append(wave)
    context = {
        "shelf": shelf,
        "is_empty": not (shelf.open or shelf.soon or shelf.counting or shelf.results),
        "series": list(series.items()),
        "has_desk": access.has_desk,
        "may_edit": access.can_edit,
    }
    return render(request, "surveys/survey_list.html", context)


@public
@require_safe
def survey_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A series with its waves, so that one sees how answers changed over the years."""
    survey = get_survey_for(request.access, pk)
    waves = list(survey.waves.visible_to(request.user))
    for wave in waves:
        wave.survey = survey
    context = {
        "survey": survey,
        "waves": waves,
        "last": waves[0] if waves else None,
        "has_desk": request.access.has_desk,
        "may_edit": request.access.can_edit,
        "may_read": request.access.can_read_internal,
    }
    return render(request, "surveys/survey_detail.html", context)


@district_editor
def survey_add(request: HttpRequest) -> HttpResponse:
    """A new series; its first wave is prepared next."""
    form = SurveyForm(
        request.POST or None,
        instance=Survey(district=request.district),
        initial={"key": Survey.objects.free_key(request.district)},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            survey = actions.save_survey(form.instance, by=request.user)
            return done(
                request,
                "surveys:wave_add",
                "アンケートをつくりました。次は、第1回の日にちと説明を決めます。",
                request.district.slug,
                survey.pk,
            )
    return form_page(
        request,
        form,
        title="アンケートをつくる",
        lead="同じ質問を何回かくり返して聞くための入れものです。はじめに、名前を決めます。",
        submit="つくって次へ",
        cancel_url=reverse("surveys:survey_list", args=[request.district.slug]),
    )


@district_editor
@transaction.atomic
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name and notes of a series."""
    survey = get_survey_for(request.access, pk)
    stored = Survey.objects.locked().get(pk=survey.pk)
    stored.district = request.district
    form = SurveyForm(request.POST or None, instance=copy(stored))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_survey(form.instance, by=request.user)
            return done(request, survey, "保存しました。")
    return form_page(
        request,
        form,
        title="アンケートの名前などを直す",
        survey=survey,
        cancel_url=survey.get_absolute_url(),
        delete_url=""
        if survey.waves.exists()
        else reverse("surveys:survey_delete", args=[request.district.slug, pk]),
    )


@district_editor
def survey_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a series without waves, after asking."""
    survey = get_survey_for(request.access, pk)
    form = question_form(request)
    if form.is_valid():
        with refusals_in(form):
            actions.delete_survey(survey, by=request.user)
            return done(request, "surveys:survey_list", "アンケートを消しました。", request.district.slug)
    return confirm_page(
        request,
        form=form,
        title="このアンケートを消しますか",
        text="まちがえてつくったときだけに使います。",
        items=[survey.title],
        submit="アンケートを消す",
        danger=True,
        survey=survey,
        cancel_url=survey.get_absolute_url(),
    )


@require_safe
@district_internal
def survey_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed on the name and notes of a series."""
    survey = get_survey_for(request.access, pk)
    context = {"survey": survey, "parts": [("アンケート", history.versions_of(survey), "")]}
    return render(request, "surveys/history.html", context)
