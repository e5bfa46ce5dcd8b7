"""Choosing questions of the library, or of earlier waves, for a wave."""

from typing import Any

from django import forms

from surveys.models import Section, Wave


class InsertForm(forms.Form):
    """Where chosen questions go; which are chosen is `pick`, drawn by the page."""

    section = forms.ModelChoiceField(
        label="加える場所",
        queryset=Section.objects.none(),
        required=False,
        empty_label="質問に合ったまとまり（なければつくります）",
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.queryset = wave.sections.all()
