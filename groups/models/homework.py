"""Homework (宿題) of a meeting: who does what by when."""

from datetime import date, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from groups.models.meetings import AgendaItem, Meeting
from groups.models.roundtables import Member
from portal.models import District, Record, RecordQuerySet

# A reminder goes out so many days before the day, and then every week that it is overdue.
REMIND_BEFORE = timedelta(days=3)
REMIND_AGAIN = timedelta(days=7)


class HomeworkQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        return self.filter(meeting__roundtable__district=district)

    def open(self) -> Self:
        return self.filter(state=Homework.State.OPEN)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def due(self, today: date) -> Self:
        """Open, and due soon or overdue."""
        return self.open().filter(due_on__lte=today + REMIND_BEFORE)

    def to_remind(self, today: date) -> Self:
        """What a member with an address is to be reminded of on a day.

        Once in the three days before it is due, then on each seventh day of being overdue.
        """
        soon = Q(due_on__gte=today, due_on__lte=today + REMIND_BEFORE)
        not_yet = Q(reminded_on=None) | Q(reminded_on__lt=F("due_on") - REMIND_BEFORE)
        late = Q(due_on__lt=today)
        not_lately = (
            Q(reminded_on=None) | Q(reminded_on__lte=F("due_on")) | Q(reminded_on__lte=today - REMIND_AGAIN)
        )
        mailable = Member.objects.with_mail().on(today)
        return self.open().filter(owner__in=mailable).filter(soon & not_yet | late & not_lately)


@pghistory.track()
class Homework(Record):
    """Homework (宿題) of a meeting."""

    class State(models.TextChoices):
        OPEN = "open", "これから"
        DONE = "done", "できた"
        DROPPED = "dropped", "取りやめ"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="homework", verbose_name="会議")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="homework", verbose_name="議題"
    )
    text = models.CharField("すること", max_length=200)
    owner = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="homework", verbose_name="担当（委員）"
    )
    owner_name = models.CharField("担当（委員でないとき）", max_length=50, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    state = models.CharField("状態", max_length=8, choices=State, default=State.OPEN)
    result = models.CharField("結果", max_length=200, blank=True)
    done_on = models.DateField("できた日・取りやめた日", null=True, blank=True)
    reminded_on = models.DateField("メールで知らせた日", null=True, blank=True, editable=False)

    objects = HomeworkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "宿題"
        ordering = [F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def owner_label(self) -> str:
        """Organisation and name, for who may read names."""
        return self.owner.label if self.owner else self.owner_name

    @property
    def owner_affiliation(self) -> str:
        """Who does it without naming a person: the organisation, or in what capacity; nothing where nobody does."""
        if self.owner:
            return self.owner.public_affiliation or "委員"
        return "委員のほかの方" if self.owner_name else ""

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def days_left(self) -> int | None:
        """Days until it is due, negative when it is overdue; None without a day."""
        return (self.due_on - timezone.localdate()).days if self.due_on else None
