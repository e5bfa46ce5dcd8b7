"""`manage.py backup`: write the whole database into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import backups


class Command(BaseCommand):
    help = "Write a backup of the database, with its files and photos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.DATA_DIR / "backups")
        parser.add_argument(
            "--keep", type=int, help="delete all but the newest so many backups of the folder"
        )

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep には1以上の数を指定してください。")
        try:
            path = backups.write(folder)
        except (backups.BackupError, OSError) as error:
            raise CommandError(f"バックアップできませんでした。{error}") from None
        self.stdout.write(f"バックアップしました：{path} ({path.stat().st_size / 1_000_000:.1f} MB)")
        if keep is not None:
            for old in backups.forget_old(folder, keep=keep):
                self.stdout.write(f"古いバックアップを消しました：{old}")
