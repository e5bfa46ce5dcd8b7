"""`manage.py demo`: load the demo city みどり野市 into an empty portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import demo


class Command(BaseCommand):
    help = "Load the demo city. Refused where there is data already."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demo.load()
        except demo.DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("見本のデータを入れました。")
