"""What the preview shows of each row, in words."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from portal.imports.columns import Column
from portal.imports.importer import Importer
from portal.imports.summaries import SAYS_NEW
from portal.models import District, Import, ImportRow

Outcome = ImportRow.Outcome
Decision = ImportRow.Decision

# What needs a person comes first.
ORDER = (
    Outcome.DUPLICATE,
    Outcome.CONFLICT,
    Outcome.ERROR,
    Outcome.CREATE,
    Outcome.UPDATE,
    Outcome.UNCHANGED,
    Outcome.LOCKED,
    Outcome.ELSEWHERE,
)
# What a person decides about, row by row; and what a row does that was decided so.
TO_DECIDE = {Outcome.DUPLICATE, Outcome.CONFLICT}
_DECIDED = {
    (Outcome.DUPLICATE, Decision.CREATE): Outcome.CREATE,
    (Outcome.DUPLICATE, Decision.SAME): Outcome.UPDATE,
    (Outcome.CONFLICT, Decision.OVERWRITE): Outcome.UPDATE,
}
_SAID_SAME = (Outcome.DUPLICATE, Decision.SAME)
DOUBTFUL = "doubtful"
REPAIRED = "repaired"
# Where nothing is to be decided row by row, rows are shown as headings that unfold.
FOLDED = {Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, DOUBTFUL, REPAIRED}
# Of these, the kinds of what is told are shown together, above the rows.
GATHERED = {REPAIRED, DOUBTFUL, Outcome.ERROR}
_EXAMPLES = 3
# A reason that begins with the words it is about is of the same kind as with other words.
_QUOTED_FIRST = "^(「[^」]*」)+(は、|を(?=[^。]*として読めません))"
# So many kinds are shown; what is rarer stands with its row.
MOST_KINDS = 50


_KINDS = """
    SELECT entry->>'column', regexp_replace(entry->>'reason', %s, '') AS reason, count(*),
           (array_agg(jsonb_build_object('number', number, 'before', coalesce(entry->>'value', entry->>'before'),
                                         'after', entry->>'after') ORDER BY number))[1:%s]
    FROM portal_importrow,
         jsonb_array_elements(CASE WHEN %s = 'repaired' THEN repairs ELSE errors END) WITH ORDINALITY AS told(entry, place)
    WHERE import_record_id = %s AND (%s = 'repaired' OR (outcome = 'error') = (%s = 'error'))
          AND NOT (%s = 'error' AND entry @> '{"is_doubt": true}')
    GROUP BY 1, 2 ORDER BY count(*) DESC, min(number), min(place) LIMIT %s
"""


@dataclass(frozen=True)
class Difference:
    """One value that would change, as templates/ui/diff.html draws it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Choice:
    """One thing that can be decided about a row."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Candidate:
    """A record, or an earlier row of the file, that is likely the same."""

    name: str
    reasons: str
    url: str
    row: int | None
    differences: list[Difference]
    locked: str = ""


@dataclass(frozen=True)
class PreviewRow:
    """One row of the file in words: what it says, what would happen, what there is to decide."""

    number: int
    name: str
    url: str
    facts: list[Mapping[str, str]]
    differences: list[Difference]
    conflicts: str
    # What must be put right before the row can be taken, and what is only told.
    mistakes: list[Mapping[str, str]]
    doubts: list[Mapping[str, str]]
    repairs: list[Mapping[str, str]]
    candidates: list[Candidate]
    choices: list[Choice]
    # The tab on which it was decided, and what; "" where nothing was.
    outcome: str
    decided: str


@dataclass(frozen=True)
class Gathered:
    """One kind of mend, or of mistake, in a column: how many rows have it, and the first of them."""

    column: str
    reason: str
    count: int
    # {"number": row, "before": text, "after": text}; mistakes have no `after`.
    examples: list[Mapping[str, Any]]


def tabs_of(record: Import, show: str) -> list[dict[str, Any]]:
    """The outcomes that there are, with their numbers, as templates/ui/segmented.html draws them.

    `show` is the one asked for; else the first that there is, what needs a person before all.
    """
    counted = (
        record.rows.order_by()
        .annotate(says_new=SAYS_NEW)
        .values_list("outcome", "decision", "says_new")
        .annotate(count=Count("pk"))
    )
    counts: Counter[str] = Counter()
    undecided: Counter[str] = Counter()
    for outcome, decision, says_new, count in counted:
        counts[outcome] += count
        if outcome in TO_DECIDE and not decision:
            undecided[outcome] += count
        elif (outcome, decision) == _SAID_SAME and not says_new:
            counts[Outcome.UNCHANGED] += count
        elif does := _DECIDED.get((outcome, decision)):
            counts[does] += count
    tabs: list[tuple[str, str, int | str]] = [
        (str(outcome), str(outcome.label), _told_to_decide(outcome, counts[outcome], undecided[outcome]))
        for outcome in ORDER
        if counts[outcome]
    ]
    if doubtful := record.rows.doubtful().count():
        tabs.append((DOUBTFUL, "確かめるところ", doubtful))
    if repaired := record.rows.repaired().count():
        tabs.append((REPAIRED, "自動で直したところ", repaired))
    return _marked(tabs, show)


def rows_of(record: Import, show: str) -> QuerySet[ImportRow]:
    """The rows of a tab; those that were decided stand with what they would do, too."""
    if show == DOUBTFUL:
        return record.rows.doubtful()
    if show == REPAIRED:
        return record.rows.repaired()
    decided = [
        Q(outcome=outcome, decision=each) & (Q(SAYS_NEW) if (outcome, each) == _SAID_SAME else Q())
        for (outcome, each), does in _DECIDED.items()
        if does == show
    ]
    if show == Outcome.UNCHANGED:
        decided.append(Q(outcome=Outcome.DUPLICATE, decision=Decision.SAME) & ~Q(SAYS_NEW))
    return record.rows.filter(reduce(or_, decided, Q(outcome=show)))


def result_tabs_of(record: Import, show: str) -> list[dict[str, Any]]:
    """The results that there are, with their numbers, and all of them together."""
    counted = dict(record.rows.order_by().values_list("result").annotate(count=Count("pk")))
    found = [
        (result.value, result_in_words(result), counted[result])
        for result in ImportRow.Result
        if counted.get(result)
    ]
    return _marked([("", "すべて", sum(counted.values())), *found], show)


def result_in_words(result: str) -> str:
    """What became of a row. What an undo left was edited, merged or deleted since; the row tells which."""
    if result == ImportRow.Result.LEFT:
        return "元に戻していないところがあります"
    return str(ImportRow.Result(result).label)


def current(tabs: list[dict[str, Any]]) -> str:
    """The name of the tab that is shown."""
    return next((tab["name"] for tab in tabs if tab["current"]), "")


def _told_to_decide(outcome: str, count: int, undecided: int) -> int | str:
    """The number of rows of an outcome; with how many of them wait for a decision, where it takes one."""
    if outcome not in TO_DECIDE:
        return count
    return f"{count}・未決定{undecided}" if undecided else f"{count}・決定ずみ"


def has_undecided(rows: Iterable[ImportRow]) -> bool:
    """Whether one of these rows waits for a decision."""
    return any(row.outcome in TO_DECIDE and not row.decision for row in rows)


def _marked(tabs: Sequence[tuple[str, str, int | str]], show: str) -> list[dict[str, Any]]:
    names = [name for name, _label, _count in tabs]
    chosen = show if show in names else next(iter(names), "")
    return [
        {"name": name, "label": label, "count": count, "url": f"?show={name}", "current": name == chosen}
        for name, label, count in tabs
    ]


def gathered(record: Import, show: str) -> list[Gathered]:
    """The most frequent kinds of what is told of the rows of a tab, where it is one of GATHERED; else none.

    One query, counted in the database: a page costs the same whether ten rows have something to tell or ten thousand,
    each with words of its own.
    """
    if show not in GATHERED:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, [_QUOTED_FIRST, _EXAMPLES, show, record.pk, show, show, show, MOST_KINDS])
        return [
            Gathered(column, reason, count, [_example(each) for each in examples])
            for column, reason, count, examples in cursor.fetchall()
        ]


def _example(found: str | Mapping[str, Any]) -> Mapping[str, Any]:
    example = json.loads(found) if isinstance(found, str) else found
    return {name: value or "" for name, value in example.items()}


def preview_rows(rows: Iterable[ImportRow], importer: Importer, district: District) -> list[PreviewRow]:
    """The rows in words."""
    columns = {column.name: column for column in importer.columns}
    return [_row(row, columns, importer, district) for row in rows]


def mistakes_of(row: ImportRow) -> list[Mapping[str, Any]]:
    """What is told of a row that must be put right before it can be taken."""
    return [told for told in row.errors if not told.get("is_doubt")]


def doubts_of(row: ImportRow) -> list[Mapping[str, Any]]:
    """What is told of a row that alone would not keep it from being taken."""
    return [told for told in row.errors if told.get("is_doubt")]


def _row(row: ImportRow, columns: Mapping[str, Column], importer: Importer, district: District) -> PreviewRow:
    conflicts = [columns[name].label for name in row.conflicts if name in columns]
    choices = _choices(row)
    return PreviewRow(
        number=row.number,
        name=row.name,
        url=importer.url(district, row.record_id) if row.record_id else "",
        facts=[
            {"label": column.label, "value": column.show(row.values[name])}
            for name, column in columns.items()
            if name in row.values and name != "name"
        ],
        differences=_differences(row.changes, columns),
        conflicts="・".join(conflicts),
        mistakes=mistakes_of(row),
        doubts=doubts_of(row),
        repairs=row.repairs,
        candidates=[_candidate(each, columns, importer, district) for each in row.candidates],
        choices=choices,
        outcome=row.outcome,
        decided=next((each.label for each in choices if row.decision and each.chosen), ""),
    )


def _differences(changes: Mapping[str, Any], columns: Mapping[str, Column]) -> list[Difference]:
    return [
        Difference(column.label, *map(column.show, changes[name]))
        for name, column in columns.items()
        if name in changes
    ]


def _candidate(
    found: Mapping[str, Any], columns: Mapping[str, Column], importer: Importer, district: District
) -> Candidate:
    record_id = found.get("record") or found.get("other")
    return Candidate(
        name=found["name"],
        reasons="・".join(found["reasons"]),
        url=importer.url(district, record_id) if record_id else "",
        row=found.get("row") or found.get("taken_by"),
        differences=_differences(found.get("changes", {}), columns),
        locked=found.get("locked", ""),
    )


def _choices(row: ImportRow) -> list[Choice]:
    """What can be decided; without a decision the first holds."""
    if row.outcome == Outcome.CONFLICT:
        offered: list[tuple[str, str]] = [
            (Decision.KEEP, "今の内容を残す"),
            (Decision.OVERWRITE, "ファイルの内容にする"),
        ]
    elif row.outcome == Outcome.DUPLICATE:
        offered = [(Decision.SKIP, "取り込まない")]
        offered += [
            (f"{Decision.SAME}:{each['record']}", f"登録ずみの「{each['name']}」と同じものとして、更新する")
            for each in row.candidates
            if "record" in each
        ]
        offered.append((Decision.CREATE, "別のものとして、新しく登録する"))
    else:
        return []
    decided = f"{row.decision}:{row.decided_record}" if row.decided_record else row.decision
    decided = decided or offered[0][0]
    return [Choice(str(value), label, value == decided) for value, label in offered]
