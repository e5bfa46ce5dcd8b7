"""Results as the district works with them, once a wave is closed: all questions, one by an attribute, waves, files."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.pages import attachment, render, sheet_file
from portal.permissions import district_desk
from portal.tabular import Sheet, write_xlsx
from surveys.forms.figures import CrossForm, FiguresForm
from surveys.models import Kind, Wave
from surveys.permissions import get_results_for
from surveys.questionnaire import questionnaire_of
from surveys.reports import figure_sheets
from surveys.reports.axes import Within
from surveys.reports.comparisons import comparable_waves, comparison
from surveys.reports.figures import Comparison, CrossTable, QuestionResult, WaveResults
from surveys.reports.settled import all_tables, axis_choices, question_of, results_of, tables_of
from surveys.reports.weighting import Weighting, weighting_of


@dataclass(frozen=True)
class Weights:
    """The weights that were asked for, or why there are none."""

    weighting: Weighting | None = None
    refused: str = ""


def _weights(wave: Wave, form: FiguresForm) -> Weights:
    if not form.cleaned_data.get("weighted") or wave.disposed_on is not None:
        return Weights()
    if form.chosen is not None:
        return Weights(refused="重みづけは、全体の集計だけでできます。しぼりこみをはずしてください。")
    try:
        return Weights(weighting_of(wave))
    except ValidationError as error:
        return Weights(refused=error.messages[0])


def _read(wave: Wave, form: FiguresForm) -> tuple[WaveResults, Weights]:
    """What the form asks for; a form with unknown choices asks for nothing."""
    if not form.is_valid():
        form = type(form)({}, axes=axis_choices(wave))
        form.is_valid()
    weights = _weights(wave, form)
    return results_of(wave, within=form.chosen, weighting=weights.weighting), weights


@require_safe
@district_desk
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions of a closed wave with their charts and tables, of everybody or of one class."""
    wave = get_results_for(request.access, pk)
    form = FiguresForm(request.GET or None, axes=axis_choices(wave), can_weight=wave.disposed_on is None)
    results, weights = _read(wave, form)
    status = 422 if form.is_bound and form.errors else 200
    query = urlencode({name: value for name, value in request.GET.items() if name in form.fields and value})
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "results": results,
        "weights": weights,
        "query": query,
        "files": _files(request, wave, query),
        "may_edit": request.access.can_edit,
    }
    return render(request, "surveys/figures.html", context, parts=("results",), status=status)


def _files(request: HttpRequest, wave: Wave, query: str) -> dict[str, str]:
    url = reverse("surveys:figures_download", args=[request.district.slug, wave.pk])
    more = f"&{query}" if query else ""
    return {
        "xlsx": f"{url}?format=xlsx{more}",
        "csv": f"{url}?format=csv{more}",
        "csv_cp932": f"{url}?format=csv&encoding=cp932{more}",
    }


@dataclass(frozen=True)
class Shown:
    """What the page of one question shows."""

    result: QuestionResult
    tables: tuple[CrossTable, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    refused: str = ""


@require_safe
@district_desk
def figure_detail(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One question: its table, by an attribute, of some people alone, and how it moved since the earlier waves."""
    wave = get_results_for(request.access, pk)
    questionnaire = questionnaire_of(wave)
    if key not in questionnaire.by_key:
        raise Http404("その質問は見つかりません。")
    form = CrossForm(
        request.GET or None, axes=axis_choices(wave), key=key, can_weight=wave.disposed_on is None
    )
    is_known = form.is_valid()
    if not is_known:
        status = 422 if form.is_bound else 200
        empty = CrossForm({}, axes=axis_choices(wave), key=key)
        empty.is_valid()
        shown, weights = _shown(wave, key, empty)
    else:
        status = 200
        shown, weights = _shown(wave, key, form)
    keys = [asked.key for asked in questionnaire.questions]
    at = keys.index(key)
    query = urlencode({name: value for name, value in request.GET.items() if name in form.fields and value})
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "shown": shown,
        "weights": weights,
        "is_stacked": shown.result.kind in (Kind.S, Kind.SC, Kind.MX),
        "before": keys[at - 1] if at else "",
        "after": keys[at + 1] if at + 1 < len(keys) else "",
        "files": _files(request, wave, urlencode({"question": key}) + (f"&{query}" if query else "")),
    }
    return render(request, "surveys/figure_detail.html", context, parts=("results",), status=status)


def _shown(wave: Wave, key: str, form: CrossForm) -> tuple[Shown, Weights]:
    weights = _weights(wave, form)
    within = form.chosen
    result = question_of(wave, key, within=within, weighting=weights.weighting)
    compared = _compared(wave, key, within)
    by = form.cleaned_data.get("by", "")
    if not by:
        return Shown(result, comparisons=compared), weights
    try:
        tables = tables_of(wave, key, by, within=within)
    except ValidationError as error:
        return Shown(result, comparisons=compared, refused=error.messages[0]), weights
    return Shown(
        result, tables, compared, next((table.refused for table in tables if table.refused), "")
    ), weights


def _compared(wave: Wave, key: str, within: Within | None) -> tuple[Comparison, ...]:
    waves = comparable_waves(wave.survey, upto=wave)
    if len(waves) < 2:
        return ()
    try:
        return comparison(wave.survey, key, within=within, waves=waves)
    except ValidationError:  # the class is new
        return ()


@require_safe
@district_desk
def figures_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what is shown, as XLSX or CSV (`encoding=cp932` for old software); of one question with its crossing."""
    wave = get_results_for(request.access, pk)
    key = request.GET.get("question", "")
    form = CrossForm(request.GET, axes=axis_choices(wave), key=key)
    if not form.is_valid() or (key and key not in questionnaire_of(wave).by_key):
        raise Http404("そのファイルはありません。")
    within, weights = form.chosen, _weights(wave, form)
    results = results_of(wave, within=within, weighting=weights.weighting)
    tables: tuple[CrossTable, ...] = ()
    if key:
        results = WaveResults(
            **{**results.__dict__, "questions": tuple(each for each in results.questions if each.key == key)}
        )
        tables = _tables(wave, key, form.cleaned_data["by"], within)
    elif within is None:
        tables = all_tables(wave)
    compared = _compared(wave, key, within) if key else ()
    return _file(request, wave, results, tables, compared, only_cross=bool(key and form.cleaned_data["by"]))


def _tables(wave: Wave, key: str, by: str, within: Within | None) -> tuple[CrossTable, ...]:
    if not by:
        return ()
    try:
        return tables_of(wave, key, by, within=within)
    except ValidationError as error:
        raise Http404(error.messages[0]) from None


def _file(
    request: HttpRequest,
    wave: Wave,
    results: WaveResults,
    tables: tuple[CrossTable, ...],
    compared: tuple[Comparison, ...],
    *,
    only_cross: bool,
) -> HttpResponse:
    name = f"{wave.survey.title}_第{wave.number}回_{'クロス集計' if only_cross else '集計'}"
    if request.GET.get("format") == "csv":
        columns, rows = (
            (figure_sheets.CROSS_COLUMNS, figure_sheets.cross_rows(tables))
            if only_cross or request.GET.get("table") == "cross"
            else (figure_sheets.simple_columns(results), figure_sheets.simple_rows(results))
        )
        return sheet_file(request, Sheet(name, columns, rows), name)
    sheets = figure_sheets.workbook(results, tables, compared)
    return attachment(write_xlsx(sheets, figure_sheets.marks_of(wave)), f"{name}.xlsx")
