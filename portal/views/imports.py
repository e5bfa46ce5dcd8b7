"""The import wizard: a file, its columns, a preview of what would happen, the result, and taking it back."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from portal.imports import actions, preview
from portal.imports.files import better_importer
from portal.imports.forms import MappingForm, ReadingForm, UploadForm, options_form
from portal.imports.importer import Importer, importer_of, registered_importers
from portal.imports.listings import IMPORT_COLUMNS, problem_file, row_columns
from portal.imports.summaries import remembers, summary_of
from portal.imports.undos import WRITTEN, forecast, later_imports, undone_first
from portal.imports.words import filled_columns, words_to_settle
from portal.listing import Listing
from portal.models import Import, ImportRow
from portal.pages import done, invalid, render
from portal.permissions import district_editor
from portal.tabular import TabularError

STEPS = ["ファイルを選ぶ", "列を確かめる", "内容を確かめる", "取り込む"]
ROWS_PER_PAGE = 30


def get_import_for(request: HttpRequest, pk: int) -> tuple[Import, Importer]:
    """An import of the district, and its importer; else 404."""
    record = Import.objects.filter(district=request.district, pk=pk).for_list().first()
    try:
        if record is not None:
            return record, importer_of(record.importer)
    except KeyError:
        pass
    raise Http404("その取り込みは見つかりません。")


def step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one import, which it gets with its importer; nothing can be sent while the worker is at it."""

    @district_editor
    @wraps(view)
    def stepped(request: HttpRequest, pk: int) -> HttpResponse:
        record, importer = get_import_for(request, pk)
        if request.method == "POST" and record.is_at_work:
            messages.warning(
                request,
                f"「{record.file.name}」は、いま確認・取り込みの最中です。終わってから、もう一度操作してください。",
            )
            return redirect("import_list", request.district.slug)
        return view(request, record, importer)

    return stepped


@require_safe
@district_editor
def import_list(request: HttpRequest) -> HttpResponse:
    """The imports of the district, the newest first."""
    records = Import.objects.filter(district=request.district).for_list()
    listing = Listing(
        request, records, columns=IMPORT_COLUMNS, title="取り込みの記録", per_page=ROWS_PER_PAGE
    )
    return render(request, "portal/imports/import_list.html", {"listing": listing}, parts=("results",))


@district_editor
def import_new(request: HttpRequest) -> HttpResponse:
    """Step 1: choose a file."""
    chosen = {"importer": request.GET["importer"]} if "importer" in request.GET else {}
    form = UploadForm(request.POST or None, request.FILES or None, initial=chosen)
    context = {"form": form, "steps": STEPS, "importers": registered_importers()}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            record = actions.receive_file(
                district=request.district,
                importer=importer_of(form.cleaned_data["importer"]),
                content=file.read(),
                name=file.name,
                by=request.user,
            )
        except TabularError as error:
            form.add_error("file", str(error))
        else:
            return done(request, "import_mapping", "", request.district.slug, record.pk)
    if form.errors:
        return invalid(request, "portal/imports/import_new.html", context)
    return render(request, "portal/imports/import_new.html", context)


@step
def import_mapping(request: HttpRequest, record: Import, importer: Importer) -> HttpResponse:
    """Step 2: which column is which, and what words mean; then the file is tried out in the worker."""
    if not record.is_open:
        return redirect(record)
    words = words_to_settle(record, importer)
    form = MappingForm(request.POST or None, record=record, importer=importer, words=words)
    mapping, said = record.columns, record.words
    if request.method == "POST" and form.is_valid():
        mapping, said = form.mapping, actions.merged(record.words, form.said)
    filled = filled_columns(record, importer, mapping, said)
    options = options_form(importer, record, request.POST or None, filled=filled)
    if request.method == "POST" and form.is_valid() & (options is None or options.is_valid()):
        chosen = options.cleaned_data if options else {}
        actions.settle_columns(record, mapping=mapping, options=chosen, words=form.said)
        return done(request, "job", "", actions.start_check(record, by=request.user).pk)
    return _mapping_page(request, record, importer, form, options, ReadingForm(record=record))


@require_POST
@step
def import_reading(request: HttpRequest, record: Import, importer: Importer) -> HttpResponse:
    """Read the file in another way: its encoding, its sheet, its row of headings."""
    if not record.is_open:
        return redirect(record)
    reading = ReadingForm(request.POST, record=record)
    if reading.is_valid():
        try:
            actions.reread_file(record, **{"encoding": "", "sheet": ""} | reading.cleaned_data)
        except TabularError as error:
            reading.add_error(None, str(error))
        else:
            return done(request, "import_mapping", "読み取り直しました。", request.district.slug, record.pk)
    form = MappingForm(record=record, importer=importer, words=words_to_settle(record, importer))
    filled = filled_columns(record, importer, record.columns, record.words)
    options = options_form(importer, record, filled=filled)
    return _mapping_page(request, record, importer, form, options, reading)


def _mapping_page(
    request: HttpRequest,
    record: Import,
    importer: Importer,
    form: MappingForm,
    options: Form | None,
    reading: ReadingForm,
) -> HttpResponse:
    context = {"import": record, "form": form, "options": options, "reading": reading, "steps": STEPS}
    context |= {"importer": importer, "better": better_importer(record.sample["headers"], importer)}
    wrong = form.errors or reading.errors or (options and options.errors)
    answer = invalid if wrong else render
    return answer(request, "portal/imports/import_mapping.html", context)


@step
def import_preview(request: HttpRequest, record: Import, importer: Importer) -> HttpResponse:
    """Step 3: what each row would do, and what there is to decide."""
    if record.state != Import.State.CHECKED:
        return redirect(record)
    if request.method == "POST":
        message = f"{_decide(record, request)}件について、選んだ内容を保存しました。"
        return done(request, request.get_full_path(), message)
    tabs = preview.tabs_of(record, request.GET.get("show", ""))
    show = preview.current(tabs)
    rows = preview.rows_of(record, show)
    if request.GET.get("format") == "csv":
        return problem_file(record, rows)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    summary = summary_of(record)
    context = {
        "import": record,
        "importer": importer,
        "tabs": tabs,
        "show": show,
        "is_folded": show in preview.FOLDED,
        "has_choices": show in preview.TO_DECIDE,
        "has_undecided": preview.has_undecided(page),
        "page": page,
        "rows": preview.preview_rows(page, importer, request.district),
        "gathered": preview.gathered(record, show),
        "most_kinds": preview.MOST_KINDS,
        "summary": summary,
        "remembers": remembers(record, importer, summary),
        "steps": STEPS,
    }
    return render(request, "portal/imports/import_preview.html", context)


def _decide(record: Import, request: HttpRequest) -> int:
    """Take down the decisions of a sent preview; "all" decides every row of an outcome alike."""
    if everything := request.POST.get("all"):
        outcome, _, decision = everything.partition(":")
        return actions.decide_all(record, outcome=outcome, decision=decision)
    decisions = {
        int(name.removeprefix("row-")): value
        for name, value in request.POST.items()
        if name.removeprefix("row-").isdecimal()
    }
    return actions.decide(record, decisions)


@require_POST
@step
def import_commit(request: HttpRequest, record: Import, importer: Importer) -> HttpResponse:
    """Step 4: write everything into the records, in the worker, with what was chosen on the page just now."""
    if record.state != Import.State.CHECKED:
        return redirect(record)
    _decide(record, request)
    summary = summary_of(record)
    if not (summary.does_something or remembers(record, importer, summary)):
        messages.warning(request, f"取り込む行がありません。{summary.why_nothing}")
        return redirect(record)
    return done(request, "job", "", actions.start_commit(record, by=request.user).pk)


@require_safe
@step
def import_detail(request: HttpRequest, record: Import, importer: Importer) -> HttpResponse:
    """What an import did, row by row; of one that is not finished, the next step."""
    if record.is_open:
        return redirect(record)
    tabs = preview.result_tabs_of(record, request.GET.get("show", ""))
    show = preview.current(tabs)
    listing = Listing(
        request,
        record.rows.filter(result=show) if show else record.rows.all(),
        columns=row_columns(importer, request.district),
        title=f"取り込みの結果_{record.name}",
        per_page=ROWS_PER_PAGE,
    )
    if listing.export_format:
        return listing.export()
    context = {"import": record, "importer": importer, "tabs": tabs, "listing": listing}
    context["wrote"] = _wrote(record)
    if kept := record.counts.get(ImportRow.Result.LEFT):
        context["left"] = (
            f"あとから変わった {kept}件に、元に戻していないところがあります。"
            "なぜかは、下の一覧の「理由」で確かめられます。"
        )
    return render(request, "portal/imports/import_detail.html", context, parts=("results",))


def _wrote(record: Import) -> bool:
    """Whether the import wrote into any record; else it only noted where values come from."""
    return any(record.counts.get(result) for result in WRITTEN)


@step
def import_undo(request: HttpRequest, record: Import, importer: Importer) -> HttpResponse:
    """Take an import back as a whole, once it is confirmed; after those that wrote the same records since."""
    if record.state != Import.State.COMMITTED:
        return redirect(record)
    answer = render
    if request.method == "POST":
        try:
            return done(request, "job", "", actions.start_undo(record, by=request.user).pk)
        except ValidationError:
            answer = invalid  # The page tells what is to be taken back first.
    later = list(later_imports(record))
    items = [] if later else forecast(record, importer)
    context = {"import": record, "later": later, "told": undone_first(later), "items": items}
    if _wrote(record):
        context["warning"] = "取り込んだあとに人が修正したものは、そのまま残します。"
    return answer(request, "portal/imports/import_undo.html", context)


@step
def import_discard(request: HttpRequest, record: Import, importer: Importer) -> HttpResponse:
    """Forget a file of which nothing was imported, once it is confirmed."""
    if not record.is_open:
        return redirect(record)
    if request.method == "POST":
        actions.discard_import(record)
        return done(
            request, "import_list", "取り込みをやめました。何も登録していません。", request.district.slug
        )
    return render(request, "portal/imports/import_discard.html", {"import": record})
