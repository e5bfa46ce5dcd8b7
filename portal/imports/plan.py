"""What each row of a file would do, worked out without writing anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from portal.imports.cells import Cleaner
from portal.imports.columns import Column, in_words
from portal.imports.differences import changes, conflicts, is_blank, is_same
from portal.imports.duplicates import LIKELY, DuplicateIndex, Entry, Likeness, likeness
from portal.imports.importer import Existing, Importer, Values
from portal.imports.repairs import repair_row
from portal.models import ImportRow
from portal.tabular import Fault, Row

Outcome = ImportRow.Outcome
Tell = Callable[[int, int], None]

# The column in which our own lists give the key of a record. It leads to the record where something else fits too,
# since the list may come from another installation.
RECORD_ID = "record_id"
# What is told of no single column.
WHOLE_ROW = "行の全体"
# What becomes of a row with a cell that cannot be understood, and of the other half of what it would say.
WITHOUT_CELL = "直さないときは、この欄だけ取り込みません（登録ずみの内容は残ります）。"
WITHOUT_OTHER = "いっしょに使う欄の内容を読めないため、この欄も取り込みません（登録ずみの内容は残ります）。"
# As much as the same telephone number. An address alone says nothing: all groups of a community centre share it.
_FITS = 40


class Planner:
    """Works out rows one after the other, since a row may repeat an earlier one.

    `mapping` is {position in the file: column name}, `existing` the records as they are now, `imported` what each of
    them has from earlier imports, `defaults` the values for what the file does not say of new records,
    `adapt` and `cleaners` are the importer's for this file and district, `beyond` the records of others.
    """

    def __init__(
        self,
        importer: Importer,
        *,
        mapping: Mapping[int, str],
        existing: Mapping[int, Existing],
        imported: Mapping[int, Values],
        defaults: Values,
        adapt: Callable[[Values], Values | None] = lambda values: values,
        cleaners: Mapping[str, Cleaner] | None = None,
        beyond: Mapping[int, Existing] | None = None,
    ) -> None:
        self.importer = importer
        own = cleaners or {}
        self.columns = {
            column.name: replace(column, clean=own.get(column.name, column.clean))
            for column in importer.columns
        }
        self.mapping = mapping
        self.existing = {**(beyond or {}), **existing}
        self.imported = imported
        self.adapt = adapt
        self.defaults = {
            name: value for name, value in defaults.items() if name in self.columns and not is_blank(value)
        }
        self.records = DuplicateIndex.of(
            importer.entry(pk, record.values) for pk, record in self.existing.items()
        )
        self.rows = DuplicateIndex()
        # {record: number of the row that means it}
        self.taken: dict[int, int] = {}

    def plan(self, rows: Sequence[Row], tell: Tell = lambda done, total: None) -> list[ImportRow]:
        """The rows as they would be done, unsaved; rows that say nothing in the matched columns are left out."""
        planned = []
        for done, row in enumerate(rows, start=1):
            if made := self.plan_row(row):
                planned.append(made)
            tell(done, len(rows))
        return planned

    def plan_row(self, row: Row) -> ImportRow | None:
        """What one row would do."""
        cells = {
            name: row.cells[position]
            for position, name in self.mapping.items()
            if position < len(row.cells) and row.cells[position].strip()
        }
        if not cells:
            return None
        planned = read_row(row.number, cells, self.columns, self.importer.together)
        adapted = self.adapt(planned.values)
        if adapted is None:
            return ImportRow(number=row.number, values=planned.values, outcome=Outcome.ELSEWHERE)
        planned.values = adapted
        planned.errors += [told_of(fault) for fault in row.faults]
        if any(fault.stops for fault in row.faults):
            planned.errors = [told_of(fault) for fault in row.faults if fault.stops]
            planned.outcome = Outcome.ERROR
            return planned
        self._check(planned)
        if any(not error.get("is_doubt") for error in planned.errors):
            planned.outcome = Outcome.ERROR
            return planned
        self._match(planned)
        planned.repairs = self._used(planned)
        return planned

    def _used(self, planned: ImportRow) -> list[dict[str, str]]:
        """The mends of what would be written: where the record says the same already, nothing is mended."""
        if planned.outcome in (Outcome.UNCHANGED, Outcome.LOCKED):
            return []
        if planned.record_id is None:
            return planned.repairs
        same = {self.columns[name].label for name in planned.values if name not in planned.changes}
        return [repair for repair in planned.repairs if repair["column"] not in same]

    def _check(self, planned: ImportRow) -> None:
        """The rules that concern the row as a whole."""
        known = self.defaults | planned.values
        told = {error["column"] for error in planned.errors if not error.get("is_doubt")}
        problems = self.importer.check(known)
        for name, column in self.columns.items():
            if column.required and is_blank(known.get(name)):
                problems.setdefault(name, f"{column.label}がありません。入力してください。")
        for name, reason in problems.items():
            label = self.columns[name].label if name in self.columns else ""
            if label not in told:
                planned.errors.append({"column": label, "value": in_words(known.get(name)), "reason": reason})

    def _match(self, planned: ImportRow) -> None:
        """Find the record that the row means, or those that it may mean."""
        record_id = planned.values.pop(RECORD_ID, None)
        entry = self.importer.entry(planned.number, planned.values)
        likely = self.records.like(entry)
        if own := self._named(record_id, entry, likely):
            others = [] if own.is_certain else [each for each in likely if each.id != own.id]
            likely = [own, *others]
        repeated = [each for each in self.rows.like(entry) if each.is_certain]
        self.rows.add(entry)
        record = self._certain(planned.values, likely)
        if record is not None and record not in self.taken:
            self.taken[record] = planned.number
            if self.existing[record].locked:
                planned.outcome = Outcome.LOCKED
                planned.candidates = [self._candidate(planned, likely_of(record, likely))]
            else:
                self._compare(planned, record)
        elif likely or repeated:
            planned.outcome = Outcome.DUPLICATE
            planned.candidates = [self._candidate(planned, each) for each in likely] + [
                {"row": each.id, "name": planned.name, "reasons": each.reasons} for each in repeated
            ]
        else:
            planned.outcome = Outcome.CREATE
            planned.values = self.defaults | planned.values

    def _named(self, record_id: Any, entry: Entry, likely: Sequence[Likeness]) -> Likeness | None:
        """The record whose key the row gives, as a list of ours does.

        It is certain where the rest of the row fits it too, and fits no other record better.
        """
        if record_id not in self.existing:
            return None
        found = likeness(entry, self.records.entries[record_id])
        fits_another = any(each.is_certain for each in likely if each.id != record_id)
        is_certain = found.is_certain or (found.score >= _FITS and not fits_another)
        return found._replace(score=LIKELY, reasons=("名簿のIDが同じ", *found.reasons), is_certain=is_certain)

    def _certain(self, values: Values, likely: Sequence[Likeness]) -> int | None:
        """The one record that the row certainly means.

        That is the one that an earlier import took from a row that said the same; else the only one with the same
        name and telephone number or address.
        """
        same_row = [each.id for each in likely if _says(self.imported.get(each.id, {}), values)]
        certain = [each.id for each in likely if each.is_certain]
        for found in (same_row, certain):
            if len(found) == 1:
                return found[0]
        return None

    def _compare(self, planned: ImportRow, record_id: int) -> None:
        record = self.existing[record_id]
        planned.record_id = record_id
        planned.record_version = record.version
        planned.changes = changes(record, self._changing(planned.values, record))
        # What could not be understood is of no account where it would not have been taken either.
        filled = {
            column.label
            for name, column in self.columns.items()
            if column.only_blank and (not is_blank(record.values.get(name)) or name in record.withheld)
        }
        planned.errors = [told for told in planned.errors if told["column"] not in filled]
        planned.errors += self._left(planned.values, record)
        planned.conflicts = self._conflicts(planned.changes, record_id)
        if planned.conflicts:
            planned.outcome = Outcome.CONFLICT
        else:
            planned.outcome = Outcome.UPDATE if planned.changes else Outcome.UNCHANGED

    def _conflicts(self, changed: Mapping[str, list[Any]], record_id: int) -> list[str]:
        """The changes that people have to decide, with what belongs to them."""
        found = set(conflicts(changed, self.imported.get(record_id, {}), self.existing[record_id]))
        for names in self.importer.together:
            if names & found:
                found |= names & changed.keys()
        return [name for name in changed if name in found]

    def _candidate(self, planned: ImportRow, like: Likeness) -> dict[str, Any]:
        record = self.existing[like.id]
        if record.locked:
            told = {"other": like.id, "name": record.values.get("name", ""), "reasons": like.reasons}
            return told | {"locked": record.locked}
        planned.errors += [left for left in self._left(planned.values, record) if left not in planned.errors]
        return {
            "record": like.id,
            "version": record.version,
            "name": record.values.get("name", ""),
            "reasons": like.reasons,
            "changes": changes(record, self._changing(planned.values, record)),
            "taken_by": self.taken.get(like.id),
        }

    def _changing(self, values: Values, record: Existing) -> Values:
        """What a row may change in a record that is there already."""
        return {
            name: value
            for name, value in values.items()
            if not self.columns[name].only_blank
            or (is_blank(record.values.get(name)) and name not in record.withheld)
        }

    def _left(self, values: Values, record: Existing) -> list[dict[str, Any]]:
        """What a row says otherwise than the record and is not taken, each told as a doubt with its reason."""
        told = []
        for name, value in values.items():
            column, old = self.columns[name], record.values.get(name)
            if not column.only_blank or is_same(old, value):
                continue
            reason = record.withheld.get(name, "")
            if not is_blank(old):
                reason = f"「{column.show(old)}」は、登録ずみの内容です。ファイルとはちがいますが、登録を残します。"
            if reason:
                said = {"column": column.label, "value": column.show(value), "reason": reason}
                told.append(said | {"is_doubt": True})
        return told


def likely_of(record_id: int, likely: Sequence[Likeness]) -> Likeness:
    """The one of them that is this record."""
    return next(each for each in likely if each.id == record_id)


def told_of(fault: Fault) -> dict[str, Any]:
    """What is odd about a row as a whole, as it is told."""
    told = {"column": WHOLE_ROW, "value": fault.value, "reason": fault.reason}
    return told if fault.stops else told | {"is_doubt": True}


def read_row(
    number: int,
    cells: Mapping[str, str],
    columns: Mapping[str, Column],
    together: Sequence[frozenset[str]] = (),
) -> ImportRow:
    """The values of a row, with what was mended, is doubtful or cannot be understood. Blank values are left out.

    So are cells that cannot be understood, with the others of `together`: the row can be taken without them, unless the
    column is required, or stops it.
    """
    labels = {name: column.label for name, column in columns.items()}
    mended, repairs = repair_row(cells)
    planned = ImportRow(number=number)
    for repair in repairs:
        told = {"column": labels.get(repair.column, repair.column), "reason": repair.reason}
        if repair.is_doubt:
            planned.errors.append(told | {"value": repair.before, "is_doubt": True})
        else:
            planned.repairs.append(told | {"before": repair.before, "after": repair.after})
    unread = set()
    for name, cell in mended.items():
        if name not in columns:
            continue
        column = columns[name]
        try:
            value, reason, doubt = column.clean(cell)
            check_length(value, column.max_length)
        except ValueError as error:
            unread.add(name)
            planned.errors.append(_unread(column, cell, str(error)))
            continue
        if doubt:
            planned.errors.append({"column": column.label, "value": cell, "reason": doubt, "is_doubt": True})
        if reason:
            planned.repairs.append(
                {"column": column.label, "before": cell, "after": column.show(value), "reason": reason}
            )
        if not is_blank(value):
            planned.values[name] = value
    for names in together:
        if names & unread:
            _leave_out(planned, [columns[name] for name in names & planned.values.keys()], mended)
    return planned


def _unread(column: Column, cell: str, reason: str) -> dict[str, Any]:
    told = {"column": column.label, "value": cell}
    if column.required or column.stops_unread:
        return told | {"reason": reason}
    return told | {"reason": f"{reason}{WITHOUT_CELL}", "is_doubt": True}


def _leave_out(planned: ImportRow, columns: Sequence[Column], cells: Mapping[str, str]) -> None:
    """Leave out of a row what says nothing without the other half of it: one coordinate, when only closing is known."""
    for column in columns:
        del planned.values[column.name]
        planned.repairs = [repair for repair in planned.repairs if repair["column"] != column.label]
        told = {"column": column.label, "value": cells[column.name], "reason": WITHOUT_OTHER}
        planned.errors.append(told | {"is_doubt": True})


def check_length(value: Any, limit: int | None) -> None:
    """Raise ValueError for a text, or an entry of a list, that is too long."""
    texts = value if isinstance(value, list) else [value]
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    if limit is not None and longest > limit:
        raise ValueError(f"長すぎます（{longest}文字）。{limit}文字までにしてください。")


def _says(imported: Values, values: Values) -> bool:
    return bool(imported) and all(is_same(imported.get(name), value) for name, value in values.items())
