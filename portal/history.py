"""The history of records: who changed what, when, on which page; restoring a version; telling of conflicting edits.

Rows are written by database triggers (django-pghistory), so no write can go unrecorded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware as PghistoryMiddleware

from portal.models import Record, User

# Columns that say nothing to a reader of the history.
TECHNICAL = {"id", "created_at", "updated_at", "version"}


class HistoryMiddleware(PghistoryMiddleware):
    """Adds the person and the page to every change made while answering a request."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_context(request) | {"user": getattr(request.user, "pk", None)}


@dataclass(frozen=True)
class Change:
    """One field of a record that changed, in words."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One state of a record: when it came about, by whom, on which page, and what changed."""

    id: int
    label: str
    at: datetime
    by: str
    page: str
    changes: list[Change]
    is_current: bool


LABELS = {"insert": "登録", "update": "変更", "delete": "削除"}


def versions_of(record: models.Model, *, hide: Iterable[str] = (), limit: int = 50) -> list[Version]:
    """The last `limit` versions, newest first, without the fields in `hide`; three queries however long."""
    rows = list(
        record.versions.select_related("pgh_context").order_by("-pgh_id")[: limit + 1]  # type: ignore[attr-defined]
    )
    people = {row.pgh_context.metadata.get("user") for row in rows if row.pgh_context}
    names = dict(User.objects.filter(pk__in=people - {None}).values_list("pk", "name"))
    labels = foreign_labels(record, rows)
    found = []
    for position, row in enumerate(rows[:limit]):
        older = rows[position + 1] if position + 1 < len(rows) else None
        metadata = row.pgh_context.metadata if row.pgh_context else {}
        found.append(
            Version(
                id=row.pgh_id,
                label=LABELS.get(row.pgh_label, row.pgh_label),
                at=row.pgh_created_at,
                by=names.get(metadata.get("user"), metadata.get("by", "システム")),
                page=metadata.get("url", ""),
                changes=changes_between(record, older, row, hide=hide, labels=labels),
                is_current=position == 0,
            )
        )
    return found


def tracked_fields(record: models.Model, hide: Iterable[str] = ()) -> list[models.Field]:
    """The record's fields that people know, in their order."""
    hidden = TECHNICAL | set(hide)
    event = record.versions.model  # type: ignore[attr-defined]
    kept = {field.name for field in event._meta.fields}
    return [field for field in record._meta.concrete_fields if field.name in kept - hidden and field.editable]


def foreign_labels(record: models.Model, rows: Iterable[Any]) -> dict[str, dict[Any, str]]:
    """Names of the records that the versions point at, by field; one query a foreign key."""
    labels = {}
    for field in tracked_fields(record):
        if isinstance(field, models.ForeignKey):
            ids = {getattr(row, field.attname) for row in rows} - {None}
            labels[field.name] = {
                item.pk: str(item) for item in field.related_model.objects.filter(pk__in=ids)
            }
    return labels


def changes_between(
    record: models.Model,
    before: Any | None,
    after: Any,
    *,
    hide: Iterable[str] = (),
    labels: dict[str, dict[Any, str]] | None = None,
) -> list[Change]:
    """The fields that differ between two states of a record; of a first version, those that are filled."""
    changes = []
    for field in tracked_fields(record, hide):
        old = getattr(before, field.attname) if before is not None else None
        new = getattr(after, field.attname)
        if old != new and not (before is None and new in (None, "", [], False)):
            names = (labels or {}).get(field.name, {})
            changes.append(
                Change(
                    field=field.name,
                    label=str(field.verbose_name),
                    before=in_words(field, old, names),
                    after=in_words(field, new, names),
                )
            )
    return changes


def in_words(field: Any, value: Any, names: dict[Any, str] | None = None) -> str:
    """A field's value as a person reads it."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field, models.ForeignKey):
        return (names or {}).get(value, str(value))
    if isinstance(field, ArrayField):
        return "、".join(in_words(field.base_field, item) for item in value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    choices = dict(field.flatchoices)
    return str(choices.get(value, value))


@transaction.atomic
def save(record: Record) -> None:
    """Check the record and save it as its next version. Raises ValidationError when it breaks a rule."""
    if record.pk:
        record.version += 1
    record.full_clean()
    record.save()


@transaction.atomic
def restore(record: Record, version_id: int, *, fields: Iterable[str] | None = None) -> Record:
    """Bring back the values of an earlier version as a new version. Raises DoesNotExist for a foreign one."""
    row = record.versions.get(pgh_id=version_id)  # type: ignore[attr-defined]
    current = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    wanted = set(fields) if fields is not None else None
    for field in tracked_fields(record):
        if wanted is None or field.name in wanted:
            setattr(current, field.attname, getattr(row, field.attname))
    save(current)
    return current


class VersionedForm(forms.ModelForm):
    """A form that knows which version it was opened on, and tells when somebody saved in between.

    On a conflict the form is shown again with both versions; sending it once more overwrites knowingly,
    since it then carries the newer version.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Change] = []
        self.fields["version"].initial = self.instance.version if self.instance.pk else None
        if self.instance.pk:
            # As the page was opened: what is in the database now, before the typed values are written on top.
            self._stored = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opened_on = cleaned.pop("version", None)
        if self.instance.pk and opened_on is not None and self._stored and self._stored.version != opened_on:
            self._tell_conflict(cleaned)
        return cleaned

    def _tell_conflict(self, cleaned: dict[str, Any]) -> None:
        """List what differs from the newer version, and let the next sending be knowing."""
        for field in tracked_fields(self.instance):
            if field.name in cleaned:
                stored = getattr(self._stored, field.name)
                if stored != cleaned[field.name]:
                    self.conflicts.append(
                        Change(
                            field=field.name,
                            label=str(field.verbose_name),
                            before=in_words_of(field, stored),
                            after=in_words_of(field, cleaned[field.name]),
                        )
                    )
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self._stored.version)
        raise forms.ValidationError(
            "入力している間に、ほかの人がこの内容を保存しました。下の「今の内容」とくらべて、"
            "よければもう一度「保存する」を押してください。",
            code="conflict",
        )


def in_words_of(field: Any, value: Any) -> str:
    """Like `in_words`, for values of model instances, where a foreign key is a record."""
    return str(value) if isinstance(value, models.Model) else in_words(field, value)


def by_user(user: User | None) -> Any:
    """Context for work outside requests, done for a person: `with history.by_user(user):`."""
    return pghistory.context(user=user.pk) if user else pghistory.context(by="システム")
