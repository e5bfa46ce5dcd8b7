"""The search index: one row a record, whatever its kind, written by the actions that write the record."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from portal.models.council import District


class Visibility(models.TextChoices):
    PUBLIC = "public", "だれでも"
    DISTRICT = "district", "地区の担当者と市社協"


class SearchEntry(models.Model):
    """What can be found of a record, and by whom (portal/search/ says how)."""

    # The kind is the name of a SearchSource, e.g. "organization".
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    # The home district; empty means the whole city.
    district = models.ForeignKey(District, models.CASCADE, null=True, related_name="+")
    visibility = models.CharField(max_length=10, choices=Visibility)
    # By which rules the entry was made (portal/search/lexemes.py: EDITION); older ones are made anew by the worker.
    edition = models.PositiveSmallIntegerField(default=0)
    # After that day nobody finds it any more; empty means always.
    last_day = models.DateField(null=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    # Folded names and readings, and folded addresses, each on a line of its own between newlines.
    names = models.TextField()
    places = models.TextField()
    # All that is searched for: scope, kind, pairs of characters, words (portal/search/lexemes.py).
    lexemes = SearchVectorField()

    class Meta:
        verbose_name = verbose_name_plural = "検索の見出し"
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="search_entry_unique")]
        # A short list of entries not yet sorted in: five times quicker to fill than without any, and as quick to read.
        indexes = [
            GinIndex(
                fields=["lexemes"], name="search_entry_lexemes", fastupdate=True, gin_pending_list_limit=512
            )
        ]

    def __str__(self) -> str:
        return self.title
