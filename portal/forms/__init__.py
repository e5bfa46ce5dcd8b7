"""Forms of the shared core, one module a noun, and how a form tells what an action refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError


@contextmanager
def refusals_in(form: forms.BaseForm) -> Iterator[None]:
    """What an action refuses (ValidationError) stands in the form, and the view goes on behind the block."""
    try:
        yield
    except ValidationError as error:
        for field, messages in error.update_error_dict({}).items():
            form.add_error(field if field in form.fields else None, messages)
