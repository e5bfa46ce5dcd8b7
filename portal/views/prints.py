"""Prints by their number: the file itself, and the log of what a district printed."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from portal import listing
from portal.japanese.calendar import long_moment
from portal.models import Job, Print
from portal.pages import attachment, render
from portal.permissions import access_for, district_desk

# Browsers draw their own PDF viewers under the policy of the PDF's answer, and style them inline.
for_pdf_viewers = csp_update({"style-src": [UNSAFE_INLINE]})

COLUMNS = (
    listing.Column(
        "number",
        "文書番号",
        lambda record: record.number,
        sort=("fiscal_year", "serial"),
        url=lambda record: record.get_absolute_url(),
    ),
    listing.Column(
        "title", "文書", lambda record: f"{record.title}（{record.get_format_display()}）", sort=("title",)
    ),
    listing.Column("conditions", "条件", lambda record: record.conditions),
    listing.Column("confidential", "取扱い", lambda record: "取扱注意" if record.confidential else ""),
    listing.Column("recipients", "配布先", lambda record: record.recipients),
    listing.Column("printed_by", "印刷した人", lambda record: str(record.printed_by or "")),
    listing.Column(
        "printed_at",
        "日時",
        lambda record: record.printed_at,
        sort=("printed_at",),
        shown=lambda record: long_moment(timezone.localtime(record.printed_at)),
    ),
)


class PrintFilter(listing.Filter):
    """Which prints of the log to show."""

    q = forms.CharField(label="番号・題名・配布先", required=False, max_length=100)
    confidential = forms.BooleanField(label="取扱注意だけ", required=False)

    def apply(self, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen
        if words := chosen.get("q"):
            queryset = queryset.filter(
                Q(number__icontains=words) | Q(title__icontains=words) | Q(recipients__icontains=words)
            )
        return queryset.filter(confidential=True) if chosen.get("confidential") else queryset


@require_safe
@district_desk
def print_list(request: HttpRequest) -> HttpResponse:
    """The log: who printed what, when, for whom."""
    shown = listing.Listing(
        request,
        Print.objects.log_of(request.district, internal=request.access.can_read_internal),
        columns=COLUMNS,
        title="印刷の記録",
        filters=PrintFilter,
        default_sort="-printed_at",
    )
    if shown.export_format:
        return shown.export()
    return render(request, "portal/print_list.html", {"listing": shown}, parts=("results",))


@require_safe
def print_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The kept file of a number; how far it is while it is being made, then the file at the same address."""
    record = Print.objects.select_related("file", "district", "job").filter(pk=pk).first()
    access = access_for(request.user, record.district if record else None)
    if record is None or not access.has_desk:
        raise Http404("その文書はありません。")
    if record.confidential and not access.can_read_internal:
        raise PermissionDenied
    if record.file is None:
        if record.job is None or record.job.state == Job.State.DONE:
            raise Http404("この文書は、保存の期間が過ぎたため、番号と記録だけが残っています。")
        return render(request, "portal/job.html", {"job": record.job}, parts=("progress",))
    if request.htmx:  # the progress asked how far it is
        return HttpResponseClientRedirect(record.get_absolute_url())
    return for_pdf_viewers(lambda request: _file(record))(request)


def _file(record: Print) -> HttpResponse:
    """The file, shown by the browser where it can."""
    response = attachment(
        bytes(record.file.content), record.file.name, inline=record.format == Print.Format.PDF
    )
    response["Cache-Control"] = "private, no-store" if record.confidential else "private, no-cache"
    return response
