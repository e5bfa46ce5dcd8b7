"""Where a reading stands: above the kanji of a word, not above its kana; and the dictionary of known readings."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import NamedTuple, Self

from portal.japanese.morphology import Word, words
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


def place(surface: str, reading: str) -> list[Segment]:
    """Split a surface so that its reading stands above the kanji alone: 食べる, たべる → 食(た) べる.

    Long names are cut at Sudachi's words where these are read as given, so that readings stay short. A reading that
    does not fit the kana stands above the whole; a surface without kanji has none.
    """
    reading = to_hiragana(reading).strip()
    if not has_kanji(surface):
        return [Segment(surface)]
    parts = words(surface)
    if len(parts) > 1 and _GAP.sub("", "".join(part.reading for part in parts)) == _GAP.sub("", reading):
        return [segment for part in parts for segment in place_word(part)]
    return _align(surface, reading) or [Segment(surface, reading)]


@lru_cache(maxsize=16384)
def place_word(word: Word) -> tuple[Segment, ...]:
    """The segments of one word of Sudachi; figures and words of unknown reading have none."""
    if word.numeral or not has_kanji(word.surface) or not _KANA_ONLY.fullmatch(word.reading):
        return (Segment(word.surface),)
    if _RUNS.fullmatch(word.surface):
        return (Segment(word.surface, word.reading),)
    if segments := _align(word.surface, word.reading):
        return tuple(segments)
    # Kana that disagree with the reading (an irregular word) may bear it; figures and letters (①番) may not.
    kana = to_hiragana(_RUNS.sub("", word.surface))
    return (Segment(word.surface, word.reading if _KANA_ONLY.fullmatch(kana) else None),)


def _align(surface: str, reading: str) -> list[Segment]:
    """The segments if the surface's kana are found in the reading, else nothing."""
    # Spaces tell where a name is divided if both have them; if one alone has, they tell nothing.
    between = " " if _GAP.search(surface) and _GAP.search(reading) else ""
    reading = _GAP.sub(between, reading)
    runs = [run for run in _RUNS.split(surface) if run]

    @cache
    def rest(index: int, position: int) -> tuple[Segment, ...] | None:
        """The segments from a run on, if these runs can be read as the reading from a position on."""
        if index == len(runs):
            return () if position == len(reading) else None
        run = runs[index]
        if not _RUNS.fullmatch(run):
            kana = _GAP.sub(between, to_hiragana(run))
            following = rest(index + 1, position + len(kana)) if reading.startswith(kana, position) else None
            return None if following is None else (Segment(run), *following)
        for end in range(position + 1, len(reading) + 1):
            if (following := rest(index + 1, end)) is not None:
                return (Segment(run, reading[position:end].replace(" ", "")), *following)
        return None

    return list(rest(0, 0) or ())


class Readings(Mapping[str, str]):
    """Known readings, surface → kana of any kind, made ready for finding them in texts.

    Build one for a district and keep it: finding costs nothing per entry, building does. Surfaces of a single
    character, without kanji or without a reading in kana are left out; a shorter word is only found between words.
    """

    def __init__(self, readings: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        self._readings = {
            surface: kana
            for surface, typed in dict(readings).items()
            if len(surface) > 1
            and has_kanji(surface)
            and _KANA_ONLY.fullmatch(kana := to_hiragana(typed).strip())
        }

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
        return hashlib.blake2b(repr(sorted(self._readings.items())).encode(), digest_size=16).digest()

    @cached_property
    def _by_beginning(self) -> Mapping[str, list[str]]:
        """The surfaces by their first two characters, the longest first."""
        found = defaultdict(list)
        for surface in sorted(self._readings, key=len, reverse=True):
            found[surface[:2]].append(surface)
        return dict(found)

    def pins(self, text: str, boundaries: set[int]) -> Iterator[Pin]:
        """The known names in a text, longest first at each place, none overlapping.

        A name of two characters must begin and end at a boundary between words, so that 本町 is not found in 坂本町.
        """
        if not self._readings:
            return
        start = 0
        while start < len(text) - 1:
            for surface in self._by_beginning.get(text[start : start + 2], ()):
                end = start + len(surface)
                if text.startswith(surface, start) and (len(surface) > 2 or {start, end} <= boundaries):
                    yield Pin(start, end, tuple(place(surface, self._readings[surface])))
                    start = end - 1
                    break
            start += 1
