"""Cases (取り組み事例) that districts show each other, and 「うちでもやりたい」."""

from typing import Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from groups.models.challenges import Challenge, shown_to
from groups.models.kinds import Field
from groups.models.themes import Theme
from portal.models import District, Record, RecordQuerySet, User


class CaseQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Public cases of all districts for everybody; a district's unpublished ones for its people, city staff."""
        return self.filter(shown_to(user, Q(is_public=True)), district__is_active=True)

    def matching(self, words: str) -> Self:
        """Cases in which each of the words stands somewhere."""
        found = self
        for word in words.split():
            stands = Q()
            for name in ("title", "why", "what", "change", "tips"):
                stands |= Q(**{f"{name}__icontains": word})
            found = found.filter(stands)
        return found


@pghistory.track()
class Case(Record):
    """What a district did and what came of it, for the other districts and for residents."""

    district = models.ForeignKey(District, models.PROTECT, related_name="cases", verbose_name="地区")
    title = models.CharField("題名", max_length=100)
    why = models.TextField("なぜ始めたか")
    what = models.TextField("何をしたか")
    change = models.TextField("どう変わったか")
    tips = models.TextField("まねするときのこつ", blank=True)
    fields = ArrayField(
        models.CharField(max_length=20, choices=Field), verbose_name="分野", default=list, blank=True
    )
    challenge = models.ForeignKey(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name="課題"
    )
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name="テーマ"
    )
    is_public = models.BooleanField("公開する", default=False)
    published_on = models.DateField("公開した日", null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り組み事例"
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenges:case_detail", args=[self.district.slug, self.pk])

    @property
    def field_labels(self) -> list[str]:
        return [str(Field(field).label) for field in self.fields]


class InterestQuerySet(RecordQuerySet):
    def running(self) -> Self:
        """Those that somebody still has to help with."""
        return self.filter(state__in=[Interest.State.OPEN, Interest.State.TALKING])

    def concerning(self, district: District) -> Self:
        """Those that a district raised, and those about its own cases."""
        return self.filter(Q(district=district) | Q(case__district=district))


@pghistory.track()
class Interest(Record):
    """「うちでもやりたい」: a district wants to learn from another's case; its assigned city staff help."""

    class State(models.TextChoices):
        OPEN = "open", "これから"
        TALKING = "talking", "相談中"
        STARTED = "started", "始めた"
        DROPPED = "dropped", "見送り"

    case = models.ForeignKey(Case, models.CASCADE, related_name="interests", verbose_name="事例")
    district = models.ForeignKey(
        District, models.PROTECT, related_name="interests", verbose_name="やりたい地区"
    )
    note = models.CharField("知りたいこと", max_length=300, blank=True)
    state = models.CharField("状態", max_length=8, choices=State, default=State.OPEN)
    raised_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="手を挙げた人"
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "うちでもやりたい"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "district"],
                name="interest_once",
                violation_error_message="この事例には、すでに手を挙げています。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.case}"
