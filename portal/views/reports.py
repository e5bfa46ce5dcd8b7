"""What can be printed in a district: the list, each document's options, preview, PDF and XLSX."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from portal import plugins, prints
from portal.models import Print
from portal.pages import invalid, render
from portal.permissions import Access, district_desk

LOG_EXCERPT = 5


@dataclass(frozen=True)
class Shelf:
    """A heading of the list, with what stands below it."""

    group: plugins.ReportGroup
    reports: list[plugins.Report]


@dataclass(frozen=True)
class Entry:
    """A report with its options form."""

    report: plugins.Report
    form: prints.ReportOptions


def shelves(access: Access) -> list[Shelf]:
    """All that a person may print, by group; documents that are always 取扱注意 only for who may read internal."""
    reports = [
        report
        for report in plugins.registered(plugins.Report)
        if access.can_read_internal or not report.is_confidential
    ]
    found = [
        Shelf(group, [report for report in reports if report.group == group.name])
        for group in plugins.registered(plugins.ReportGroup)
    ]
    return [shelf for shelf in found if shelf.reports]


def report_for(request: HttpRequest, name: str, sent: MultiValueDict | None) -> Entry:
    """The report and the options sent. 404 where there is none; 403 for internal ones without the right."""
    report = prints.report_named(name)
    if report is None:
        raise Http404("その帳票はありません。")
    form = prints.options_of(report, request.access, sent)
    if form.is_confidential and not request.access.can_read_internal:
        raise PermissionDenied
    return Entry(report, form)


@require_safe
@district_desk
def report_list(request: HttpRequest) -> HttpResponse:
    """All that can be printed, and what was printed last."""
    log = Print.objects.log_of(request.district, internal=request.access.can_read_internal)
    context = {"shelves": shelves(request.access), "prints": log[:LOG_EXCERPT]}
    return render(request, "portal/report_list.html", context)


@require_safe
@district_desk
def report_options(request: HttpRequest, name: str) -> HttpResponse:
    """What to choose of one document before it is looked at or made; the query string says what is chosen already."""
    return render(
        request, "portal/report_options.html", {"entry": report_for(request, name, request.GET or None)}
    )


@require_safe
@district_desk
def report(request: HttpRequest, name: str) -> HttpResponse:
    """The document on the page as it will be on paper; its options where they need correction."""
    entry = report_for(request, name, request.GET)
    if not entry.form.is_valid():
        return invalid(request, "portal/report_options.html", {"entry": entry})
    document = entry.report.compute(request.access, entry.form.cleaned_data)
    edition = prints.preview(request.access, entry.form)
    context = prints.drawing(document, edition, entry.form, request.district)
    return render(request, entry.report.template, context | links_of(request, entry))


def links_of(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """Where the preview leads: back to its options, and on to the files, which are made with the same `sent`."""
    slug, name, form = request.district.slug, entry.report.name, entry.form
    return {
        "back_url": f"{reverse('report_options', args=[slug, name])}?{form.query}",
        "pdf_url": reverse("report_pdf", args=[slug, name]),
        "xlsx_url": reverse("report_xlsx", args=[slug, name]),
        "sent": [(field, value) for field, values in form.parameters.items() for value in values],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@district_desk
def report_pdf(request: HttpRequest, name: str) -> HttpResponse:
    """The document as a numbered PDF, which the worker draws."""
    return made(request, name, Print.Format.PDF)


@require_http_methods(["GET", "HEAD", "POST"])
@district_desk
def report_xlsx(request: HttpRequest, name: str) -> HttpResponse:
    """The same document as a workbook."""
    return made(request, name, Print.Format.XLSX)


def made(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """On to the print. A POST makes it; a GET, which makes nothing, leads to today's same print or to the preview."""
    if request.method == "POST":
        entry = report_for(request, name, request.POST)
        if not entry.form.is_valid():
            return invalid(request, "portal/report_options.html", {"entry": entry})
        return redirect(prints.obtain(entry.report, request.access, entry.form, format=format))
    entry = report_for(request, name, request.GET)
    if entry.form.is_valid() and (
        record := prints.find_today(entry.report, request.access, entry.form, format=format)
    ):
        return redirect(record)
    return redirect(f"{reverse('report', args=[request.district.slug, name])}?{request.GET.urlencode()}")
