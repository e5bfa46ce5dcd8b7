"""What a row would change in a record: the same value written in another way is no change."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.imports.cells import items
from portal.imports.importer import Existing, Values
from portal.japanese.furigana import plain
from portal.japanese.text import clean
from portal.tabular.writing import CP932_LOOKALIKES, GETA


def is_blank(value: Any) -> bool:
    """Whether a value says nothing; 0 and false do say something."""
    return value is None or value == "" or value == []


def is_same(old: Any, new: Any) -> bool:
    """Whether a file says what is there already, but for spaces, widths and what our own exports cannot keep.

    They leave out the readings that authors wrote (｜緑野《みどりの》), and in CP932 write 〓 for what it has no sign for.
    In which order a list has its entries says nothing.
    """
    if isinstance(old, list) and isinstance(new, list):
        return _same_entries(old, new)
    if old == new or not isinstance(old, str) or not isinstance(new, str):
        return bool(old == new)
    said = _key(new)
    return any(known == said or _fits(known, said) for known in {_key(old), _key(plain(old))})


def _same_in_order(old: Sequence[Any], new: Sequence[Any]) -> bool:
    return len(old) == len(new) and all(map(is_same, old, new))


def _same_entries(old: Sequence[Any], new: Sequence[Any]) -> bool:
    if len(old) != len(new) or _same_in_order(old, new):
        return len(old) == len(new)
    rest = list(new)
    for entry in old:
        found = next((place for place, other in enumerate(rest) if is_same(entry, other)), None)
        if found is None:
            return False
        del rest[found]
    return True


def _key(text: str) -> str:
    return "".join(clean(text).translate(CP932_LOOKALIKES).split())


def _fits(known: str, said: str) -> bool:
    """Whether a text is the known one where 〓 stands for any sign."""
    if GETA not in said or len(known) != len(said):
        return False
    return all(sign in (letter, GETA) for letter, sign in zip(known, said, strict=True))


def changes(record: Existing, wanted: Values) -> dict[str, list[Any]]:
    """{column name: [old, new]} of what the row would change.

    A row that says nothing of a column changes nothing, nor does what our own exports say in place of the value.
    """
    changed = {}
    for name, new in wanted.items():
        old = record.values.get(name)
        if is_same(old, new) or (name in record.exported and is_same(record.exported[name], new)):
            continue
        if isinstance(old, list) and isinstance(new, list):
            new = as_kept([*old, *record.lapsed.get(name, ()), *record.rested.get(name, ())], new)
            if is_same(old, new):
                continue
        changed[name] = [old, new]
    return changed


def as_kept(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """A list of a file in which the entries that the record has already are written as there.

    So they keep their readings, and an entry that holds a separator itself (「話し相手、見守り」) stays whole.
    """
    kept = list(new)
    for entry in old:
        if not isinstance(entry, str):
            continue
        parts = items(plain(entry)).value
        for start in range(len(kept) - len(parts) + 1):
            if parts and _same_in_order(parts, kept[start : start + len(parts)]):
                kept[start : start + len(parts)] = [entry]
                break
    return kept


def conflicts(changed: Mapping[str, list[Any]], imported: Values, record: Existing) -> list[str]:
    """Those changes that would overwrite what people wrote in the record.

    That is a value that differs from what the last import left, any value that no import ever wrote, and an entry that
    people took out of a list. What left a list because its time ran out, nobody decided: a file may bring it back.
    """
    return [
        name
        for name, (old, new) in changed.items()
        if _takes_back(old, new, record.rested.get(name, ()))
        or (
            not _only_renews(old, new, lapsed := record.lapsed.get(name, []))
            and (not _is_as_left(old, imported[name], lapsed) if name in imported else not is_blank(old))
        )
    ]


def _takes_back(old: Any, new: Any, rested: Sequence[Any]) -> bool:
    return isinstance(new, list) and any(entry in new and entry not in old for entry in rested)


def _only_renews(old: Any, new: Any, lapsed: Sequence[Any]) -> bool:
    """Whether nothing but entries whose time ran out makes the difference."""
    return bool(lapsed) and isinstance(new, list) and is_same(old, _without(new, lapsed))


def _is_as_left(old: Any, imported: Any, lapsed: Sequence[Any]) -> bool:
    if isinstance(old, list) and isinstance(imported, list):
        return is_same(old, _without(imported, lapsed))
    return bool(old == imported)


def _without(entries: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    return [entry for entry in entries if entry not in others]
