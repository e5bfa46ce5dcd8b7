"""`manage.py restore`: put a backup in place of what the database holds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal import backups
from portal.models import Council, User


class Command(BaseCommand):
    help = "Restore a backup that `manage.py backup` wrote, and bring it up to this release."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="the file")
        parser.add_argument("--replace", action="store_true", help="give up the data that is there")

    def handle(self, *args: Any, backup: Path, replace: bool, **options: Any) -> None:
        if not replace and holds_data():
            raise CommandError(
                "データがすでにあります。捨ててよいときは、--replace を付けてもう一度実行してください。"
            )
        try:
            backups.read(backup)
        except (backups.BackupError, OSError) as error:
            raise CommandError(f"バックアップを戻せませんでした。{error}") from None
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self.stdout.write(f"{backup} の内容に戻しました。")


def holds_data() -> bool:
    """Whether somebody set up this portal; tables alone, as made by `migrate`, are no data."""
    tables = connection.introspection.table_names()
    return any(model._meta.db_table in tables and model.objects.exists() for model in (Council, User))
