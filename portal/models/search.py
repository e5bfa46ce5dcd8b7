"""The search index: one row a record, whatever its kind, written by the actions that write the record."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from portal.models.council import District


class Visibility(models.TextChoices):
    PUBLIC = "public", "だれでも"
    DISTRICT = "district", "地区の担当者と市社協"


class SearchEntry(models.Model):
    """What can be found of a record, and by whom."""

    # The kind is the name of a SearchSource, e.g. "organization".
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    # Empty means the whole city.
    district = models.ForeignKey(District, models.CASCADE, null=True, related_name="+")
    also_in = ArrayField(models.BigIntegerField(), default=list)
    visibility = models.CharField(max_length=10, choices=Visibility)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    # Normalised name, kana and address, newline-separated, for exact recheck of what the bigrams find.
    names = models.TextField()
    # Character bigrams (and single characters) of `names`.
    grams = ArrayField(models.CharField(max_length=2), default=list)
    # Sudachi's normalised tokens of the texts, title weighted.
    tokens = SearchVectorField()

    class Meta:
        verbose_name = verbose_name_plural = "検索の見出し"
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="search_entry_unique")]
        indexes = [
            GinIndex(fields=["grams"], name="search_entry_grams"),
            GinIndex(fields=["tokens"], name="search_entry_tokens"),
        ]

    def __str__(self) -> str:
        return self.title
