"""An import of a file: uploaded, its columns matched, tried out row by row, then committed as a whole or not at all."""

from typing import Any, Self

from django.db import models
from django.urls import reverse

from portal.models.council import District
from portal.models.files import StoredFile
from portal.models.jobs import Job
from portal.models.records import Record, RecordQuerySet


class ImportQuerySet(RecordQuerySet):
    def open(self) -> Self:
        """Imports of which nothing is in the records yet."""
        return self.filter(state__in=[Import.State.UPLOADED, Import.State.CHECKED])

    def for_list(self) -> Self:
        """With all that a list shows and the number of rows, without what is large."""
        return (
            self.select_related("file", "imported_by", "job", "district")
            .defer("file__content", "sample")
            .annotate(rows_in_file=models.F("sample__count"))
        )


class Import(Record):
    """One uploaded file on its way into the records of a district."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "列の確認待ち"
        CHECKED = "checked", "取り込み待ち"
        COMMITTED = "committed", "取り込み済み"
        UNDONE = "undone", "取り消し済み"

    district = models.ForeignKey(District, models.CASCADE, related_name="imports", verbose_name="地区")
    importer = models.CharField("種類", max_length=50)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="ファイル")
    state = models.CharField("状態", max_length=20, choices=State, default=State.UPLOADED)
    # How the file is read: what was guessed, or what the person chose instead.
    encoding = models.CharField("文字コード", max_length=20, blank=True)
    sheet = models.CharField("シート", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("見出しの行", default=0)
    # {"position of a column in the file": "name of the importer's column"}
    mapping = models.JSONField("列の対応", default=dict)
    # {"column name": {"word of the file, folded": value}}, as a person said what the words of the file mean.
    words = models.JSONField("ことばの対応", default=dict)
    # Values for what the file does not say, by column name; for records that are created.
    options = models.JSONField("ファイルにない内容", default=dict)
    # What the pages show of the file, so that they need not read it: see `portal.imports.files.sample_of`.
    sample = models.JSONField("見本", default=dict)
    # Name, licence and address of the source, as told by the file itself.
    source = models.JSONField("出典", default=dict)
    # How many rows each result has, once committed or undone.
    counts = models.JSONField("件数", default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="imports")
    imported_by = models.ForeignKey("portal.User", models.SET_NULL, null=True, related_name="imports")
    committed_at = models.DateTimeField("取り込んだ日時", null=True)
    undone_at = models.DateTimeField("取り消した日時", null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り込み"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        """The page of the step that is next."""
        pages = {self.State.UPLOADED: "import_mapping", self.State.CHECKED: "import_preview"}
        return reverse(pages.get(self.State(self.state), "import_detail"), args=[self.district.slug, self.pk])

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file.name.rpartition(".")[0] or self.file.name

    @property
    def columns(self) -> dict[int, str]:
        """{position of a column in the file: name of the importer's column}."""
        return {int(position): column for position, column in self.mapping.items()}

    @property
    def is_open(self) -> bool:
        """Nothing of it is in the records yet."""
        return self.state in (self.State.UPLOADED, self.State.CHECKED)

    @property
    def is_at_work(self) -> bool:
        """The worker is trying it out, writing it or taking it back."""
        return self.job is not None and not self.job.is_over


class ImportRowQuerySet(models.QuerySet):
    def repaired(self) -> Self:
        """Rows in which something was mended."""
        return self.exclude(repairs=[])

    def doubtful(self) -> Self:
        """Rows that can be taken though something in them cannot be right."""
        return self.exclude(errors=[]).exclude(outcome=ImportRow.Outcome.ERROR)

    def last_of_records(self, district: District, importer: str) -> Self:
        """For each record that committed imports of this kind concern, the last row that did."""
        return (
            self.filter(
                import_record__district=district,
                import_record__importer=importer,
                import_record__state=Import.State.COMMITTED,
                record_id__isnull=False,
            )
            .order_by("record_id", "-import_record__committed_at", "-pk")
            .distinct("record_id")
        )


class ImportRow(models.Model):
    """One row of an import: what it says, what it would do, what was done.

    Values are kept as the importer's columns give them: {"column name": plain JSON value}.
    """

    class Outcome(models.TextChoices):
        CREATE = "create", "新しく登録"
        UPDATE = "update", "更新"
        CONFLICT = "conflict", "人の修正と食いちがい"
        DUPLICATE = "duplicate", "似た登録あり"
        ERROR = "error", "まちがい"
        UNCHANGED = "unchanged", "変わりなし"
        ELSEWHERE = "elsewhere", "この地区ではない"
        LOCKED = "locked", "ここでは変えられない"

    class Decision(models.TextChoices):
        NONE = "", "まだ決めていない"
        KEEP = "keep", "今の内容を残す"
        OVERWRITE = "overwrite", "ファイルの内容にする"
        SKIP = "skip", "取り込まない"
        CREATE = "create", "別のものとして新しく登録する"
        SAME = "same", "同じものとして更新する"

    class Result(models.TextChoices):
        NONE = "", "まだ"
        CREATED = "created", "新しく登録しました"
        UPDATED = "updated", "更新しました"
        KEPT = "kept", "今の内容のままです"
        SKIPPED = "skipped", "取り込みませんでした"
        DELETED = "deleted", "登録を取り消しました"
        RESTORED = "restored", "元の内容に戻しました"
        LEFT = "left", "あとから修正されたため、残しました"

    import_record = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行")
    values = models.JSONField("値", default=dict)
    outcome = models.CharField("結果の見こみ", max_length=20, choices=Outcome)
    # {"column name": [old, new]}
    changes = models.JSONField("変わるところ", default=dict)
    # Those columns of `changes` that people edited since the last import of the record.
    conflicts = models.JSONField("食いちがい", default=list)
    # [{"column": label, "value": text, "reason": …}], with `is_doubt` where the row can be taken all the same.
    errors = models.JSONField("まちがい", default=list)
    # [{"column": label, "before": …, "after": …, "reason": …}]
    repairs = models.JSONField("直したところ", default=list)
    # [{"record": pk, "version": …, "row": number, "name": …, "reasons": […], "changes": {…}}], likeliest first;
    # `row` instead of `record` for an earlier row of the same file, `other` for a record that this district cannot
    # change, with the reason as `locked`.
    candidates = models.JSONField("似た登録", default=list)
    decision = models.CharField("判断", max_length=20, choices=Decision, default=Decision.NONE, blank=True)
    # For "same": the record.
    decided_record = models.BigIntegerField(null=True)
    # Was decided before the file was tried out again, and has to be decided anew since it is not the same any more.
    is_reopened = models.BooleanField(default=False)
    # The record that this row concerns, and its version: when checked, then when committed.
    record_id = models.BigIntegerField(null=True)
    record_version = models.BigIntegerField(null=True)
    result = models.CharField("結果", max_length=20, choices=Result, default=Result.NONE, blank=True)
    # For undo: what stood in the record in place of what was written.
    before = models.JSONField(default=dict)
    # What the record has from imports, from this one and those before. What differs was edited by people.
    imported = models.JSONField(default=dict)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り込みの行"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["import_record", "number"], name="import_row_unique")]
        indexes = [
            models.Index(fields=["import_record", "outcome", "number"], name="import_row_outcome"),
            models.Index(
                fields=["record_id"], condition=models.Q(record_id__isnull=False), name="import_row_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}行目"

    @property
    def name(self) -> str:
        """What the row is about."""
        return str(self.values.get("name", ""))

    def candidate(self, record_id: int | None) -> dict[str, Any] | None:
        """The candidate that is this record, if it is one."""
        found = (each for each in self.candidates if record_id and each.get("record") == record_id)
        return next(found, None)


class ImportMapping(Record):
    """Which column of a source means what, and what its files leave unsaid, remembered for the next one."""

    district = models.ForeignKey(District, models.CASCADE, related_name="import_mappings")
    importer = models.CharField(max_length=50)
    # Where the file comes from, as it tells itself, else a hash of its headings.
    source_key = models.CharField(max_length=500)
    # {"heading, folded": "name of the importer's column, empty for a column that is not used"}, where a person chose
    # otherwise than was guessed.
    mapping = models.JSONField(default=dict)
    # {"column name": {"word of the source, folded": value}}, likewise.
    words = models.JSONField(default=dict)
    # What was chosen for what the file does not say, as far as it holds for the next file too.
    options = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "importer", "source_key"], name="import_mapping_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.source_key[:40]}"
