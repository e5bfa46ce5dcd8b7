"""What the pages of introductions and encounters share: a page with one form, a question, the history of several records."""

from dataclasses import dataclass
from functools import partial

from groups.models import Confirmation, Introduction, Outcome, ProgressNote
from portal import history, pages

SHOWN = 100


# It takes introduction (to which it belongs), confirmation and sides (as groups/exchange_form.html).
form_page = partial(pages.form_page, template="groups/exchange_form.html")
confirm_page = partial(pages.confirm_page, danger=True)


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
