"""Introductions (引合せ), for the coordinators of the district: from a pair to what came of it."""

from copy import copy
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.actions import introductions as actions
from groups.forms.introductions import (
    AskForm,
    IntroduceForm,
    IntroductionFilter,
    IntroductionForm,
    KeyInForm,
    NoteForm,
    ResultForm,
)
from groups.models import Confirmation, Introduction, Need, Offer, Organization
from groups.permissions import get_entry_for, get_in_district, may_read_cooperation, may_read_internal
from groups.views.exchange_pages import form_page, records_history
from portal import mail, plugins
from portal.forms import refusals_in
from portal.listing import Column, Listing
from portal.pages import done, invalid, render
from portal.permissions import district_editor, district_internal

# -- The list -------------------------------------------------------------------------------------------------------

COLUMNS = (
    Column("subject", "引合せ", lambda item: item.subject, url=lambda item: item.get_absolute_url()),
    Column("giver", "できる側", lambda item: item.giver.name, sort=("giver__kana_order",)),
    Column("taker", "してほしい側", lambda item: item.taker.name, sort=("taker__kana_order",)),
    Column("offered", "できること", lambda item: item.offered, export_only=True),
    Column("needed", "してほしいこと", lambda item: item.needed, export_only=True),
    Column("state", "状態", lambda item: item.get_state_display(), sort=("state",)),
    Column(
        "introduced_on",
        "引き合わせた日",
        lambda item: item.introduced_on,
        sort=("introduced_on",),
        whole=True,
    ),
    Column(
        "follow_up_on", "次に確認する日", lambda item: item.follow_up_on, sort=("follow_up_on",), whole=True
    ),
    Column("result_on", "結果の日", lambda item: item.result_on, export_only=True),
    Column("result_note", "結果のくわしい内容", lambda item: item.result_note, export_only=True),
)


@require_safe
@district_internal
def introduction_list(request: HttpRequest) -> HttpResponse:
    """All introductions of the district, the newest first."""
    listing = Listing(
        request,
        Introduction.objects.in_district(request.district).select_related("giver", "taker", "district"),
        columns=COLUMNS,
        title="引合せ",
        filters=IntroductionFilter,
        default_sort="-introduced_on",
    )
    if listing.export_format:
        return listing.export()
    context = {"listing": listing, "may_edit": request.access.can_edit}
    return render(request, "groups/introduction_list.html", context, parts=("results",))


# -- Starting -------------------------------------------------------------------------------------------------------


@district_editor
def introduction_add(request: HttpRequest) -> HttpResponse:
    """Start from a pair, from one entry (`?offer=`, `?need=`), or from two organisations."""
    introduction = _proposed(request)
    form = IntroduceForm(request.POST or None, instance=introduction, organizations=_introducible(request))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        note = values.pop("note")
        with refusals_in(form):
            made = _introduced(request, introduction, values, note)
            return done(request, made, "引合せを始めました。両方の団体にたずねてください。")
    return form_page(
        request,
        form,
        title="引き合わせる",
        lead="まだ、どちらの団体にも連絡は行きません。次の画面で、メール・手紙・電話から選んでたずねます。",
        submit="引合せを始める",
        here="引き合わせる",
        cancel_url=reverse("exchange:exchange_matches", args=[request.district.slug]),
        sides=[introduction.giver_id and introduction.giver, introduction.taker_id and introduction.taker],
    )


@transaction.atomic
def _introduced(
    request: HttpRequest, proposed: Introduction, values: dict[str, Any], note: str
) -> Introduction:
    made = actions.introduce(
        district=request.district, offer=proposed.offer, need=proposed.need, by=request.user, **values
    )
    if note:
        actions.add_note(made, text=note, by=request.user)
    return made


def _introducible(request: HttpRequest) -> Any:
    there = Organization.objects.visible_to(request.user).in_district(request.district)
    return there.existing().filter(merged_into=None)


def _proposed(request: HttpRequest) -> Introduction:
    """What the address names, as an introduction that is not saved. 404 for entries that are not there."""
    introduction = Introduction(district=request.district)
    for name, model in (("offer", Offer), ("need", Need)):
        number = request.GET.get(name, "")
        if number.isdecimal():
            setattr(introduction, name, get_entry_for(request.access, model.objects.all(), int(number)))
    offer, need = introduction.offer, introduction.need
    if offer:
        introduction.giver, introduction.offered = offer.organization, offer.text
    if need:
        introduction.taker, introduction.needed = need.organization, need.text
    if offer and need:
        subject = f"{offer.organization}の「{offer}」で、{need.organization}の「{need}」にこたえる"
        introduction.subject = subject[:200]
    return introduction


# -- One introduction -----------------------------------------------------------------------------------------------


@require_safe
@district_internal
def introduction_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides, what they answered, how it goes, what was done, and the next thing to do."""
    introduction = get_in_district(request.access, Introduction.objects.with_sides(), pk)
    may_edit = request.access.can_edit
    context = {
        "introduction": introduction,
        "sides": [_side(request, answer) for answer in introduction.answers],
        "notes": introduction.notes.select_related("written_by"),
        "outcomes": introduction.outcomes.all(),
        "note_form": NoteForm() if may_edit else None,
        "may_edit": may_edit,
        "takes_answers": may_edit and actions.takes_answers(introduction),
        "may_reopen": may_edit and _may_reopen(introduction),
        "further": _further_actions(request, introduction),
        # The giver may be of another district, whose record is not theirs to read.
        "may_read_record": introduction.is_fruitful
        and may_read_cooperation(request.access, introduction.giver),
    }
    return render(request, "groups/introduction_detail.html", context)


def _side(request: HttpRequest, answer: Confirmation) -> dict[str, Any]:
    """One side: its answer, and whom to call there as far as the reader may know."""
    organization = answer.organization
    internal = may_read_internal(request.access, organization)
    return {
        "answer": answer,
        "organization": organization,
        "told": answer.introduction.offered if answer.is_giver else answer.introduction.needed,
        "people": organization.internal_contacts.all() if internal else [],
    }


def _may_reopen(introduction: Introduction) -> bool:
    refused = any(answer.answer == Confirmation.Answer.NO for answer in introduction.answers)
    return introduction.state == Introduction.State.DECLINED and not refused


def _further_actions(request: HttpRequest, introduction: Introduction) -> list[dict[str, str]]:
    """What other apps can make of it once both sides agreed, e.g. a joint event."""
    if introduction.state in (Introduction.State.ASKING, Introduction.State.DECLINED):
        return []
    return [
        {"label": action.label, "url": action.url(introduction), "icon": action.icon}
        for action in plugins.registered(plugins.IntroductionAction)
        if action.may_use(request.access)
    ]


def _open(request: HttpRequest, pk: int) -> Introduction:
    """The introduction to be changed; while something is sent, nobody else can save it in between."""
    rows = Introduction.objects.locked() if request.method == "POST" else Introduction.objects.all()
    return get_in_district(request.access, rows.with_sides(), pk)


@district_editor
@transaction.atomic
def introduction_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words and its days."""
    introduction = _open(request, pk)
    form = IntroductionForm(request.POST or None, instance=copy(introduction))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.change_introduction(introduction, by=request.user, **form.cleaned_data)
            return done(request, introduction, "保存しました。")
    return form_page(
        request,
        form,
        title="引合せを直す",
        introduction=introduction,
        cancel_url=introduction.get_absolute_url(),
    )


@require_safe
@district_internal
def introduction_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed on the introduction, its answers, remarks and outcomes, when and by whom."""
    introduction = get_in_district(request.access, Introduction.objects.all(), pk)
    context = {"introduction": introduction, "entries": records_history(introduction)}
    return render(request, "groups/introduction_history.html", context)


# -- Asking and answering -------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, pk: int, side: str) -> Confirmation:
    """The answer of one side. 404 for a word that is no side."""
    introduction = _open(request, pk)
    found = next((answer for answer in introduction.answers if answer.side == side), None)
    if found is None:
        raise Http404
    found.introduction = introduction  # with its district and its council
    return found


@district_editor
@never_cache
@transaction.atomic
def introduction_ask(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Ask one side by mail, or print the letter for it; the link stands in the letter and nowhere else."""
    confirmation = _asked(request, pk, side)
    organization = confirmation.organization
    form = AskForm(
        request.POST or None,
        organization=organization,
        may_read_internal=may_read_internal(request.access, organization),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            link = actions.ask(confirmation, email=form.address, by=request.user)
            if form.address:
                told = f"{organization}に、たずねるメールを送りました（{form.address}）。"
                return done(request, confirmation.introduction, told)
            return _letter(request, confirmation, link)
    context = {
        "form": form,
        "confirmation": confirmation,
        "introduction": confirmation.introduction,
        "mail_works": mail.reaches_people(),
    }
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/introduction_ask.html", context)


def _letter(request: HttpRequest, confirmation: Confirmation, link: str) -> HttpResponse:
    """The letter with the link, which nobody can call up again."""
    confirmation.refresh_from_db(fields=["expires_at"])
    context = {
        "confirmation": confirmation,
        "link": link,
        "title": "引合せのおたずね",
        "preview": True,
        "back_url": confirmation.introduction.get_absolute_url(),
        "tools_note": "ブラウザの「印刷」で印刷してください。この画面を閉じると、同じ手紙は開けません。",
    }
    return render(request, "groups/prints/introduction_letter.html", context)


@require_POST
@district_editor
def introduction_withdraw(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """The link that was sent to one side leads nowhere from now on."""
    confirmation = _asked(request, pk, side)
    actions.withdraw_link(confirmation, by=request.user)
    return done(
        request, confirmation.introduction, f"{confirmation.organization}に送ったリンクを使えなくしました。"
    )


@district_editor
@transaction.atomic
def introduction_key_in(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Key in, or correct, an answer that came by phone or on paper."""
    confirmation = _asked(request, pk, side)
    form = KeyInForm(request.POST or None, instance=copy(confirmation))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            introduction = actions.key_in_answer(confirmation, by=request.user, **form.cleaned_data)
            told = f"{confirmation.organization}の返事を記録しました。いまの状態は「{introduction.get_state_display()}」です。"
            return done(request, confirmation.introduction, told)
    return form_page(
        request,
        form,
        title=f"{confirmation.organization}の返事を入力する",
        submit="返事を記録する",
        introduction=confirmation.introduction,
        confirmation=confirmation,
        cancel_url=confirmation.introduction.get_absolute_url(),
    )


# -- How it goes ----------------------------------------------------------------------------------------------------


@require_POST
@district_editor
def introduction_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a remark, from the page of the introduction."""
    introduction = get_in_district(request.access, Introduction.objects.with_sides(), pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.add_note(introduction, by=request.user, **form.cleaned_data)
        return done(request, f"{introduction.get_absolute_url()}#notes", "経過を書きたしました。")
    return form_page(
        request,
        form,
        title="経過を書く",
        introduction=introduction,
        cancel_url=introduction.get_absolute_url(),
    )


@district_editor
@transaction.atomic
def introduction_result(request: HttpRequest, pk: int) -> HttpResponse:
    """成立, 継続中 or 見送り, with what was done and how many it reached."""
    introduction = _open(request, pk)
    form = ResultForm(request.POST or None, instance=copy(introduction))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            result = actions.record_result(introduction, by=request.user, **form.values)
            return done(request, introduction, f"結果を「{result.get_state_display()}」と記録しました。")
    return form_page(
        request,
        form,
        title="引合せの結果",
        submit="結果を記録する",
        introduction=introduction,
        cancel_url=introduction.get_absolute_url(),
    )


@require_POST
@district_editor
def introduction_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up again what had been given up."""
    introduction = get_in_district(request.access, Introduction.objects.all(), pk)
    form = forms.Form(request.POST)
    with refusals_in(form):
        actions.reopen(introduction, by=request.user)
        return done(request, introduction, "引合せを再開しました。")
    return form_page(
        request,
        form,
        title="引合せを再開できません",
        introduction=introduction,
        cancel_url=introduction.get_absolute_url(),
    )
