"""An import of a file: uploaded, mapped, tried out row by row, then committed as a whole or not at all."""

from django.db import models

from portal.models.council import District
from portal.models.files import StoredFile
from portal.models.jobs import Job
from portal.models.records import Record


class Import(Record):
    """One uploaded file on its way into the records of a district."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "列の確認待ち"
        CHECKING = "checking", "内容の確認中"
        CHECKED = "checked", "取り込み待ち"
        COMMITTING = "committing", "取り込み中"
        COMMITTED = "committed", "取り込み済み"
        UNDONE = "undone", "取り消し済み"
        FAILED = "failed", "失敗"

    district = models.ForeignKey(District, models.CASCADE, related_name="imports", verbose_name="地区")
    importer = models.CharField("種類", max_length=50)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="ファイル")
    state = models.CharField("状態", max_length=20, choices=State, default=State.UPLOADED)
    encoding = models.CharField("文字コード", max_length=20, blank=True)
    header_row = models.PositiveIntegerField("見出しの行", default=0)
    # {"source column index": "column name"}
    mapping = models.JSONField("列の対応", default=dict)
    # Name, licence and address of the source, as told by the file itself.
    source = models.JSONField("出典", default=dict)
    counts = models.JSONField("件数", default=dict)
    repairs = models.JSONField("直したところ", default=list)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="imports")
    imported_by = models.ForeignKey("portal.User", models.SET_NULL, null=True, related_name="imports")
    committed_at = models.DateTimeField("取り込んだ日時", null=True)
    undone_at = models.DateTimeField("取り消した日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "取り込み"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file.name}"


class ImportRow(models.Model):
    """One row of an import: what it says, what it would do, what was done."""

    class Outcome(models.TextChoices):
        CREATE = "create", "新しく登録"
        UPDATE = "update", "更新"
        UNCHANGED = "unchanged", "変わりなし"
        CONFLICT = "conflict", "この画面での修正と食いちがい"
        DUPLICATE = "duplicate", "似た登録あり"
        ERROR = "error", "まちがい"

    import_record = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行")
    values = models.JSONField("値", default=dict)
    outcome = models.CharField("結果", max_length=20, choices=Outcome)
    # {"column": [old, new]}
    changes = models.JSONField("変わるところ", default=dict)
    errors = models.JSONField("まちがい", default=list)
    # Records that look like this row, with score and reasons.
    candidates = models.JSONField("似た登録", default=list)
    # What the person decided: "create", "skip", "overwrite", or the pk of a record to update.
    decision = models.CharField("判断", max_length=20, blank=True)
    # The record that this row concerns, and its values before, for undo.
    record_id = models.BigIntegerField(null=True)
    record_version = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "取り込みの行"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["import_record", "number"], name="import_row_unique")]

    def __str__(self) -> str:
        return f"{self.number}"


class ImportMapping(Record):
    """Which column of a source means what, remembered for the next file of the same source."""

    district = models.ForeignKey(District, models.CASCADE, related_name="import_mappings")
    importer = models.CharField(max_length=50)
    # Hash of the normalised header cells.
    source_key = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "importer", "source_key"], name="import_mapping_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.source_key[:8]}"
