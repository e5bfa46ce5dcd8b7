"""Themes of the year (年度のテーマ): what a district works on together."""

from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse

from groups.models.ballots import Candidate
from groups.models.challenges import Challenge, shown_to
from portal.models import District, Record, RecordQuerySet, User


class ThemeQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(shown_to(user, Q(approved_on__isnull=False)))

    def approved(self) -> Self:
        return self.filter(approved_on__isnull=False)

    def proposed(self) -> Self:
        """Themes that wait for the chair."""
        return self.filter(approved_on=None)


@pghistory.track()
class Theme(Record):
    """A theme of the year (年度のテーマ), in force once the chair approved it."""

    district = models.ForeignKey(District, models.PROTECT, related_name="themes", verbose_name="地区")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("テーマ", max_length=60)
    text = models.TextField("取り組むこと", blank=True)
    challenges = models.ManyToManyField(
        Challenge, blank=True, related_name="themes", verbose_name="もとになった課題"
    )
    candidate = models.OneToOneField(
        Candidate, models.SET_NULL, null=True, blank=True, related_name="theme", verbose_name="投票の候補"
    )
    proposed_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="themes_proposed",
        verbose_name="提案した人",
    )
    approved_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="themes_approved",
        verbose_name="承認した人",
    )
    approved_on = models.DateField("承認した日", null=True, blank=True, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "テーマ"
        ordering = ["-fiscal_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fiscal_year", "title"],
                name="theme_unique",
                violation_error_message="同じ年度に同じテーマがあります。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenges:theme_detail", args=[self.district.slug, self.pk])

    @property
    def is_approved(self) -> bool:
        return self.approved_on is not None
