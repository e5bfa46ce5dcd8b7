"""Which readings of Sudachi are mere guesses: those of names that nobody gave a reading.

A wrong reading above a name is worse than none. Which words of names Sudachi reads wrongly was counted on the names of 213
facilities and 4,000 towns with their published readings: see benchmarks/README.md.
"""

from collections.abc import Sequence

from portal.japanese.furigana.placing import Segment, place_word
from portal.japanese.morphology import Word, readings_of
from portal.japanese.text import fold_variants, has_kanji

# Single kanji that end names of places and bodies and are hardly ever read otherwise. 町 is まち as often as ちょう.
_ENDINGS = frozenset("荘館会所院寮校室店局庁部課台者園苑堂場市県都区村郡庵")
# Single kanji that belong to the word after them: 小学校.
_BEGINNINGS = frozenset("小中高大新第")
_TOWN = "町"
_READINGS_OF_TOWN = ("まち", "ちょう")


def read(words: Sequence[Word], named: Sequence[bool]) -> list[Segment]:
    """The segments of words, without readings where they are guessed; `named` says which stand in a name."""
    guessed = _guessed(words, named)
    return [
        segment
        for index, word in enumerate(words)
        for segment in (
            (Segment(word.surface),)
            if index in guessed
            else _without_town(word)
            if named[index]
            else place_word(word)
        )
    ]


def _guessed(words: Sequence[Word], named: Sequence[bool]) -> set[int]:
    guessed = {
        index
        for index, word in enumerate(words)
        if named[index] and has_kanji(word.surface) and _is_guess(word)
    }
    guessed |= _of_persons(words)
    # A single kanji is as sure as its neighbours (弘|恩|苑, 亀|天|荘), looked at from both sides: they follow one another.
    for indexes in (range(len(words)), reversed(range(len(words)))):
        for index in indexes:
            if named[index] and _is_single(words[index]) and _hangs(words, index, guessed):
                guessed.add(index)
    return guessed


def _hangs(words: Sequence[Word], index: int, guessed: set[int]) -> bool:
    """Whether a single kanji stands by a guess or by another single kanji, and does not just begin or end words."""
    word = words[index].surface
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    if word in _ENDINGS and before and has_kanji(before.surface):
        return False
    unsure_after = bool(after) and (index + 1 in guessed or _is_single(after))
    if word in _BEGINNINGS and after and has_kanji(after.surface):
        return unsure_after
    return word == _TOWN or unsure_after or bool(before) and (index - 1 in guessed or _is_single(before))


def _is_guess(word: Word) -> bool:
    """Whether a word of a name is one of which the dictionary cannot tell the reading.

    Given names are read so in people's names (和幸 かずゆき), in others mostly by their sound (わこう); other names are
    sure where the dictionary has one reading alone. It has no words but names of which it would be so often wrong.
    """
    if word.kind == "名":
        return True
    if word.kind == "地名":
        return _has_several(word, "地名")
    return bool(word.kind) and (_has_several(word) or word.kind == "姓" and len(word.surface) == 1)


def _of_persons(words: Sequence[Word]) -> set[int]:
    """What of people's names the dictionary has with several readings; a surname and a given name, with or without a space."""
    spoken = [index for index, word in enumerate(words) if word.surface.strip()]
    found: set[int] = set()
    for first, second in zip(spoken, spoken[1:], strict=False):
        if (words[first].kind, words[second].kind) == ("姓", "名"):
            found |= {index for index in (first, second) if _has_several(words[index], words[index].kind)}
    return found


def _has_several(word: Word, kind: str = "") -> bool:
    fronts = {_front(word.surface, kana) for kana in readings_of(fold_variants(word.surface), kind)}
    return bool(fronts - {_front(word.surface, word.reading)})


def _is_single(word: Word) -> bool:
    return len(word.surface) == 1 and has_kanji(word.surface) and not word.numeral


def _without_town(word: Word) -> tuple[Segment, ...]:
    """The segments of a place's name, whose last kanji may be read まち or ちょう."""
    front = _front(word.surface, word.reading)
    if not word.kind or front == word.reading:
        return place_word(word)
    return (*place_word(word._replace(surface=word.surface[:-1], reading=front)), Segment(_TOWN))


def _front(surface: str, kana: str) -> str:
    """What of a reading stands above all but the 町 at the end."""
    if len(surface) > 1 and surface.endswith(_TOWN):
        return next((kana.removesuffix(end) for end in _READINGS_OF_TOWN if kana.endswith(end)), kana)
    return kana
