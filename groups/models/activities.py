"""Regular activities of an organisation, what it can do (できること) and what it wants (してほしいこと)."""

from datetime import date, timedelta
from typing import Self

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from groups.models.kinds import Weekday, hours_in_words
from groups.models.organizations import Organization, years_before
from portal.models import District, Neighborhood, Record, RecordQuerySet, User


class ActivityQuerySet(RecordQuerySet):
    def drop_in(self) -> Self:
        """To which one may go alone and without booking (ひとりで・予約なしで行ける)."""
        return self.filter(drop_in=True)


@pghistory.track()
class Activity(Record):
    """A regular activity: what, when, where, for whom, at what cost."""

    class Frequency(models.TextChoices):
        DAILY = "daily", "毎日"
        WEEKLY = "weekly", "毎週"
        MONTHLY = "monthly", "毎月"
        YEARLY = "yearly", "年に数回"
        IRREGULAR = "irregular", "不定期"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="activities", verbose_name="団体・施設"
    )
    name = models.CharField("活動の名前", max_length=100)
    frequency = models.CharField("頻度", max_length=10, choices=Frequency, default=Frequency.WEEKLY)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), verbose_name="曜日", default=list, blank=True
    )
    # Which weeks of the month (第1–第5) for monthly activities.
    weeks = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)]),
        verbose_name="第何週",
        default=list,
        blank=True,
    )
    starts_at = models.TimeField("始まり", null=True, blank=True)
    ends_at = models.TimeField("終わり", null=True, blank=True)
    schedule_note = models.CharField("日時の補足", max_length=100, blank=True)
    place = models.CharField("場所", max_length=100, blank=True)
    neighborhood = models.ForeignKey(
        Neighborhood, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name="町内"
    )
    audience = models.CharField("対象", max_length=100, blank=True)
    cost = models.CharField("費用", max_length=100, blank=True)
    drop_in = models.BooleanField("ひとりで・予約なしで行ける", default=False)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ふだんの活動"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at=None)
                | models.Q(ends_at=None)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="activity_ends_after_start",
                violation_error_message="終わりの時刻は、始まりの時刻より後にしてください。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def schedule(self) -> str:
        """When it takes place, in words: 「毎月 第2・第4木曜日」."""
        days = "・".join(Weekday(day).label for day in sorted(self.weekdays))
        days = f"{days}曜日" if days else ""
        if self.frequency == self.Frequency.MONTHLY and self.weeks:
            days = "・".join(f"第{week}" for week in sorted(self.weeks)) + days
        label = self.get_frequency_display()
        return f"{label} {days}".strip() if self.frequency != self.Frequency.WEEKLY else f"{label}{days}"

    @property
    def hours(self) -> str:
        """From when to when: 「13:30〜15:30」, 「13:30から」; empty where it is not told."""
        return hours_in_words(self.starts_at, self.ends_at)

    @property
    def in_words(self) -> str:
        """What, when and where in one line: 「体操 毎月 第2・第4木曜日 10:00〜11:30 集会所」."""
        return " ".join(filter(None, [self.name, self.schedule, self.hours, self.place]))

    def takes_place_on(self, day: date) -> bool:
        """Whether the schedule names that day; a yearly or irregular one never says so."""
        week_of_month = (day.day - 1) // 7 + 1
        match self.frequency:
            case self.Frequency.DAILY:
                return True
            case self.Frequency.WEEKLY:
                return day.weekday() in self.weekdays
            case self.Frequency.MONTHLY:
                return day.weekday() in self.weekdays and week_of_month in self.weeks
        return False


class ResourceKind(models.TextChoices):
    """What is offered or needed (DOMAIN section 10, row 16)."""

    PEOPLE = "people", "人手"
    VENUE = "venue", "会場"
    VEHICLE = "vehicle", "車"
    TOOLS = "tools", "道具"
    SKILL = "skill", "技能"
    OTHER = "other", "その他"


# Organisations are asked so long before an entry leaves the board whether it goes on.
ASKED_AHEAD = timedelta(days=30)


def a_year_from_now() -> date:
    """An entry stays on the board for a year unless told otherwise; then it is renewed, or leaves the board."""
    return years_before(timezone.localdate(), -1)


class ResourceQuerySet(RecordQuerySet):
    def current(self, today: date | None = None) -> Self:
        """Open for requests and not past their time: what residents read."""
        return self.filter(state=Resource.State.OPEN, expires_on__gte=today or timezone.localdate())

    def expired(self, today: date | None = None) -> Self:
        """Past their time, and neither renewed nor put to rest since."""
        return self.filter(state=Resource.State.OPEN, expires_on__lt=today or timezone.localdate())

    def to_renew(self, today: date | None = None) -> Self:
        """Whose year is over, or will be within a month."""
        limit = (today or timezone.localdate()) + ASKED_AHEAD
        return self.filter(state=Resource.State.OPEN, expires_on__lte=limit)

    def in_district(self, district: District, user: User) -> Self:
        """Those of active organisations of the district that the person may see."""
        there = Organization.objects.visible_to(user).in_district(district).active()
        return self.filter(organization__in=there).select_related("organization__category")

    def on_board(self, district: District) -> Self:
        """What stands on the district's board, the newest first; the same for every reader."""
        found = self.current().in_district(district, AnonymousUser())
        return found.order_by("-renewed_on", "-pk")


class Resource(Record):
    """One entry of できること or してほしいこと. `side` names which: "offer" or "need"."""

    side: str
    organization: Organization

    class State(models.TextChoices):
        OPEN = "open", "受付中"
        RESTING = "resting", "足りました・お休み"

    kind = models.CharField("種類", max_length=10, choices=ResourceKind, default=ResourceKind.OTHER)
    text = models.CharField("内容", max_length=200)
    when = models.CharField("いつ", max_length=100, blank=True)
    place = models.CharField("どこで", max_length=100, blank=True)
    expires_on = models.DateField("掲示板にのせる期限", default=a_year_from_now)
    renewed_on = models.DateField("のせた日・続けると決めた日", default=timezone.localdate, editable=False)
    state = models.CharField("受付の状態", max_length=8, choices=State, default=State.OPEN)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def side_label(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def is_resting(self) -> bool:
        return self.state == self.State.RESTING

    @property
    def is_expired(self) -> bool:
        return not self.is_resting and self.expires_on < timezone.localdate()

    @property
    def is_current(self) -> bool:
        return not self.is_resting and not self.is_expired

    @property
    def is_to_renew(self) -> bool:
        """It rests, its year is over, or will be within a month: somebody has to say whether it goes on."""
        return self.is_resting or self.expires_on <= timezone.localdate() + ASKED_AHEAD


@pghistory.track()
class Offer(Resource):
    """What an organisation can do for others (できること)."""

    side = "offer"
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="offers", verbose_name="団体・施設"
    )

    class Meta(Resource.Meta):
        verbose_name = verbose_name_plural = "できること"
        indexes = [models.Index(fields=["organization", "expires_on"], name="offer_board")]


@pghistory.track()
class Need(Resource):
    """What an organisation would like others to do (してほしいこと)."""

    side = "need"
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="needs", verbose_name="団体・施設"
    )

    class Meta(Resource.Meta):
        verbose_name = verbose_name_plural = "してほしいこと"
        indexes = [models.Index(fields=["organization", "expires_on"], name="need_board")]
