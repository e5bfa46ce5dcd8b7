"""What the pages of introductions and encounters share: a page with one form, a question, the history of several records."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from groups.models import Confirmation, Introduction, Outcome, ProgressNote
from portal import history
from portal.pages import invalid, render

SHOWN = 100


def form_page(
    request: HttpRequest, form: forms.BaseForm, *, title: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """A page with one form; `more`: lead, submit, introduction (to which it belongs), confirmation, sides."""
    answer = invalid if request.method == "POST" else render
    context = {"form": form, "title": title, "cancel_url": cancel_url} | more
    return answer(request, "groups/exchange_form.html", context)


def confirm_page(
    request: HttpRequest, *, title: str, text: str, submit: str, cancel_url: str, **more: Any
) -> HttpResponse:
    """Asks before something is done; `more`: items, form (what an action refused), introduction."""
    answer = invalid if request.method == "POST" else render
    asked = {"title": title, "text": text, "submit": submit, "cancel_url": cancel_url, "danger": True}
    return answer(request, "groups/exchange_confirm.html", asked | more)


@dataclass(frozen=True)
class Entry:
    """A version of the introduction or of a record below it."""

    title: str
    version: history.Version


def records_history(introduction: Introduction) -> list[Entry]:
    """The versions of an introduction, of its answers, remarks and outcomes, the newest first."""
    own = history.versions_of(
        introduction, hide=("offer", "need"), limit=SHOWN
    )  # their words stand beside them
    entries = [Entry("引合せ", version) for version in own]
    for model in (Confirmation, ProgressNote, Outcome):
        events = history.event_model(model).objects.filter(introduction_id=introduction.pk)
        hidden = ("introduction", "expires_at", "withdrawn_at")
        for version in history.versions_among(model, events, hide=hidden, limit=SHOWN):
            name = model._meta.verbose_name
            about = f"（{version.state}）" if model is Confirmation else ""
            if version.changes and not (model is Confirmation and version.is_first):
                entries.append(Entry(f"{name}{about}", version))
    return sorted(entries, key=lambda entry: entry.version.at, reverse=True)[:SHOWN]
