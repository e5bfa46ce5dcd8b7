"""Meetings of round tables: announced and published for everybody; planned, called and attended for who keeps them."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actions import meetings as actions
from groups.forms.meetings import AttendanceForm, CancelForm, ConvocationForm, MeetingForm
from groups.models import AgendaItem, Meeting, Roundtable
from groups.permissions import get_in_district, get_meeting_for
from groups.reports.meetings import convocation_text, seats_of
from groups.reports.minutes import minutes_of
from groups.views.council_pages import confirm_page, form_page
from portal import history, jobs, mail
from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal, public

STATES = [state for state in Meeting.State if state != Meeting.State.CANCELLED]


@public
@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: announced, or with its published minutes; to the district's people all of it."""
    meeting = get_meeting_for(request.access, pk)
    access = request.access
    minutes = None
    if access.has_desk or meeting.is_published:
        minutes = minutes_of(meeting, names=access.can_read_internal, internal=access.has_desk)
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "agenda": [] if minutes else meeting.agenda.filter(is_internal=False),
        "is_ahead": meeting.held_on >= timezone.localdate() and not meeting.is_over,
        "has_begun": meeting.held_on <= timezone.localdate(),
        "steps": [state.label for state in STATES],
        "step": STATES.index(meeting.state) + 1 if meeting.state in STATES else 0,
        "may_edit": access.can_edit,
    }
    return render(request, "groups/meeting_detail.html", context)


@district_editor
def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the next meeting, with what the one before tells of it."""
    roundtable = get_in_district(request.access, Roundtable.objects.all(), pk)
    planned = actions.next_meeting(roundtable, today=timezone.localdate())
    form = MeetingForm(request.POST or None, instance=planned)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            meeting = actions.save_meeting(form.instance, by=request.user)
            return done(
                request,
                "councils:meeting_agenda",
                "会議をつくりました。次は、議題を選んでください。",
                request.district.slug,
                meeting.pk,
            )
    return form_page(
        request,
        form,
        title="会議を準備する",
        lead=roundtable.name,
        submit="つくる",
        roundtable=roundtable,
        cancel_url=roundtable.get_absolute_url(),
    )


@district_editor
@transaction.atomic
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change day, place or topic; what somebody else saved meanwhile is told."""
    meeting = get_meeting_for(request.access, pk, within=Meeting.objects.locked())
    if meeting.is_minuted and request.method != "POST":
        return redirect(meeting)
    form = MeetingForm(request.POST or None, instance=copy(meeting))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.check_open(meeting)
            actions.save_meeting(form.instance, by=request.user)
            return done(request, meeting, "保存しました。")
    return form_page(
        request,
        form,
        title="日にち・場所・話題を直す",
        lead=str(meeting),
        meeting=meeting,
        cancel_url=meeting.get_absolute_url(),
        delete_url=""
        if meeting.is_over
        else reverse("councils:meeting_delete", args=[request.district.slug, pk]),
    )


@district_editor
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off, and say why."""
    meeting = get_meeting_for(request.access, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.cancel_meeting(meeting, by=request.user, **form.cleaned_data)
            return done(request, meeting, "中止にしました。委員のみなさんにも、電話などで知らせてください。")
    return form_page(
        request,
        form,
        title="この会議を中止にする",
        lead=f"{meeting}（{meeting.held_on.month}月{meeting.held_on.day}日）",
        submit="中止にする",
        danger=True,
        meeting=meeting,
        cancel_url=meeting.get_absolute_url(),
    )


@require_POST
@district_editor
def meeting_revive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that it was called off."""
    return _changed(request, pk, actions.revive_meeting, "中止を取り消しました。")


@require_POST
@district_editor
def meeting_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """It took place."""
    return _changed(request, pk, actions.hold_meeting, "開催済みにしました。次は、会議録を書いてください。")


def _changed(request: HttpRequest, pk: int, action: Any, message: str) -> HttpResponse:
    """After a button that needs no form: back to the meeting, also with what the action refuses."""
    meeting = get_meeting_for(request.access, pk)
    try:
        action(meeting, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return done(request, meeting)
    return done(request, meeting, message)


@district_editor
def meeting_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a meeting that was planned by mistake, after asking."""
    meeting = get_meeting_for(request.access, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            roundtable = meeting.roundtable
            actions.delete_meeting(meeting, by=request.user)
            return done(request, roundtable, "会議を消しました。")
    return confirm_page(
        request,
        form=form,
        title="この会議を消しますか",
        text="まちがえてつくったときだけに使います。議題も消えます。開けなくなったときは「中止にする」を使ってください。",
        items=[str(meeting)],
        submit="会議を消す",
        danger=True,
        cancel_url=meeting.get_absolute_url(),
    )


@require_safe
@district_internal
def meeting_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed on a meeting and its agenda, the newest first."""
    meeting = get_meeting_for(request.access, pk)
    items = history.event_model(AgendaItem).objects.filter(meeting_id=meeting.pk)
    context = {
        "title": "変更の記録",
        "meeting": meeting,
        "parts": [
            ("会議", history.versions_of(meeting)),
            ("議題と会議録", history.versions_among(AgendaItem, items, hide=["meeting"])),
        ],
    }
    return render(request, "groups/meeting_history.html", context)


# -- Inviting ---------------------------------------------------------------------------------------------------------


@district_editor
@transaction.atomic
def meeting_call(request: HttpRequest, pk: int) -> HttpResponse:
    """The text that invites, who gets it by mail, and who was told by phone or on paper."""
    meeting = get_meeting_for(request.access, pk, within=Meeting.objects.locked())
    seats = seats_of(meeting)
    renewed = (
        {"convocation": convocation_text(meeting)}
        if "renew" in request.GET or not meeting.convocation
        else {}
    )
    form = ConvocationForm(
        request.POST or None,
        instance=copy(meeting),
        initial=renewed,
        told={seat.pk for seat in seats if seat.told_on},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return _called(request, meeting, form)
    context = {
        "meeting": meeting,
        "form": form,
        # Who has no address for mail has to be told by hand, and stands first.
        "seats": sorted(seats, key=lambda seat: seat.has_mail),
        "by_mail": [seat for seat in seats if seat.has_mail],
        "by_hand": [seat for seat in seats if not seat.has_mail],
        "mail_works": mail.reaches_people(),
    }
    return (invalid if form.is_bound else render)(request, "groups/meeting_call.html", context)


def _called(request: HttpRequest, meeting: Meeting, form: ConvocationForm) -> HttpResponse:
    """Save the text, then do what the button said."""
    meeting.convocation = form.cleaned_data["convocation"]
    actions.save_meeting(meeting, by=request.user)
    if "mail" in request.POST and form.cleaned_data["mailed"]:
        job = jobs.start(
            "convocation",
            title="招集のメール",
            by=request.user,
            district=request.district,
            result_url=reverse("councils:meeting_call", args=[request.district.slug, meeting.pk]),
            meeting_id=meeting.pk,
            member_ids=[member.pk for member in form.cleaned_data["mailed"]],
        )
        return redirect("job", job.pk)
    message = "招集の文を保存しました。"
    if "tell" in request.POST:
        told = form.cleaned_data["told"]
        actions.note_told(meeting, told, channel=form.cleaned_data["told_by"] or "phone", by=request.user)
        message = f"{len(told)}人に知らせたことを記録しました。"
    elif "call" in request.POST:
        actions.call_meeting(meeting, by=request.user)
        message = "招集済みにしました。"
    return done(request, "councils:meeting_call", message, request.district.slug, meeting.pk)


# -- Attendance -------------------------------------------------------------------------------------------------------


@district_editor
@transaction.atomic
def meeting_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came, ticked quickly by keyboard, and how many listened."""
    meeting = get_meeting_for(request.access, pk, within=Meeting.objects.locked())
    if meeting.is_minuted and request.method != "POST":
        return redirect(meeting)
    form = AttendanceForm(request.POST or None, instance=copy(meeting))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_attendance(meeting, states=form.states, values=form.values, by=request.user)
            return done(request, meeting, "出欠を保存しました。")
    context = {"meeting": meeting, "form": form}
    return (invalid if form.is_bound else render)(request, "groups/meeting_attendance.html", context)
