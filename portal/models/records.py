"""What every edited record has: when it was made and changed, and a version that tells of conflicting edits."""

from typing import Self

from django.db import models
from django.utils import timezone


class RecordQuerySet(models.QuerySet):
    """Base of our QuerySets: reads with a meaning are methods here, never filters in views."""

    def locked(self) -> Self:
        """Rows locked until the transaction ends, so that checking a version and saving is one step."""
        return self.select_for_update(of=("self",))


class Record(models.Model):
    """A record that people edit. `version` grows by one with each save through `portal.history.save`."""

    created_at = models.DateTimeField("作成日時", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("更新日時", auto_now=True)
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
