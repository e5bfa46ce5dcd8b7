"""The history of records: who changed what, when, on which page; restoring a version; telling of conflicting edits.

Rows are written by database triggers (django-pghistory), so no write but those of migrations can go unrecorded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pghistory
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from pghistory.middleware import HistoryMiddleware as PghistoryMiddleware

from portal.logs import without_secrets
from portal.models import Import, Record, User


class Gone(Exception):
    """A record that was to be saved has been deleted in between."""


# Columns that say nothing to a reader of the history.
TECHNICAL = {"id", "created_at", "updated_at", "version"}


class HistoryMiddleware(PghistoryMiddleware):
    """Adds the person and the page to every change made while answering a request."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": getattr(request.user, "pk", None), "url": without_secrets(request.path)}


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
    # The record as it was, not to be saved; its pk is the record's.
    state: models.Model
    # Whether the version before it is among those asked for, so that `changes` are all that changed.
    follows: bool = True
    # The import that wrote it, and whether by taking it back.
    imported: Import | None = None
    is_undone: bool = False

    @property
    def is_first(self) -> bool:
        return self.label == LABELS["insert"]

    @property
    def moment(self) -> str:
        """「2026年4月1日 9:05」: when it came about, told apart from others of the same day."""
        return f"{timezone.localtime(self.at):%Y年%-m月%-d日 %-H:%M}"

    @property
    def origin(self) -> str:
        """「取り込み（list.csv）」 where an import wrote it, else nothing."""
        if self.imported is None:
            return ""
        return f"{'取り込みの取り消し' if self.is_undone else '取り込み'}（{self.imported.file.name}）"


LABELS = {"insert": "登録", "update": "変更", "delete": "削除"}


def versions_of(
    record: models.Model, *, hide: Iterable[str] = (), also: Iterable[str] = (), limit: int = 50
) -> list[Version]:
    """The last `limit` versions, newest first, without the fields in `hide`; three queries however long.

    `also`: fields that nobody types and that are told all the same, e.g. the day of publishing.
    """
    events = record.versions.all()  # type: ignore[attr-defined]
    return versions_among(type(record), events, hide=hide, also=also, limit=limit)


def versions_among(
    model: type[models.Model],
    events: models.QuerySet,
    *,
    hide: Iterable[str] = (),
    also: Iterable[str] = (),
    limit: int = 50,
) -> list[Version]:
    """The last `limit` versions of several records of one kind, also of deleted ones, newest first.

    `events` are rows of the model's history, e.g. those of one organisation's activities.
    """
    rows = list(events.select_related("pgh_context").order_by("-pgh_id")[: limit + 1])
    people = {row.pgh_context.metadata.get("user") for row in rows if row.pgh_context}
    names = dict(User.objects.filter(pk__in=people - {None}).values_list("pk", "name"))
    imports = _imports_of(rows)
    labels = foreign_labels(model, rows, also)
    older: dict[int, Any] = {}
    before: dict[int, Any] = {}
    for row in reversed(rows):
        before[row.pgh_id] = older.get(row.pgh_obj_id)
        older[row.pgh_obj_id] = row
    found = []
    for row in rows[:limit]:
        metadata = row.pgh_context.metadata if row.pgh_context else {}
        # Of a version whose forerunner was not fetched nobody can say what changed.
        known = before[row.pgh_id] is not None or row.pgh_label == "insert"
        found.append(
            Version(
                id=row.pgh_id,
                label=LABELS.get(row.pgh_label, row.pgh_label),
                at=row.pgh_created_at,
                by=names.get(metadata.get("user"), metadata.get("by", "システム")),
                page=metadata.get("url", ""),
                changes=changes_between(model, before[row.pgh_id], row, hide=hide, also=also, labels=labels)
                if known
                else [],
                is_current=older[row.pgh_obj_id] is row and row.pgh_label != "delete",
                state=state_of(model, row),
                follows=known,
                imported=imports.get(metadata.get("import")),
                is_undone=metadata.get("undone", False),
            )
        )
    return found


def _imports_of(rows: Iterable[Any]) -> dict[int, Import]:
    """The imports that wrote some of the versions, by key; a query only where there are any."""
    keys = {row.pgh_context.metadata.get("import") for row in rows if row.pgh_context} - {None}
    return {record.pk: record for record in Import.objects.for_list().filter(pk__in=keys)} if keys else {}


def by_import(import_id: int, *, undone: bool = False) -> Any:
    """Context for what an import writes, or takes back, beside the person's."""
    return pghistory.context(**{"import": import_id, "undone": undone})


def event_model(record: models.Model | type[models.Model]) -> type[models.Model]:
    """The model of a record's history."""
    return record._meta.get_field("versions").related_model  # type: ignore[return-value]


def state_of(model: type[models.Model], row: Any) -> models.Model:
    """The record as a row of its history tells it."""
    kept = {field.attname for field in event_model(model)._meta.concrete_fields}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in kept]
    return model(**{name: getattr(row, name) for name in names})


def forget_versions(model: type[models.Model], before: date) -> int:
    """Delete what the records of a kind were until a day and are no more; returns how many versions.

    These are versions that were replaced before that day, and all of records that were deleted before it.
    """
    versions = event_model(model)._default_manager
    later = versions.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id")).order_by(
        "pgh_id"
    )
    ended = Case(When(pgh_label="delete", then=F("pgh_created_at")))
    over = versions.annotate(over_at=Coalesce(Subquery(later.values("pgh_created_at")[:1]), ended))
    return versions.filter(
        pk__in=list(over.filter(over_at__date__lt=before).values_list("pk", flat=True))
    ).delete()[0]


def tracked_fields(
    record: models.Model | type[models.Model], hide: Iterable[str] = (), also: Iterable[str] = ()
) -> list[models.Field]:
    """The record's fields that people know, in their order: those that people type and those in `also`."""
    kept = {field.name for field in event_model(record)._meta.fields} - TECHNICAL - set(hide)
    known = set(also)
    fields = record._meta.concrete_fields
    return [field for field in fields if field.name in kept and (field.editable or field.name in known)]


def foreign_labels(
    record: models.Model | type[models.Model], rows: Iterable[Any], also: Iterable[str] = ()
) -> dict[str, dict[Any, str]]:
    """Names of the records that the versions point at, by field; one query a foreign key."""
    labels = {}
    for field in tracked_fields(record, also=also):
        if isinstance(field, models.ForeignKey):
            ids = {getattr(row, field.attname) for row in rows} - {None}
            labels[field.name] = {
                item.pk: str(item) for item in field.related_model.objects.filter(pk__in=ids)
            }
    return labels


def changes_between(
    record: models.Model | type[models.Model],
    before: Any | None,
    after: Any,
    *,
    hide: Iterable[str] = (),
    also: Iterable[str] = (),
    labels: dict[str, dict[Any, str]] | None = None,
) -> list[Change]:
    """The fields that differ between two states of a record; of a first version, those that are filled."""
    changes = []
    for field in tracked_fields(record, hide, also):
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
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y年%-m月%-d日 %-H:%M}"
    if isinstance(value, date):
        return f"{value:%Y年%-m月%-d日}"
    if isinstance(value, time):
        return f"{value:%-H:%M}"
    if isinstance(value, dict):
        return "、".join(f"{name}: {in_words(field, item)}" for name, item in value.items())
    choices = dict(field.flatchoices)
    return str(choices.get(value, value))


@transaction.atomic
def save(record: Record) -> None:
    """Check the record and save it as its next version. Raises ValidationError when it breaks a rule.

    One that somebody deleted in between does not come back by that: raises Gone.
    """
    if record.pk:
        record.version += 1
    record.full_clean()
    if not record._state.adding:
        try:
            record.save(force_update=True)
        except DatabaseError as error:
            if type(error) is DatabaseError:  # Django's own: no row was updated
                raise Gone(record._meta.label) from error
            raise
        return
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        record.full_clean()  # finds what somebody else, or the second press of a button, saved at this moment
        raise


@transaction.atomic
def restore(record: Record, version_id: int, *, fields: Iterable[str] | None = None) -> Record:
    """Bring back the values of an earlier version as a new version; a deleted record comes back as it was.

    `fields`: only these. Raises DoesNotExist for a foreign version.
    """
    row = record.versions.get(pgh_id=version_id)  # type: ignore[attr-defined]
    model = type(record)
    current = model._default_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if current is None:
        current = state_of(model, row)
    wanted = set(fields) if fields is not None else None
    for field in tracked_fields(record):
        if wanted is None or field.name in wanted:
            setattr(current, field.attname, getattr(row, field.attname))
    save(current)
    return current


class VersionedForm(forms.ModelForm):
    """A form that knows which version it was opened on, and tells when somebody saved in between.

    What only the other person changed stays as they saved it. Where both changed the same field, the form is shown
    again with both values; sending it once more overwrites knowingly, since it then carries the newer version.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Change] = []
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opened_on = cleaned.pop("version", None)
        if self.instance.pk and opened_on is not None and self.has_changed():
            stored = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
            if stored and stored.version != opened_on:
                self._merge(opened_on, stored, cleaned)
        return cleaned

    def _merge(self, opened_on: int, stored: Record, cleaned: dict[str, Any]) -> None:
        """Keep what only the other person changed; raise where both changed a field differently."""
        opened = self.instance.versions.filter(version=opened_on).order_by("pgh_id").last()
        kept = []
        for field in tracked_fields(self.instance):
            if field.name not in cleaned:
                continue
            typed, theirs = raw(cleaned[field.name]), getattr(stored, field.attname)
            before = getattr(opened, field.attname) if opened else None
            if typed == theirs or (opened and theirs == before):
                continue
            if opened and typed == before:
                cleaned[field.name] = getattr(stored, field.name)
                kept.append(field.name)
            else:
                self.conflicts.append(
                    Change(
                        field=field.name,
                        label=str(field.verbose_name),
                        before=in_words_of(field, getattr(stored, field.name)),
                        after=in_words_of(field, cleaned[field.name]),
                    )
                )
        if self.conflicts:
            self._tell_conflict(stored, kept)

    def _tell_conflict(self, stored: Record, kept: list[str]) -> None:
        """Show the form on the newer version, with what only the other person changed in its fields."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(stored.version)
        for name in kept:
            key = self.add_prefix(name)
            value = self.fields[name].prepare_value(raw(getattr(stored, name)))
            self.data.pop(key, None)
            if isinstance(value, list):
                self.data.setlist(key, [str(item) for item in value])
            elif value not in (None, False):
                self.data[key] = str(value)
        raise forms.ValidationError(
            "入力している間に、ほかの人がこの内容を保存しました。下の「今の内容」とくらべて、"
            "よければもう一度「保存する」を押してください。",
            code="conflict",
        )


def raw(value: Any) -> Any:
    """A field's value as it is stored: of a record, its key."""
    return value.pk if isinstance(value, models.Model) else value


def in_words_of(field: Any, value: Any) -> str:
    """Like `in_words`, for values of model instances, where a foreign key is a record."""
    return str(value) if isinstance(value, models.Model) else in_words(field, value)


def by_user(user: User | None) -> Any:
    """Context for work outside requests, done for a person: `with history.by_user(user):`."""
    return pghistory.context(user=user.pk) if user else pghistory.context(by="システム")
