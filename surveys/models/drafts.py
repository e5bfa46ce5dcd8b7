"""Answering without an identity: codes on slips and sheets, unfinished answers, and what stops double ones."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone

from portal.models import RecordQuerySet
from surveys.models.paper import Batch
from surveys.models.waves import Wave


class AccessCode(models.Model):
    """A code on one sheet or slip, good for one response. Whose letter box it went into nobody knows."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="codes")
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="codes")
    serial = models.PositiveIntegerField("通し番号")
    # 8 characters without those that look alike (see surveys.codes), unique over all waves: it alone leads there.
    code = models.CharField("番号", max_length=12, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "回答用の番号"
        ordering = ["serial"]
        constraints = [models.UniqueConstraint(fields=["wave", "serial"], name="code_serial_unique")]

    def __str__(self) -> str:
        return f"{self.serial}"


class DraftQuerySet(RecordQuerySet):
    def usable(self, now: datetime | None = None) -> Self:
        """Those that can still be resumed."""
        return self.filter(expires_at__gt=now or timezone.now())


class Draft(models.Model):
    """Answers on the way, kept on the server so that nothing is lost. Sending them makes a Response and ends this.

    `answers` is {question key: answer} in the form of `surveys.questionnaire`.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="drafts")
    # Read on the telephone and copied from paper: 12 digits, shown as 1234-5678-9012.
    resume_code = models.CharField("再開用の番号", max_length=12, unique=True)
    code = models.OneToOneField(
        AccessCode, models.CASCADE, null=True, blank=True, related_name="draft", verbose_name="回答用の番号"
    )
    answers = models.JSONField("回答", default=dict)
    # Pages that were passed, and how the reader wants them.
    position = models.PositiveSmallIntegerField(default=0)
    one_by_one = models.BooleanField("1問ずつ", default=False)
    is_test = models.BooleanField("ためしの回答", default=False)
    # Grows with each saving, so that two windows do not overwrite each other unnoticed.
    version = models.PositiveIntegerField(default=1)
    # The random name of the page that saved last: what that page saves next is no conflict with itself.
    window = models.CharField(max_length=16, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField("再開できる期限")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "途中の回答"

    def __str__(self) -> str:
        return f"{self.wave_id}"


class Participation(models.Model):
    """Says that something has been sent already, and nothing else: not linked to the response, nor to be paired with it
    (`surveys.actions.drafts.mix_participations`).

    `digest` is a keyed hash (Wave.secret) of a draft or of a browser's ticket.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="participations")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "回答ずみのしるし"
        constraints = [models.UniqueConstraint(fields=["wave", "digest"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.wave_id}"
