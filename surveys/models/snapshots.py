"""Settled results: residents read them from their publication on, and they stay when the raw answers are gone."""

from django.db import models

from surveys.models.waves import Wave


class Snapshot(models.Model):
    """The settled numbers of a wave, already suppressed as they may be shown (no small cell stands in it).

    A wave has them while its results are published, and once its raw answers are gone.
    """

    wave = models.OneToOneField(Wave, models.CASCADE, related_name="snapshot")
    made_at = models.DateTimeField("集計した日時", auto_now=True)
    # As `surveys.reports` writes it.
    data = models.JSONField("集計")

    class Meta:
        verbose_name = verbose_name_plural = "確定した集計"

    def __str__(self) -> str:
        return f"{self.wave_id}"
