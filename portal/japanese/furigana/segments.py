"""A text with the readings of its words."""

from collections.abc import Iterable, Mapping
from itertools import accumulate

from portal.japanese.furigana import corrections
from portal.japanese.furigana.guesses import read
from portal.japanese.furigana.notation import resolve
from portal.japanese.furigana.placing import Pin, Readings, Segment
from portal.japanese.morphology import Word, words
from portal.japanese.text import has_kanji


def segments(text: str, readings: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> list[Segment]:
    """Cut a text into stretches with and without a reading; joined, they are the text without its 《》 notation.

    `readings` are known names, surface → kana; give `Readings` where they are many. The author's own readings hold
    before these, these before Sudachi's. Readings are in hiragana and stand above kanji alone. In a name with an empty
    kana, and in people's names, what Sudachi guesses has no reading (`guesses`).
    """
    if not has_kanji(text) and "《" not in text:
        return [Segment(text)] if text else []
    known = Readings.of(readings)
    bare, settled = resolve(text, known)
    found = words(bare)
    starts = list(accumulate((len(word.surface) for word in found), initial=0))
    index_at = {start: index for index, start in enumerate(starts)}
    boundaries = set(starts)

    pins: list[Pin] = []
    taken = bytearray(len(bare))
    for pin in (*settled, *known.pins(bare, boundaries), *corrections.pins(bare, boundaries)):
        if not any(taken[pin.start : pin.end]):
            pins.append(pin)
            taken[pin.start : pin.end] = b"\1" * (pin.end - pin.start)

    unread = known.unread_in(bare, boundaries)
    result: list[Segment] = []
    position = 0
    for pin in (*sorted(pins), Pin(len(bare), len(bare), ())):
        if position in index_at and pin.start in index_at:
            between = found[index_at[position] : index_at[pin.start]]
        else:
            # A pin cuts one of Sudachi's words in two: what is left of it is read anew.
            between = words(bare[position : pin.start])
        result += read(between, _in_names(between, position, unread))
        result += pin.segments
        position = pin.end
    return _joined(result)


def _in_names(found: Iterable[Word], start: int, names: list[tuple[int, int]]) -> list[bool]:
    """Which of the words from `start` on stand in one of the names, or reach into it."""
    named = []
    for word in found:
        end = start + len(word.surface)
        named.append(any(first < end and start < last for first, last in names))
        start = end
    return named


def _joined(parts: Iterable[Segment]) -> list[Segment]:
    """The same stretches with neighbours that have no reading made one."""
    result: list[Segment] = []
    for part in parts:
        if part.reading is None and result and result[-1].reading is None:
            result[-1] = Segment(result[-1].text + part.text)
        elif part.text:
            result.append(part)
    return result
