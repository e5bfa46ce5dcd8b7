"""Voices (気づき) and challenges (課題): 声→課題→協議→試行→事業化."""

from typing import Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from groups.models.kinds import Field, Layer
from portal.japanese.calendar import FiscalYear
from portal.models import District, Neighborhood, Record, RecordQuerySet, User


def shown_to(user: Any, public: Q) -> Q:
    """The public records for everybody; all of them for people who work in the district and for city staff."""
    if not user.is_authenticated:
        return public
    if user.is_superuser or user.is_city_staff:
        return Q()
    return public | Q(district__in=user.memberships.current().values("district"))


class ChallengeQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(shown_to(user, Q(is_public=True)))

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def with_counts(self) -> Self:
        """Adds `voice_count`, `moved_on` (the day of the last step) and `stage_order` (0 to 4)."""
        voices = Voice.objects.counted().filter(challenge=OuterRef("pk")).order_by().values("challenge")
        steps = Step.objects.filter(challenge=OuterRef("pk")).order_by("-taken_on").values("taken_on")
        return self.annotate(
            voice_count=Coalesce(Subquery(voices.annotate(count=Count("pk")).values("count")), 0),
            moved_on=Subquery(steps[:1]),
            stage_order=Case(*[When(stage=stage, then=order) for order, stage in enumerate(Challenge.Stage)]),
        )


@pghistory.track()
class Challenge(Record):
    """A challenge (課題) of the district, followed from a voice to regular work."""

    class Stage(models.TextChoices):
        """Plain words first, for residents and volunteers; the terms of the field stand in brackets."""

        VOICE = "voice", "声"
        CHALLENGE = "challenge", "課題"
        DISCUSSION = "discussion", "話し合い（協議）"
        TRIAL = "trial", "ためし（試行）"
        ESTABLISHED = "established", "続く活動（事業化）"

    district = models.ForeignKey(District, models.PROTECT, related_name="challenges", verbose_name="地区")
    title = models.CharField("課題", max_length=100)
    text = models.TextField("くわしい内容", blank=True)
    fields = ArrayField(
        models.CharField(max_length=20, choices=Field), verbose_name="分野", default=list, blank=True
    )
    layer = models.CharField("取り組む範囲（層）", max_length=1, choices=Layer, default=Layer.SECOND)
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
        return reverse("challenges:challenge_detail", args=[self.district.slug, self.pk])

    @property
    def field_labels(self) -> list[str]:
        return [str(Field(field).label) for field in self.fields]

    @property
    def stage_number(self) -> int:
        """How far it has come: 1 (声) to 5 (事業化)."""
        return self.Stage.values.index(self.stage) + 1


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
    def visible_to(self, user: Any) -> Self:
        return self.filter(shown_to(user, Q(state=Voice.State.PUBLISHED)))

    def waiting(self) -> Self:
        """Voices that nobody has read and decided on yet."""
        return self.filter(state=Voice.State.WAITING)

    def published(self) -> Self:
        return self.filter(state=Voice.State.PUBLISHED)

    def counted(self) -> Self:
        """Voices of which residents read at least the number: published, or gathered in a challenge."""
        return self.filter(state__in=[Voice.State.PUBLISHED, Voice.State.GATHERED])

    def replied(self) -> Self:
        return self.published().exclude(reply="")

    def unanswered(self) -> Self:
        """Published voices without a reply: what residents wait for."""
        return self.published().filter(reply="")

    def matching(self, words: str) -> Self:
        """Voices in which each of the words stands somewhere."""
        found = self
        for word in words.split():
            found = found.filter(Q(text__icontains=word) | Q(public_text__icontains=word))
        return found

    def in_year(self, year: FiscalYear) -> Self:
        """Voices received in a 年度."""
        return self.filter(received_on__range=(year.start, year.end))


@pghistory.track()
class Voice(Record):
    """What a resident noticed (気づき): posted without an account, on paper, or by phone. No name, no address."""

    class State(models.TextChoices):
        WAITING = "waiting", "確認待ち"
        PUBLISHED = "published", "公開"
        # Heard as one voice of a challenge (声→課題): residents read that it was, not its words.
        GATHERED = "gathered", "課題にまとめた"
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

    def clean(self) -> None:
        super().clean()
        if self.state == self.State.GATHERED and not self.challenge_id:
            raise ValidationError(
                {"state": "「課題にまとめた」にするときは、「つながる課題」を選んでください。"}
            )

    @property
    def shown_text(self) -> str:
        return self.public_text or self.text
