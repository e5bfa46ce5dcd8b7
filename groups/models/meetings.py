"""Round tables (協議体): series, members, meetings, agenda, attendance, decisions, homework (宿題)."""

from datetime import date
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse

from groups.models.challenges import Challenge, Voice
from groups.models.kinds import Layer
from groups.models.organizations import Organization
from portal.models import District, Record, RecordQuerySet


@pghistory.track()
class Roundtable(Record):
    """A series of meetings, e.g. 「若葉地区 第2層協議体」."""

    district = models.ForeignKey(District, models.PROTECT, related_name="roundtables", verbose_name="地区")
    name = models.CharField("会議の名前", max_length=100)
    layer = models.CharField("層", max_length=1, choices=Layer, default=Layer.SECOND)
    purpose = models.TextField("目的", blank=True)
    place = models.CharField("いつもの会場", max_length=100, blank=True)
    is_active = models.BooleanField("続いている", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "協議体"
        ordering = ["layer", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Member(Record):
    """A member of a round table: a person, usually for an organisation. Shown by organisation to the public."""

    roundtable = models.ForeignKey(Roundtable, models.CASCADE, related_name="members", verbose_name="協議体")
    name = models.CharField("お名前", max_length=50)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name="団体・施設"
    )
    affiliation = models.CharField("所属(団体名簿にないとき)", max_length=100, blank=True)
    role = models.CharField("役割", max_length=50, blank=True)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話", max_length=30, blank=True)
    started_on = models.DateField("始まり", null=True, blank=True)
    ended_on = models.DateField("終わり", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委員"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def affiliation_name(self) -> str:
        return self.organization.name if self.organization else self.affiliation


class MeetingQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published minutes and announced public meetings for everybody; all for the district and city staff."""
        public = Q(is_public=True) & ~Q(state=Meeting.State.DRAFT)
        if not user.is_authenticated:
            return self.filter(public)
        if user.is_superuser or user.is_city_staff:
            return self
        return self.filter(public | Q(roundtable__district__in=user.memberships.current().values("district")))


@pghistory.track()
class Meeting(Record):
    """One meeting of a round table, from the invitation to the minutes (会議録)."""

    class State(models.TextChoices):
        DRAFT = "draft", "準備中"
        CALLED = "called", "招集済み"
        HELD = "held", "開催済み"
        MINUTED = "minuted", "会議録確定"

    roundtable = models.ForeignKey(Roundtable, models.PROTECT, related_name="meetings", verbose_name="協議体")
    number = models.PositiveSmallIntegerField("回")
    held_on = models.DateField("日にち")
    starts_at = models.TimeField("始まり", null=True, blank=True)
    ends_at = models.TimeField("終わり", null=True, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)
    topic = models.CharField("主な話題", max_length=100, blank=True)
    convocation = models.TextField("招集の文", blank=True)
    materials = models.TextField("資料", blank=True)
    visitors = models.PositiveSmallIntegerField("傍聴の人数", null=True, blank=True)
    summary = models.TextField("まとめ", blank=True)
    next_on = models.DateField("次回の日にち", null=True, blank=True)
    next_note = models.CharField("次回のこと", max_length=200, blank=True)
    state = models.CharField("状態", max_length=8, choices=State, default=State.DRAFT)
    is_public = models.BooleanField("会議録を公開する", default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会議"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roundtable", "number"],
                name="meeting_number_unique",
                violation_error_message="同じ回の会議がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.roundtable} 第{self.number}回"

    def get_absolute_url(self) -> str:
        return reverse("groups:meeting_detail", args=[self.roundtable.district.slug, self.pk])


@pghistory.track()
class AgendaItem(Record):
    """A point of the agenda (議題), what was said (no names) and what was decided."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name="会議")
    title = models.CharField("議題", max_length=100)
    # Where it comes from: one of these, or none.
    voice = models.ForeignKey(
        Voice, models.SET_NULL, null=True, blank=True, related_name="agenda_items", verbose_name="気づき"
    )
    challenge = models.ForeignKey(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="agenda_items", verbose_name="課題"
    )
    remarks = models.TextField(
        "話し合いの要旨", blank=True, help_text="発言した人の名前は書かないでください。"
    )
    decision = models.TextField("決まったこと", blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "議題"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether a member came."""

    class State(models.TextChoices):
        PRESENT = "present", "出席"
        ABSENT = "absent", "欠席"
        PROXY = "proxy", "代理"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name="会議")
    member = models.ForeignKey(Member, models.CASCADE, related_name="attendances", verbose_name="委員")
    state = models.CharField("出欠", max_length=8, choices=State)

    class Meta:
        verbose_name = verbose_name_plural = "出欠"
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_unique")]

    def __str__(self) -> str:
        return f"{self.member} {self.get_state_display()}"


class HomeworkQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        return self.filter(meeting__roundtable__district=district)

    def open(self) -> Self:
        return self.filter(state=Homework.State.OPEN)

    def due(self, today: date) -> Self:
        return self.open().filter(due_on__lte=today)


@pghistory.track()
class Homework(Record):
    """Homework (宿題) of a meeting: who does what by when."""

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
        Member, models.SET_NULL, null=True, blank=True, related_name="homework", verbose_name="担当(委員)"
    )
    owner_name = models.CharField("担当(委員でないとき)", max_length=50, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    state = models.CharField("状態", max_length=8, choices=State, default=State.OPEN)
    result = models.CharField("結果", max_length=200, blank=True)
    done_on = models.DateField("できた日", null=True, blank=True)
    reminded_on = models.DateField("お知らせした日", null=True, blank=True, editable=False)

    objects = HomeworkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "宿題"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def owner_label(self) -> str:
        if self.owner:
            return f"{self.owner.affiliation_name} {self.owner.name}".strip()
        return self.owner_name
