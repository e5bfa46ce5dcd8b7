"""Two records side by side, and which value of each field is kept."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from groups.actions.merging import NOT_CHOSEN
from groups.models import Organization
from portal import history

KEEP, TAKE = "keep", "take"
# Fields that only make sense together.
TOGETHER = {"consent_by": "consent_on", "consent_method": "consent_on", "longitude": "latitude"}


@dataclass(frozen=True)
class Choice:
    """A field in which the two records differ."""

    name: str
    label: str
    field: BoundField


class MergeForm(forms.Form):
    """For each field in which they differ: keep this record's value, or take the duplicate's.

    What is empty here and filled there is taken unless the person says otherwise.
    """

    def __init__(self, *args: Any, into: Organization, duplicate: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: list[Choice] = []
        for field in history.tracked_fields(Organization, hide=NOT_CHOSEN | TOGETHER.keys()):
            mine, other = getattr(into, field.name), getattr(duplicate, field.name)
            if mine != other and other not in (None, "", [], False):
                kept, taken = history.in_words_of(field, mine), history.in_words_of(field, other)
                self.fields[field.name] = forms.ChoiceField(
                    label=str(field.verbose_name),
                    choices=[(KEEP, kept or "（空欄）"), (TAKE, taken)],
                    widget=forms.RadioSelect,
                    initial=KEEP if kept else TAKE,
                )
                self.choices.append(Choice(field.name, str(field.verbose_name), self[field.name]))

    @property
    def chosen(self) -> list[str]:
        """The fields whose value comes from the duplicate."""
        taken = [name for name, value in self.cleaned_data.items() if value == TAKE]
        return taken + [name for name, leader in TOGETHER.items() if leader in taken]
