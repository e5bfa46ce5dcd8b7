"""Introductions (引合せ): a coordinator brings together a need and an offer; both sides confirm."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q

from groups.models.activities import Need, Offer
from groups.models.links import Link, LinkQuerySet
from groups.models.organizations import Organization
from portal.models import District, Record, RecordQuerySet, User


class IntroductionQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        return self.filter(district=district)

    def open(self) -> Self:
        """Introductions that still want something done."""
        return self.filter(
            state__in=[Introduction.State.ASKING, Introduction.State.CONFIRMED, Introduction.State.CONTINUING]
        )

    def due(self, today: date) -> Self:
        """Open ones whose follow-up date has come."""
        return self.open().filter(follow_up_on__lte=today)

    def with_sides(self) -> Self:
        return self.select_related("need__organization", "offer__organization", "giver", "taker", "district")


@pghistory.track()
class Introduction(Record):
    """A need and an offer brought together, and what came of it (成立 / 見送り / 継続)."""

    class State(models.TextChoices):
        ASKING = "asking", "確認待ち"
        CONFIRMED = "confirmed", "両方が承知"
        CONTINUING = "continuing", "継続中"
        SUCCEEDED = "succeeded", "成立"
        DECLINED = "declined", "見送り"

    district = models.ForeignKey(District, models.PROTECT, related_name="introductions", verbose_name="地区")
    giver = models.ForeignKey(
        Organization, models.PROTECT, related_name="introductions_given", verbose_name="できる側"
    )
    taker = models.ForeignKey(
        Organization, models.PROTECT, related_name="introductions_taken", verbose_name="してほしい側"
    )
    offer = models.ForeignKey(
        Offer, models.SET_NULL, null=True, blank=True, related_name="introductions", verbose_name="できること"
    )
    need = models.ForeignKey(
        Need,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="introductions",
        verbose_name="してほしいこと",
    )
    # What was matched, in words, kept when the entry itself is changed later.
    subject = models.CharField("引合せの内容", max_length=200)
    state = models.CharField("状態", max_length=12, choices=State, default=State.ASKING)
    note = models.TextField("経過のメモ", blank=True)
    follow_up_on = models.DateField("次に確認する日", null=True, blank=True)
    result_on = models.DateField("結果の日", null=True, blank=True)
    result_note = models.TextField("結果のくわしい内容", blank=True)
    people_reached = models.PositiveIntegerField("届いた人数", null=True, blank=True)
    introduced_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="introductions",
        verbose_name="引き合わせた人",
    )

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "引合せ"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=models.F("taker")),
                name="introduction_two_sides",
                violation_error_message="同じ団体どうしは引き合わせられません。",
            ),
            models.UniqueConstraint(
                fields=["offer", "need"],
                condition=Q(state__in=["asking", "confirmed", "continuing"]),
                name="introduction_open_once",
                violation_error_message="この組み合わせは、すでに引き合わせています。",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Confirmation(Link, Record):
    """What one side of an introduction says to it, by signed link, by phone through a coordinator, or on paper."""

    class Side(models.TextChoices):
        GIVER = "giver", "できる側"
        TAKER = "taker", "してほしい側"

    class Answer(models.TextChoices):
        YES = "yes", "お願いします"
        NO = "no", "今回は見送ります"

    class Channel(models.TextChoices):
        LINK = "link", "リンク"
        PHONE = "phone", "電話"
        PAPER = "paper", "紙・FAX"

    introduction = models.ForeignKey(
        Introduction, models.CASCADE, related_name="confirmations", verbose_name="引合せ"
    )
    side = models.CharField("どちら側", max_length=5, choices=Side)
    answer = models.CharField("返事", max_length=3, choices=Answer, blank=True)
    comment = models.CharField("ひとこと", max_length=300, blank=True)
    answered_by = models.CharField("返事をした人", max_length=50, blank=True)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    channel = models.CharField("返事の方法", max_length=5, choices=Channel, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "引合せの返事"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["introduction", "side"], name="confirmation_unique")]

    def __str__(self) -> str:
        return f"{self.introduction} {self.get_side_display()}"

    @property
    def organization(self) -> Organization:
        return self.introduction.giver if self.side == self.Side.GIVER else self.introduction.taker
