"""Erase personal data whose time is over: `manage.py purge_personal_data`. Doing it twice erases nothing more."""

from typing import Any

from django.core.management.base import BaseCommand

from portal import history, personal_data


class Command(BaseCommand):
    help = "Erase personal data whose time of keeping is over. The worker does the same every hour."

    def handle(self, *args: Any, **options: Any) -> None:
        with history.by_user(None):
            counts = personal_data.purge()
        for data, count in counts.items():
            self.stdout.write(f"{data}: {count}件")
