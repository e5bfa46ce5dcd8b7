"""The editor of a questionnaire: all sections and questions, and one question a page."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.buttons import places_of, press
from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_editor
from surveys.actions import questions as actions
from surveys.actions.guards import guard_of
from surveys.actions.questions import CHOOSING
from surveys.forms.questions import KINDS, ConditionForm, LinesForm, NewQuestionForm, QuestionForm
from surveys.models import Kind, Question, Section, Wave
from surveys.permissions import get_of_wave, get_wave_for
from surveys.questionnaire import Asked, read_questionnaire
from surveys.reports.readiness import findings_of
from surveys.views.pages import confirm_page


def editor_url(request: HttpRequest, wave: Wave, question: Question | None = None) -> str:
    """The editor of a wave, at one question."""
    url = reverse("surveys:question_list", args=[request.district.slug, wave.pk])
    return f"{url}#question-{question.pk}" if question else url


@require_safe
@district_editor
def question_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All sections and questions of a wave, to be added to, moved and deleted."""
    return show_editor(request, get_wave_for(request.access, pk))


def show_editor(request: HttpRequest, wave: Wave, **told: str) -> HttpResponse:
    """The page or, to HTMX, the part with sections and questions. `told`: message, problem."""
    questionnaire = read_questionnaire(wave)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "questionnaire": questionnaire,
        "count": len(questionnaire.questions),
        "guard": guard_of(wave),
        "findings": findings_of(wave, questionnaire) if wave.is_draft else [],
        "choosing": CHOOSING,
    }
    return render(request, "surveys/question_list.html", context | told, parts=("questions",))


def after(request: HttpRequest, wave: Wave, message: str, change: Callable[[], Any]) -> HttpResponse:
    """Do what a button asked for, and show the editor again."""
    part = partial(show_editor, request, wave) if request.htmx.target == "questions" else None
    return press(request, change, message, page=editor_url(request, wave), part=part)


# -- A new question ---------------------------------------------------------------------------------------------------


@district_editor
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new question: first how it is answered (`?kind=`), then its words. `?parent=` makes it a follow-up."""
    wave = get_wave_for(request.access, pk)
    guard = guard_of(wave)
    parent = _parent_of(request, wave)
    section = parent.section if parent else _section_of(request, wave)
    kind = request.GET.get("kind", "")
    context = {"wave": wave, "survey": wave.survey, "guard": guard, "parent": parent, "section": section}
    if section is None or kind not in Kind.values or guard.adding:
        kinds = [(each.value, each.label, KINDS[each]) for each in Kind]
        return render(request, "surveys/question_kind.html", context | {"kinds": kinds})
    question = Question(wave=wave, section=section, kind=kind, shown_if=parent)
    form = NewQuestionForm(request.POST or None, instance=question, parent=parent)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return _added(request, wave, form)
    answer = invalid if form.is_bound else render
    return answer(request, "surveys/question_add.html", context | {"form": form, "kind": Kind(kind)})


def _added(request: HttpRequest, wave: Wave, form: NewQuestionForm) -> HttpResponse:
    question = form.instance
    question.shown_codes = form.cleaned_data.get("shown_codes") or []
    actions.add_question(
        question,
        choices=form.cleaned_data.get("choices") or [],
        items=form.cleaned_data.get("items") or [],
        by=request.user,
    )
    message = f"質問「{question.text}」を加えました。"
    if "more" in request.POST:
        url = reverse("surveys:question_edit", args=[request.district.slug, wave.pk, question.pk])
        return done(request, url, message)
    return done(request, editor_url(request, wave, question), message)


def _parent_of(request: HttpRequest, wave: Wave) -> Question | None:
    chosen = request.GET.get("parent", "")
    if not chosen.isdecimal():
        return None
    found: Question = get_of_wave(wave, Question.objects.select_related("section"), int(chosen))
    return found if found.kind in CHOOSING else None


def _section_of(request: HttpRequest, wave: Wave) -> Section | None:
    """The section that was chosen, else the last one."""
    chosen = request.GET.get("section", "")
    sections = wave.sections.all()
    found = sections.filter(pk=chosen).first() if chosen.isdecimal() else None
    return found or sections.last()


# -- A question -------------------------------------------------------------------------------------------------------


def question_of_wave(request: HttpRequest, pk: int, question: int, *, locked: bool = False) -> Question:
    """A question of a wave of the district. Raises Http404.

    `locked`: to be changed. The wave is locked first: who answers holds it and then looks at the questions, and would
    wait for who holds a question and then waits for the wave.
    """
    wave = get_wave_for(request.access, pk, within=Wave.objects.locked() if locked else None)
    questions = Question.objects.locked() if locked else Question.objects.all()
    found: Question = get_of_wave(wave, questions.select_related("section"), question)
    return found


@district_editor
@transaction.atomic
def question_edit(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """One question: its words, what is seldom needed, its choices and items."""
    record = question_of_wave(request, pk, question, locked=request.method == "POST")
    form = QuestionForm(
        request.POST or None, instance=copy(record), wave=record.wave, guard=guard_of(record.wave)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_question(form.instance, by=request.user)
            if "more" in request.POST:
                url = reverse("surveys:question_edit", args=[request.district.slug, pk, question])
                return done(request, url, "保存しました。")
            return done(request, editor_url(request, record.wave, record), "質問を保存しました。")
    return show_question(request, record, form=form)


def show_question(
    request: HttpRequest, question: Question, *, form: QuestionForm | None = None, **told: Any
) -> HttpResponse:
    """The page of a question or, to HTMX, its choices and items. `told`: message, problem, lines (LinesForm), list."""
    wave = question.wave
    questionnaire = read_questionnaire(wave)
    asked = next(each for each in questionnaire.questions if each.question.pk == question.pk)
    guard = guard_of(wave)
    if form is None and not request.htmx:
        form = QuestionForm(instance=copy(question), wave=wave, guard=guard)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "question": question,
        "asked": asked,
        "form": form,
        "guard": guard,
        "lines": LinesForm(),
        "has_choices": asked.kind in (*CHOOSING, Kind.MX),
        "is_table": asked.kind == Kind.MX,
        "neighborhoods_missing": asked.kind == Kind.S and question.attribute in ("", "neighborhood"),
        "earlier": _neighbours(questionnaire.questions, asked)[0],
        "later": _neighbours(questionnaire.questions, asked)[1],
    }
    bound = told.get("lines")
    is_wrong = (form is not None and form.is_bound) or (bound is not None and bound.errors)
    answer = invalid if is_wrong else render
    return answer(request, "surveys/question_edit.html", context | told, parts=("lists",))


def _neighbours(questions: tuple[Asked, ...], asked: Asked) -> tuple[Asked | None, Asked | None]:
    place = questions.index(asked)
    return (
        questions[place - 1] if place else None,
        questions[place + 1] if place + 1 < len(questions) else None,
    )


@require_POST
@district_editor
def question_move(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Move a question up or down by one."""
    record = question_of_wave(request, pk, question)
    return after(
        request,
        record.wave,
        f"「{record.text}」を動かしました。",
        lambda: actions.move_question(record, by_places=places_of(request), by=request.user),
    )


@district_editor
def question_delete(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Delete a question, after asking."""
    record = question_of_wave(request, pk, question)
    if request.method == "POST":
        return after(
            request,
            record.wave,
            f"質問「{record.text}」を消しました。",
            lambda: actions.delete_question(record, by=request.user),
        )
    return confirm_page(
        request,
        title="この質問を消しますか",
        text="選択肢もいっしょに消えます。",
        items=[record.text, *(choice.text for choice in record.choices.all())],
        submit="質問を消す",
        danger=True,
        survey=record.wave.survey,
        wave=record.wave,
        cancel_url=editor_url(request, record.wave, record),
    )


@district_editor
def question_condition(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """続けて聞く: of whom a question is asked. First the earlier question (`?parent=`), then its choices."""
    record = question_of_wave(request, pk, question)
    wave = record.wave
    guard = guard_of(wave)
    questionnaire = read_questionnaire(wave)
    asked = next(each for each in questionnaire.questions if each.question.pk == record.pk)
    earlier = [
        each
        for each in questionnaire.questions[: questionnaire.questions.index(asked)]
        if each.kind in CHOOSING and each.choices
    ]
    chosen = request.GET.get("parent", str(record.shown_if_id or ""))
    parent = next((each for each in earlier if str(each.question.pk) == chosen), None)
    form = None
    if parent:
        initial = record.shown_codes if parent.question.pk == record.shown_if_id else []
        form = ConditionForm(
            request.POST if "codes" in request.POST or "save" in request.POST else None,
            parent=parent.question,
            initial={"codes": initial},
        )
    back = reverse("surveys:question_edit", args=[request.district.slug, pk, question])
    if "everybody" in request.POST:
        return after_condition(request, record, back, None, [])
    if form and form.is_valid() and parent:
        return after_condition(request, record, back, parent.question, form.cleaned_data["codes"])
    context = {
        "wave": wave,
        "survey": wave.survey,
        "question": record,
        "asked": asked,
        "earlier": earlier,
        "parent": parent,
        "form": form,
        "guard": guard,
        "back": back,
    }
    answer = invalid if form and form.is_bound else render
    return answer(request, "surveys/question_condition.html", context)


def after_condition(
    request: HttpRequest, record: Question, back: str, parent: Question | None, codes: list[int]
) -> HttpResponse:
    """Set the condition and go back to the question; what is refused is told there."""
    try:
        actions.set_condition(record, parent=parent, codes=codes, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return done(request, back)
    return done(request, back, "聞く相手を決めました。" if parent else "全員に聞くようにしました。")
