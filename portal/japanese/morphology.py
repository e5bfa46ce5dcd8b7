"""Words and readings, by Sudachi (the only module that imports it).

The dictionary (sudachidict_core, 202 MB on disk) is a memory-mapped file. Measured on SudachiPy 0.7: opening it takes
0.13 s and the first sentence 0.07 s; a process holds 85 MB of it at once and up to 146 MB after varied text, all of it
clean pages that processes share (none is private), so that a second worker costs some 10 MB. A thousand characters
take 2 ms. A tokenizer may not be used by two threads, and making one takes 10 µs: each call makes its own.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import jaconv
from sudachipy import Config, Dictionary, Morpheme, PosMatcher

from portal.japanese.text import fold_variants, has_kanji, normalize, to_hiragana

# Sudachi takes at most 65,535 bytes at once, after a normalisation of its own that makes up to 33 of one character.
_LONGEST = 1500

# The noun-like suffixes stay, since 文化祭 is more than 文化; those of _EMPTY_WORDS go, so that 障害者 finds 障がいのある人.
_CONTENT = ("名詞", "代名詞", "動詞", "形容詞", "形状詞", "副詞", "感動詞", "接尾辞")
# What is said in one breath with its neighbours: お茶, ご近所.
_SPOKEN = (*_CONTENT, "接頭辞")
_AFFIXES = ("接頭辞", "接尾辞")
_KANA_ALONE = re.compile("[ぁ-ゖー]+")
# Words that stand in every second sentence and tell nothing of it, in the normalised form of Sudachi.
_EMPTY_WORDS = frozenset(
    [
        "為る",
        "有る",
        "居る",
        "成る",
        "こと",
        "事",
        "物",
        "為",
        "様",
        "下さる",
        "頂く",
        "致す",
        "御座る",
        "就く",
        "因る",
    ]
    + ["者", "達", "等", "的", "さん", "君", "さ", "つ"]
)
_NUMERALS = frozenset("0123456789０１２３４５６７８９〇一二三四五六七八九十百千万")


class Word(NamedTuple):
    """A word of a text with its hiragana reading.

    `name` marks a proper noun or a word that the dictionary lacks, whose reading may be the kanji themselves;
    `kind` says what a proper noun is: 姓, 名 (a person's), 地名, or 固有 for all else; `numeral` marks figures, of which the
    reading is not to be trusted (Sudachi reads 2025 digit by digit).
    """

    surface: str
    reading: str
    name: bool = False
    numeral: bool = False
    kind: str = ""


def load() -> None:
    """Open the dictionary now, so that the first reader does not wait and forked workers share it."""
    _dictionary()


class ContentWord(NamedTuple):
    """A word that means something, at text[start:end], in a form in which its spellings are equal (`tokens`)."""

    start: int
    end: int
    form: str


class SpokenWord(NamedTuple):
    """A word, or a few that stand together, at text[start:end] as it sounds, in hiragana (お茶: おちゃ)."""

    start: int
    end: int
    reading: str


class _Spoken(NamedTuple):
    start: int
    end: int
    reading: str
    part: str


class Analysis(NamedTuple):
    """The words by which a text is found: as they are written, and as they sound."""

    words: tuple[ContentWord, ...]
    spoken: tuple[SpokenWord, ...]


def analyse(text: str) -> Analysis:
    """The words by which a text is found, in order, with their places.

    Short units (Sudachi mode A) in Sudachi's normalised form, then `normalize`d: 障がい and 障害 give 障害, 申込 and
    申し込み give 申し込み. Particles, auxiliaries, symbols and words that say nothing (する, こと …) are left out.
    As they sound: each word that has kanji, and two that stand together (お|茶, 見|守り, 子ども|食堂).
    """
    is_content, is_spoken = _matcher(_CONTENT), _matcher(_SPOKEN)
    tokenizer = _dictionary().tokenizer(mode="A")
    found: list[ContentWord] = []
    spoken: list[SpokenWord] = []
    run: list[_Spoken] = []
    start = 0
    for chunk in _chunks(text):
        for morpheme in tokenizer.tokenize(fold_variants(chunk)):
            begin, end = start + morpheme.begin(), start + morpheme.end()
            if is_content(morpheme) and (form := morpheme.normalized_form()) not in _EMPTY_WORDS:
                found.append(ContentWord(begin, end, _normalized(form)))
            reading = _hiragana(morpheme.reading_form()) if is_spoken(morpheme) else ""
            if reading and _KANA_ALONE.fullmatch(reading):
                run.append(_Spoken(begin, end, reading, morpheme.part_of_speech()[0]))
            elif run:
                spoken += _together(run, text)
                run = []
        start += len(chunk)
    spoken += _together(run, text)
    return Analysis(tuple(found), tuple(spoken))


def _together(run: list[_Spoken], text: str) -> Iterator[SpokenWord]:
    """The words of a run alone and two by two, with prefix and suffixes; without kanji they are found as they stand.

    Nobody searches for a suffix (者) or a prefix (小) by itself.
    """
    for first, word in enumerate(run):
        if word.part == "接尾辞":
            continue
        reading, whole = "", 0
        for last in run[first:]:
            reading += last.reading
            whole += last.part not in _AFFIXES
            if whole > 2:
                break
            if len(reading) > 1 and whole and has_kanji(text[word.start : last.end]):
                yield SpokenWord(word.start, last.end, reading)


def content_words(text: str) -> tuple[ContentWord, ...]:
    """The words of a text as they are written, with their places (`analyse`)."""
    return analyse(text).words


def tokens(text: str) -> list[str]:
    """The forms of a text's content words, in order and as often as they stand there; for indexing and for queries."""
    return [word.form for word in content_words(text)]


@lru_cache(maxsize=1000)
def reading(text: str) -> str:
    """A text in hiragana, as a proposal for a ふりがな field; figures, symbols and unknown kanji stay as they are."""
    return "".join(map(reading_of, words(text)))


def reading_of(word: Word) -> str:
    """The reading of one of the `words`, or itself if it has none."""
    return word.surface if word.numeral or has_kanji(word.reading) else word.reading


def words(text: str) -> list[Word]:
    """The words of a text, joined again equal to it, with the readings that hold in their context.

    Read in long units (mode C), which know 一人暮らし and place names, then cut where the parts are read alike.
    """
    tokenizer = _dictionary().tokenizer(mode="C")
    return [
        word
        for chunk in _chunks(text)
        for morpheme in tokenizer.tokenize(fold_variants(chunk))
        for word in _parts(morpheme, chunk)
    ]


def person_names(text: str) -> list[str]:
    """Words of a text that look like people's names, in order; a guess, which a person must check."""
    is_name = _dictionary().pos_matcher(lambda pos: pos[1] == "固有名詞" and pos[2] == "人名")
    tokenizer = _dictionary().tokenizer(mode="A")
    return [
        morpheme.surface()
        for chunk in _chunks(text)
        for morpheme in tokenizer.tokenize(chunk)
        if is_name(morpheme)
    ]


@lru_cache(maxsize=5000)
def readings_of(surface: str, kind: str = "") -> frozenset[str]:
    """All hiragana readings under which the dictionary lists exactly this word (明日: あす, あした, みょうにち).

    Those of one kind of names alone if one is given (松前: as a surname まつまえ, as a place まさき too).
    """
    return frozenset(
        jaconv.kata2hira(entry.reading_form())
        for entry in _dictionary().lookup(surface)
        if kind in ("", _kind_of(entry))
    )


@lru_cache(maxsize=20_000)
def _normalized(form: str) -> str:
    """`normalize`, kept for the words that come again and again: a third of the time of indexing."""
    return normalize(form)


@lru_cache(maxsize=20_000)
def _hiragana(reading: str) -> str:
    return jaconv.kata2hira(reading)


@cache
def _dictionary() -> Dictionary:
    # Sudachi's own plugins without IgnoreYomigana, which would swallow short remarks in brackets: 参加費（おとな）.
    return Dictionary(
        config=Config(
            system="core",
            inputTextPlugin=[
                {"class": "com.worksap.nlp.sudachi.DefaultInputTextPlugin"},
                {
                    "class": "com.worksap.nlp.sudachi.ProlongedSoundMarkPlugin",
                    "prolongedSoundMarks": ["ー", "-", "⁓", "〜", "〰"],
                    "replacementSymbol": "ー",
                },
            ],
        )
    )


@cache
def _matcher(parts: tuple[str, ...]) -> PosMatcher:
    return _dictionary().pos_matcher([(part,) for part in parts])


def _kind_of(morpheme: Morpheme) -> str:
    """Of what a morpheme is a name: 姓, 名 (also of persons with one name), 地名, 固有 (of all else); empty if it is none."""
    _, noun, what, part, *_ = morpheme.part_of_speech()
    if noun != "固有名詞":
        return ""
    if what == "人名":
        return "姓" if part == "姓" else "名"
    return "地名" if what == "地名" else "固有"


def _parts(morpheme: Morpheme, chunk: str) -> list[Word]:
    if len(morpheme) > 2:
        parts = morpheme.split("A")
        if len(parts) > 1 and "".join(part.reading_form() for part in parts) == morpheme.reading_form():
            return [_word(part, chunk) for part in parts]
    return [_word(morpheme, chunk)]


def _word(morpheme: Morpheme, chunk: str) -> Word:
    """The word that a morpheme of the chunk stands for, spelt as in the chunk itself."""
    surface = chunk[morpheme.begin() : morpheme.end()]
    if not has_kanji(surface):
        return Word(surface, to_hiragana(surface), numeral=surface.isdecimal())
    kind = _kind_of(morpheme)
    name = morpheme.is_oov() or bool(kind)
    reading = jaconv.kata2hira(morpheme.reading_form())
    return Word(surface, reading, name, numeral=_NUMERALS.issuperset(surface), kind=kind)


def _chunks(text: str) -> Iterator[str]:
    """The text in pieces that Sudachi takes, cut after a line or a sentence where there is one."""
    while len(text) > _LONGEST:
        cut = 1 + max(text.rfind("\n", 0, _LONGEST), text.rfind("。", 0, _LONGEST)) or _LONGEST
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text
