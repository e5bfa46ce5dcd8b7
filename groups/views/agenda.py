"""The agenda (議題) of a meeting, with what could be talked about beside it."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from groups.actions import minutes as actions
from groups.forms.meetings import ItemForm, NewItemForm
from groups.models import AgendaItem, Meeting
from groups.permissions import get_meeting_for
from groups.reports.meetings import candidates_for
from groups.views.council_pages import confirm_page, form_page
from groups.views.voices import worries_of
from portal.buttons import places_of, press
from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_editor


class SureForm(forms.Form):
    """Tells an answered question from the press that leads to it."""

    sure = forms.BooleanField(initial=True, widget=forms.HiddenInput)


@district_editor
def meeting_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda, and beside it voices, challenges and homework that could go on it."""
    meeting = get_meeting_for(request.access, pk)
    if meeting.is_minuted:
        return redirect(meeting)
    form = NewItemForm(request.POST or None, instance=AgendaItem(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        return _after(
            request,
            meeting,
            "議題を加えました。",
            lambda: actions.add_item(meeting, by=request.user, **values),
        )
    return _agenda(request, meeting, form=form)


def _after(request: HttpRequest, meeting: Meeting, message: str, change: Callable[[], Any]) -> HttpResponse:
    """Do what a button asked for, and show the agenda again."""
    page = reverse("councils:meeting_agenda", args=[request.district.slug, meeting.pk])
    return press(request, change, message, page=page, part=partial(_agenda, request, meeting))


def _agenda(
    request: HttpRequest, meeting: Meeting, *, form: NewItemForm | None = None, **told: str
) -> HttpResponse:
    """The page or, to HTMX, the part with agenda and candidates."""
    candidates = candidates_for(meeting)
    for voice in candidates.voices:
        voice.worries = worries_of(voice)
    context = {
        "meeting": meeting,
        "agenda": meeting.agenda.select_related("challenge", "voice"),
        "candidates": candidates,
        "form": form or NewItemForm(instance=AgendaItem(meeting=meeting)),
    }
    answer = invalid if form is not None and form.errors else render
    return answer(request, "groups/meeting_agenda.html", context | told, parts=("agenda",))


@require_POST
@district_editor
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a candidate on the agenda with one press."""
    meeting = get_meeting_for(request.access, pk)
    return _after(request, meeting, "議題を加えました。", lambda: _add_candidate(request, meeting))


def _add_candidate(request: HttpRequest, meeting: Meeting) -> None:
    """Add what was pressed, if it still is a candidate: a second press adds nothing."""
    candidates = candidates_for(meeting)
    kind, pk = request.POST.get("kind"), request.POST.get("pk")
    found: dict[Any, list[Any]] = {
        "voice": candidates.voices,
        "challenge": candidates.challenges,
        "homework": candidates.homework,
    }
    chosen = [one for one in found.get(kind, []) if pk in ("all", str(one.pk))]
    if not chosen:
        raise ValidationError("もう議題にのっているか、候補ではなくなっています。")
    if kind == "homework":
        actions.add_review(meeting, chosen, by=request.user)
    elif kind == "voice":
        actions.add_voice(meeting, chosen[0], by=request.user)
    else:
        actions.add_challenge(meeting, chosen[0], by=request.user)


def item_of(request: HttpRequest, pk: int, item: int, *, locked: bool = False) -> AgendaItem:
    """The point of a meeting of the district. Raises Http404."""
    meeting = get_meeting_for(request.access, pk)
    items = AgendaItem.objects.locked() if locked else AgendaItem.objects.all()
    record = get_object_or_404(items, meeting=meeting, pk=item)
    record.meeting = meeting
    return record


@district_editor
@transaction.atomic
def item_edit(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Change title and challenge of a point, or keep it back from the residents."""
    record = item_of(request, pk, item, locked=True)
    form = ItemForm(request.POST or None, instance=copy(record))
    back = reverse("councils:meeting_agenda", args=[request.district.slug, pk])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.update_item(record, by=request.user, **form.cleaned_data)
            return done(request, back, "議題を直しました。")
    return form_page(request, form, title="議題を直す", meeting=record.meeting, cancel_url=back)


@require_POST
@district_editor
def item_move(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move a point up or down by one."""
    record = item_of(request, pk, item)
    return _after(
        request,
        record.meeting,
        f"「{record}」を動かしました。",
        lambda: actions.move_item(record, by_places=places_of(request), by=request.user),
    )


@district_editor
def item_remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a point off the agenda; asks first where something is written about it."""
    record = item_of(request, pk, item)
    written = [text for text in (record.remarks, record.decision) if text]
    if request.method == "POST" and (not written or "sure" in request.POST):
        message = f"「{record}」を議題からはずしました。"
        return _after(request, record.meeting, message, lambda: actions.remove_item(record, by=request.user))
    return confirm_page(
        request,
        form=SureForm(),
        title=f"議題「{record}」をはずしますか",
        text="書いた要旨や決まったことも消えます。この議題から出た宿題は残ります。",
        items=written,
        submit="議題からはずす",
        danger=True,
        meeting=record.meeting,
        cancel_url=reverse("councils:meeting_agenda", args=[request.district.slug, pk]),
    )
