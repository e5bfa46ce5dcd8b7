"""Keying in sheets and telephone answers (代理入力): one sheet a screen, digits and Enter; putting keyed sheets right."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.forms import refusals_in
from portal.pages import done, render
from portal.permissions import district_editor
from surveys.actions import keying
from surveys.forms.keying import AnswersForm, CorrectionForm, SheetForm
from surveys.models import Response, Wave
from surveys.permissions import get_of_wave, get_wave_for
from surveys.questionnaire import questionnaire_of
from surveys.reports.filled import answers_of
from surveys.reports.serials import look_up

SHOWN = 10


def keyed(wave: Wave) -> QuerySet[Response]:
    """Answers of a wave that somebody keyed in, the last ones first."""
    return (
        wave.responses.counted()
        .exclude(channel=Response.Channel.WEB)
        .select_related("code", "batch", "entered_by", "corrected_by")
        .order_by("-pk")
    )


@district_editor
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry screen: the number of a sheet, its answers, and on to the next one."""
    wave = get_wave_for(request.access, pk)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        wave=wave,
        questionnaire=questionnaire_of(wave),
        initial=_sticky(request),
    )
    if form.is_bound and form.is_valid() and is_to_be_saved(request, form):
        data = form.cleaned_data
        with refusals_in(form):
            keying.take_in(
                wave,
                answers=form.answers,
                channel=data["channel"],
                is_proxy=data["is_proxy"],
                code=form.number.code,
                batch=None if form.number.code else data["batch"],
                by=request.user,
            )
            named = f"{form.number.code.serial}番" if form.number.code else "番号のない1枚"
            if data["channel"] == Response.Channel.PHONE:
                named = f"電話の回答（{named}）" if form.number.code else "電話の回答"
            next_sheet = f"{request.path}?{urlencode(form.sticky)}".rstrip("?")
            return done(request, next_sheet, f"{named}を入力しました。続けて入力できます。")
    return keying_page(request, wave, form, title="用紙・電話の回答を入力")


def _sticky(request: HttpRequest) -> dict[str, Any]:
    sent = request.GET
    channel = sent.get("channel", "")
    return {
        "channel": channel if channel == Response.Channel.PHONE else Response.Channel.PAPER,
        "batch": sent.get("batch", ""),
        "advance": bool(sent.get("advance")),
        "serial": sent.get("serial", ""),
    }


def is_to_be_saved(request: HttpRequest, form: AnswersForm) -> bool:
    """Not when only the reading was asked for, nor where an answer would be dropped that nobody agreed to drop."""
    wanted = request.POST.get("do")
    agreed = set(request.POST.getlist("agreed")) if wanted == "drop" else set()
    return wanted in ("save", "drop") and {asked.key for asked in form.dropped} <= agreed


def keying_page(request: HttpRequest, wave: Wave, form: AnswersForm, **more: Any) -> HttpResponse:
    """The screen; as 422 where something has to be looked at before it is saved."""
    is_check = request.POST.get("do") not in ("save", "drop")
    today = timezone.localdate()
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "checked": form.is_bound and is_check and not form.errors and not form.dropped,
        "recent": keyed(wave)[:SHOWN],
        "count": keyed(wave).count(),
        "count_today": keyed(wave).filter(answered_on=today, entered_by=request.user).count(),
        "entry_url": reverse("surveys:entry", args=[request.district.slug, wave.pk]),
    }
    is_refused = form.is_bound and not request.htmx and bool(form.errors or form.dropped)
    return render(request, "surveys/entry.html", context | more, status=422 if is_refused else 200)


@require_safe
@district_editor
def entry_serial(request: HttpRequest, pk: int) -> HttpResponse:
    """What a number means, told as soon as it is typed."""
    wave = get_wave_for(request.access, pk)
    number = look_up(wave, request.GET.get("serial", "")[:20], channel=request.GET.get("channel", ""))
    return render(request, "surveys/entry_serial.html", {"wave": wave, "number": number})


@district_editor
def entry_edit(request: HttpRequest, pk: int, response: int) -> HttpResponse:
    """A keyed sheet as it was typed, to look at and to put right while the wave is open."""
    wave = get_wave_for(request.access, pk)
    sheet: Response = get_of_wave(wave, keyed(wave), response)
    questionnaire = questionnaire_of(wave)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        questionnaire=questionnaire,
        answers=answers_of(questionnaire, sheet),
    )
    form.initial["is_proxy"] = sheet.is_proxy
    if form.is_bound and form.is_valid() and is_to_be_saved(request, form):
        with refusals_in(form):
            keying.correct(
                sheet, answers=form.answers, is_proxy=form.cleaned_data["is_proxy"], by=request.user
            )
            return done(request, "surveys:entry", "直しました。", request.district.slug, wave.pk)
    if not form.is_bound and wave.state != Wave.State.OPEN:
        messages.info(request, "締め切ったアンケートなので、見るだけです。")
    return keying_page(request, wave, form, title="入力した用紙を見る・直す", sheet=sheet)
