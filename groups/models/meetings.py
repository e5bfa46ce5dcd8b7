"""Meetings of a round table (協議体の会議): agenda, attendance, what was decided."""

from datetime import date
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from groups.models.challenges import Challenge, Step, Voice
from groups.models.kinds import hours_in_words
from groups.models.roundtables import Member, Roundtable
from portal.japanese.calendar import FiscalYear
from portal.models import District, Record, RecordQuerySet


class MeetingQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Announced meetings and published minutes for everybody; all for the district and city staff."""
        public = self.announced_q() | self.published_q()
        if not user.is_authenticated:
            return self.filter(public)
        if user.is_superuser or user.is_city_staff:
            return self
        return self.filter(public | Q(roundtable__district__in=user.memberships.current().values("district")))

    @staticmethod
    def announced_q() -> Q:
        return Q(is_open=True) & ~Q(state=Meeting.State.DRAFT)

    @staticmethod
    def published_q() -> Q:
        return Q(is_public=True, state=Meeting.State.MINUTED)

    def published(self) -> Self:
        """With minutes that anybody may read."""
        return self.filter(self.published_q())

    def announced(self) -> Self:
        """Told to the residents, who may listen (傍聴)."""
        return self.filter(self.announced_q())

    def in_district(self, district: District) -> Self:
        return self.filter(roundtable__district=district)

    def in_year(self, year: FiscalYear) -> Self:
        return self.filter(fiscal_year=year.year)

    def took_place(self) -> Self:
        """Held, whether the minutes are ready or not."""
        return self.filter(state__in=[Meeting.State.HELD, Meeting.State.MINUTED])

    def ahead(self, today: date) -> Self:
        """From today on, the next first; without those that were called off."""
        found = self.filter(held_on__gte=today).exclude(
            state__in=[Meeting.State.MINUTED, Meeting.State.CANCELLED]
        )
        return found.order_by("held_on", "starts_at", "pk")

    def without_minutes(self, today: date) -> Self:
        """Over, but the minutes are not final (会議録が未確定); the oldest first."""
        waiting = [Meeting.State.DRAFT, Meeting.State.CALLED, Meeting.State.HELD]
        return self.filter(held_on__lt=today, state__in=waiting).order_by("held_on", "pk")


@pghistory.track()
class Meeting(Record):
    """One meeting of a round table, from the invitation to the minutes (会議録). Numbered anew in each 年度."""

    class State(models.TextChoices):
        DRAFT = "draft", "準備中"
        CALLED = "called", "招集済み"
        HELD = "held", "開催済み"
        MINUTED = "minuted", "会議録確定"
        CANCELLED = "cancelled", "中止"

    roundtable = models.ForeignKey(Roundtable, models.PROTECT, related_name="meetings", verbose_name="協議体")
    # Of the day; written by `clean`, so that the number can be unique within the year.
    fiscal_year = models.PositiveSmallIntegerField("年度", blank=True, editable=False)
    number = models.PositiveSmallIntegerField("回")
    held_on = models.DateField("日にち")
    starts_at = models.TimeField("始まり", null=True, blank=True)
    ends_at = models.TimeField("終わり", null=True, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)
    topic = models.CharField("主な話題", max_length=100, blank=True)
    is_open = models.BooleanField("住民に知らせる（傍聴できます）", default=False)
    convocation = models.TextField("招集の文", blank=True)
    called_on = models.DateField("招集した日", null=True, blank=True, editable=False)
    materials = models.TextField("資料", blank=True)
    visitors = models.PositiveSmallIntegerField("傍聴の人数", null=True, blank=True)
    guests = models.TextField("委員のほかの出席者（所属）", blank=True)
    summary = models.TextField("まとめ", blank=True)
    next_on = models.DateField("次回の日にち", null=True, blank=True)
    next_note = models.CharField("次回のこと", max_length=200, blank=True)
    state = models.CharField("状態", max_length=10, choices=State, default=State.DRAFT)
    cancel_note = models.CharField("中止の理由", max_length=200, blank=True)
    is_public = models.BooleanField("会議録を公開する", default=False)
    confirmed_on = models.DateField("会議録を確定した日", null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会議"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roundtable", "fiscal_year", "number"],
                name="meeting_number_unique",
                violation_error_message="この年度には、同じ回の会議がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.roundtable} {self.occasion}"

    def clean(self) -> None:
        if self.held_on:
            self.fiscal_year = FiscalYear.of(self.held_on).year

    def get_absolute_url(self) -> str:
        return reverse("councils:meeting_detail", args=[self.roundtable.district.slug, self.pk])

    @property
    def occasion(self) -> str:
        """「令和7年度 第2回」."""
        return f"{FiscalYear(self.fiscal_year).era_label} 第{self.number}回"

    @property
    def hours(self) -> str:
        return hours_in_words(self.starts_at, self.ends_at)

    @property
    def is_minuted(self) -> bool:
        return self.state == self.State.MINUTED

    @property
    def is_published(self) -> bool:
        """Whether anybody may read the minutes."""
        return self.is_public and self.is_minuted

    @property
    def is_over(self) -> bool:
        """Held, whether the minutes are ready or not."""
        return self.state in (self.State.HELD, self.State.MINUTED)


class AgendaItemQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Points of published minutes that are not kept back; all for the district and city staff."""
        public = Q(is_internal=False, meeting__is_public=True, meeting__state=Meeting.State.MINUTED)
        if not user.is_authenticated:
            return self.filter(public)
        if user.is_superuser or user.is_city_staff:
            return self
        own = user.memberships.current().values("district")
        return self.filter(public | Q(meeting__roundtable__district__in=own))


@pghistory.track()
class AgendaItem(Record):
    """A point of the agenda (議題), what was said (no names) and what was decided."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name="会議")
    title = models.CharField("議題", max_length=100)
    # Where it comes from, if from anywhere.
    voice = models.ForeignKey(
        Voice, models.SET_NULL, null=True, blank=True, related_name="agenda_items", verbose_name="気づき"
    )
    challenge = models.ForeignKey(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="agenda_items", verbose_name="課題"
    )
    earlier = models.ManyToManyField(
        "groups.Homework", blank=True, related_name="reviews", verbose_name="確かめる宿題"
    )
    is_internal = models.BooleanField("住民に公開しない議題", default=False)
    remarks = models.TextField(
        "話し合いの要旨", blank=True, help_text="発言した人の名前は書かないでください。"
    )
    decision = models.TextField("決まったこと", blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0, editable=False)
    # The step of the challenge that tells of the decision, once the minutes are final.
    step = models.ForeignKey(
        Step,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="agenda_items",
        verbose_name="課題の歩み",
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "議題"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def discussed(self) -> Challenge | None:
        """The challenge that is talked about, by itself or by one of its voices."""
        return self.challenge or (self.voice.challenge if self.voice else None)


class AttendanceQuerySet(models.QuerySet):
    def came(self) -> Self:
        """Present, or represented by somebody (代理)."""
        return self.filter(state__in=Attendance.CAME)

    def pairs(self, district: District, since: date) -> Self:
        """How often two organisations sat at one table of the district since a day; one query.

        Rows of {"one", "other", "count"}: ids of organisations, the smaller first, and the number of meetings.
        """
        together = self.came().filter(
            meeting__roundtable__district=district,
            meeting__held_on__gte=since,
            meeting__attendances__state__in=Attendance.CAME,
            meeting__attendances__member__organization__gt=F("member__organization"),
        )
        return (
            together.order_by()
            .values(one=F("member__organization"), other=F("meeting__attendances__member__organization"))
            .annotate(count=Count("meeting", distinct=True))
        )


class Attendance(models.Model):
    """Whether a member was told of a meeting, and came."""

    class State(models.TextChoices):
        PRESENT = "present", "出席"
        ABSENT = "absent", "欠席"
        PROXY = "proxy", "代理"

    class Channel(models.TextChoices):
        MAIL = "mail", "メール"
        PHONE = "phone", "電話"
        POST = "post", "郵送"
        HAND = "hand", "手渡し"

    CAME = (State.PRESENT, State.PROXY)

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name="会議")
    member = models.ForeignKey(Member, models.CASCADE, related_name="attendances", verbose_name="委員")
    state = models.CharField("出欠", max_length=8, choices=State, blank=True)
    note = models.CharField("代理の方・メモ", max_length=50, blank=True)
    told_on = models.DateField("知らせた日", null=True, blank=True)
    told_by = models.CharField("知らせ方", max_length=8, choices=Channel, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "出欠"
        ordering = ["member"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_unique")]

    def __str__(self) -> str:
        return f"{self.member} {self.get_state_display()}"
