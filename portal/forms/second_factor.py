"""The forms of django-allauth that ask for a code or a new address, in words that say which one."""

import unicodedata
from typing import Any

from allauth.account.forms import AddEmailForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms


class CodeField(forms.CharField):
    """A code as people type it: also full-width, and with spaces as the app shows them (「123 456」)."""

    def __init__(self, label: str) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"})
        super().__init__(label=label, widget=widget, max_length=40)

    def to_python(self, value: Any) -> str:
        return "".join(unicodedata.normalize("NFKC", super().to_python(value)).split())


class NewAddressForm(AddEmailForm):
    """The present address stands above it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = "新しいメールアドレス"
        field.widget.attrs.pop("placeholder", None)


class SetUpForm(ActivateTOTPForm):
    code = CodeField("認証アプリに表示される6けたの数字")


class SignInForm(AuthenticateForm):
    code = CodeField("6けたの数字（または予備のコード）")


class ConfirmForm(ReauthenticateForm):
    code = CodeField("6けたの数字（または予備のコード）")
