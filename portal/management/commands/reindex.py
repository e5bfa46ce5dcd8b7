"""`manage.py reindex`: makes the search index anew, for instance after an update that indexes more of a record."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal import search
from portal.plugins import SearchSource, registered


class Command(BaseCommand):
    help = "Make the search index anew. Pages can be used meanwhile; nothing disappears from it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = sorted(source.kind for source in registered(SearchSource))
        parser.add_argument("--kind", choices=kinds, default="", help="only records of this kind")

    def handle(self, *, kind: str, **options: Any) -> None:
        written = search.reindex(kind=kind, tell=self.tell)
        self.stdout.write(f"検索の見出し {written:,} 件を作り直しました。")

    def tell(self, label: str, done: int, total: int) -> None:
        self.stdout.write(f"{label} {done:,} / {total:,}")
