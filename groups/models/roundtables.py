"""Round tables (協議体) as series of meetings, and who sits at them."""

from datetime import date
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groups.models.kinds import Layer
from groups.models.organizations import Organization
from portal.japanese.calendar import FiscalYear
from portal.models import District, Record, RecordQuerySet


class RoundtableQuerySet(RecordQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: Any) -> Self:
        """All of them: also one that has ended is there for who reads its minutes."""
        return self


@pghistory.track()
class Roundtable(Record):
    """A series of meetings, e.g. 「若葉地区 第2層協議体」."""

    district = models.ForeignKey(District, models.PROTECT, related_name="roundtables", verbose_name="地区")
    name = models.CharField("会議の名前", max_length=100)
    layer = models.CharField("取り組む範囲（層）", max_length=1, choices=Layer, default=Layer.SECOND)
    purpose = models.TextField("目的", blank=True, help_text="住民のページにのります。")
    place = models.CharField("いつもの会場", max_length=100, blank=True)
    meetings_a_year = models.PositiveSmallIntegerField(
        "1年に開く回数（めやす）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    greeting = models.TextField(
        "招集のあいさつ",
        blank=True,
        help_text="招集の文のはじめに入ります。空欄なら、ふつうのあいさつになります。",
    )
    is_active = models.BooleanField("続いている", default=True)

    objects = RoundtableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "協議体"
        ordering = ["layer", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("councils:roundtable_detail", args=[self.district.slug, self.pk])


class MemberQuerySet(RecordQuerySet):
    def on(self, day: date) -> Self:
        """Members whose term holds on a day."""
        return self._within(day, day)

    def in_year(self, year: FiscalYear) -> Self:
        """Members for a part of a 年度 or all of it."""
        return self._within(year.start, year.end)

    def over(self, day: date) -> Self:
        """Members whose term ended before a day."""
        return self.filter(ended_on__lt=day)

    def _within(self, first: date, last: date) -> Self:
        begun = Q(started_on=None) | Q(started_on__lte=last)
        return self.filter(begun, Q(ended_on=None) | Q(ended_on__gte=first))

    def ending_in(self, year: FiscalYear) -> Self:
        """Members of a 年度 whose term ends with it or before."""
        return self.in_year(year).filter(ended_on__lte=year.end)

    def with_mail(self) -> Self:
        return self.exclude(email="")


@pghistory.track()
class Member(Record):
    """A member of a round table: a person, usually for an organisation. Shown by organisation to the public.

    A new term is a new row, so that old minutes keep who came for whom. Mail and telephone are internal.
    """

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="members", verbose_name="協議体")
    name = models.CharField("お名前", max_length=50)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name="団体・施設"
    )
    affiliation = models.CharField("所属（団体名簿にないとき）", max_length=100, blank=True)
    role = models.CharField("役割", max_length=50, blank=True)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    started_on = models.DateField("任期の始まり", null=True, blank=True)
    ended_on = models.DateField("任期の終わり", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委員"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="member_term_order",
                violation_error_message="任期の終わりは、始まりより後の日にしてください。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def affiliation_name(self) -> str:
        return self.organization.name if self.organization else self.affiliation

    @property
    def public_affiliation(self) -> str:
        """What residents may read instead of the name; nothing for an organisation that is not published."""
        if self.organization is None:
            return self.affiliation
        shown = self.organization.is_public and self.organization.status != Organization.Status.DISSOLVED
        return self.organization.name if shown else ""

    @property
    def label(self) -> str:
        """「けやき台自治会 石川 正子」, for who may read names."""
        return f"{self.affiliation_name} {self.name}".strip()
