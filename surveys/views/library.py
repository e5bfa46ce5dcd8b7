"""The question library (質問のひな形): standard questions and those of earlier waves, put into a wave with one press."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_desk, district_editor
from surveys.actions.copying import insert_questions, move_into
from surveys.actions.guards import guard_of, refuse
from surveys.actions.library_questions import add_library_questions, wording_for
from surveys.forms.library import InsertForm
from surveys.library import LIBRARY, LibraryQuestion, Wording
from surveys.models import Question, Section, Wave
from surveys.permissions import get_wave_for
from surveys.questionnaire import read_questionnaire
from surveys.views.questions import editor_url


@require_safe
@district_desk
def library_list(request: HttpRequest) -> HttpResponse:
    """The standard questions, and in which waves of the district they were asked."""
    used: dict[str, list[str]] = {}
    asked = Question.objects.filter(wave__survey__district=request.district)
    for key, title, number in asked.order_by("wave__survey__title", "wave__number").values_list(
        "key", "wave__survey__title", "wave__number"
    ):
        used.setdefault(key, []).append(f"{title} 第{number}回")
    context = {"parts": _parts(Wording(), used)}
    return render(request, "surveys/library_list.html", context)


def _parts(wording: Wording, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Sections with their questions as the district would ask them; `told` says something of a question by its key."""
    return [
        {
            "title": section.title,
            "questions": [
                {
                    "key": question.key,
                    "text": wording.put_into(question.text),
                    "choices": [wording.put_into(choice.text) for choice in question.choices],
                    "sample": question,
                    "told": told.get(question.key),
                    "after": _after(question, wording),
                }
                for question in section.questions
            ],
        }
        for section in LIBRARY
    ]


def _after(question: LibraryQuestion, wording: Wording) -> str:
    """The question that a follow-up goes on from."""
    for section in LIBRARY:
        for other in section.questions:
            if other.key == question.shown_if:
                return wording.put_into(other.text)
    return ""


@district_editor
def library_insert(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose questions for a wave: standard ones, or (`?from=`) those of one of the district's other waves."""
    wave = get_wave_for(request.access, pk)
    others = list(
        Wave.objects.in_district(request.district)
        .exclude(pk=pk)
        .select_related("survey")
        .order_by("-opens_on")
    )
    chosen = request.GET.get("from", "")
    source = next((other for other in others if str(other.pk) == chosen), None)
    if source:
        source.survey.district = request.district
    initial = {"section": request.GET.get("section")}
    form = InsertForm(request.POST if request.method == "POST" else None, wave=wave, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            added = _insert(request, wave, source, form.cleaned_data["section"])
            return done(request, editor_url(request, wave, added[0]), f"質問を{len(added)}問加えました。")
    there = set(wave.questions.values_list("key", flat=True))
    context = {
        "wave": wave,
        "survey": wave.survey,
        "guard": guard_of(wave),
        "form": form,
        "others": others,
        "source": source,
        "questionnaire": read_questionnaire(source) if source else None,
        "parts": [] if source else _parts(wording_for(wave), {}),
        "there": there,
        "picked": set(request.POST.getlist("pick")),
    }
    return (invalid if form.is_bound else render)(request, "surveys/library_insert.html", context)


def _insert(request: HttpRequest, wave: Wave, source: Wave | None, section: Section | None) -> list[Question]:
    """Put the chosen questions in; returns them. Raises ValidationError."""
    refuse(guard_of(wave).adding)
    picked = request.POST.getlist("pick")
    if not picked:
        raise ValidationError("加える質問に、印をつけてください。")
    if source is None:
        added = add_library_questions(wave, keys=picked, by=request.user)
        if section:
            move_into(added, section, by=request.user)
        return added
    pks = [int(each) for each in picked if each.isdecimal()]
    added = insert_questions(wave, source=source, pks=pks, section=section, by=request.user)
    if not added:
        raise ValidationError("加える質問に、印をつけてください。")
    return added
