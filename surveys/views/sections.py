"""The sections (まとまり) of a questionnaire."""

from copy import copy

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from portal.buttons import places_of
from portal.forms import refusals_in
from portal.pages import done
from portal.permissions import district_editor
from surveys.actions import sections as actions
from surveys.forms.questions import SectionForm
from surveys.models import Section, Wave
from surveys.permissions import get_of_wave, get_wave_for
from surveys.views.pages import form_page
from surveys.views.questions import after, editor_url


@district_editor
def section_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new section at the end."""
    wave = get_wave_for(request.access, pk)
    form = SectionForm(request.POST or None, instance=Section(wave=wave))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_section(form.instance, by=request.user)
            return done(request, editor_url(request, wave), "まとまりを加えました。次は、質問を加えます。")
    return form_page(
        request,
        form,
        title="まとまりを加える",
        lead="「あなたのこと」「毎日のくらし」のように、質問をまとめる見出しです。",
        submit="加える",
        survey=wave.survey,
        wave=wave,
        cancel_url=editor_url(request, wave),
    )


@district_editor
@transaction.atomic
def section_edit(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Change heading and text of a section."""
    is_saved = request.method == "POST"
    wave = get_wave_for(request.access, pk, within=Wave.objects.locked() if is_saved else None)
    record = get_of_wave(wave, Section.objects.locked() if is_saved else Section.objects.all(), section)
    form = SectionForm(request.POST or None, instance=copy(record))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_section(form.instance, by=request.user)
            return done(request, editor_url(request, wave), "保存しました。")
    return form_page(
        request,
        form,
        title="まとまりを直す",
        survey=wave.survey,
        wave=wave,
        cancel_url=editor_url(request, wave),
    )


@require_POST
@district_editor
def section_move(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Move a section up or down by one, with its questions."""
    wave = get_wave_for(request.access, pk)
    record = get_of_wave(wave, Section.objects.all(), section)
    return after(
        request,
        wave,
        f"「{record}」を動かしました。",
        lambda: actions.move_section(record, by_places=places_of(request), by=request.user),
    )


@require_POST
@district_editor
def section_delete(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Delete a section without questions."""
    wave = get_wave_for(request.access, pk)
    record = get_of_wave(wave, Section.objects.all(), section)
    return after(
        request,
        wave,
        f"まとまり「{record}」を消しました。",
        lambda: actions.delete_section(record, by=request.user),
    )
