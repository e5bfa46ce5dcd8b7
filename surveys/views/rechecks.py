"""Double entry (二重入力): the sample, the second keying without seeing the first, and settling what differs."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.forms import refusals_in
from portal.pages import done, invalid, render
from portal.permissions import district_editor
from surveys.actions import rechecks
from surveys.forms.keying import AnswersForm
from surveys.forms.rechecks import SampleForm, VerdictForm
from surveys.models import Recheck, Response, Wave
from surveys.permissions import get_of_wave, get_wave_for
from surveys.questionnaire import questionnaire_of
from surveys.reports.rechecks import accuracy, eligible, sample, sides
from surveys.views.keying import is_to_be_saved, keying_page


def _of(response: Response) -> Recheck | None:
    return getattr(response, "recheck", None)


def _address(request: HttpRequest, wave: Wave, name: str = "recheck_list", *more: int) -> str:
    """A page of double entry with the sample that was chosen."""
    kept = {key: request.GET[key] for key in ("share", "seed") if request.GET.get(key)}
    address = reverse(f"surveys:{name}", args=[request.district.slug, wave.pk, *more])
    return f"{address}?{urlencode(kept)}" if kept else address


@require_safe
@district_editor
def recheck_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The sample with what is still to be done, and what it shows so far."""
    wave = get_wave_for(request.access, pk)
    form = SampleForm(request.GET)
    chosen = form.chosen
    drawn = sample(wave, **chosen)
    found = [recheck for response in drawn if (recheck := _of(response))]
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "seed": wave.pk if chosen["seed"] is None else chosen["seed"],
        "share": chosen["share"],
        "rows": [(response, _of(response)) for response in drawn],
        "waiting": len(drawn) - len(found),
        "next": next((response for response in drawn if _of(response) is None), None),
        "accuracy": accuracy(found),
        "sent": _address(request, wave).partition("?")[2],
        "is_open": wave.state == Wave.State.OPEN,
    }
    return render(request, "surveys/recheck_list.html", context)


@district_editor
def recheck_key(request: HttpRequest, pk: int, response: int) -> HttpResponse:
    """The second keying of a sheet: the entry screen without what was keyed first."""
    wave = get_wave_for(request.access, pk)
    sheet: Response = get_of_wave(wave, eligible(wave), response)
    if _of(sheet):
        return redirect(_address(request, wave, "recheck_settle", sheet.pk))
    form = AnswersForm(
        request.POST if request.method == "POST" else None, questionnaire=questionnaire_of(wave)
    )
    form.start_at_first()
    if form.is_bound and form.is_valid() and is_to_be_saved(request, form):
        with refusals_in(form):
            found = rechecks.recheck(sheet, answers=form.answers, by=request.user)
            return done(request, _next(request, wave), _told(sheet, found))
    more: dict[str, Any] = {
        "title": "2回目の入力",
        "sheet": sheet,
        "recheck": True,
        "same_person": sheet.entered_by == request.user,
        "back_url": _address(request, wave),
    }
    return keying_page(request, wave, form, **more)


def _next(request: HttpRequest, wave: Wave) -> str:
    """The next sheet of the sample, or the list when all are done."""
    waiting = [each for each in sample(wave, **SampleForm(request.GET).chosen) if _of(each) is None]
    return _address(request, wave, "recheck_key", waiting[0].pk) if waiting else _address(request, wave)


def _told(sheet: Response, found: Recheck) -> str:
    count = len(found.differences)
    if not count:
        return f"{sheet.code.serial}番：1回目とすべて同じでした。"
    return f"{sheet.code.serial}番：{count}つの質問で、1回目とちがいます。あとで確かめます。"


@district_editor
def recheck_settle(request: HttpRequest, pk: int, response: int) -> HttpResponse:
    """The two keyings side by side, and which is right by the sheet."""
    wave = get_wave_for(request.access, pk)
    sheet: Response = get_of_wave(wave, eligible(wave).filter(recheck__isnull=False), response)
    found = sheet.recheck
    found.response = sheet
    form = VerdictForm(
        request.POST if request.method == "POST" else None, sides=sides(questionnaire_of(wave), found)
    )
    if form.is_bound and not found.settled_on and form.is_valid():
        with refusals_in(form):
            rechecks.settle(found, verdicts=form.cleaned_data, by=request.user)
            if form.has_neither:
                return done(
                    request,
                    reverse("surveys:entry_edit", args=[request.district.slug, wave.pk, sheet.pk]),
                    "確かめました。どちらもちがった質問を、用紙のとおりに直してください。",
                )
            return done(request, _address(request, wave), f"{sheet.code.serial}番を確かめました。")
    context = {
        "wave": wave,
        "survey": wave.survey,
        "sheet": sheet,
        "recheck": found,
        "form": form,
        "list_url": _address(request, wave),
        "may_settle": not found.settled_on and wave.state == Wave.State.OPEN,
    }
    return (invalid if form.is_bound else render)(request, "surveys/recheck_settle.html", context)
