"""Batches (配布のまとまり): what is printed for whom, and how many were handed out. Who edits the district makes them."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.forms import refusals_in
from portal.models import Neighborhood
from portal.pages import done, invalid, question_form, render
from portal.permissions import district_editor, district_internal
from surveys.actions import batches
from surveys.forms.batches import BatchesForm, BatchForm, DistributedForm
from surveys.models import Batch, Wave
from surveys.permissions import get_of_wave, get_wave_for
from surveys.views.pages import confirm_page, form_page


def _list_url(request: HttpRequest, wave: Wave) -> str:
    return reverse("surveys:batch_list", args=[request.district.slug, wave.pk])


@require_safe
@district_internal
def batch_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All batches of a wave with what was made, handed out and came back, and how to make more."""
    wave = get_wave_for(request.access, pk)
    return render(request, "surveys/batch_list.html", _listed(request, wave, BatchesForm()))


def _listed(request: HttpRequest, wave: Wave, form: BatchesForm) -> dict[str, Any]:
    found = (
        wave.batches.select_related("neighborhood")
        .annotate(returned=Count("responses", filter=Q(responses__is_test=False)))
        .order_by("first_serial")
    )
    without = Neighborhood.objects.filter(district=request.district).exclude(survey_batches__wave=wave)
    return {
        "wave": wave,
        "survey": wave.survey,
        "batches": found,
        "totals": wave.batches.aggregate(size=Sum("size"), distributed=Sum("distributed")),
        "form": form,
        "without": without,
        "may_edit": request.access.can_edit,
        "may_add": request.access.can_edit and not wave.is_closed,
    }


@require_POST
@district_editor
def batch_add_all(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: a batch for each neighbourhood, as large as it has households."""
    wave = get_wave_for(request.access, pk)
    form = BatchesForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            made = batches.add_batches(
                wave,
                neighborhoods=Neighborhood.objects.filter(district=request.district),
                form=form.cleaned_data["form"],
                by=request.user,
            )
            if not made:
                messages.warning(
                    request,
                    "作るものがありません。世帯数のある町内には、どれも、もうまとまりがあります。"
                    "世帯数は「町内」のページで入力できます。",
                )
                return done(request, _list_url(request, wave))
            total = sum(batch.size for batch in made)
            return done(
                request,
                _list_url(request, wave),
                f"{len(made)}の町内に、合わせて{total:,}部を作りました（{made[0].first_serial}番から{made[-1].last_serial}番まで）。",
            )
    return invalid(request, "surveys/batch_list.html", _listed(request, wave, form))


@district_editor
def batch_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more batch: for the counter, or spare sheets for a neighbourhood."""
    wave = get_wave_for(request.access, pk)
    form = BatchForm(request.POST or None, instance=Batch(wave=wave), wave=wave)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            batch = batches.add_batch(wave, by=request.user, **form.cleaned_data)
            return done(
                request,
                _list_url(request, wave),
                f"「{batch}」を作りました（{batch.first_serial}番から{batch.last_serial}番まで）。",
            )
    return form_page(
        request,
        form,
        title="まとまりを足す",
        lead="通し番号は、前のまとまりに続けて付きます。作ったあとで、部数と印刷するものは変えられません。",
        submit="作る",
        cancel_url=_list_url(request, wave),
        wave=wave,
        survey=wave.survey,
    )


@district_editor
@transaction.atomic
def batch_edit(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """What a batch is called, where it went, how many were handed out."""
    wave = get_wave_for(request.access, pk)
    record: Batch = get_of_wave(wave, Batch.objects.locked(), batch)
    form = BatchForm(request.POST or None, instance=copy(record), wave=wave)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            batches.save_batch(form.instance, by=request.user)
            return done(request, _list_url(request, wave), f"「{form.instance}」を保存しました。")
    return form_page(
        request,
        form,
        title=f"「{record}」を直す",
        lead=f"{record.get_form_display()}　{record.size:,}部（{record.first_serial}番から{record.last_serial}番まで）",
        cancel_url=_list_url(request, wave),
        delete_url=reverse("surveys:batch_delete", args=[request.district.slug, wave.pk, record.pk]),
        wave=wave,
        survey=wave.survey,
    )


@district_editor
def batch_distributed(request: HttpRequest, pk: int) -> HttpResponse:
    """How many of each batch were handed out, all on one page."""
    wave = get_wave_for(request.access, pk)
    form = DistributedForm(request.POST if request.method == "POST" else None, wave)
    refused = ""
    if form.is_bound and form.is_valid():
        try:
            changed = batches.save_distributed(wave, counts=form.counts, by=request.user)
        except ValidationError as error:
            refused = error.messages[0]
        else:
            told = f"{changed}のまとまりを保存しました。" if changed else "変わったところはありません。"
            return done(request, _list_url(request, wave), told)
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "refused": refused,
        "list_url": _list_url(request, wave),
    }
    return (invalid if form.is_bound else render)(request, "surveys/batch_distributed.html", context)


@district_editor
def batch_delete(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """Delete a batch with its codes, after asking."""
    wave = get_wave_for(request.access, pk)
    record: Batch = get_of_wave(wave, Batch.objects.all(), batch)
    form = question_form(request)
    if request.method == "POST":
        with refusals_in(form):
            batches.delete_batch(record, by=request.user)
            return done(request, _list_url(request, wave), f"「{record}」を消しました。")
    return confirm_page(
        request,
        form=form,
        title=f"「{record}」を消しますか",
        text="このまとまりの通し番号と、回答用の番号を消します。もう印刷した用紙や案内は、使えなくなります。",
        items=[
            f"{record.get_form_display()}　{record.size:,}部（{record.first_serial}番から{record.last_serial}番まで）"
        ],
        submit="まとまりを消す",
        danger=True,
        cancel_url=_list_url(request, wave),
        wave=wave,
        survey=wave.survey,
    )
