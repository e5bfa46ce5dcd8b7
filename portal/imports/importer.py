"""What an app gives so that its records can be imported: the columns, the records as they are, the writes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from portal import plugins
from portal.imports.cells import Cleaner
from portal.imports.columns import Column
from portal.imports.duplicates import Entry
from portal.models import District, Import, User

# What a row says, or what a record holds: {column name: plain JSON value}. A date is "2025-04-01", a time "08:30".
Values = dict[str, Any]


@dataclass(frozen=True)
class Existing:
    """A record as it is now: `values` as the columns give them, and a `version` that every edit changes.

    `exported` is what our own exports say in another way than the record: a file that says the same is one of ours
    come back, and changes nothing. `locked` tells why a record is not changed from this district; empty for its own.
    Of lists, `lapsed` are the entries that left them when their time ran out, which nobody decided, and `rested` those
    that people took out of them. `withheld` tells of columns why they stay empty though a file says something.
    """

    values: Values
    version: int
    exported: Values = field(default_factory=dict)
    locked: str = ""
    lapsed: Values = field(default_factory=dict)
    rested: Values = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)


class Importer(ABC):
    """One kind of record that files are imported into, registered as `plugins.ImporterEntry`.

    The wizard matches rows and records by the columns `name`, `kana`, `phone` and `address`. The three writes are
    called inside one transaction, with a few hundred records at a time; what they raise undoes the whole import.
    """

    key: str
    label: str
    description: str = ""
    # What the file does not say but a new record needs: a form whose cleaned data are plain JSON values. Fields
    # called like columns fill those that a row leaves blank; `create` finds all of them among the values.
    options: type[forms.Form] | None = None
    # Those of the options that hold for the next file of the same source too.
    remembered: Sequence[str] = ()
    # Columns that say one thing together: where people wrote one of them, a file changes none of them unasked.
    together: Sequence[frozenset[str]] = (
        frozenset({"latitude", "longitude"}),
        frozenset({"opens_at", "closes_at"}),
    )
    # Why rows are left out for which `adapt` gives None.
    elsewhere: str = "この地区のものではありません"

    @property
    @abstractmethod
    def columns(self) -> Sequence[Column]:
        """The columns that can be imported; earlier ones have the first choice of a heading."""

    @abstractmethod
    def existing(self, district: District, *, lock: bool = False) -> dict[int, Existing]:
        """All records that a row of this district may mean, by primary key, in a constant number of queries.

        `lock` holds their rows until the transaction ends.
        """

    def beyond(self, district: District) -> dict[int, Existing]:
        """Records that a row may mean, shown in the district but kept by others, each with its reason as `locked`.

        They are found, told and left alone. Only what everybody in the district may see.
        """
        return {}

    def cleaners(self, district: District) -> Mapping[str, Cleaner]:
        """How cells are understood that only this district explains: {column name: cleaner}. Called once for a file."""
        return {}

    @abstractmethod
    def create(
        self, district: District, rows: Sequence[Values], *, by: User | None, source: Mapping[str, str]
    ) -> list[int]:
        """Make a record of each row; returns their primary keys in the same order.

        `source` are the facts known of the file: attribution, license, download_from, file_name.
        """

    @abstractmethod
    def update(
        self, district: District, changes: Mapping[int, Values], *, by: User | None, source: Mapping[str, str]
    ) -> None:
        """Give records new values, by primary key; only the named ones change. None, "" and [] empty a value."""

    @abstractmethod
    def delete(self, district: District, record_ids: Sequence[int], *, by: User | None) -> None:
        """Delete records that an import made and nobody edited since."""

    def restore(
        self,
        district: District,
        before: Mapping[int, Values],
        *,
        edited: Mapping[int, Collection[str]],
        by: User | None,
        source: Mapping[str, str],
        import_id: int,
    ) -> Mapping[int, Collection[str]]:
        """Give records, by primary key, what stood there before an import; returns the columns that are left, if any.

        `before` has what the import changed, `edited` the columns of it that are not as the import left them: people
        wrote there since. An importer that changes more than columns tell looks into the history for the rest.
        """
        changes = {
            pk: {name: old for name, old in values.items() if name not in edited[pk]}
            for pk, values in before.items()
        }
        self.update(district, {pk: values for pk, values in changes.items() if values}, by=by, source=source)
        return {pk: edited[pk] for pk in before if edited[pk]}

    def remaining(self, record_ids: Sequence[int]) -> set[int]:
        """Those of the keys whose records are there still, though no row may mean them: merged, or given away."""
        return set()

    def brought_back(self, district: District, import_id: int, versions: Mapping[int, int]) -> set[int]:
        """Those of the records that an import made which people edited and brought back to exactly what it wrote.

        `versions` are those that the import left, by primary key. An undo deletes such records like untouched ones.
        """
        return set()

    def url(self, district: District, record_id: int) -> str:
        """The page of a record, to compare; empty if there is none."""
        return ""

    def adapt(self, record: Import) -> Callable[[Values], Values | None]:
        """How a row of this file is understood in its district: the values as the district has them.

        None for a row that is not the district's: a file of the whole city has rows of all districts. Called once
        for a file, so that it can fetch what it needs; the answer is asked for each row, also for incomplete ones.
        """
        return lambda values: values

    def check(self, values: Values) -> dict[str, str]:
        """What is wrong with a row beyond its single cells: {column name: message}. Called for each row."""
        return {}

    def entry(self, id: int, values: Values) -> Entry:
        """What duplicates are found by."""
        return Entry.of(id, values)


def registered_importers() -> list[Importer]:
    """All importers, in their order."""
    return [entry.importer for entry in plugins.registered(plugins.ImporterEntry)]


def importer_of(key: str) -> Importer:
    """The importer with this key. Raises KeyError for one whose app is gone."""
    return {importer.key: importer for importer in registered_importers()}[key]
