"""What a reader types, as the words that have to be found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import jaconv
from rapidfuzz import fuzz

from portal.japanese import morphology
from portal.japanese.text import address_key, to_katakana
from portal.search.lexemes import containing, either, every, fold, mentioning, quoted, sounding, words_of

LONGEST_QUERY = 100
MOST_WORDS = 10

_KANJI_FIGURES = str.maketrans("123456789", "一二三四五六七八九")
_FROM_A_BLOCK = re.compile("[0-9〇一二三四五六七八九十]{1,3}丁目")
# Two characters or more: one alone is the sound of too many words.
_KANA = re.compile("[ぁ-ゖー]{2,}")


@dataclass(frozen=True)
class Word:
    """A word of a query: `folded` as names have it, `parts` as the words of texts that it consists of."""

    folded: str
    parts: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """With one or two characters, or three kana, of which none can be a slip of the pen: too much is like them."""
        return len(self.folded) < (4 if self.is_kana else 3)

    @property
    def is_kana(self) -> bool:
        """Whether it tells nothing but how a word sounds; it was hiragana or katakana of any width."""
        return _KANA.fullmatch(self.folded) is not None

    @property
    def anywhere(self) -> str:
        """A tsquery for the entries that can contain it in their names, their places or their texts.

        The index alone answers it; whether words stand in a row (`mention_or_sound`) is seen in the entry itself.
        """
        return either([containing("n", self.folded), self.elsewhere])

    @property
    def elsewhere(self) -> str:
        """The same but for their names."""
        ways = [mentioning(words) for words in self.ways]
        sound = [quoted(sounding(self.folded))] if self.is_kana else []
        return either([*(containing("p", place) for place in self.places), *ways, *sound])

    @cached_property
    def places(self) -> tuple[str, ...]:
        """How it may stand in an address: as typed, and with house numbers in one form (1丁目2番: 1-2).

        The number must end there: 若葉1丁目 is not 若葉12-3. Where it begins with a 丁目, so must the address's: 1丁目2番 is
        not 11-2. Of another number alone only its figure changes (2番, 二番): 2- stands in half of all telephone numbers.
        """
        key = fold(address_key(self.folded))
        if _FROM_A_BLOCK.match(self.folded) and key.replace("-", "").isdigit():
            return (f"\n{key}-", f"\n{key}\n")
        if key in ("", self.folded):
            return (self.folded,)
        if key.isdigit():
            kanji = key.translate(_KANJI_FIGURES)
            return tuple(
                dict.fromkeys([self.folded, self.folded.replace(key, kanji), self.folded.replace(kanji, key)])
            )
        return (self.folded, f"{key}-", f"{key}\n") if key[-1].isdigit() else (self.folded, key)

    @property
    def mention_or_sound(self) -> str:
        """A tsquery for the entries whose texts have it, or have a word that sounds so (おちゃ: お茶)."""
        return either([self.mention(), quoted(sounding(self.folded))]) if self.is_kana else self.mention()

    def mention(self, weights: str = "") -> str:
        """A tsquery for the entries whose texts have it, as Sudachi cuts it or as one word (さろん = サロン).

        Kana are cut by guess: the parts must stand in a row, or のうとれ (のう|取る) would be found everywhere. So must
        numbers, or 1-2 would be found in all that has a first and a second meeting.
        """
        in_a_row = self.is_kana or any(map(str.isdigit, self.folded))
        return either(mentioning(words, weights, in_a_row=in_a_row) for words in self.ways)

    @cached_property
    def ways(self) -> list[tuple[str, ...]]:
        """The words that it may be: itself, as Sudachi cuts it; kana as hiragana and as katakana, whichever was typed."""
        ways = [(self.folded,), self.parts]
        if self.is_kana:
            ways[1:] = [_all_words_of(self.folded), _all_words_of(to_katakana(self.folded))]
        return [words for words in dict.fromkeys(ways) if words]

    def spans_in(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text that has it in another spelling (障がい: 障害, しょうがい)."""
        found = morphology.analyse(text)
        spoken = [(word.start, word.end) for word in found.spoken if word.reading == self.folded]
        forms = {part for way in self.ways for part in way}
        return spoken or [(word.start, word.end) for word in found.words if word.form in forms]

    @property
    def spellings(self) -> tuple[str, ...]:
        """The word and its reading, under which names stand, too: the wrong kanji are typed most often (郷 for 里)."""
        return tuple(dict.fromkeys([self.folded, fold(morphology.reading(self.folded))]))

    @property
    def nearly(self) -> str:
        """A tsquery for names that contain the word, or its reading, but for a short stretch."""
        if self.is_short:
            return containing("n", self.folded)
        return either(part for spelling in self.spellings for part in _around_gaps(spelling))

    def likeness(self, names: Sequence[str]) -> float:
        """How much the best of some names is like the word or its reading, up to 100; 0 if too little."""
        if self.is_short:
            return 100.0 if any(self.folded in name for name in names) else 0.0
        return max(_alike(spelling, name) for spelling in self.spellings for name in names)


def _all_words_of(kana: str) -> tuple[str, ...]:
    """Its words if they are all of it but for a particle; else none: わかばのさ is not yet 若葉, and not every 若葉 is meant."""
    words = morphology.content_words(kana)
    is_all = bool(words) and words[0].start <= 1 and len(kana) - words[-1].end <= 1
    return words_of(kana) if is_all else ()


def _around_gaps(spelling: str) -> Iterator[str]:
    """Tsqueries for all but a character of a spelling, two from five characters on, a third or fourth from eight on."""
    length = len(spelling)
    gap = 1 if length < 5 else 2 if length < 8 else max(3, length // 4)
    for start in range(0, length - gap + 1, max(1, gap // 2)):
        yield every(containing("n", part) for part in (spelling[:start], spelling[start + gap :]) if part)


def _alike(spelling: str, name: str) -> float:
    """Likeness of a spelling and the part of a name most like it; 0 below what is forgiven.

    That is one wrong character up to seven, two up to eleven, then one more for every four. A name that is shorter
    than what was typed counts whole.
    """
    length = len(spelling)
    cutoff = 100 * (1 - max(1, length // 4) / length) - 0.01
    compare = fuzz.partial_ratio if len(name) >= length else fuzz.ratio
    return compare(spelling, name, score_cutoff=cutoff)


def read_query(typed: str) -> tuple[Word, ...]:
    """The words of a query, of which all must be found: ten at most, out of the first 100 characters."""
    typed_words = typed[:LONGEST_QUERY].split()
    # Folding can lengthen a text (㍿ to 株式会社).
    words = [Word(folded, words_of(word)) for word in typed_words if (folded := fold(word)[:LONGEST_QUERY])]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


_LETTERS = re.compile("[a-z'-]{2,}")
_SPOKEN = re.compile("[ぁ-ゔ][ぁ-ゖー]*")
# Where a kana is small in most words: しょう, きって; and in those from other languages: てぃ, ふぇ.
_SMALL = re.compile(
    "(?<=[きしちにひみりぎじぢびぴ])[やゆよ]|つ(?=[かきくけこさしすせそたちつてとぱぴぷぺぽ])"
)
_SMALL_ABROAD = re.compile("(?<=[てで])い|(?<=[ふゔ])[あいえお]|(?<=う)[いえお]|(?<=[しじち])え")
_MADE_SMALL = str.maketrans("やゆよつあいえお", "ゃゅょっぁぃぇぉ")


def meant(typed: str) -> str:
    """What may be meant by words that find nothing: the kana of letters that were typed without the Japanese input
    (wakaba: わかば), or small kana in place of large ones (にんちしよう: にんちしょう); empty if nothing else."""
    words = [word for word in map(fold, typed[:LONGEST_QUERY].split()) if word]
    if words and all(map(_LETTERS.fullmatch, words)):
        kana = [jaconv.alphabet2kana(word) for word in words]
        are_kana = all(_SPOKEN.fullmatch(word) and word[0] not in "んっ" for word in kana)
        return " ".join(kana) if are_kana else ""
    as_typed = " ".join(words)
    common = _SMALL.sub(lambda kana: kana[0].translate(_MADE_SMALL), as_typed)
    abroad = _SMALL_ABROAD.sub(lambda kana: kana[0].translate(_MADE_SMALL), as_typed)
    return next((text for text in (common, abroad) if text != as_typed), "")
