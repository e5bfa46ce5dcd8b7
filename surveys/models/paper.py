"""Paper: batches of numbered sheets or slips, handed out in a neighbourhood."""

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from portal.models import Neighborhood, Record
from surveys.models.waves import Wave


@pghistory.track()
class Batch(Record):
    """Sheets (調査票) or slips with codes that are handed out together, mostly in one neighbourhood (町内)."""

    class Form(models.TextChoices):
        SHEET = "sheet", "調査票（用紙）"
        LARGE = "large", "調査票（大きな文字）"
        SLIP = "slip", "ウェブ回答の案内（番号とQRコード）"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="batches", verbose_name="回")
    name = models.CharField("名前", max_length=100, help_text="例：若葉一丁目、窓口に置く分")
    neighborhood = models.ForeignKey(
        Neighborhood,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="survey_batches",
        verbose_name="町内",
    )
    form = models.CharField("印刷するもの", max_length=5, choices=Form, default=Form.SHEET)
    # Serial numbers are given out in a row over all batches of a wave: first_serial … first_serial + size - 1.
    first_serial = models.PositiveIntegerField("はじめの通し番号", editable=False)
    size = models.PositiveIntegerField("部数", validators=[MinValueValidator(1)])
    # How many were really handed out: the base of the response rate (回収率). None while nobody has told.
    distributed = models.PositiveIntegerField("配った数", null=True, blank=True)
    handed_out_on = models.DateField("配った日", null=True, blank=True)
    note = models.CharField("覚え書き", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "配布のまとまり"
        ordering = ["first_serial"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "first_serial"], name="batch_serial_unique"),
            models.CheckConstraint(condition=Q(size__gte=1), name="batch_has_sheets"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_serial(self) -> int:
        return self.first_serial + self.size - 1
