"""Where a reading stands: above the kanji of a word, not above its kana; and the dictionary of known readings."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import NamedTuple, Self

from portal.japanese.morphology import Word, readings_of, words
from portal.japanese.text import has_kanji, to_hiragana

# What is read together as kanji, for use in a pattern's brackets. The small ヶ of 鶴ヶ峰 and 3ヶ所 is no kana there.
KANJI = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆〇ヶヵ\U00020000-\U0003ffff"
_RUNS = re.compile(f"([{KANJI}]+)")
_KANA_ONLY = re.compile(r"[ぁ-ゖー・\s]+")
_GAP = re.compile(r"[\s・]+")


class Segment(NamedTuple):
    """A stretch of text, with the hiragana that stands above it or None."""

    text: str
    reading: str | None = None


class Pin(NamedTuple):
    """A stretch of a text whose segments are settled: text[start:end]."""

    start: int
    end: int
    segments: tuple[Segment, ...]


@lru_cache(maxsize=8192)
def place(surface: str, reading: str) -> tuple[Segment, ...]:
    """Split a surface so that its reading stands above the kanji alone: 食べる, たべる → 食(た) べる.

    Where its words are read as Sudachi reads them, each has its own, so that readings stay short. Letters and figures
    may be read in any way and bear nothing. A reading that does not fit the kana stands above the whole.
    """
    reading = to_hiragana(reading).strip()
    if not has_kanji(surface):
        return (Segment(surface),)
    # Spaces tell where a name is divided if both have them; if one alone has, they tell nothing.
    between = " " if _GAP.search(surface) and _GAP.search(reading) else ""
    units = [segment for word in words(surface) for segment in place_word(word)]
    return _match(units, _GAP.sub(between, reading), between) or (Segment(surface, reading),)


@lru_cache(maxsize=16384)
def place_word(word: Word) -> tuple[Segment, ...]:
    """The segments of one word of Sudachi; figures and words of unknown reading have none."""
    if word.numeral or not has_kanji(word.surface) or not _KANA_ONLY.fullmatch(word.reading):
        return (Segment(word.surface),)
    units = [Segment(run) for run in _RUNS.split(word.surface) if run]
    if len(units) > 1 and not _KANA_ONLY.fullmatch(to_hiragana(_RUNS.sub("", word.surface))):
        # Figures and letters inside a word (①番) cannot be told from the rest.
        return (Segment(word.surface),)
    return _match(units, word.reading) or (Segment(word.surface, word.reading),)


def _match(units: list[Segment], reading: str, between: str = "") -> tuple[Segment, ...]:
    """Share a reading out among units of text; empty if it does not fit.

    A unit's own reading is the one expected of it. Of all ways the one with the fewest units not read as expected
    is taken, of several the one with words that are read so elsewhere (河野 恵: かわの|けい); neighbours of these share one
    reading, for nothing tells where it is to be divided.
    """

    @cache
    def rest(index: int, position: int) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """How much the units from this one on are not read as expected, and where in the reading each stands."""
        if index == len(units):
            return (0, ()) if position == len(reading) else None
        best = None
        for end in ends(units[index], position):
            following = rest(index + 1, end)
            if following is None:
                continue
            surprise = _surprise(units[index], reading[position:end])
            if best is None or surprise + following[0] < best[0]:
                best = (surprise + following[0], ((position, end), *following[1]))
            if best[0] == 0:
                break
        return best

    def ends(unit: Segment, position: int) -> Iterable[int]:
        """Where the reading of a unit may end, the expected end first."""
        if has_kanji(unit.text):
            if unit.reading and reading.startswith(unit.reading, position):
                yield position + len(unit.reading)
            yield from range(position + 1, len(reading) + 1)
            return
        kana = _GAP.sub(between, to_hiragana(unit.text))
        if not _KANA_ONLY.fullmatch(kana or " "):
            yield from range(position, len(reading) + 1)
        elif reading.startswith(kana, position):
            yield position + len(kana)

    found = rest(0, 0)
    return _segments(units, reading, found[1]) if found else ()


def _surprise(unit: Segment, read: str) -> int:
    """What a unit costs that is not read as expected, a little less where the dictionary knows the reading."""
    if read == unit.reading or not has_kanji(unit.text):
        return 0
    return 999 if read in readings_of(unit.text) else 1000


def _segments(units: list[Segment], reading: str, places: tuple[tuple[int, int], ...]) -> tuple[Segment, ...]:
    """The units with what stands at their places in the reading; neighbours not read as expected become one."""
    result: list[Segment] = []
    surprised = False
    for unit, (start, end) in zip(units, places, strict=True):
        if not has_kanji(unit.text):
            result.append(Segment(unit.text))
            surprised = False
            continue
        read = reading[start:end].replace(" ", "")
        was_surprised, surprised = surprised, read != unit.reading
        if was_surprised and surprised:
            result[-1] = Segment(result[-1].text + unit.text, f"{result[-1].reading}{read}")
        else:
            result.append(Segment(unit.text, read))
    return tuple(result)


class Readings(Mapping[str, str]):
    """Known readings, surface → kana of any kind, made ready for finding them in texts.

    Build one for a district and keep it: finding costs nothing per entry, building does. Surfaces of a single
    character or without kanji are left out; a shorter word is only found between words. Names whose kana is empty, or
    none, are not in the mapping: they are `unread`, and only found in texts so that nobody guesses at them.
    """

    def __init__(self, readings: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        self._readings: dict[str, str] = {}
        self.unread: set[str] = set()
        for surface, typed in dict(readings).items():
            if len(surface) < 2 or not has_kanji(surface):
                continue
            if _KANA_ONLY.fullmatch(kana := to_hiragana(typed).strip()):
                self._readings[surface] = kana
            else:
                self.unread.add(surface)

    @classmethod
    def of(cls, readings: Mapping[str, str] | Iterable[tuple[str, str]]) -> Self:
        """The readings themselves if they are such already (also behind a lazy object), else made of them."""
        return readings if isinstance(readings, cls) else cls(readings)

    def __getitem__(self, surface: str) -> str:
        return self._readings[surface]

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)

    @cached_property
    def digest(self) -> bytes:
        """Changes when any reading changes: a part of cache keys."""
        readings = sorted(self._readings.items()), sorted(self.unread)
        return hashlib.blake2b(repr(readings).encode(), digest_size=16).digest()

    @cached_property
    def _by_beginning(self) -> Mapping[str, list[str]]:
        return _by_beginning(self._readings)

    @cached_property
    def _unread_by_beginning(self) -> Mapping[str, list[str]]:
        return _by_beginning(self.unread)

    def pins(self, text: str, boundaries: set[int]) -> Iterator[Pin]:
        """The known names in a text, longest first at each place, none overlapping.

        A name of two characters must begin and end at a boundary between words, so that 本町 is not found in 坂本町.
        """
        for start, end in _places(self._by_beginning, text, boundaries):
            yield Pin(start, end, place(surface := text[start:end], self._readings[surface]))

    def unread_in(self, text: str, boundaries: set[int]) -> list[tuple[int, int]]:
        """Where the names without a reading stand in a text, found in the same way."""
        return list(_places(self._unread_by_beginning, text, boundaries))


def _by_beginning(surfaces: Iterable[str]) -> Mapping[str, list[str]]:
    """Surfaces by their first two characters, the longest first."""
    found = defaultdict(list)
    for surface in sorted(surfaces, key=len, reverse=True):
        found[surface[:2]].append(surface)
    return dict(found)


def _places(surfaces: Mapping[str, list[str]], text: str, boundaries: set[int]) -> Iterator[tuple[int, int]]:
    """Where the surfaces stand, longest first at each place, none overlapping."""
    if not surfaces:
        return
    start = 0
    while start < len(text) - 1:
        for surface in surfaces.get(text[start : start + 2], ()):
            end = start + len(surface)
            if text.startswith(surface, start) and (len(surface) > 2 or {start, end} <= boundaries):
                yield start, end
                start = end - 1
                break
        start += 1
