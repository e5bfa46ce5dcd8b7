"""Consultation desks (相談窓口) and the way to them: from a situation (困りごと) to a desk."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.models import District, Record, RecordQuerySet


class DeskQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        """The city's desks and those that the district added."""
        return self.filter(Q(district=None) | Q(district=district))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def local(self) -> Self:
        """Without the numbers of three digits, which are the same all over Japan (110, 119, 188, 189)."""
        return self.exclude(phone__regex=r"^[0-9]{3}$")

    def matching(self, words: Iterable[str]) -> Self:
        """Desks that have every one of the words somewhere."""
        found = self
        for word in words:
            found = found.filter(
                Q(name__icontains=word)
                | Q(kana__icontains=word)
                | Q(about__icontains=word)
                | Q(audience__icontains=word)
                | Q(situations__text__icontains=word)
            )
        return found.distinct()


@pghistory.track()
class Desk(Record):
    """A place to turn to. The city's staff keep the master (no district); districts add their own."""

    district = models.ForeignKey(
        District, models.CASCADE, null=True, blank=True, related_name="desks", verbose_name="地区"
    )
    name = models.CharField("窓口の名前", max_length=100)
    kana = models.CharField("ふりがな", max_length=200, blank=True)
    about = models.CharField("どんな相談か", max_length=200)
    audience = models.CharField("だれのための窓口か", max_length=100, blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    fax = models.CharField("FAX", max_length=30, blank=True)
    email = models.EmailField("メール", blank=True)
    website = models.URLField("ホームページ", blank=True)
    hours = models.CharField("受付の時間", max_length=100, blank=True)
    address = models.CharField("場所", max_length=200, blank=True)
    is_urgent = models.BooleanField(
        "急ぐときの窓口", default=False, help_text="110・119・189など、すぐにかける窓口です。"
    )
    is_active = models.BooleanField("使う", default=True)
    verified_on = models.DateField("最終確認日", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "相談窓口"
        ordering = ["order", "kana", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="", fax="", email="", address=""),
                name="desk_can_be_reached",
                violation_error_message="電話・FAX・メール・場所のどれかを入力してください。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stale(self) -> bool:
        """Nobody made sure of its number for a year."""
        return self.verified_on is None or self.verified_on < timezone.localdate() - timedelta(days=365)


class SituationQuerySet(RecordQuerySet):
    def top(self) -> Self:
        """The few big ones that the first page shows."""
        return self.filter(parent=None)

    def leaves(self) -> Self:
        """Those without finer ones below, in the order of the pages."""
        return self.filter(children=None).select_related("parent").order_by("parent__order", "order", "pk")


@pghistory.track()
class Situation(Record):
    """A situation in a resident's words; the top ones lead to finer ones, those to desks (three clicks in all)."""

    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="大きな分け方"
    )
    text = models.CharField("困っていること", max_length=60)
    icon = models.CharField("絵", max_length=30, blank=True)
    desks = models.ManyToManyField(Desk, blank=True, related_name="situations", verbose_name="窓口")
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = SituationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "困っていること"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def path(self) -> str:
        """「高齢の方のこと › 介護のことで困っている」."""
        return f"{self.parent} › {self}" if self.parent else str(self)


class DeskUseQuerySet(RecordQuerySet):
    def outdated(self) -> Self:
        """Places where a number, FAX or hours stand that are different now, and nobody has dealt with it."""
        return self.filter(settled_on=None).exclude(
            phone=F("desk__phone"), fax=F("desk__fax"), hours=F("desk__hours"), desk__is_active=True
        )

    def of_district(self, district: District) -> Self:
        """What the district printed or linked itself."""
        return self.filter(district=district)


class DeskUse(models.Model):
    """Where a desk's number was printed or linked, as it was then: told when the number changes."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="uses", verbose_name="窓口")
    district = models.ForeignKey(District, models.CASCADE, null=True, related_name="+", verbose_name="地区")
    place = models.CharField("のせたもの", max_length=200)
    url = models.CharField("その場所", max_length=300, blank=True)
    phone = models.CharField("のせた電話", max_length=30, blank=True)
    fax = models.CharField("のせたFAX", max_length=30, blank=True)
    hours = models.CharField("のせた受付時間", max_length=100, blank=True)
    used_on = models.DateField("のせた日")
    # A warning that somebody has dealt with (reprinted, told, thrown away).
    settled_on = models.DateField("対応した日", null=True, blank=True)

    objects = DeskUseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "窓口をのせたもの"
        ordering = ["-used_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.place} {self.desk}"
