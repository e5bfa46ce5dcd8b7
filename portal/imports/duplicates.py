"""Records that are likely the same, though spelled differently.

Fast for 10,000 rows against 10,000 records: only those are compared that share a key (name, reading, telephone
number, address) or a rare piece of the name.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from portal.japanese import text as japanese
from portal.japanese.furigana import plain

# From here on two entries are shown to the person as likely the same.
LIKELY = 60

_SAME_NAME = 60
_SAME_KANA = 45
_SAME_PHONE = 40
_SAME_ADDRESS = 30
# Names less alike than this (percent) say nothing.
_ALIKE = 75
# A piece of a name that more entries have than this (センター, ホーム) leads to no comparison.
_RARE = 25


class Likeness(NamedTuple):
    """How likely an entry is the same as another (0–130), and why, in Japanese.

    `is_certain` where nobody need be asked: the same name, and the same telephone number or address.
    """

    id: int
    score: int
    reasons: tuple[str, ...]
    is_certain: bool = False


@dataclass(frozen=True)
class Entry:
    """What is compared, folded to keys that are equal for all spellings.

    An entry with an `identity` is the same as those with an equal one, and like no other.
    """

    id: int
    name: str
    kana: str = ""
    phones: frozenset[str] = frozenset()
    address: str = ""
    identity: str = ""

    @classmethod
    def of(cls, id: int, values: Mapping[str, Any]) -> "Entry":
        """From values under the names of the standard columns; what is missing is not compared."""
        return cls(
            id=id,
            name=japanese.name_key(plain(values.get("name") or "")),
            kana=japanese.name_key(values.get("kana") or ""),
            phones=frozenset(_phone_keys(values.get("phone") or "")),
            address=japanese.address_key(plain(values.get("address") or "")),
        )

    @property
    def keys(self) -> list[str]:
        """Keys that two entries share only if there is something to compare."""
        if self.identity:
            return [f"identity:{self.identity}"]
        keys = [f"name:{self.name}", f"kana:{self.kana}", f"address:{self.address}"]
        return [key for key in keys if not key.endswith(":")] + [f"phone:{phone}" for phone in self.phones]

    @property
    def pieces(self) -> set[str]:
        """All pieces of three characters of the name."""
        return {"".join(piece) for piece in zip(self.name, self.name[1:], self.name[2:], strict=False)}


def _phone_keys(text: str) -> Iterable[str]:
    """The digits of each number in a text that is formatted as the records' numbers are."""
    for part in re.split("[、,]", unicodedata.normalize("NFKC", text)):
        if digits := re.sub(r"\D", "", part.partition("(内線")[0]):
            yield digits


@dataclass
class DuplicateIndex:
    """Entries to compare with. Add all of them, then ask."""

    entries: dict[int, Entry] = field(default_factory=dict)
    _by_key: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_piece: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "DuplicateIndex":
        index = cls()
        for entry in entries:
            index.add(entry)
        return index

    def add(self, entry: Entry) -> None:
        self.entries[entry.id] = entry
        for key in entry.keys:
            self._by_key[key].append(entry.id)
        for piece in entry.pieces:
            self._by_piece[piece].append(entry.id)

    def like(self, entry: Entry, limit: int = 5) -> list[Likeness]:
        """Entries that are likely the same, the likeliest first."""
        found = [likeness(entry, self.entries[id]) for id in self._worth_comparing(entry)]
        return sorted(
            (each for each in found if each.score >= LIKELY), key=lambda each: (-each.score, each.id)
        )[:limit]

    def _worth_comparing(self, entry: Entry) -> set[int]:
        found: set[int] = set()
        for key in entry.keys:
            # A number or address that very many share (a service centre) says nothing without the name.
            sharing = self._by_key.get(key, [])
            if len(sharing) <= 20 * _RARE or key.startswith("name:"):
                found.update(sharing[: 20 * _RARE])
        shared = Counter[int]()
        pieces = entry.pieces
        for piece in pieces:
            sharing = self._by_piece.get(piece, [])
            if len(sharing) <= _RARE:
                shared.update(sharing)
        # One shared piece is chance.
        found.update(id for id, count in shared.items() if count >= min(2, len(pieces)))
        return found


def likeness(one: Entry, other: Entry) -> Likeness:
    """How alike two entries are; `id` is that of `other`.

    The same telephone number or address alone says little, for the facilities of one corporation share them.
    """
    if one.identity or other.identity:
        same = one.identity == other.identity
        return Likeness(other.id, 100 if same else 0, ("同じものの行",) if same else (), is_certain=same)
    score, reasons = 0, []
    same_name = bool(one.name) and one.name == other.name
    if same_name:
        score, reasons = _SAME_NAME, ["名称が同じ"]
    elif one.kana and one.kana == other.kana:
        score, reasons = _SAME_KANA, ["ふりがなが同じ"]
    else:
        alike = round(fuzz.ratio(one.name, other.name, score_cutoff=_ALIKE))
        if alike:
            # 95 of 100 is likely without more; 75 only with the same telephone number or address.
            score, reasons = alike - 35, ["名称がよく似ている"]
    if one.phones & other.phones:
        score, reasons = score + _SAME_PHONE, [*reasons, "電話番号が同じ"]
    if one.address and one.address == other.address:
        score, reasons = score + _SAME_ADDRESS, [*reasons, "住所が同じ"]
    return Likeness(other.id, score, tuple(reasons), is_certain=same_name and len(reasons) > 1)
