"""What the words of a file mean: those of a column for which there are values of ours to choose from, such as kinds.

A cleaner understands many of them; a person says of the others what they mean, once for all rows and for the next file
of the same source.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from portal.imports.cells import Cleaned, Cleaner
from portal.imports.columns import Column
from portal.imports.importer import Importer
from portal.japanese.text import name_key
from portal.models import Import
from portal.tabular import Row

# A column with more words than this, or longer ones, holds no kinds.
_MOST_WORDS = 100
_LONGEST_WORD = 40
_CHOSEN = "「列を確かめる」で選んだ内容にしました。"

# {column name: {word, folded: value}}
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class FileWord:
    """A word of the file that is not one of ours: in how many rows, what it was taken for, what it is settled to mean.

    `guess` and `value` are "" where nothing is known of it.
    """

    column: Column
    word: str
    count: int
    guess: str
    value: str

    @property
    def key(self) -> str:
        return name_key(self.word)

    @property
    def field(self) -> str:
        """The name of its field: by the word, not by its place, for in another window the columns may change meanwhile."""
        return word_field(self.column.name, self.key)


def word_field(column: str, key: str) -> str:
    """The name of the field of a word, folded, in a column; it stands in pages as an id too, which takes no spaces."""
    return f"word_{column}_{blake2b(key.encode(), digest_size=8).hexdigest()}"


def words_of(rows: Sequence[Row], width: int) -> dict[str, Any]:
    """For the sample of an import: the words of each column with few, and how many rows are blank in each column."""
    counts: list[Counter[str]] = [Counter() for _ in range(width)]
    taken = [row.cells for row in rows if not any(fault.stops for fault in row.faults)]
    for cells in taken:
        for position, cell in enumerate(cells):
            if (word := cell.strip()) and len(counts[position]) <= _MOST_WORDS:
                counts[position][word[: _LONGEST_WORD + 1]] += 1
    filled = [
        sum(position < len(cells) and bool(cells[position].strip()) for cells in taken)
        for position in range(width)
    ]
    return {
        "words": {
            str(position): found.most_common()
            for position, found in enumerate(counts)
            if 0 < len(found) <= _MOST_WORDS and all(len(word) <= _LONGEST_WORD for word in found)
        },
        "blank": [len(taken) - count for count in filled],
    }


def words_to_settle(record: Import, importer: Importer) -> list[FileWord]:
    """The words of the columns as they are matched now that are not ours, those first of which nothing is known."""
    columns = {column.name: column for column in importer.columns if column.choices}
    matched = {name: position for position, name in record.mapping.items() if name in columns}
    if not matched:
        return []
    cleaners = importer.cleaners(record.district)
    found = []
    for name, position in matched.items():
        clean = cleaners.get(name, columns[name].clean)
        for word, count in record.sample.get("words", {}).get(position, []):
            cleaned = _cleaned(clean, word)
            if cleaned.reason or cleaned.doubt:
                settled = record.words.get(name, {}).get(name_key(word), cleaned.value)
                found.append(FileWord(columns[name], word, count, cleaned.value, settled))
    return sorted(found, key=lambda each: (bool(each.guess), -each.count))


def cleaners_of(record: Import, importer: Importer, words: Words | None = None) -> Mapping[str, Cleaner]:
    """The importer's cleaners for the district of an import, which know what was said of the words of its file."""
    columns = {column.name: column for column in importer.columns}
    cleaners = dict(importer.cleaners(record.district))
    for name, said in (record.words if words is None else words).items():
        if name in columns and said:
            cleaners[name] = _knowing(said, cleaners.get(name, columns[name].clean))
    return cleaners


def filled_columns(record: Import, importer: Importer, mapping: Mapping[int, str], words: Words) -> set[str]:
    """Columns for which the importer asks what rows hold that say nothing, though each row of this file says it."""
    asked = set(importer.options.base_fields) if importer.options else set()
    columns = {column.name: column for column in importer.columns if column.name in asked}
    matched = {name: position for position, name in mapping.items() if name in columns}
    blank, counted = record.sample.get("blank", []), record.sample.get("words", {})
    complete = {
        name
        for name, position in matched.items()
        if position < len(blank) and blank[position] == 0 and str(position) in counted
    }
    if not complete:
        return set()
    cleaners = cleaners_of(record, importer, words)
    return {
        name
        for name in complete
        if all(
            _cleaned(cleaners.get(name, columns[name].clean), word).value
            for word, _count in counted[str(matched[name])]
        )
    }


def _knowing(said: Mapping[str, str], clean: Cleaner) -> Cleaner:
    def cleaned(cell: str) -> Cleaned:
        value = said.get(name_key(cell))
        return clean(cell) if value is None else Cleaned(value, _CHOSEN)

    return cleaned


def _cleaned(clean: Cleaner, word: str) -> Cleaned:
    try:
        return clean(word)
    except ValueError as error:
        return Cleaned("", doubt=str(error))
