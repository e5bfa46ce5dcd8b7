"""What was sent after the login had ended: looked at after the next login, and saved or given up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from portal import unsaved as store
from portal.pages import render


@never_cache
def unsaved(request: HttpRequest) -> HttpResponse:
    """POST sends the form, which holds all fields again, on to where it was meant to go; with `unsaved=discard` it is
    given up."""
    kept = store.kept(request)
    if request.method == "POST":
        store.forget(request)
        if kept and request.POST.get("unsaved") != "discard":
            return redirect(kept["path"], preserve_request=True)
        return redirect(kept["page"] if kept else "start")
    texts = [value for _, value in kept["fields"] if _is_text(value)] if kept else []
    return render(request, "portal/unsaved.html", {"kept": kept, "texts": texts})


def _is_text(value: str) -> bool:
    """Whether a person typed it as words: not a number, a date, a choice or a token."""
    return " " in value or not value.isascii()
