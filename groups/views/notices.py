"""The board between organisations (連絡板): members read and write it; with approval a notice goes to the residents."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from groups.actions import notices as actions
from groups.forms.notices import NoticeFilter, NoticeForm
from groups.models import Notice
from groups.permissions import (
    get_notice_for,
    may_post_notice,
    may_write_for_council,
    reads_board,
    senders_for,
)
from groups.views.notice_pages import form_page
from portal import history
from portal.forms import refusals_in
from portal.listing import Listing
from portal.pages import confirm_page, done, question_form, render
from portal.permissions import district_internal, public


@public
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices to residents; to who belongs to the board all of it."""
    found = Notice.objects.in_district(request.district).visible_to(request.user)
    listing = Listing(
        request,
        found.select_related("organization", "district"),
        columns=[],
        title="連絡板",
        filters=NoticeFilter,
        per_page=12,
    )
    context = {
        "listing": listing,
        "on_board": reads_board(request.access),
        "may_post": may_post_notice(request.access),
    }
    return render(request, "groups/notice_list.html", context, parts=("results",))


@public
@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice, whom to call, and what may be done with it."""
    notice = get_notice_for(request.access, pk)
    access = request.access
    context = {
        "notice": notice,
        "contact": notice.organization.public_contact if notice.organization else None,
        "on_board": reads_board(access),
        "may_edit": access.can_edit or notice.is_of(access.user),
        "may_approve": access.can_edit,
        "may_read": access.can_read_internal,
    }
    return render(request, "groups/notice_detail.html", context)


def _form(request: HttpRequest, notice: Notice) -> NoticeForm:
    access = request.access
    return NoticeForm(
        request.POST or None,
        instance=notice,
        senders=senders_for(access),
        for_council=str(request.district.council_name or request.district.name)
        if may_write_for_council(access)
        else "",
        may_approve=access.can_edit,
    )


def notice_add(request: HttpRequest) -> HttpResponse:
    """Put a notice on the board."""
    if not reads_board(request.access):
        raise Http404
    if not may_post_notice(request.access):
        raise PermissionDenied
    form = _form(request, Notice(district=request.district))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            notice = actions.post_notice(district=request.district, by=request.user, **form.cleaned_data)
            return done(request, notice, "連絡板にのせました。地区の団体・施設の担当者が読めます。")
    return form_page(
        request,
        form,
        title="連絡板に書く",
        lead="地区の団体・施設の担当者どうしの連絡です。のせたあと、1回押すだけで住民へのお知らせにもできます。",
        submit="連絡板にのせる",
        cancel_url=reverse("notices:notice_list", args=[request.district.slug]),
    )


@transaction.atomic
def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change who says what until when."""
    notice = get_notice_for(request.access, pk, to="edit", within=Notice.objects.locked())
    form = _form(request, copy(notice))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            approves = request.access.can_edit
            saved = actions.change_notice(notice, approves=approves, by=request.user, **form.cleaned_data)
            asked = "承認されると、住民のページにもう一度のります。" if saved.is_asked else ""
            return done(request, notice, f"保存しました。{asked}")
    return form_page(
        request, form, title="お知らせを直す", cancel_url=notice.get_absolute_url(), notice=notice
    )


@require_POST
@transaction.atomic
def notice_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the residents: at once by who edits the district, else it waits for their approval."""
    notice = get_notice_for(request.access, pk, to="edit", within=Notice.objects.locked())
    form = question_form(request)
    with refusals_in(form):
        shown = actions.publish_notice(notice, approves=request.access.can_edit, by=request.user)
        told = (
            "住民へのお知らせにしました。地区のホームにのります。"
            if shown.is_public
            else "地区の担当者に、承認をお願いしました。承認されると住民のページにのります。"
        )
        return done(request, notice, told)
    return form_page(
        request, form, title="お知らせにできません", cancel_url=notice.get_absolute_url(), notice=notice
    )


@require_POST
@transaction.atomic
def notice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the board only."""
    notice = get_notice_for(request.access, pk, to="edit", within=Notice.objects.locked())
    actions.withdraw_notice(notice, by=request.user)
    return done(request, notice, "住民には見えなくしました。連絡板には残っています。")


def notice_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off for good, after asking."""
    notice = get_notice_for(request.access, pk, to="edit")
    if request.method == "POST":
        actions.delete_notice(notice, by=request.user)
        return done(request, "notices:notice_list", "連絡板から消しました。", request.district.slug)
    return confirm_page(
        request,
        title="このお知らせを消しますか",
        text="連絡板からも、住民のページからも消えます。期限が来れば自然にはずれるので、ふだんは消さなくてかまいません。",
        items=[str(notice)],
        submit="消す",
        danger=True,
        cancel_url=notice.get_absolute_url(),
    )


@require_safe
@district_internal
def notice_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed on a notice, when and by whom."""
    notice = get_notice_for(request.access, pk)
    context = {"notice": notice, "versions": history.versions_of(notice)}
    return render(request, "groups/notice_history.html", context)
