"""Open data: the district's facilities in the municipal standard formats."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.exports import data_sets, published_facilities
from groups.forms.exporting import ExportForm
from portal.pages import attachment, invalid, render
from portal.permissions import district_desk

TEMPLATE = "groups/group_export.html"


@require_safe
@district_desk
def group_export(request: HttpRequest) -> HttpResponse:
    """Choose a format, see what would be in the file and what it lacks, receive it (`?format=csv`)."""
    council = request.district.council
    sets = data_sets(council)
    form = ExportForm(request.GET or None, data_sets=sets)
    if not form.is_bound:
        return render(request, TEMPLATE, {"form": form})
    if not form.is_valid():
        return invalid(request, TEMPLATE, {"form": form})
    chosen = sets[form.cleaned_data["data_set"]]
    records = list(published_facilities(request.district, chosen, form.cleaned_data["kinds"]))
    file = chosen.csv(records, form.cleaned_data["encoding"])
    if request.GET.get("format") == "csv":
        name = f"{council.code or 'xxxxxx'}_{chosen.file_name}_{timezone.localdate():%Y%m%d}.csv"
        return attachment(file.content, name)
    summary = {
        "data_set": chosen,
        "count": len(records),
        "replaced": file.replaced,
        "lacking": [(record, headings) for record in records if (headings := chosen.lacking(record))],
        "code_is_missing": not council.code,
        "url": f"?{request.GET.urlencode()}&format=csv",
    }
    return render(request, TEMPLATE, {"form": form, "summary": summary})
