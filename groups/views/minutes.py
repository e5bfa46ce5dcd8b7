"""The minutes (会議録): written together while they are saved in passing, then made final."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from groups.actions import minutes as actions
from groups.actions.meetings import FINAL
from groups.forms.minutes import ConfirmForm, MinutesSheet, Saved
from groups.models import Meeting
from groups.permissions import get_meeting_for
from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_editor

TEMPLATE = "groups/meeting_minutes.html"


@district_editor
@transaction.atomic
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes. HTMX saves what is typed in passing; the button saves, and notes new homework."""
    meeting = get_meeting_for(request.access, pk, within=Meeting.objects.locked())
    if meeting.is_minuted and request.method != "POST":
        return redirect(meeting)
    sheet = MinutesSheet(request.POST or None, meeting=meeting)
    if request.method == "POST" and request.htmx.target == "autosave":
        return _saved_in_passing(request, sheet)
    if request.method == "POST" and sheet.is_valid():
        actions.save_minutes(
            meeting, values=sheet.values, items=sheet.written, homework=sheet.homework, by=request.user
        )
        address = reverse("councils:meeting_minutes", args=[request.district.slug, pk])
        place = request.POST.get("homework", "")
        return done(request, f"{address}#item-{place}" if place.isdecimal() else address, "保存しました。")
    context = {"meeting": meeting, "sheet": sheet, "versions": sheet.versions}
    return (invalid if request.method == "POST" else render)(request, TEMPLATE, context)


def _saved_in_passing(request: HttpRequest, sheet: MinutesSheet) -> HttpResponse:
    """Save all that can be saved, and tell the rest beside the button. The text fields themselves stay as they are."""
    if sheet.meeting.is_minuted:
        saved = Saved(sheet.sent_versions, problems=[FINAL])
    else:
        actions.save_minutes(sheet.meeting, values=sheet.values, items=sheet.written, by=request.user)
        saved = sheet.after_saving()
    context = {
        "versions": saved.versions,
        "replaced": saved.replaced,
        "problems": saved.problems,
        "sheet": sheet,
        "saved_at": None if saved.problems else timezone.localtime(),
    }
    return TemplateResponse(request, f"{TEMPLATE}#autosave", context)


@district_editor
def meeting_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the minutes final: published or internal, and which decisions move their challenges on."""
    meeting = get_meeting_for(request.access, pk)
    if meeting.is_minuted:
        return redirect(meeting)
    form = ConfirmForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.confirm_minutes(meeting, is_public=form.is_public, steps=form.steps, by=request.user)
            return done(request, meeting, "会議録を確定しました。")
    sheet = MinutesSheet(None, meeting=meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "warnings": sheet.warnings,
        "undecided": [row for row in sheet.rows if not (row.item.remarks or row.item.decision)],
        "has_attendance": meeting.attendances.exclude(state="").exists(),
    }
    return (invalid if form.is_bound else render)(request, "groups/meeting_confirm.html", context)


@require_POST
@district_editor
def meeting_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Final minutes are to be corrected."""
    meeting = get_meeting_for(request.access, pk)
    try:
        actions.reopen_minutes(meeting, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return done(request, meeting)
    message = "会議録を直せるようにしました。もう一度確定するまで、住民のページには出ません。"
    return done(request, "councils:meeting_minutes", message, request.district.slug, pk)
