"""The two shapes of page that the views of round tables share: a form, a question."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from portal.pages import invalid, render


def form_page(
    request: HttpRequest, form: forms.BaseForm, *, title: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """A page with one form; `more`: lead, submit, delete_url, roundtable or meeting (to which it belongs)."""
    answer = invalid if request.method == "POST" else render
    context = {"form": form, "title": title, "cancel_url": cancel_url} | more
    return answer(request, "groups/meeting_form.html", context)


def confirm_page(
    request: HttpRequest, *, title: str, text: str, submit: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """Asks before something is done; `more`: items, warning, danger, form (also for what an action refused)."""
    answer = invalid if request.method == "POST" else render
    asked = {"title": title, "text": text, "submit": submit, "cancel_url": cancel_url}
    return answer(request, "groups/meeting_question.html", asked | more)
