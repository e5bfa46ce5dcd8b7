"""The sheets of a round (確認シート): answered by link without an account, keyed in, reviewed and applied."""

from dataclasses import replace
from itertools import zip_longest
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.actions import rounds as actions
from groups.forms.rounds import AnswerForm, EntryForm
from groups.models import Sheet
from groups.models.questions import ALL_QUESTIONS, ASKED_ANEW
from groups.reports.rounds import last_aims, reply_to
from portal import history
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal, public
from portal.ratelimits import limited

# -- By link, without an account ------------------------------------------------------------------------------------


def sheet_by(request: HttpRequest, token: str) -> Sheet | None:
    """The sheet whose link this is, while it takes answers."""
    found = Sheet.objects.answerable().in_district(request.district).with_token(token).with_values().first()
    if found is not None:
        found.round.district = request.district  # known already, with its council
    return found


def _gone(request: HttpRequest) -> HttpResponse:
    """The same answer to a link that is wrong, over or used up: nothing can be learnt by guessing."""
    return _kept_private(render(request, "groups/sheet_gone.html", status=404))


def _kept_private(response: HttpResponse) -> HttpResponse:
    """Neither kept nor found by machines, and the address goes nowhere else.

    The referrer policy stays `same-origin`: under `no-referrer` browsers send forms with `Origin: null`, which the
    CSRF check refuses.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@public
@never_cache
@limited("20/m")
def sheet_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What is known of the organisation, to be confirmed or corrected; the last answer counts until it is applied."""
    sheet = sheet_by(request, token)
    if sheet is None:
        return _gone(request)
    form = AnswerForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid() and _answered(sheet, form, channel=Sheet.Channel.LINK):
        return redirect("rounds:sheet_thanks", request.district.slug, token)
    answer = invalid if form.is_bound else render
    context = {"form": form, "sheet": sheet, "last_aim": _last_aim(sheet), "reply_to": reply_to(sheet.round)}
    return _kept_private(answer(request, "groups/sheet_answer.html", context))


def _answered(sheet: Sheet, form: AnswerForm, **more: object) -> bool:
    """Take the answer of a form. What is refused stands in the form, which then knows of the newer answer."""
    try:
        actions.answer_sheet(sheet, **form.answer, **more)
    except ValidationError as error:
        form.add_error(None, error)
        form.take_newer_answer(Sheet.objects.get(pk=sheet.pk))
        return False
    return True


def _last_aim(sheet: Sheet) -> str:
    return last_aims(sheet.round, [sheet.organization_id]).get(sheet.organization_id, "")


@public
@require_safe
@never_cache
def sheet_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks, with a copy of what was answered."""
    sheet = sheet_by(request, token)
    if sheet is None or not sheet.has_answer:
        return _gone(request)
    context = {"sheet": sheet, "token": token, "reply_to": reply_to(sheet.round)}
    return _kept_private(render(request, "groups/sheet_thanks.html", context))


# -- By the coordinators --------------------------------------------------------------------------------------------


def sheet_of(request: HttpRequest, pk: int) -> Sheet:
    """The sheet of the reader's district; 404 for another one's."""
    sheet = Sheet.objects.in_district(request.district).with_values().filter(pk=pk).first()
    if sheet is None:
        raise Http404("その確認シートは見つかりません。")
    sheet.round.district = request.district  # known already, with its council
    return sheet


@require_safe
@district_internal
def sheet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What came back as differences to the record; to its editors with boxes to accept them."""
    sheet = sheet_of(request, pk)
    context = {
        "sheet": sheet,
        "corrections": sheet.corrections,
        "last_aim": _last_aim(sheet),
        "may_edit": request.access.can_edit,
        "next": _next_returned(sheet),
    }
    return render(request, "groups/sheet_detail.html", context)


def _next_returned(sheet: Sheet) -> Sheet | None:
    """The next answer of the round that waits, for working through them."""
    waiting = Sheet.objects.filter(round=sheet.round_id).returned().exclude(pk=sheet.pk)
    return waiting.order_by("returned_at").select_related("organization").first()


@require_POST
@district_editor
def sheet_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was ticked into the record, and go on to the next answer."""
    sheet = sheet_of(request, pk)
    slug = request.district.slug
    wanted = (
        [item.name for item in sheet.corrections] if "all" in request.POST else request.POST.getlist("accept")
    )
    try:
        applied = actions.apply_sheet(sheet, accepted=wanted, seen=request.POST.get("seen"), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("rounds:sheet_detail", slug, pk)
    told = (
        f"{sheet.organization}の返事を反映しました。" if applied else "この返事は、すでに反映されています。"
    )
    following = _next_returned(sheet)
    if applied and following:
        return done(request, "rounds:sheet_detail", f"{told} 次の返事です。", slug, following.pk)
    return done(request, sheet.round, told)


@district_editor
def sheet_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Key in what came on paper, by FAX or by telephone: the same form as behind the link."""
    sheet = sheet_of(request, pk)
    form = EntryForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid() and _answered(sheet, form, by=request.user):
        told = "返事を入力しました。内容を確かめて、団体の記録に反映してください。"
        return done(request, "rounds:sheet_detail", told, request.district.slug, sheet.pk)
    answer = invalid if form.is_bound else render
    context = {"form": form, "sheet": sheet, "last_aim": _last_aim(sheet)}
    return answer(request, "groups/sheet_enter.html", context)


@require_POST
@district_editor
def sheet_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody telephoned today."""
    sheet = sheet_of(request, pk)
    actions.mark_called(sheet, by=request.user)
    return done(request, sheet.round, f"{sheet.organization}に、今日電話したことを記録しました。")


@require_POST
@district_editor
def sheet_skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass the organisation over this year, or take that back."""
    sheet = sheet_of(request, pk)
    if sheet.is_skipped:
        actions.take_up_sheet(sheet, by=request.user)
        told = f"{sheet.organization}の確認を、また始めました。"
    else:
        told = f"{sheet.organization}は、今年は見送りにしました。"
        try:
            actions.skip_sheet(sheet, by=request.user)
        except ValidationError as error:
            told = " ".join(error.messages)
    return done(request, "rounds:sheet_detail", told, request.district.slug, sheet.pk)


@require_POST
@district_editor
def sheet_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link in place of one that came into wrong hands."""
    sheet = sheet_of(request, pk)
    actions.renew_link(sheet, by=request.user)
    told = "新しいリンクを作りました。前のリンクと、前に印刷したQRコードは使えません。"
    return done(request, "rounds:sheet_detail", told, request.district.slug, sheet.pk)


@require_safe
@district_internal
def sheet_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Each answer that came, and what was done with it."""
    sheet = sheet_of(request, pk)
    hidden = ["before", "answers", "accepted", "expires_at", "number"]
    versions = history.versions_of(sheet, hide=hidden)
    told = [
        _with_answers(version, before) for version, before in zip_longest(versions, versions[1:]) if version
    ]
    return render(request, "groups/sheet_history.html", {"sheet": sheet, "versions": told})


def _with_answers(version: history.Version, before: history.Version | None) -> history.Version:
    """The version with what was corrected and accepted, by the questions' names."""
    now, then = (_in_words(cast(Sheet, item.state)) if item else ("", "") for item in (version, before))
    labels = (("answers", "直したところ"), ("accepted", "反映した項目"))
    more = [
        history.Change(name, label, old, new)
        for (name, label), old, new in zip(labels, then, now, strict=True)
        if old != new
    ]
    return replace(version, changes=[*version.changes, *more])


def _in_words(sheet: Sheet) -> tuple[str, str]:
    """The answers and what of them was accepted, of a sheet as it was."""
    labels = {name: question.label for name, question in (ALL_QUESTIONS | ASKED_ANEW).items()}
    answers = "、".join(f"{labels[name]}「{text}」" for name, text in sheet.answers.items() if name in labels)
    return answers, "、".join(labels[name] for name in sheet.accepted if name in labels)
