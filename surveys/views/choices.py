"""The choices of a question and the items of a table: added a line each, moved, reworded, deleted."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.buttons import places_of, press
from portal.forms import refusals_in
from portal.pages import done
from portal.permissions import district_editor
from surveys.actions import choices as actions
from surveys.actions.guards import guard_of
from surveys.forms.questions import ChoiceForm, ItemForm, LinesForm
from surveys.models import Choice, Item, Question
from surveys.views.pages import form_page
from surveys.views.questions import question_of_wave, show_question


@dataclass(frozen=True)
class Rows:
    """What belongs to a question in rows, by its name in addresses."""

    label: str
    model: type[Choice] | type[Item]
    form: type[ChoiceForm] | type[ItemForm]
    add: Callable[..., Any]
    save: Callable[..., Any]
    delete: Callable[..., Any]


KINDS = {
    "choices": Rows(
        "選択肢",
        Choice,
        ChoiceForm,
        actions.add_choices,
        actions.save_choice,
        actions.delete_choice,
    ),
    "items": Rows("項目", Item, ItemForm, actions.add_items, actions.save_item, actions.delete_item),
}


def rows_of(kind: str) -> Rows:
    """Raises Http404 where there is no such kind."""
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _row(question: Question, rows: Rows, pk: int) -> Any:
    record = get_object_or_404(rows.model, question=question, pk=pk)
    record.question = question
    return record


def _question_url(request: HttpRequest, question: Question) -> str:
    return reverse("surveys:question_edit", args=[request.district.slug, question.wave_id, question.pk])


def _after(request: HttpRequest, question: Question, message: str, change: Callable[[], Any]) -> HttpResponse:
    """Do what a button asked for, and show the question again."""
    page = f"{_question_url(request, question)}#lists"
    return press(request, change, message, page=page, part=partial(show_question, request, question))


@require_POST
@district_editor
def row_add(request: HttpRequest, pk: int, question: int, kind: str) -> HttpResponse:
    """Add choices or items, one for each line that was typed."""
    record = question_of_wave(request, pk, question)
    rows = rows_of(kind)
    form = LinesForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            made = rows.add(record, texts=form.cleaned_data["lines"], by=request.user)
            message = f"{rows.label}を{len(made)}つ加えました。"
            if request.htmx:
                return show_question(request, record, message=message)
            return done(request, f"{_question_url(request, record)}#lists", message)
    return show_question(request, record, lines=form, wrong_list=kind)


@require_POST
@district_editor
def neighborhood_add(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """町内の一覧を選択肢にする, in one press."""
    record = question_of_wave(request, pk, question)
    return _after(
        request,
        record,
        "町内の一覧を選択肢にしました。",
        lambda: actions.add_neighborhoods(record, by=request.user),
    )


@district_editor
@transaction.atomic
def row_edit(request: HttpRequest, pk: int, question: int, kind: str, row: int) -> HttpResponse:
    """Change a choice or an item; its code stays."""
    record = question_of_wave(request, pk, question, locked=request.method == "POST")
    rows = rows_of(kind)
    stored = _row(record, rows, row)
    form = rows.form(request.POST or None, instance=copy(stored), guard=guard_of(record.wave))
    back = f"{_question_url(request, record)}#lists"
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            rows.save(form.instance, wording_note=form.note, by=request.user)
            return done(request, back, f"{rows.label}を保存しました。")
    return form_page(
        request,
        form,
        title=f"{rows.label}を直す",
        lead=f"{record.text}　{rows.label}{stored.code}「{stored.text}」",
        up="質問を直す",
        up_url=back,
        survey=record.wave.survey,
        wave=record.wave,
        cancel_url=back,
    )


@require_POST
@district_editor
def row_move(request: HttpRequest, pk: int, question: int, kind: str, row: int) -> HttpResponse:
    """Move a choice or an item up or down by one."""
    record = question_of_wave(request, pk, question)
    rows = rows_of(kind)
    stored = _row(record, rows, row)
    return _after(
        request,
        record,
        f"「{stored.text}」を動かしました。",
        lambda: actions.move_row(stored, by_places=places_of(request), by=request.user),
    )


@require_POST
@district_editor
def row_delete(request: HttpRequest, pk: int, question: int, kind: str, row: int) -> HttpResponse:
    """Delete a choice or an item of a wave in preparation."""
    record = question_of_wave(request, pk, question)
    rows = rows_of(kind)
    stored = _row(record, rows, row)
    return _after(
        request,
        record,
        f"「{stored.text}」を消しました。",
        lambda: rows.delete(stored, by=request.user),
    )
