"""Results for residents: the public page, and the words and choices that make it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.forms import refusals_in
from portal.pages import done, invalid, question_form, render, sheet_file
from portal.permissions import district_editor, public
from portal.tabular import Sheet
from surveys.actions import publishing
from surveys.forms.publishing import QuestionWordsForm, ResultsWordsForm
from surveys.models import Question, Remark, Wave
from surveys.permissions import get_of_wave, get_results_for, get_wave_for, may_see_results
from surveys.questionnaire import questionnaire_of
from surveys.reports.figure_sheets import marks_of, simple_columns, simple_rows
from surveys.reports.published import PublishedResults, published_results, themes_after
from surveys.reports.sentences import proposal
from surveys.reports.settled import question_of
from surveys.views.pages import confirm_page


@public
@require_safe
def wave_results(request: HttpRequest, pk: int) -> HttpResponse:
    """The results as residents read them; before they are published, as a preview for the district's people."""
    wave = get_wave_for(request.access, pk)
    if not wave.has_public_results and not may_see_results(request.access, wave):
        raise Http404("結果は、まだ公表していません。")
    shown = published_results(wave)
    if request.GET.get("format") in ("csv", "xlsx"):
        return _file(request, wave, shown)
    context = {
        "wave": wave,
        "results": shown.results,
        "questions": shown.questions,
        "themes": themes_after(wave, request.user),
        "is_preview": not wave.has_public_results,
        "may_edit": request.access.can_edit,
    }
    return render(request, "surveys/wave_results.html", context)


def _file(request: HttpRequest, wave: Wave, shown: PublishedResults) -> HttpResponse:
    """The tables of the page as a file, exactly as they are shown."""
    sheet = Sheet("集計結果", simple_columns(shown.results), simple_rows(shown.results))
    return sheet_file(request, sheet, f"{wave}_結果", marks_of(wave))


@district_editor
def results_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the whole, and the list of questions with what residents will see of each."""
    wave = get_results_for(request.access, pk)
    form = ResultsWordsForm(request.POST or None, instance=wave)
    if form.is_valid():
        with refusals_in(form):
            publishing.save_results_words(form.instance, by=request.user)
            return done(request, "surveys:results_edit", "保存しました。", request.district.slug, pk)
    answer = invalid if request.method == "POST" else render
    context = {"wave": wave, "form": form, "asked": questionnaire_of(wave).questions}
    return answer(request, "surveys/results_edit.html", context)


@district_editor
def question_words(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """One question: shown or not, and the sentence above its chart, with a proposal to go on from."""
    wave = get_results_for(request.access, pk)
    record: Question = get_of_wave(wave, Question.objects.all(), question)
    form = QuestionWordsForm(request.POST or None, instance=record)
    asked = questionnaire_of(wave).questions
    following = next(
        (after for before, after in zip(asked, asked[1:], strict=False) if before.question.pk == question),
        None,
    )
    if form.is_valid():
        with refusals_in(form):
            publishing.save_question_words(form.instance, by=request.user)
            goes_on = following is not None and "next" in request.POST
            to = ("surveys:question_words", "保存しました。次の質問です。", request.district.slug, pk)
            if goes_on:
                return done(request, *to, following.question.pk)  # type: ignore[union-attr]
            return done(request, "surveys:results_edit", "保存しました。", request.district.slug, pk)
    result = question_of(wave, record.key)
    context = {
        "wave": wave,
        "form": form,
        "result": result,
        "proposal": proposal(result),
        "following": following,
    }
    answer = invalid if request.method == "POST" else render
    return answer(request, "surveys/question_words.html", context)


@district_editor
def results_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, naming what becomes public; then publish."""
    wave = get_results_for(request.access, pk)
    questions = [asked for asked in questionnaire_of(wave).questions if asked.question.is_published]
    items = [f"{asked.label} {asked.question.text}" for asked in questions]
    unread = wave.remarks.filter(state=Remark.State.WAITING).count()
    waiting = f"まだ読んでいない自由記述が{unread}件あります。これらは、のりません。" if unread else ""
    return _asked(
        request,
        wave,
        publishing.publish_results,
        told="結果を公表しました。",
        to=reverse("surveys:wave_results", args=[request.district.slug, pk]),
        title="結果を公表しますか",
        text=f"次の{len(items)}問の結果と、「のせてよい」とした自由記述、結果のまとめを、だれでも見られるようになります。",
        warning=waiting,
        items=items,
        submit="公表する",
    )


@district_editor
def results_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take published results back."""
    return _asked(
        request,
        get_results_for(request.access, pk),
        publishing.withdraw_results,
        told="公表をやめました。",
        to=reverse("surveys:wave_manage", args=[request.district.slug, pk]),
        title="公表をやめますか",
        text="結果のページは、住民から見えなくなります。すでに保存や印刷をした方のところには残ります。",
        submit="公表をやめる",
        danger=True,
    )


def _asked(request: HttpRequest, wave: Wave, action: Any, *, told: str, to: str, **page: Any) -> HttpResponse:
    form = question_form(request)
    if form.is_valid():
        with refusals_in(form):
            action(wave, by=request.user)
            return done(request, to, told)
    back = reverse("surveys:results_edit", args=[request.district.slug, wave.pk])
    return confirm_page(request, form=form, cancel_url=back, wave=wave, survey=wave.survey, **page)
