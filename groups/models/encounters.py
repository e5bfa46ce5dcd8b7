"""Encounters with an organisation (接触履歴): visits, calls, meetings, and the next promise."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.utils import timezone

from groups.models.introductions import internal_to
from groups.models.organizations import Organization
from portal.models import District, Record, RecordQuerySet, User


class EncounterQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(internal_to(user))

    def in_district(self, district: District) -> Self:
        return self.filter(district=district)

    def with_people(self) -> Self:
        return self.select_related("organization", "met_by")

    def open_promises(self) -> Self:
        """Promises made and not yet kept."""
        return self.exclude(promise="").filter(promise_kept_on=None)

    def promises_due(self, today: date) -> Self:
        return self.open_promises().filter(promise_due_on__lte=today)


@pghistory.track()
class Encounter(Record):
    """One contact with an organisation. It outlives the person who had it: names stay when an account is erased."""

    class Way(models.TextChoices):
        VISIT = "visit", "訪問"
        CALL = "call", "電話"
        MEETING = "meeting", "会議で会った"
        EVENT = "event", "行事で会った"
        MAIL = "mail", "メール・手紙"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="encounters", verbose_name="団体・施設"
    )
    district = models.ForeignKey(District, models.PROTECT, related_name="encounters", verbose_name="地区")
    met_on = models.DateField("日付", default=timezone.localdate)
    way = models.CharField("方法", max_length=8, choices=Way, default=Way.VISIT)
    with_whom = models.CharField("相手", max_length=100, blank=True)
    text = models.TextField("話したこと", help_text="個人の病気や家庭の事情は書かないでください。")
    promise = models.CharField("次の約束", max_length=200, blank=True)
    promise_due_on = models.DateField("約束の期限", null=True, blank=True)
    promise_kept_on = models.DateField("約束をはたした日", null=True, blank=True)
    met_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="encounters", verbose_name="対応した人"
    )

    objects = EncounterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接触履歴"
        ordering = ["-met_on", "-pk"]
        indexes = [models.Index(fields=["organization", "-met_on"], name="encounter_of_organization")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(promise="") | models.Q(promise_due_on=None, promise_kept_on=None),
                name="encounter_due_promise",
                violation_error_message="期限だけが入っています。次の約束の内容も入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_way_display()}"

    @property
    def has_open_promise(self) -> bool:
        return bool(self.promise) and self.promise_kept_on is None

    @property
    def is_overdue(self) -> bool:
        """The day of a promise has come and it is not kept yet."""
        due = self.promise_due_on
        return self.has_open_promise and due is not None and due <= timezone.localdate()
