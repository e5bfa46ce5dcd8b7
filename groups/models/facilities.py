"""Welfare facilities (福祉施設): an organisation's service, capacity and hours."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from groups.models.kinds import Weekday, hours_in_words
from groups.models.organizations import Organization
from portal.models import Record


@pghistory.track()
class Facility(Record):
    """What a welfare facility has beyond an organisation (DOMAIN section 2.3)."""

    organization = models.OneToOneField(
        Organization, models.CASCADE, related_name="facility", verbose_name="団体・施設"
    )
    corporation = models.CharField("法人名", max_length=100, blank=True)
    corporate_number = models.CharField("法人番号", max_length=13, blank=True)
    office_number = models.CharField("事業所番号", max_length=20, blank=True)
    services = ArrayField(
        models.CharField(max_length=100), verbose_name="サービスの種類", default=list, blank=True
    )
    capacity = models.PositiveIntegerField("定員", null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        verbose_name="利用できる曜日",
        default=list,
        blank=True,
    )
    opens_at = models.TimeField("開始時間", null=True, blank=True)
    closes_at = models.TimeField("終了時間", null=True, blank=True)
    hours_note = models.CharField("利用できる日時の補足", max_length=200, blank=True)
    community_officer = models.CharField("地域貢献の担当者", max_length=50, blank=True)
    accepts_visits = models.BooleanField("見学を受け入れる", default=False)
    visit_note = models.CharField("見学できる日", max_length=100, blank=True)
    accepts_trainees = models.BooleanField("実習・体験を受け入れる", default=False)
    disaster_cooperation = models.CharField("災害時の協力", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "施設"

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def public_officer(self) -> str:
        """Who is there for the area (地域貢献の担当者), where persons may be named; else nothing."""
        return self.community_officer if self.organization.has_consent else ""

    @property
    def opening(self) -> str:
        """Days and hours in words: 「月・火・水・木・金 9:00〜17:00」."""
        names = [Weekday(day).label for day in sorted(self.weekdays)]
        days = "毎日" if len(names) == 7 else "・".join(names)
        return f"{days} {hours_in_words(self.opens_at, self.closes_at)}".strip()
