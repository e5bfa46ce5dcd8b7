"""What stands in the way of taking an import back: later imports that wrote the same records."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from portal.models import Import, ImportRow

WRITTEN = (ImportRow.Result.CREATED, ImportRow.Result.UPDATED)


def later_imports(record: Import) -> QuerySet[Import]:
    """The imports that wrote records of this one after it and are not undone, the last first; they come back first."""
    if record.committed_at is None:
        return Import.objects.none()
    written = ImportRow.objects.filter(import_record=record, result__in=WRITTEN, record_id__isnull=False)
    again = ImportRow.objects.filter(
        import_record=OuterRef("pk"), result__in=WRITTEN, record_id__in=written.values("record_id")
    )
    return (
        Import.objects.filter(
            Exists(again),
            district=record.district_id,
            importer=record.importer,
            state=Import.State.COMMITTED,
            committed_at__gt=record.committed_at,
        )
        .for_list()
        .order_by("-committed_at", "-pk")
    )


def undone_first(later: Sequence[Import]) -> str:
    """What to do before, in words: these imports are to be taken back, in this order."""
    names = "".join(f"「{each.file.name}」" for each in later)
    order = "先に" if len(later) == 1 else "先に、新しいものから順に"
    return f"あとの取り込みが、同じ登録に書いています。{order}{names}を取り消してください。"
