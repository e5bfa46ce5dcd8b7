"""The two shapes of page that the views of surveys share: a form, a question before something is done."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from portal.pages import invalid, render


def form_page(
    request: HttpRequest, form: forms.BaseForm, *, title: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """A page with one form; `more`: lead, submit, danger, survey, wave, up and up_url (as surveys/crumbs.html), delete_url."""
    answer = invalid if request.method == "POST" else render
    return answer(
        request, "surveys/form.html", {"form": form, "title": title, "cancel_url": cancel_url} | more
    )


def question_of(request: HttpRequest) -> forms.Form:
    """A form without fields, for what an action refuses when a question is answered with yes."""
    return forms.Form(request.POST if request.method == "POST" else None)


def confirm_page(
    request: HttpRequest, *, title: str, text: str, submit: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """Asks before something is done; `more`: items, warning, danger, form (what an action refused), survey, wave."""
    answer = invalid if request.method == "POST" else render
    asked = {"title": title, "text": text, "submit": submit, "cancel_url": cancel_url}
    return answer(request, "surveys/confirm.html", asked | more)
