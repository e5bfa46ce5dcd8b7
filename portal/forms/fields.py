"""Form fields of every app: what is typed is stored as people search for it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BoundField
from django.forms.models import ModelChoiceIterator
from django.forms.utils import ErrorDict

from portal.history import VersionedForm
from portal.japanese import text
from portal.japanese.numbering import phone_fault

# 110, 119, 188.
SHORTEST_PHONE = 3


class TextField(forms.CharField):
    """Text without stray spaces and full-width digits."""

    def to_python(self, value: Any) -> str:
        return text.clean(super().to_python(value))


class KanaField(TextField):
    """A reading in hiragana, whatever kana was typed."""

    def to_python(self, value: Any) -> str:
        return kana(super().to_python(value))


def kana(typed: str) -> str:
    """A reading in hiragana. Kana of either width, ー, ・, digits and Latin letters are taken; kanji are refused."""
    reading = text.kana_reading(typed)
    strange = text.beyond_kana(reading)
    if strange:
        raise ValidationError(
            f"「{'」「'.join(strange[:3])}」は、ふりがなに使えません。読み方を、ひらがなで入力してください"
            "（例：みどりがおかちょうないかい）。"
        )
    return reading


class PhoneField(forms.CharField):
    """A telephone number, grouped as it is printed."""

    widget = forms.TelInput(attrs={"autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        return phone(super().to_python(value))


def phone(typed: str) -> str:
    """A telephone number as it is printed. Words beside it stay; words instead of it, and what is too short or too
    long to be a number, are refused.
    """
    if typed.strip() and len(text.phone_digits(typed)) < SHORTEST_PHONE:
        raise ValidationError(
            "番号を数字で入力してください（例：000-0000-0000）。番号がないときは、空欄のままにしてください。"
        )
    fault = phone_fault(typed)
    if fault:
        raise ValidationError(fault)
    return text.format_phone(typed)


class PostcodeField(forms.CharField):
    """A postcode as 000-0000; it may be typed without hyphen and in full width."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        try:
            return text.postcode(super().to_python(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class _ReadOnce(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from (self.choice(record) for record in self.queryset)


class RecordChoiceField(forms.ModelChoiceField):
    """A choice among few records: read once, to show them and to find the one that was chosen."""

    iterator = _ReadOnce

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        key = self.to_field_name or "pk"
        for record in self.queryset:
            if str(getattr(record, key)) == str(value):
                return record
        raise ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
        )


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, most: int | None = None, longest: int = 100, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        self.longest = longest

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        return [line for line in text.clean(super().to_python(value)).splitlines() if line]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.most and len(value) > self.most:
            raise ValidationError(f"{self.most}つまでにしてください（1行に1つずつ）。")
        if any(len(line) > self.longest for line in value):
            raise ValidationError(f"1つを{self.longest}文字までにしてください。")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


def form_field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form field for a model field: checkboxes for lists of choices, lines for lists of texts, cleaned text."""
    if isinstance(field, ArrayField):
        return _list_field(field)
    if isinstance(field, models.URLField):
        kwargs.setdefault("assume_scheme", "https")
    elif isinstance(field, models.TimeField):
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M"))
    elif isinstance(field, models.TextField):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault("form_class", TextField)
    elif field.choices and field.blank:
        kwargs.setdefault("choices", [("", "選ばない"), *field.choices])
    elif field.choices and not field.has_default():
        # Radio buttons show by themselves that none is chosen yet.
        widget = kwargs.get("widget")
        is_radio = forms.RadioSelect in (widget, type(widget))
        kwargs.setdefault("choices", field.choices if is_radio else [("", "選んでください"), *field.choices])
    elif type(field) is models.CharField and not field.choices:
        kwargs.setdefault("form_class", TextField)
    return field.formfield(**kwargs)


def _list_field(field: ArrayField) -> forms.Field:
    words = {"label": field.verbose_name, "help_text": field.help_text, "required": not field.blank}
    if field.base_field.choices:
        # Weekdays and the like stand side by side.
        short = all(len(label) < 3 for _, label in field.base_field.choices)
        return forms.TypedMultipleChoiceField(
            choices=field.base_field.choices,
            coerce=field.base_field.to_python,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-short"} if short else {}),
            **words,
        )
    return LinesField(most=field.size, longest=field.base_field.max_length, **words)


class RecordForm(VersionedForm):
    """A form of a record. `frames` puts its fields under headings: {heading: names}."""

    frames: dict[str, tuple[str, ...]] = {}

    class Meta:
        formfield_callback = form_field

    @property
    def fieldsets(self) -> Iterator[tuple[str, list[BoundField]]]:
        """As ui/fields.html draws them."""
        for heading, names in self.frames.items():
            yield heading, [self[name] for name in names if name in self.fields]

    @property
    def values(self) -> dict[str, Any]:
        """What is kept of what was sent, as an action takes it: the fields of the record."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def show_unchecked(self) -> None:
        """Show what was typed without checking it yet, when only a row or an address was asked for."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
