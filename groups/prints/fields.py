"""Options that several documents share."""

from django import forms


def furigana_field() -> forms.BooleanField:
    """Whether readings stand above the names of places and organisations."""
    return forms.BooleanField(label="ふりがなをつける", required=False)
