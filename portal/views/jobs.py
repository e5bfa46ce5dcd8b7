"""The progress of long work."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.models import Job
from portal.pages import render
from portal.permissions import access_for


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a piece of work is, for the person who started it; then its result or what went wrong."""
    found = Job.objects.select_related("district").filter(pk=pk, started_by=request.user).first()
    if found is None:
        raise Http404("その作業は見つかりません。")
    # Accounts of organisations work without a desk.
    deskless = not request.htmx and not access_for(request.user, found.district).has_desk
    return render(request, "portal/job.html", {"job": found, "deskless": deskless}, parts=("progress",))
