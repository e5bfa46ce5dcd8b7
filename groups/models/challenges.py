"""Voices (気づき), challenges (課題) and themes (テーマ): 声→課題→協議→試行→事業化, and the residents' vote."""

from typing import Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from groups.models.kinds import Field, Layer
from portal.models import District, Neighborhood, Record, RecordQuerySet, User


class ChallengeQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Public ones for everybody; all of them for people who work in the district and for city staff."""
        if not user.is_authenticated:
            return self.filter(is_public=True)
        if user.is_superuser or user.is_city_staff:
            return self
        return self.filter(Q(is_public=True) | Q(district__in=user.memberships.current().values("district")))

    def open(self) -> Self:
        return self.filter(closed_on=None)


@pghistory.track()
class Challenge(Record):
    """A challenge (課題) of the district, followed from a voice to regular work."""

    class Stage(models.TextChoices):
        VOICE = "voice", "声"
        CHALLENGE = "challenge", "課題"
        DISCUSSION = "discussion", "協議"
        TRIAL = "trial", "試行"
        ESTABLISHED = "established", "事業化"

    district = models.ForeignKey(District, models.PROTECT, related_name="challenges", verbose_name="地区")
    title = models.CharField("課題", max_length=100)
    text = models.TextField("くわしい内容", blank=True)
    fields = ArrayField(
        models.CharField(max_length=20, choices=Field), verbose_name="分野", default=list, blank=True
    )
    layer = models.CharField("層", max_length=1, choices=Layer, default=Layer.SECOND)
    stage = models.CharField("段階", max_length=12, choices=Stage, default=Stage.CHALLENGE)
    is_public = models.BooleanField("住民に公開する", default=False)
    closed_on = models.DateField("終わった日", null=True, blank=True)
    closed_note = models.CharField("終わった理由", max_length=200, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "課題"
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:challenge_detail", args=[self.district.slug, self.pk])


@pghistory.track()
class Step(Record):
    """A step of a challenge: reached a stage on a day, with the evidence for it."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="steps", verbose_name="課題")
    stage = models.CharField("段階", max_length=12, choices=Challenge.Stage)
    taken_on = models.DateField("日付")
    text = models.CharField("したこと・わかったこと", max_length=300)
    evidence = models.CharField(
        "根拠", max_length=200, blank=True, help_text="アンケートの結果、会議の名前など"
    )
    evidence_url = models.CharField("根拠のページ", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "課題の歩み"
        ordering = ["taken_on", "pk"]

    def __str__(self) -> str:
        return f"{self.taken_on} {self.text}"


class VoiceQuerySet(RecordQuerySet):
    def waiting(self) -> Self:
        """Voices that nobody has read and decided on yet."""
        return self.filter(state=Voice.State.WAITING)

    def published(self) -> Self:
        return self.filter(state=Voice.State.PUBLISHED)

    def replied(self) -> Self:
        return self.published().exclude(reply="")


@pghistory.track()
class Voice(Record):
    """What a resident noticed (気づき): posted without an account, on paper, or by phone. No name, no address."""

    class State(models.TextChoices):
        WAITING = "waiting", "確認待ち"
        PUBLISHED = "published", "公開"
        INTERNAL = "internal", "内部で共有"
        HIDDEN = "hidden", "のせない"

    class Channel(models.TextChoices):
        WEB = "web", "ウェブ"
        PAPER = "paper", "紙"
        PHONE = "phone", "電話"
        MEETING = "meeting", "会議・行事"

    class Answer(models.TextChoices):
        ADOPTED = "adopted", "取り組みます"
        CONSIDERING = "considering", "検討します"
        PASSED_ON = "passed_on", "ほかの機関へ伝えました"
        NOT_POSSIBLE = "not_possible", "できない理由があります"

    district = models.ForeignKey(District, models.PROTECT, related_name="voices", verbose_name="地区")
    text = models.TextField("気づいたこと", max_length=400)
    # What is shown, if the coordinator had to shorten it or take out a name.
    public_text = models.TextField("公開する文", max_length=400, blank=True)
    neighborhood = models.ForeignKey(
        Neighborhood, models.SET_NULL, null=True, blank=True, related_name="voices", verbose_name="町内"
    )
    channel = models.CharField("受け取り方", max_length=8, choices=Channel, default=Channel.WEB)
    received_on = models.DateField("受け取った日")
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    challenge = models.ForeignKey(
        Challenge, models.SET_NULL, null=True, blank=True, related_name="voices", verbose_name="つながる課題"
    )
    answer = models.CharField("返事の種類", max_length=12, choices=Answer, blank=True)
    reply = models.TextField("返事", blank=True)
    replied_on = models.DateField("返事をした日", null=True, blank=True)
    handled_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="voices_handled",
        verbose_name="確認した人",
    )

    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "気づき"
        ordering = ["-received_on", "-pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def shown_text(self) -> str:
        return self.public_text or self.text


@pghistory.track()
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


class ThemeQuerySet(RecordQuerySet):
    def approved(self) -> Self:
        return self.filter(approved_on__isnull=False)


@pghistory.track()
class Theme(Record):
    """A theme of the year (年度のテーマ), in force once the chair approved it."""

    district = models.ForeignKey(District, models.PROTECT, related_name="themes", verbose_name="地区")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("テーマ", max_length=60)
    text = models.TextField("取り組むこと", blank=True)
    challenges = models.ManyToManyField(
        Challenge, blank=True, related_name="themes", verbose_name="もとになった課題"
    )
    candidate = models.OneToOneField(
        Candidate, models.SET_NULL, null=True, blank=True, related_name="theme", verbose_name="投票の候補"
    )
    proposed_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="themes_proposed",
        verbose_name="提案した人",
    )
    approved_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="themes_approved",
        verbose_name="承認した人",
    )
    approved_on = models.DateField("承認した日", null=True, blank=True, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "テーマ"
        ordering = ["-fiscal_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fiscal_year", "title"],
                name="theme_unique",
                violation_error_message="同じ年度に同じテーマがあります。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:theme_detail", args=[self.district.slug, self.pk])
