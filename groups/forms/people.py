"""Inviting the people who may edit their organisation's record."""

from django import forms

from portal.forms.fields import TextField


class InviteContactForm(forms.Form):
    """Who shall edit the record."""

    email = forms.EmailField(label="メールアドレス", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = TextField(label="お名前", max_length=50, required=False)
