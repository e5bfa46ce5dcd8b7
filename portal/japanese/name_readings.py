"""How names that nobody has given a reading may sound, so that whoever types kana finds them (弘恩苑: こうおんえん).

Sudachi reads one way what it does not know, often as people's names are (弘 ひろし). Here each stretch of kanji that is no
word of everyday language is read in several ways: as Sudachi does, as other words of its dictionary, kanji by kanji as
in Sino-Japanese words, and by the readings that the dictionary has for single kanji. Ways have a cost, the likeliest none.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise
from typing import NamedTuple

from portal.japanese import morphology
from portal.japanese.furigana import Readings
from portal.japanese.kanji import on_readings
from portal.japanese.morphology import Word
from portal.japanese.text import fold_variants, has_kanji, to_hiragana

# So many ways of a name are kept, none of them much less likely than the first. Where one sounds otherwise, it is told
# from so many words before on; and so many of them from the beginning on.
MOST_WAYS = 12
DEAREST = 2.4
WORDS_BEFORE = 3
FROM_THE_BEGINNING = 2
# What is longer is a sentence, and read one way. From the middle of a name nobody types more kana than these.
LONGEST_NAME = 40
LONGEST_LINE = 40
NOTHING = Readings()

# What a way of reading costs: the words as Sudachi cuts and reads them, other words of its dictionary, kanji by kanji.
# SUFFIX is a kanji at the end of a name that is hardly ever read otherwise (館); UNREAD has no reading at all.
SUDACHI_WORD, SUDACHI_KANJI, SUFFIX, OTHER_WORD, ON, KUN, LONG_KUN = 1.0, 0.8, 0.2, 1.4, 1.0, 1.3, 1.7
ELSEWHERE, VOICED, DOUBLED, UNREAD = 0.6, 0.6, 0.4, 1.0
LONGEST_WORD = 4

_VOICED = dict(
    zip("かきくけこさしすせそたちつてとはひふへほ", "がぎぐげござじずぜぞだじづでどばびぶべぼ", strict=True)
)
_HALF_VOICED = dict(zip("はひふへほ", "ぱぴぷぺぽ", strict=True))
# After which ends of a reading the next one doubles its consonant: 吉 きち + 祥 しょう, 学 がく + 校 こう.
_DOUBLES = {"ち": frozenset(_VOICED), "つ": frozenset(_VOICED), "く": frozenset("かきくけこ")}
_FIGURES = ["ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"]
_PARTICLES = frozenset(["から", "まで", "など"])
_SUFFIXES = frozenset("荘館会所院寮校室店局庁部課台者")
_SMALL_KE = frozenset("ヶケゖけ")
_KANA = re.compile("[ぁ-ゖー]+")
_KANA_OR_KANJI = re.compile("[ぁ-ゖ\u3400-\u9fff々]")


class Piece(NamedTuple):
    """A stretch name[start:end] as it may sound."""

    start: int
    end: int
    kana: str
    cost: float


class Way(NamedTuple):
    """A name, or its beginning, as it may sound: its pieces and what they cost together."""

    cost: float
    kana: str
    pieces: tuple[Piece, ...]

    def kana_from(self, start: int) -> str:
        return "".join(piece.kana for piece in self.pieces if piece.start >= start)

    def begins_at(self, start: int) -> bool:
        return any(piece.start == start for piece in self.pieces)


def spoken(name: str, known: Mapping[str, str] = NOTHING) -> list[str]:
    """How a name may sound, in hiragana: from each of its words on, the likeliest way first; empty if it has no kanji.

    `known` are readings that hold in the district, surface → kana (川原町: かわらまち).

    >>> spoken("弘恩苑")[:2]
    ['ひろしおんえん', 'おんえん']
    """
    if not has_kanji(name):
        return []
    words = morphology.words(name)
    bounds = list(accumulate((len(word.surface) for word in words), initial=0))
    starts = [start for start, word in zip(bounds, words, strict=False) if _may_begin(word, name[:start])]
    best, *others = _ways(name, _pieces(name, words, bounds, known))
    lines = [best.kana_from(start) for start in starts if best.begins_at(start)]
    for number, way in enumerate(others if len(name) <= LONGEST_NAME else ()):
        first = _first_difference(best, way)
        begins = [start for start in starts if start <= first and way.begins_at(start)]
        lines += [way.kana_from(start) for start in begins[-WORDS_BEFORE:]]
        if number < FROM_THE_BEGINNING:
            lines.append(way.kana)
    return list(dict.fromkeys([lines[0], *(line[:LONGEST_LINE] for line in lines[1:])]))


def _may_begin(word: Word, before: str) -> bool:
    """Whether somebody may begin with it: a word with kanji or a number; of kana no particle between words."""
    if has_kanji(word.surface) or word.numeral:
        return True
    if not word.surface.isalnum():
        return False
    is_word = len(word.reading) > 1 and word.reading not in _PARTICLES
    return is_word or not _KANA_OR_KANJI.match(before[-1:])


def _first_difference(best: Way, other: Way) -> int:
    """Where in the name another way sounds otherwise, at the beginning of a piece."""
    return next(one.start for one, two in zip(best.pieces, other.pieces, strict=False) if one[:3] != two[:3])


# -- Pieces ------------------------------------------------------------------------------------------------------------


def _runs(words: list[Word], bounds: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches of kanji that are no words of everyday language: names, unknown words and single kanji in a row."""
    first = None
    for word, start in zip(words, bounds, strict=False):
        if _is_unsure(word):
            first = start if first is None else first
        elif first is not None:
            yield first, start
            first = None
    if first is not None:
        yield first, bounds[-1]


def _is_unsure(word: Word) -> bool:
    kanji = sum(map(has_kanji, word.surface))
    return (
        bool(kanji) and not word.numeral and (word.name or len(word.surface) == 1 or has_kanji(word.reading))
    )


def _pieces(name: str, words: list[Word], bounds: list[int], known: Mapping[str, str]) -> list[Piece]:
    """All that may be put together to a way, each at its place."""
    pieces = list(_pieces_of_words(words, bounds))
    spelt = re.sub("(.)々", r"\1\1", fold_variants(name))
    for start, end in _runs(words, bounds):
        pieces += _pieces_of_run(spelt, start, end)
    for pin in Readings.of(known).pins(name, set(bounds)):
        kana = "".join(segment.reading or to_hiragana(segment.text) for segment in pin.segments)
        pieces.append(Piece(pin.start, pin.end, kana, 0.0))
        if pin.end not in bounds:
            # Sudachi cut elsewhere (川原|町会|館): what follows the known name is read anew (会館).
            rest = morphology.words(name[pin.end :])
            starts = accumulate((len(word.surface) for word in rest), initial=pin.end)
            pieces += _pieces_of_words(rest, list(starts))
    return pieces


def _pieces_of_words(words: list[Word], bounds: list[int]) -> Iterator[Piece]:
    for word, (start, end) in zip(words, pairwise(bounds), strict=True):
        yield from (Piece(start, end, kana, cost) for kana, cost in _readings_of(word))


def _readings_of(word: Word) -> Iterator[tuple[str, float]]:
    """A word of the name as Sudachi reads it, and as it reads it elsewhere."""
    if word.surface in _SMALL_KE:
        yield "が", 0.0
    elif word.numeral:
        yield from _number(word)
    elif not has_kanji(word.surface):
        yield word.reading, 0.0
    else:
        unsure = _is_unsure(word)
        first = 0.0
        if unsure:
            first = (
                SUDACHI_WORD
                if len(word.surface) > 1
                else SUFFIX
                if word.surface in _SUFFIXES
                else SUDACHI_KANJI
            )
        yield morphology.reading_of(word), first + (UNREAD if has_kanji(word.reading) else 0.0)
        others = sorted(morphology.readings_of(word.surface) - {word.reading}, key=len)
        if len(word.surface) > 1:
            yield from ((kana, first + ELSEWHERE) for kana in filter(_KANA.fullmatch, others))


def _number(word: Word) -> Iterator[tuple[str, float]]:
    """A number as it is said and, if it is in figures, as it is written (第2: だいに, だい2)."""
    figures = word.surface.translate({ord("０") + value: str(value) for value in range(10)})
    if figures.isascii() and figures.isdecimal():
        yield _said(figures), 0.0
        yield figures, 0.2
    else:
        yield word.reading, 0.0


def _said(figures: str) -> str:
    """A number below 100 as a word, others figure by figure."""
    tens, ones = divmod(int(figures), 10)
    if figures.startswith("0") or not 10 <= int(figures) < 100:
        return "".join(_FIGURES[int(figure)] for figure in figures)
    return f"{_FIGURES[tens] if tens > 1 else ''}じゅう{_FIGURES[ones] if ones else ''}"


def _pieces_of_run(name: str, start: int, end: int) -> Iterator[Piece]:
    """What name[start:end] may be put together from, besides Sudachi's words: other words of its dictionary, kanji."""
    for first in range(start, end):
        for last in range(first + 2, min(end, first + LONGEST_WORD) + 1):
            for kana in filter(_KANA.fullmatch, sorted(morphology.readings_of(name[first:last]))):
                yield Piece(first, last, kana, OTHER_WORD)
        yield from _pieces_of_kanji(name, first)
    for first in range(start, end - 1):
        for one in on_readings(name[first]):
            for two in on_readings(name[first + 1]):
                if two[0] in _DOUBLES.get(one[-1], ()):
                    kana = f"{one[:-1]}っ{_HALF_VOICED.get(two[0], two[0])}{two[1:]}"
                    yield Piece(first, first + 2, kana, 2 * ON + DOUBLED)


def _pieces_of_kanji(name: str, place: int) -> Iterator[Piece]:
    """How a single kanji may be read: between kana as a Japanese word (の丘: おか), as the last word of a name (館) not."""
    kanji, after_kanji = name[place], place > 0 and has_kanji(name[place - 1])
    before_kanji = place + 1 < len(name) and has_kanji(name[place + 1])
    on = on_readings(kanji)
    if after_kanji or before_kanji:
        yield from (Piece(place, place + 1, kana, ON) for kana in on)
    if after_kanji and not before_kanji and kanji in _SUFFIXES:
        return
    for kana in filter(_KANA.fullmatch, sorted(morphology.readings_of(kanji) - set(on))):
        cost = KUN if len(kana) < 3 else LONG_KUN
        yield Piece(place, place + 1, kana, cost)
        if after_kanji and kana[0] in _VOICED:
            yield Piece(place, place + 1, _VOICED[kana[0]] + kana[1:], cost + VOICED)


# -- Ways --------------------------------------------------------------------------------------------------------------


def _ways(name: str, pieces: list[Piece]) -> list[Way]:
    """The likeliest ways through a name, each sound once."""
    by_start: dict[int, list[Piece]] = {}
    for piece in pieces:
        by_start.setdefault(piece.start, []).append(piece)
    ways: list[list[Way]] = [[] for _ in range(len(name) + 1)]
    ways[0] = [Way(0.0, "", ())]
    for position in range(len(name)):
        following = by_start.get(position, ())
        for way in _likeliest(ways[position]) if following else ():
            for piece in following:
                ways[piece.end].append(
                    Way(way.cost + piece.cost, way.kana + piece.kana, (*way.pieces, piece))
                )
    return _likeliest(ways[-1])


def _likeliest(ways: list[Way]) -> list[Way]:
    """Each sound once, the likeliest first."""
    found: dict[str, Way] = {}
    dearest = min((way.cost for way in ways), default=0.0) + DEAREST
    for way in sorted(way for way in ways if way.cost <= dearest):
        found.setdefault(way.kana, way)
        if len(found) == MOST_WAYS:
            break
    return list(found.values())
