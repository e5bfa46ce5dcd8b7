"""The file of an import: how it is read, which of its columns is which, and what the pages show of it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from portal.imports.columns import Column, guess_columns, known_headings
from portal.imports.importer import Importer, registered_importers
from portal.imports.words import words_of
from portal.models import Import
from portal.tabular import Layout, Source, Table, TabularError, find_layout, header_key, read_table

# Enough to recognise a column by, and to find the row of headings.
_SAMPLE_ROWS = 5
_FIRST_ROWS = 12


def read_file(
    content: bytes,
    name: str,
    columns: Sequence[Column],
    *,
    encoding: str = "",
    sheet: str = "",
    header_row: int | None = None,
) -> tuple[Table, Layout]:
    """The table and its parts; what is not given is guessed. Raises TabularError."""
    table = read_table(content, name, encoding=encoding, sheet=sheet)
    layout = find_layout(table, known_headings(columns), header_row)
    if not layout.rows:
        raise TabularError(
            "見出しの行の下に、取り込む行がありません。",
            "見出しの下に1行に1件ずつ書いてから、もう一度お選びください。"
            if header_row is None
            else "「見出しの行」で、もっと上の行をお選びください。",
        )
    return table, layout


def read_import(record: Import, columns: Sequence[Column]) -> Layout:
    """The parts of the file of an import, read as was settled."""
    _, layout = read_file(
        bytes(record.file.content),
        record.file.name,
        columns,
        encoding=record.encoding,
        sheet=record.sheet,
        header_row=record.header_row,
    )
    return layout


def source_key(source: Source, headers: Sequence[str]) -> str:
    """By what the next file of the same source is recognised: where it comes from, else its headings."""
    if source.download_from:
        return source.download_from[:500]
    headings = "\n".join(header_key(text) for text in headers)
    return f"headings:{hashlib.sha256(headings.encode()).hexdigest()}"


def heading_keys(headers: Sequence[str]) -> list[str]:
    """By what each heading is remembered; one that comes again has its number, one that says nothing is ""."""
    keys, seen = [], Counter[str]()
    for key in map(header_key, headers):
        seen[key] += 1
        keys.append(f"{key}#{seen[key]}" if key and seen[key] > 1 else key)
    return keys


def choices_of(
    headers: Sequence[str], columns: Sequence[Column], mapping: Mapping[int, str]
) -> dict[str, str]:
    """What of a mapping is worth remembering, {heading: column name or ""}: only where a person chose otherwise.

    A column that is left out because nobody knows its heading is not chosen, and is known once its heading is.
    """
    guessed = guess_columns(headers, columns)
    return {
        key: mapping.get(position, "")
        for position, key in enumerate(heading_keys(headers))
        if key and mapping.get(position, "") != guessed.get(position, "")
    }


def match_columns(
    headers: Sequence[str], columns: Sequence[Column], remembered: Mapping[str, str]
) -> dict[int, str]:
    """{position: column name}, guessed except where a person once decided ({heading: column name or ""})."""
    names = {column.name for column in columns}
    decided = {
        position: remembered[key]
        for position, key in enumerate(heading_keys(headers))
        if remembered.get(key, None) in names | {""}
    }
    guessed = guess_columns(headers, [column for column in columns if column.name not in decided.values()])
    mapping = {position: name for position, name in guessed.items() if position not in decided} | decided
    return {position: name for position, name in sorted(mapping.items()) if name}


def better_importer(headers: Sequence[str], importer: Importer) -> Importer | None:
    """The importer that knows clearly more of the headings: all that it requires, two more at least, and twice as many."""
    mine = len(guess_columns(headers, importer.columns))
    found = []
    for other in registered_importers():
        known = set(guess_columns(headers, other.columns).values())
        given = set(other.options.base_fields) if other.options else set()
        required = {column.name for column in other.columns if column.required} - given
        if required <= known and len(known) >= max(mine + 2, 2 * mine):
            found.append((len(known), other))
    return max(found, key=lambda each: each[0])[1] if found else None


def sample_of(table: Table, layout: Layout, columns: Sequence[Column]) -> dict[str, Any]:
    """What the pages show: headings, whether any of them is known, some rows, the first rows as they stand, the sheets, the number of rows, the words of columns."""
    known = known_headings(columns)
    taken = [row for row in layout.rows if not any(fault.stops for fault in row.faults)]
    return {
        "kind": table.kind,
        "is_headed": any(header_key(text) in known for text in layout.headers),
        "sheets": list(table.sheets),
        "headers": layout.headers,
        "hidden": sorted(table.hidden_columns),
        "rows": [row.cells for row in taken[:_SAMPLE_ROWS]],
        "first_rows": [[row.number, row.cells[:6]] for row in table.rows[:_FIRST_ROWS]],
        "count": len(layout.rows),
    } | words_of(layout.rows, len(layout.headers))
