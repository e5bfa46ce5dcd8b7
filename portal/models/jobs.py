"""Long work in the worker with its progress, and the documents printed."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from portal.models.council import District
from portal.models.files import StoredFile


class Job(models.Model):
    """A piece of work that the worker does, watched on a progress page."""

    class State(models.TextChoices):
        WAITING = "waiting", "順番待ち"
        RUNNING = "running", "実行中"
        DONE = "done", "完了"
        FAILED = "failed", "失敗"

    # The name under which portal.jobs knows the function that does the work, and its arguments.
    kind = models.CharField(max_length=50)
    arguments = models.JSONField(default=dict)
    title = models.CharField("内容", max_length=200)
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("済んだ数", default=0)
    total = models.PositiveIntegerField("全体の数", default=0)
    message = models.TextField("お知らせ", blank=True)
    # Where the person goes when the job is done.
    result_url = models.CharField(max_length=500, blank=True)
    started_by = models.ForeignKey("portal.User", models.SET_NULL, null=True, related_name="jobs")
    district = models.ForeignKey(District, models.CASCADE, null=True, related_name="jobs")
    created_at = models.DateTimeField("開始日時", default=timezone.now)
    finished_at = models.DateTimeField("終了日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "作業"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        """Progress in whole percent, 0–100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class PrintQuerySet(models.QuerySet):
    def log_of(self, district: District, *, internal: bool) -> Self:
        """What the district printed; without what is marked 取扱注意, unless the reader may read that."""
        prints = self.filter(district=district).select_related("printed_by")
        return prints if internal else prints.filter(confidential=False)


class Print(models.Model):
    """A document that was printed: numbered, dated, and kept, so that its number always gives the same bytes.

    Numbers run without a gap within a district and 年度. Documents marked 取扱注意 are logged with whom they were
    made for (DOMAIN section 3).
    """

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"

    district = models.ForeignKey(
        District, models.CASCADE, null=True, related_name="prints", verbose_name="地区"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("通し番号")
    # 「若葉-2026-0012」: as it was printed, whatever the district is called later.
    number = models.CharField("文書番号", max_length=80)
    report = models.CharField("帳票", max_length=50)
    title = models.CharField("題名", max_length=200)
    format = models.CharField("形式", max_length=10, choices=Format, default=Format.PDF)
    # The options as they were sent, {"name": ["value", …]}, and in words.
    parameters = models.JSONField("送られた条件", default=dict)
    conditions = models.CharField("条件", max_length=500, blank=True)
    # Hash of the numbers and texts drawn: tells whether anything changed since.
    fingerprint = models.CharField(max_length=64)
    confidential = models.BooleanField("取扱注意", default=False)
    recipients = models.CharField("配布先", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="prints")
    printed_by = models.ForeignKey(
        "portal.User", models.SET_NULL, null=True, related_name="prints", verbose_name="印刷した人"
    )
    printed_at = models.DateTimeField("印刷日時", default=timezone.now)

    objects = PrintQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "印刷の記録"
        ordering = ["-printed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fiscal_year", "serial"], nulls_distinct=False, name="print_serial_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("print", args=[self.pk])
