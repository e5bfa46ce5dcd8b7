from typing import Any

import pgtrigger
from django import forms
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.validators import validate_email
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


def say_what_to_do() -> None:
    """Forms ask for what is missing in plain words, instead of Django's 「このフィールドは必須です。」, and for an address
    with an example, instead of 「有効なメールアドレスを入力してください。」."""
    forms.Field.default_error_messages["required"] = "入力してください。"
    for field in (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField):
        field.default_error_messages["required"] = "選んでください。"
    validate_email.message = "メールアドレスの書き方を確かめてください（例：hanako@example.jp）。"


# Now, before any form exists: a field takes the words when it is made, and plugins bring forms along.
say_what_to_do()


def take_triggers_out(using: str, plan: list[Any], **_: Any) -> None:
    """Before tables change: triggers made for the tables as they were would refuse what a migration writes into the new
    ones. `put_triggers_in` puts them in again afterwards."""
    if plan:
        pgtrigger.uninstall(database=using)


def put_triggers_in(using: str, **_: Any) -> None:
    """After tables changed: the triggers of all tables that are there. Where an app was migrated back to nothing, its
    tables are not, and django-pgtrigger, which asks for all of them, would end with an error."""
    tables = set(connections[using].introspection.table_names())
    there = [
        trigger.get_uri(model) for model, trigger in pgtrigger.registered() if model._meta.db_table in tables
    ]
    if there:
        pgtrigger.install(*there, database=using)
    pgtrigger.prune(database=using)


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "つながり"

    def ready(self) -> None:
        pre_migrate.connect(take_triggers_out, sender=self)
        post_migrate.connect(put_triggers_in, sender=self)
        # Each app tells the portal what it adds (menu, search, reports …) in its plugin.py.
        autodiscover_modules("plugin")
        from portal import checks, permissions  # noqa: F401, PLC0415 -- they need all apps ready

        user_logged_in.connect(permissions.begin_login)
