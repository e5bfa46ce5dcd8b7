"""The progress of long work."""

from django.http import Http404, HttpRequest, HttpResponse

from portal.models import Job
from portal.pages import render


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a piece of work is, for the person who started it; then its result or what went wrong."""
    found = Job.objects.select_related("district").filter(pk=pk, started_by=request.user).first()
    if found is None:
        raise Http404("その作業は見つかりません。")
    return render(request, "portal/job.html", {"job": found}, parts=("progress",))
