"""The yearly update round (年1回の確認): every organisation confirms or corrects its record."""

from typing import Self

import pghistory
from django.db import models

from groups.models.links import Link, LinkQuerySet
from groups.models.organizations import Organization
from portal.models import District, Record, User


@pghistory.track()
class Round(Record):
    """One year's round in a district."""

    district = models.ForeignKey(District, models.PROTECT, related_name="rounds", verbose_name="地区")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    starts_on = models.DateField("始まり")
    due_on = models.DateField("しめきり")
    letter = models.TextField("お願いの文", blank=True)
    closed_on = models.DateField("終わった日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年1回の確認"
        ordering = ["-fiscal_year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fiscal_year"],
                name="round_unique",
                violation_error_message="この年度の確認は、すでに始まっています。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.fiscal_year}年度"


class SheetQuerySet(LinkQuerySet):
    def waiting(self) -> Self:
        return self.filter(state=Sheet.State.SENT)

    def returned(self) -> Self:
        return self.filter(state=Sheet.State.RETURNED)


class Sheet(Link, Record):
    """One organisation's sheet (確認シート): last year's values, what came back, and whether it was applied."""

    class State(models.TextChoices):
        SENT = "sent", "返事待ち"
        RETURNED = "returned", "確認待ち"
        APPLIED = "applied", "反映済み"
        SKIPPED = "skipped", "今年は見送り"

    class Channel(models.TextChoices):
        LINK = "link", "リンク"
        PAPER = "paper", "紙・FAX"
        PHONE = "phone", "電話"

    round = models.ForeignKey(Round, models.CASCADE, related_name="sheets", verbose_name="年1回の確認")
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="sheets", verbose_name="団体・施設"
    )
    number = models.PositiveIntegerField("シート番号")
    state = models.CharField("状態", max_length=8, choices=State, default=State.SENT)
    channel = models.CharField("返事の方法", max_length=5, choices=Channel, blank=True)
    # {"field": value} as they came back; fields left out are unchanged (変わりなし).
    answers = models.JSONField("返事", default=dict)
    aim = models.TextField("今年の目的", blank=True)
    trouble = models.TextField("困っていること", blank=True)
    consents = models.BooleanField("公開に同意する", null=True)
    returned_by = models.CharField("答えた人", max_length=50, blank=True)
    returned_at = models.DateTimeField("返事の日時", null=True, blank=True)
    applied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name="反映した人"
    )
    applied_at = models.DateTimeField("反映した日時", null=True, blank=True)
    reminded_on = models.DateField("催促した日", null=True, blank=True)
    called_on = models.DateField("電話した日", null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "確認シート"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organization"], name="sheet_unique"),
            models.UniqueConstraint(fields=["round", "number"], name="sheet_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.number}"
