"""The residents' vote (テーマ投票) on the themes of a year: candidates, votes on the web, votes on paper."""

import secrets
from datetime import date
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from groups.models.challenges import Challenge, shown_to
from portal.models import District, Record, RecordQuerySet


class BallotQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(shown_to(user, ~Q(state=Ballot.State.DRAFT)))

    def voting(self, today: date) -> Self:
        """Those in which residents can vote on a day."""
        return self.filter(state=Ballot.State.OPEN, opens_on__lte=today, closes_on__gte=today)

    def overdue(self, today: date) -> Self:
        """Those whose days are over but whose result is not yet told: paper votes are still being counted."""
        return self.filter(state=Ballot.State.OPEN, closes_on__lt=today)

    def alongside(self, ballot: "Ballot") -> Self:
        """The others of the same 年度 that residents could vote in on one of the days of a ballot."""
        others = self.filter(district=ballot.district_id, fiscal_year=ballot.fiscal_year).exclude(
            pk=ballot.pk
        )
        return others.filter(
            state=Ballot.State.OPEN, opens_on__lte=ballot.closes_on, closes_on__gte=ballot.opens_on
        )


def new_secret() -> str:
    return secrets.token_hex(32)


@pghistory.track(exclude=["secret"])
class Ballot(Record):
    """A vote (テーマ投票) of residents on the candidates of a year's themes."""

    class State(models.TextChoices):
        DRAFT = "draft", "準備中"
        OPEN = "open", "投票中"
        CLOSED = "closed", "締め切り"

    district = models.ForeignKey(District, models.PROTECT, related_name="ballots", verbose_name="地区")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("題名", max_length=100)
    text = models.TextField("住民への説明", blank=True)
    opens_on = models.DateField("投票の始まり")
    closes_on = models.DateField("投票の終わり")
    state = models.CharField("状態", max_length=6, choices=State, default=State.DRAFT)
    # Key of the hashes in Vote.voter; emptied some time after the end, when no browser may vote again.
    secret = models.CharField(max_length=64, default=new_secret, editable=False, blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "テーマ投票"
        ordering = ["-fiscal_year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="ballot_closes_after_opening",
                violation_error_message="投票の終わりは、始まりの日と同じか後にしてください。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenges:ballot_detail", args=[self.district.slug, self.pk])

    @property
    def is_voting(self) -> bool:
        """Whether residents can vote today."""
        return self.state == self.State.OPEN and self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def is_overdue(self) -> bool:
        """Whether its days are over and the result is not yet told."""
        return self.state == self.State.OPEN and timezone.localdate() > self.closes_on

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def phase(self) -> str:
        """Where it stands, in a word for residents."""
        if self.state != self.State.OPEN:
            return "結果" if self.is_closed else "準備中"
        if self.is_overdue:
            return "集計中"
        return "投票中" if self.is_voting else "まもなく"


class CandidateQuerySet(RecordQuerySet):
    def with_votes(self) -> Self:
        """Adds `web` and `paper`, the numbers of votes."""
        web = Vote.objects.filter(candidate=OuterRef("pk")).order_by().values("candidate")
        paper = Tally.objects.filter(candidate=OuterRef("pk")).order_by().values("candidate")
        return self.annotate(
            web=Coalesce(Subquery(web.annotate(sum=Count("pk")).values("sum")), 0),
            paper=Coalesce(Subquery(paper.annotate(sum=Sum("count")).values("sum")), 0),
        )


@pghistory.track()
class Candidate(Record):
    """A candidate for a theme, in words that residents understand."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="candidates", verbose_name="投票")
    challenge = models.ForeignKey(
        Challenge,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="candidates",
        verbose_name="もとになった課題",
    )
    title = models.CharField("テーマの候補", max_length=60)
    text = models.CharField("説明", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "テーマの候補"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Vote(models.Model):
    """One vote on the web. `voter` is a keyed hash that is good for this ballot only and tells nobody anything."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="votes")
    voter = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "票"
        constraints = [models.UniqueConstraint(fields=["ballot", "voter"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.candidate}"


@pghistory.track()
class Tally(Record):
    """Votes counted on paper (回覧シール, 会場のシール) and keyed in."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="tallies", verbose_name="候補")
    place = models.CharField("集めた場所", max_length=100)
    count = models.PositiveIntegerField("票数")
    counted_on = models.DateField("数えた日")

    class Meta:
        verbose_name = verbose_name_plural = "紙の票"
        ordering = ["counted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "place"],
                name="tally_once",
                violation_error_message="この場所の票は、すでに入力されています。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.count}"
