from django import forms
from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


def say_what_to_do() -> None:
    """Forms ask for what is missing in plain words, instead of Django's 「このフィールドは必須です。」."""
    forms.Field.default_error_messages["required"] = "入力してください。"
    for field in (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField):
        field.default_error_messages["required"] = "選んでください。"


# Now, before any form exists: a field takes the words when it is made, and plugins bring forms along.
say_what_to_do()


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "つながり"

    def ready(self) -> None:
        # Each app tells the portal what it adds (menu, search, reports …) in its plugin.py.
        autodiscover_modules("plugin")
        from portal import checks  # noqa: F401, PLC0415 -- registers the system checks once apps are ready
