"""Results that stay when the raw answers are disposed of."""

from django.db import models

from surveys.models.waves import Wave


class Snapshot(models.Model):
    """The settled numbers of a closed wave, already suppressed as they may be shown (no small cell stands in it)."""

    wave = models.OneToOneField(Wave, models.CASCADE, related_name="snapshot")
    made_at = models.DateTimeField("集計した日時", auto_now=True)
    # As `surveys.reports` writes it.
    data = models.JSONField("集計")

    class Meta:
        verbose_name = verbose_name_plural = "確定した集計"

    def __str__(self) -> str:
        return f"{self.wave_id}"
