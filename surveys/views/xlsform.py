"""XLSForm out and in: a questionnaire for KoboToolbox or ODK, and one that was made there."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.forms import refusals_in
from portal.pages import attachment, done, invalid, render
from portal.permissions import district_desk, district_editor
from surveys.actions.outlines import add_wave_of_outline
from surveys.forms.series import BorrowForm, first_words
from surveys.forms.xlsform import XlsformFileForm
from surveys.models import Survey
from surveys.permissions import get_wave_for
from surveys.questionnaire import read_questionnaire
from surveys.xlsform.outline import Outline, outline_of
from surveys.xlsform.writing import losses_of, write_xlsform

_SALT, _GOOD_FOR = "surveys.xlsform", 24 * 3600  # seconds


# -- Out --------------------------------------------------------------------------------------------------------------


@require_safe
@district_desk
def wave_xlsform(request: HttpRequest, pk: int) -> HttpResponse:
    """What an XLSForm of the wave will not do elsewhere, and the file."""
    wave = get_wave_for(request.access, pk)
    outline = outline_of(wave, read_questionnaire(wave))
    context = {"wave": wave, "survey": wave.survey, "losses": losses_of(outline), "outline": outline}
    return render(request, "surveys/wave_xlsform.html", context)


@require_safe
@district_desk
def wave_xlsform_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire as XLSForm."""
    wave = get_wave_for(request.access, pk)
    outline = outline_of(wave, read_questionnaire(wave))
    form_id = f"{wave.survey.key}_{wave.number}"
    book = write_xlsform(outline, form_id=form_id, version=f"{wave.fiscal_year}{wave.edition:04d}")
    return attachment(book.as_xlsx(), f"{wave.survey.title}_第{wave.number}回_XLSForm.xlsx")


# -- In ---------------------------------------------------------------------------------------------------------------


@district_editor
def xlsform_import(request: HttpRequest) -> HttpResponse:
    """Choose a file; then what it becomes here is shown before anything is made."""
    form = XlsformFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        reading = form.reading
        context = {
            "reading": reading,
            "warnings": form.check.warnings,
            "outline": reading.outline,
            "payload": signing.dumps(
                {
                    "outline": reading.outline.as_data(),
                    "lost": [[finding.row, finding.text] for finding in reading.lost],
                    "changed": [[finding.row, finding.text] for finding in reading.changed],
                },
                salt=_SALT,
                compress=True,
            ),
            "lost": [(finding.row, finding.text) for finding in reading.lost],
            "changed": [(finding.row, finding.text) for finding in reading.changed],
            "form": _where(request, reading.outline),
        }
        return render(request, "surveys/xlsform_preview.html", context)
    answer = invalid if request.method == "POST" else render
    return answer(request, "surveys/xlsform_import.html", {"form": form})


def _where(request: HttpRequest, outline: Outline, sent: Any = None) -> BorrowForm:
    first = first_words(Survey(district=request.district), timezone.localdate())
    initial = {name: first[name] for name in ("opens_on", "closes_on")}
    same = Survey.objects.filter(district=request.district, title=outline.title).first()
    initial |= {"title": outline.title, "survey": same}
    return BorrowForm(sent, district=request.district, initial=initial)


@require_POST
@district_editor
def xlsform_save(request: HttpRequest) -> HttpResponse:
    """Make a wave in preparation of what was shown."""
    try:
        seen = signing.loads(request.POST.get("payload", ""), salt=_SALT, max_age=_GOOD_FOR)
    except signing.BadSignature:
        return redirect("surveys:xlsform_import", request.district.slug)
    outline = Outline.from_data(seen["outline"])
    form = _where(request, outline, request.POST)
    if form.is_valid():
        with refusals_in(form):
            wave = add_wave_of_outline(outline, by=request.user, **form.chosen)
            return done(
                request,
                "surveys:wave_manage",
                f"{len(outline.questions)}問を取り込みました。内容を確かめて、直してください。",
                request.district.slug,
                wave.pk,
            )
    context = {
        "outline": outline,
        "payload": request.POST["payload"],
        "lost": seen["lost"],
        "changed": seen["changed"],
        "form": form,
    }
    return invalid(request, "surveys/xlsform_preview.html", context)
