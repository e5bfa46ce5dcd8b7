"""Introductions (引合せ): a coordinator brings together a need and an offer; both sides confirm; what came of it."""

from datetime import date
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from groups.models.activities import Need, Offer
from groups.models.links import Link, LinkQuerySet
from groups.models.organizations import Organization
from portal.models import District, Record, RecordQuerySet, Role, User


def internal_to(user: User) -> Q:
    """Records that concern nobody but a district's coordinators and chair, and the city's staff."""
    if user.is_superuser or user.is_city_staff:
        return Q()
    roles = user.memberships.current().filter(role__in=[Role.COORDINATOR, Role.CHAIR])
    return Q(district__in=roles.values("district"))


class IntroductionQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(internal_to(user))

    def in_district(self, district: District) -> Self:
        return self.filter(district=district)

    def open(self) -> Self:
        """Introductions that still want something done."""
        return self.filter(state__in=Introduction.OPEN)

    def asking(self) -> Self:
        """Those of which a side has not answered yet."""
        return self.filter(state=Introduction.State.ASKING)

    def due(self, today: date) -> Self:
        """Open ones whose follow-up date has come."""
        return self.open().filter(follow_up_on__lte=today)

    def concerning(self, organization: Organization) -> Self:
        """Those in which the organisation is one of the two sides."""
        return self.filter(Q(giver=organization) | Q(taker=organization))

    def with_sides(self) -> Self:
        """With both organisations and what they answered, in two queries."""
        answers = Prefetch("confirmations", to_attr="answers")
        return self.select_related("giver", "taker", "district").prefetch_related(answers)


@pghistory.track()
class Introduction(Record):
    """A need and an offer brought together, and what came of it (成立 / 見送り / 継続)."""

    class State(models.TextChoices):
        ASKING = "asking", "確認待ち"
        CONFIRMED = "confirmed", "両方が承知"
        CONTINUING = "continuing", "継続中"
        SUCCEEDED = "succeeded", "成立"
        DECLINED = "declined", "見送り"

    OPEN = (State.ASKING, State.CONFIRMED, State.CONTINUING)
    # Of which something was really done.
    FRUITFUL = (State.CONTINUING, State.SUCCEEDED)

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
    # What each side is told of the other, kept in words when the entry itself is changed later.
    offered = models.CharField("できること", max_length=200)
    needed = models.CharField("してほしいこと", max_length=200)
    subject = models.CharField(
        "引合せの内容", max_length=200, help_text="例：若葉の里の地域交流室で、サロンを月2回ひらく"
    )
    state = models.CharField("状態", max_length=12, choices=State, default=State.ASKING)
    introduced_on = models.DateField("引き合わせた日", default=timezone.localdate)
    follow_up_on = models.DateField("次に確認する日", null=True, blank=True)
    result_on = models.DateField("結果の日", null=True, blank=True)
    result_note = models.TextField("結果のくわしい内容", blank=True)
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
        ordering = ["-introduced_on", "-pk"]
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

    def get_absolute_url(self) -> str:
        return reverse("exchange:introduction_detail", args=[self.district.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_fruitful(self) -> bool:
        return self.state in self.FRUITFUL


class ConfirmationQuerySet(LinkQuerySet):
    def unanswered(self) -> Self:
        return self.filter(answer="")

    def put_to(self, organizations: Any) -> Self:
        """What organisations (a list or a QuerySet of them) were asked."""
        giving = Q(side=Confirmation.Side.GIVER, introduction__giver__in=organizations)
        return self.filter(giving | Q(side=Confirmation.Side.TAKER, introduction__taker__in=organizations))

    def inquiries(self) -> Self:
        """Of open introductions what a side knows of: what it was asked and still may answer, and what it answered."""
        known = Q(asked_at__isnull=False, withdrawn_at=None) | ~Q(answer="")
        return self.filter(known, introduction__state__in=Introduction.OPEN)

    def awaiting(self) -> Self:
        """Inquiries that wait for the answer of their side. A link may be too old; an account answers all the same."""
        return self.inquiries().unanswered().filter(introduction__state=Introduction.State.ASKING)

    def with_sides(self) -> Self:
        """With the introduction, its district and both organisations."""
        return self.select_related(
            "introduction__giver", "introduction__taker", "introduction__district__council"
        )


@pghistory.track(exclude=["token_hash"])
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
        SITE = "site", "このサイト"
        PHONE = "phone", "電話"
        PAPER = "paper", "紙・FAX"

    introduction = models.ForeignKey(
        Introduction, models.CASCADE, related_name="confirmations", verbose_name="引合せ"
    )
    side = models.CharField("どちら側", max_length=5, choices=Side)
    asked_at = models.DateTimeField("たずねた日時", null=True, blank=True)
    asked_to = models.CharField("たずねた方法", max_length=254, blank=True)
    answer = models.CharField("返事", max_length=3, choices=Answer, blank=True)
    comment = models.CharField("ひとこと", max_length=300, blank=True)
    answered_by = models.CharField("返事をした人", max_length=50, blank=True)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    channel = models.CharField("返事の方法", max_length=5, choices=Channel, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "引合せの返事"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["introduction", "side"], name="confirmation_unique")]

    def __str__(self) -> str:
        return self.get_side_display()

    @property
    def is_giver(self) -> bool:
        return self.side == self.Side.GIVER

    @property
    def organization(self) -> Organization:
        """Who is asked."""
        return self.introduction.giver if self.is_giver else self.introduction.taker

    @property
    def other(self) -> Organization:
        """Of whom they are told."""
        return self.introduction.taker if self.is_giver else self.introduction.giver

    @property
    def is_awaited(self) -> bool:
        """Whether the side was asked and may answer, with an account also after its link."""
        asked = self.asked_at is not None and self.withdrawn_at is None
        return asked and not self.answer and self.introduction.state == Introduction.State.ASKING

    @property
    def is_waited_for(self) -> bool:
        """A link was sent that still can be answered."""
        return self.asked_at is not None and not self.answer and self.is_usable


@pghistory.track()
class ProgressNote(Record):
    """One remark on how an introduction goes (経過). Remarks are added, so that two people never overwrite each other."""

    introduction = models.ForeignKey(
        Introduction, models.CASCADE, related_name="notes", verbose_name="引合せ"
    )
    written_on = models.DateField("日付", default=timezone.localdate)
    text = models.TextField("経過", help_text="個人の病気や家庭の事情は書かないでください。")
    written_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="書いた人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "経過のメモ"
        ordering = ["-written_on", "-pk"]

    def __str__(self) -> str:
        return self.text


class OutcomeQuerySet(RecordQuerySet):
    def in_district(self, district: District) -> Self:
        return self.filter(introduction__district=district)


@pghistory.track()
class Outcome(Record):
    """What was done on a day because of an introduction (実績), and how many people it reached."""

    introduction = models.ForeignKey(
        Introduction, models.CASCADE, related_name="outcomes", verbose_name="引合せ"
    )
    done_on = models.DateField("行った日")
    text = models.CharField("行ったこと", max_length=200)
    people_reached = models.PositiveIntegerField(
        "届いた人数",
        null=True,
        blank=True,
        help_text="参加した人や、助かった人の数。分からなければ空欄にします。",
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "実績"
        ordering = ["done_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "done_on", "text"],
                name="outcome_unique",
                violation_error_message="同じ日の同じ実績が、すでに記録されています。",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Dismissal(models.Model):
    """A pair that a coordinator found unfit; it is not proposed again."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="dismissals", verbose_name="できること")
    need = models.ForeignKey(Need, models.CASCADE, related_name="dismissals", verbose_name="してほしいこと")
    district = models.ForeignKey(District, models.CASCADE, related_name="+", verbose_name="地区")
    dismissed_at = models.DateTimeField("出さないと決めた日時", default=timezone.now)
    dismissed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name="決めた人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "出さない組み合わせ"
        ordering = ["-dismissed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["district", "offer", "need"], name="dismissal_unique")]

    def __str__(self) -> str:
        return f"{self.offer} × {self.need}"
