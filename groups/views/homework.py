"""宿題一覧: who does what by when, across the meetings of a district."""

from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actions import homework as actions
from groups.forms.homework import CloseForm, HomeworkFilter, HomeworkForm
from groups.models import Homework
from groups.permissions import get_homework_for
from groups.views.council_pages import confirm_page, form_page
from portal.forms import refusals_in
from portal.listing import Column, Listing
from portal.pages import done, render
from portal.permissions import district_editor, district_internal


def columns() -> list[Column]:
    """Columns of the list and of its file."""
    return [
        Column("text", "すること", lambda one: one.text, sort=("text",)),
        Column("owner", "担当", lambda one: one.owner_label),
        Column("due_on", "期限", lambda one: one.due_on, sort=("due_on",)),
        Column("meeting", "会議", lambda one: str(one.meeting), sort=("meeting__held_on",)),
        Column("state", "状態", lambda one: one.get_state_display(), sort=("state",)),
        Column("item", "議題", lambda one: one.item.title if one.item else "", export_only=True),
        Column("result", "結果", lambda one: one.result, export_only=True),
        Column("done_on", "できた日", lambda one: one.done_on, export_only=True),
    ]


@require_safe
@district_internal
def homework_list(request: HttpRequest) -> HttpResponse:
    """All homework of the district; open ones at first, the most urgent on top."""
    own = Homework.objects.in_district(request.district)
    listing = Listing(
        request,
        own.select_related("meeting__roundtable__district", "item", "owner__organization"),
        columns=columns(),
        title="宿題一覧",
        filters=lambda data: HomeworkFilter(data, district=request.district),
    )
    if listing.export_format:
        return listing.export()
    context = {"listing": listing, "states": states_of(own, listing), "may_edit": request.access.can_edit}
    return render(request, "groups/homework_list.html", context, parts=("results",))


def states_of(own: Any, listing: Listing) -> list[dict[str, Any]]:
    """Open, overdue and all side by side with their numbers; one query."""
    opened = Q(state=Homework.State.OPEN)
    counts = own.aggregate(
        open=Count("pk", filter=opened),
        overdue=Count("pk", filter=opened & Q(due_on__lt=timezone.localdate())),
        all=Count("pk"),
    )
    chosen = listing.filters.chosen.get("state", "open") if listing.filters else ""
    labels = {"open": "これから", "overdue": "期限が過ぎた", "all": "すべて"}
    return [
        {
            "label": label,
            "url": listing.url(state=None if state == "open" else state),
            "count": counts[state],
            "current": chosen == state,
        }
        for state, label in labels.items()
    ]


@district_editor
def homework_add(request: HttpRequest) -> HttpResponse:
    """Note homework; `?meeting=` fills in of which meeting."""
    form = HomeworkForm(
        request.POST or None,
        instance=Homework(),
        initial={"meeting": request.GET.get("meeting")},
        district=request.district,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_homework(form.instance, by=request.user)
            return done(request, "councils:homework_list", "宿題を加えました。", request.district.slug)
    back = reverse("councils:homework_list", args=[request.district.slug])
    return form_page(request, form, title="宿題を加える", submit="加える", cancel_url=back)


@district_editor
@transaction.atomic
def homework_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what, who and by when."""
    record = get_homework_for(request.access, pk, within=Homework.objects.locked())
    form = HomeworkForm(request.POST or None, instance=copy(record), district=request.district)
    back = reverse("councils:homework_list", args=[request.district.slug])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_homework(form.instance, by=request.user)
            return done(request, back, "保存しました。")
    return form_page(
        request,
        form,
        title="宿題を直す",
        lead=str(record.meeting),
        meeting=record.meeting,
        cancel_url=back,
        delete_url=reverse("councils:homework_delete", args=[request.district.slug, pk]),
    )


@district_editor
def homework_close(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done, or will not be done; with the result."""
    record = get_homework_for(request.access, pk)
    form = CloseForm(request.POST or None)
    back = reverse("councils:homework_list", args=[request.district.slug])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.close_homework(record, by=request.user, **form.cleaned_data)
            return done(request, back, f"「{record}」を「{record.get_state_display()}」にしました。")
    return form_page(
        request,
        form,
        title="宿題の結果を記録する",
        lead=f"{record}（{record.owner_label or '担当は決まっていません'}）",
        submit="記録する",
        meeting=record.meeting,
        cancel_url=back,
    )


@require_POST
@district_editor
def homework_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is to be done after all."""
    record = get_homework_for(request.access, pk)
    actions.reopen_homework(record, by=request.user)
    return done(
        request, "councils:homework_list", f"「{record}」を「これから」に戻しました。", request.district.slug
    )


@district_editor
def homework_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what was noted by mistake, after asking."""
    record = get_homework_for(request.access, pk)
    if request.method == "POST":
        actions.delete_homework(record, by=request.user)
        return done(request, "councils:homework_list", "宿題を消しました。", request.district.slug)
    return confirm_page(
        request,
        title="この宿題を消しますか",
        text="まちがえて書いたときだけに使います。しないことになったときは、「取りやめ」にすると記録が残ります。",
        items=[record.text],
        submit="宿題を消す",
        danger=True,
        cancel_url=reverse("councils:homework_edit", args=[request.district.slug, pk]),
    )
