"""The two shapes of page that the views of the board (連絡板) share: a form, a question."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from portal.pages import invalid, render


def form_page(
    request: HttpRequest, form: forms.BaseForm, *, title: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """A page with one form; `more`: lead, submit, notice (the one it is about)."""
    answer = invalid if request.method == "POST" else render
    context = {"form": form, "title": title, "cancel_url": cancel_url} | more
    return answer(request, "groups/notice_form.html", context)


def question_of(request: HttpRequest) -> forms.Form:
    """A form without fields, for what an action refuses."""
    return forms.Form(request.POST)


def confirm_page(
    request: HttpRequest, *, title: str, text: str, submit: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """Asks before something is done; `more`: items, danger."""
    asked = {"title": title, "text": text, "submit": submit, "cancel_url": cancel_url}
    return render(request, "groups/challenge_confirm.html", asked | more)
