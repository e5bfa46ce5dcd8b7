"""Readings that an author wrote into a text: ｜漢字《かんじ》, 漢字《かんじ》 and 漢字（かんじ）.

The first two are notation and never shown; the third is ordinary writing too, and becomes a reading only where it can
be one (会長（あいさつ） is none).
"""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from portal.japanese.furigana.placing import KANJI, Pin, Segment, place
from portal.japanese.morphology import readings_of, words
from portal.japanese.text import to_hiragana

_LONGEST_BASE = 40
_KANA = "ぁ-ゖァ-ヺーｦ-ﾟ"
_READING = rf"[{_KANA}][{_KANA}・ \u3000]{{0,59}}"
_MARKED = rf"[｜|](?P<marked>[^｜|《》\n]{{1,{_LONGEST_BASE}}})《(?P<marked_reading>{_READING})》"
_JOINED = rf"(?<=[{KANJI}])《(?P<joined>{_READING})》"
_BRACKETED = rf"(?<=[{KANJI}])[（(](?P<bracketed>{_READING})[）)]"
_NOTATION = re.compile(f"{_MARKED}|{_JOINED}|{_BRACKETED}")
_HIDDEN = re.compile(f"{_MARKED}|{_JOINED}")
_SPACE = re.compile(r"\s")


def plain(text: str) -> str:
    """The text without ｜ and 《》 notation, for titles, attributes, search and CSV; 漢字（かんじ） stays as typed."""
    if "《" not in text:
        return text
    return _HIDDEN.sub(lambda match: match["marked"] or "", text)


def resolve(text: str, readings: Mapping[str, str]) -> tuple[str, list[Pin]]:
    """The text without its readings, and where they stand in it."""
    pieces: list[str] = []
    pins: list[Pin] = []
    length = end = 0
    for match in _NOTATION.finditer(text):
        before = text[end : match.start()]
        if match["marked"] is not None:
            base, reading = match["marked"], match["marked_reading"]
            pieces += (before, base)
            length += len(before)
            pins.append(Pin(length, length + len(base), _settled(base, reading)))
            length += len(base)
        else:
            reading = match["joined"] or match["bracketed"]
            base = _base(before, reading, readings, certain=match["joined"] is not None)
            kept = before if base else before + match[0]
            pieces.append(kept)
            length += len(kept)
            if base:
                pins.append(Pin(length - len(base), length, _settled(base, reading)))
        end = match.end()
    return "".join(pieces) + text[end:], pins


def _settled(base: str, reading: str) -> tuple[Segment, ...]:
    """What an author says holds even where there is no kanji: ｜NPO《エヌピーオー》."""
    segments = place(base, reading)
    if any(segment.reading for segment in segments):
        return segments
    return (Segment(base, to_hiragana(reading).strip()),)


def _base(before: str, reading: str, readings: Mapping[str, str], *, certain: bool) -> str:
    """The end of `before` to which a reading in brackets belongs; empty if it reads as an ordinary remark.

    The words in front may begin with kana (みどり野市（みどりのし）) and the kanji in front of the right ones may
    belong to another word (主催者山田（やまだ）), so ends that are read so are tried before the mere run of kanji.
    """
    kana = _bare(reading)
    front = re.search(rf"[{KANJI}{_KANA}\s]*$", before[-_LONGEST_BASE:])
    parts = words(front[0].lstrip() if front else "")
    ends = ["".join(part.surface for part in parts[index:]) for index in range(len(parts))]
    for index, end in enumerate(ends):
        read = "".join(part.reading for part in parts[index:])
        if kana in (_bare(read), _bare(readings.get(end, ""))):
            return end
    for end in ends:
        # Not as Sudachi reads it, but the kana among the kanji fit: みどり野市（みどりのし）.
        segments = place(end, reading)
        read_anew = [segment for segment in segments if segment.reading]
        if len(segments) == len(read_anew) or _reaches_too_far(end, reading, read_anew):
            continue
        if certain or all(_can_be_read(*segment) for segment in read_anew):
            return end
    run = re.search(f"[{KANJI}]+$", before[-_LONGEST_BASE:])
    kanji = run[0] if run else ""
    return kanji if certain or _can_be_read(kanji, kana) else ""


def _reaches_too_far(end: str, reading: str, read_anew: list[Segment]) -> bool:
    """Whether only what stands behind a space is meant (岡田 恵《けい》), not the name in front of it, too, which must then
    be read as it is elsewhere (渡部 花代《わたべかよ》)."""
    if not _SPACE.search(end.strip()) or _SPACE.search(reading.strip()):
        return False
    return not read_anew or read_anew[0].reading not in readings_of(read_anew[0].text)


def _bare(reading: str) -> str:
    return re.sub(r"[\s・]", "", to_hiragana(reading))


def _can_be_read(kanji: str, kana: str | None) -> bool:
    """Whether kana may be the reading of a run of kanji: a name may be read in any way, a known word may not."""
    if not kanji or not kana:
        return False
    parts = words(kanji)
    if any(part.name for part in parts) or kana in readings_of(kanji):
        return True
    expected = "".join(part.reading for part in parts)
    return SequenceMatcher(None, expected, kana).ratio() >= 0.5
