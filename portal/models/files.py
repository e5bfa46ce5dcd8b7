"""Files and photos. They live in the database, so that one backup holds everything and the web servers no state."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.models.council import District
from portal.models.records import Record, RecordQuerySet


class StoredFile(models.Model):
    """The bytes of a file with the hash of its content."""

    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "ファイル"

    def __str__(self) -> str:
        return self.name


class PhotoQuerySet(RecordQuerySet):
    def publishable(self) -> Self:
        """Photos that may be shown on the web: consent given for it and not withdrawn (DOMAIN section 6)."""
        return self.filter(
            Q(shows_people=False) | Q(consent_on__isnull=False, consent_scope__in=["web", "both"])
        ).filter(withdrawn_on__isnull=True)

    def printable(self) -> Self:
        """Photos that may be printed: consent given for paper and not withdrawn."""
        return self.filter(
            Q(shows_people=False) | Q(consent_on__isnull=False, consent_scope__in=["paper", "both"])
        ).filter(withdrawn_on__isnull=True)


@pghistory.track()
class Photo(Record):
    """A photo with the consent of the people on it; stored re-encoded as WebP, without EXIF, in three widths."""

    class Scope(models.TextChoices):
        PAPER = "paper", "紙だけ"
        WEB = "web", "ウェブだけ"
        BOTH = "both", "紙とウェブ"

    district = models.ForeignKey(
        District, models.CASCADE, null=True, blank=True, related_name="photos", verbose_name="地区"
    )
    alt = models.CharField(
        "写真の説明",
        max_length=200,
        help_text="目の見えない方にも伝わるように、何が写っているかを書いてください。",
    )
    taken_on = models.DateField("撮影日", null=True, blank=True)
    shows_people = models.BooleanField("人の顔が写っている", default=True)
    consent_on = models.DateField("同意を得た日", null=True, blank=True)
    consent_by = models.CharField(
        "同意した人", max_length=100, blank=True, help_text="本人・保護者・施設など"
    )
    consent_scope = models.CharField("使ってよい範囲", max_length=10, choices=Scope, blank=True)
    withdrawn_on = models.DateField("同意が取り消された日", null=True, blank=True)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    small = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", editable=False)
    medium = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", editable=False)
    large = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", editable=False)
    uploaded_by = models.ForeignKey(
        "portal.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="登録した人"
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "写真"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.alt

    @property
    def is_publishable(self) -> bool:
        """As PhotoQuerySet.publishable says of many."""
        agreed = self.consent_on is not None and self.consent_scope in (self.Scope.WEB, self.Scope.BOTH)
        return self.withdrawn_on is None and (agreed or not self.shows_people)
