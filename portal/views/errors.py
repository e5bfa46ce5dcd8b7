"""Answers to what went wrong, in plain words."""

from django.http import HttpRequest, HttpResponse

from portal.pages import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are off."""
    return render(request, "403_csrf.html", status=403)
