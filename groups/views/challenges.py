"""Challenges (課題): the overview of voices and themes, the ledger (課題台帳), the stage board, a challenge's chain."""

from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups.actions import challenges
from groups.forms.challenges import ChallengeFilter, ChallengeForm, CloseForm, StepForm
from groups.models import Ballot, Challenge, Step, Theme, Voice
from groups.permissions import get_in_district
from groups.reports.chains import challenge_chain, challenges_for_page
from groups.reports.voices import voice_figures
from groups.views.challenge_pages import form_page
from portal.forms import refusals_in
from portal.japanese.calendar import FiscalYear
from portal.listing import Column, Listing
from portal.pages import confirm_page, done, render
from portal.permissions import district_editor, public


@public
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """From voices to themes at a glance: this year's themes, a vote, the latest replies, where the challenges stand."""
    district, user = request.district, request.user
    year = FiscalYear.of(timezone.localdate())
    stages = Challenge.objects.visible_to(user).open().filter(district=district)
    counts = dict(stages.order_by().values_list("stage").annotate(Count("pk")))
    context = {
        "year": year,
        "themes": Theme.objects.approved().filter(district=district, fiscal_year=year.year),
        "ballots": Ballot.objects.voting(timezone.localdate()).filter(district=district),
        "figures": voice_figures(district, year),
        "replies": Voice.objects.replied().filter(district=district).order_by("-replied_on", "-pk")[:3],
        "stages": [(value, label, counts.get(value, 0)) for value, label in Challenge.Stage.choices],
    }
    return render(request, "groups/challenge_overview.html", context)


def columns_for(request: HttpRequest) -> list[Column]:
    """Columns of the ledger; whether a challenge is public only for those who see both kinds."""

    def url(challenge: Any) -> str:
        return reverse("challenges:challenge_detail", args=[request.district.slug, challenge.pk])

    columns = [
        Column("title", "困りごと・課題", lambda c: c.title, sort=("title",), url=url),
        Column("stage", "段階", lambda c: c.get_stage_display(), sort=("stage_order",)),
        Column("fields", "分野", lambda c: "、".join(c.field_labels)),
        Column("layer", "範囲（層）", lambda c: c.get_layer_display(), sort=("layer",)),
        Column("voices", "声の数", lambda c: c.voice_count, sort=("voice_count",), numeric=True),
        Column("moved_on", "さいごの動き", lambda c: c.moved_on, sort=("moved_on",)),
        Column("text", "くわしい内容", lambda c: c.text, export_only=True),
        Column("closed_on", "終わった日", lambda c: c.closed_on, export_only=True),
        Column("closed_note", "終わった理由", lambda c: c.closed_note, export_only=True),
    ]
    if request.access.can_read_internal:
        columns.append(
            Column("is_public", "公開", lambda c: "公開" if c.is_public else "非公開", sort=("is_public",))
        )
    return columns


@public
@require_safe
def challenge_list(request: HttpRequest) -> HttpResponse:
    """The ledger (課題台帳)."""
    found = Challenge.objects.visible_to(request.user).filter(district=request.district)
    listing = Listing(
        request,
        found.with_counts(),
        columns=columns_for(request),
        title="課題台帳",
        filters=ChallengeFilter,
        default_sort="-moved_on",
    )
    if listing.export_format:
        return listing.export()
    context = {"listing": listing, "may_edit": request.access.can_edit}
    return render(request, "groups/challenge_list.html", context, parts=("results",))


@public
@require_safe
def challenge_board(request: HttpRequest) -> HttpResponse:
    """The open challenges side by side in their five stages."""
    found = Challenge.objects.visible_to(request.user).open().filter(district=request.district)
    cards = list(found.with_counts())
    stages = [
        {"label": label, "value": value, "challenges": [card for card in cards if card.stage == value]}
        for value, label in Challenge.Stage.choices
        # A challenge is at the second stage at least: its voices stand on the page of voices.
        if value != Challenge.Stage.VOICE
    ]
    return render(
        request, "groups/challenge_board.html", {"stages": stages, "may_edit": request.access.can_edit}
    )


@public
@require_safe
def challenge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A challenge with its chain: voices, steps and meetings, themes, cases."""
    challenge = get_in_district(request.access, challenges_for_page(request.user), pk)
    chain = challenge_chain(challenge, request.user)
    may_edit = request.access.can_edit
    # Meetings talk about it, but nobody has said so in the ledger yet.
    overtaken = challenge.stage == Challenge.Stage.CHALLENGE and any(event.is_talk for event in chain.events)
    context = {
        "challenge": challenge,
        "chain": chain,
        "stages": Challenge.Stage.labels,
        "may_edit": may_edit,
        "proposes_discussion": may_edit and overtaken and challenge.closed_on is None,
    }
    return render(request, "groups/challenge_detail.html", context)


@district_editor
def challenge_add(request: HttpRequest) -> HttpResponse:
    """Write a challenge into the ledger."""
    form = ChallengeForm(request.POST or None, instance=Challenge(district=request.district))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            challenge = challenges.create_challenge(
                district=request.district, by=request.user, **form.cleaned_data
            )
            return done(request, challenge, "課題台帳にのせました。")
    return form_page(
        request,
        form,
        title="課題を台帳にのせる",
        submit="台帳にのせる",
        cancel_url=reverse("challenges:challenge_list", args=[request.district.slug]),
    )


@district_editor
@transaction.atomic
def challenge_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a challenge; what somebody else saved meanwhile is told."""
    challenge = get_in_district(request.access, Challenge.objects.locked(), pk)
    form = ChallengeForm(request.POST or None, instance=copy(challenge))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            challenges.update_challenge(challenge, by=request.user, **form.cleaned_data)
            return done(request, challenge, "保存しました。")
    return form_page(request, form, title="課題を直す", cancel_url=challenge.get_absolute_url())


@district_editor
def challenge_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that no more is done about it here, and why."""
    challenge = get_in_district(request.access, Challenge.objects.all(), pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        challenges.close_challenge(challenge, by=request.user, **form.cleaned_data)
        return done(request, challenge, "「終わったもの」にしました。")
    return form_page(
        request,
        form,
        title="課題を終わりにする",
        lead=f"「{challenge}」への取り組みを終わりにします。台帳と記録は残り、いつでも再開できます。",
        submit="終わりにする",
        cancel_url=challenge.get_absolute_url(),
    )


@require_POST
@district_editor
def challenge_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it up again."""
    challenge = get_in_district(request.access, Challenge.objects.all(), pk)
    challenges.reopen_challenge(challenge, by=request.user)
    return done(request, challenge, "取り組みを再開しました。")


# -- Steps ----------------------------------------------------------------------------------------------------------


@district_editor
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a step with its evidence. The query string may fill in the form, e.g. from a meeting."""
    challenge = get_in_district(request.access, Challenge.objects.all(), pk)
    known = {name: request.GET[name] for name in StepForm.Meta.fields if name in request.GET}
    form = StepForm(request.POST or None, instance=Step(challenge=challenge), initial=known)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            challenges.take_step(challenge, by=request.user, **form.cleaned_data)
            return done(request, challenge, "歩みを記録しました。")
    return form_page(
        request,
        form,
        title="歩みを記録する",
        lead=f"「{challenge}」",
        submit="記録する",
        cancel_url=challenge.get_absolute_url(),
    )


@district_editor
@transaction.atomic
def step_edit(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Correct a step."""
    challenge = get_in_district(request.access, Challenge.objects.all(), pk)
    record = get_object_or_404(Step.objects.locked(), challenge=challenge, pk=step)
    form = StepForm(request.POST or None, instance=copy(record))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            challenges.update_step(record, by=request.user, **form.cleaned_data)
            return done(request, challenge, "歩みを直しました。")
    return form_page(
        request,
        form,
        title="歩みを直す",
        lead=f"「{challenge}」",
        cancel_url=challenge.get_absolute_url(),
        delete_url=reverse("challenges:step_delete", args=[request.district.slug, pk, step]),
    )


@district_editor
def step_delete(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Take out a step that was written by mistake, after asking."""
    challenge = get_in_district(request.access, Challenge.objects.all(), pk)
    record = get_object_or_404(Step, challenge=challenge, pk=step)
    if request.method == "POST":
        challenges.remove_step(record, by=request.user)
        return done(request, challenge, "歩みを消しました。")
    return confirm_page(
        request,
        title="この歩みを消しますか",
        text="書きまちがえた歩みを、課題の記録から消します。",
        items=[f"{record.taken_on:%Y年%-m月%-d日}　{record.get_stage_display()}　{record.text}"],
        submit="歩みを消す",
        danger=True,
        cancel_url=challenge.get_absolute_url(),
    )
