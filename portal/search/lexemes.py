"""The lexemes by which entries are found: one GIN index on a tsvector answers for names, words, districts and kinds.

A lexeme is a letter that says what it is, and a text:

    d3, d     public, in the district 3 (its own or one that it serves too); public, in the whole city
    i3, i     internal, of the district 3; internal, of the whole city
    korgan…   the kind of record
    n若葉     a pair of characters (or one character) of the names and readings; n↵若 begins one, n会↵ ends one
    p扇町     the same of addresses and places; p↵1 begins a house number
    t障害     a word of the texts in Sudachi's normalised form; title weighted A, summary B, the rest C
    yおちゃ   how a word of the texts, or two that stand together, sounds (お茶); written in ASCII, a byte
              for each kana in place of three: half of the index would be kana otherwise

Why one index over all of it, and what else was measured: benchmarks/README.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.japanese import morphology
from portal.japanese.furigana import plain
from portal.japanese.name_readings import NOTHING, spoken
from portal.japanese.text import address_key, has_kanji, name_key, normalize
from portal.models import Visibility

# What people leave out, add or vary when they type a name: spaces, brackets, quotation marks, commas, middle dots.
_SILENT = re.compile(r"""[\s・「」『』【】〔〕〈〉《》()\[\]{}"'“”‘’`´、。,，]""")

# Two numbers or more after the name of a place; a 丁目 with its number.
_HOUSE_NUMBER = re.compile(r"(?<=[^\W\d])\d{1,4}(?:-\d{1,4})+(?![\d-])")
_BLOCK = re.compile("[0-9〇一二三四五六七八九十]{1,3}丁目")

# By which rules entries are made: to be raised with each change of them, so that the worker makes older ones anew.
EDITION = 4

# Limits of PostgreSQL's tsvector: the last position that it keeps, positions of one word, and a word's length (2 kB).
LAST_POSITION = 16383
POSITIONS_OF_A_WORD = 255
LONGEST_WORD = 200


# From ぁ to ゖ there are 86 kana: "(" to "}". The long vowel mark is "~".
_IN_ASCII = {ord("ぁ") + place: ord("(") + place for place in range(86)} | {ord("ー"): ord("~")}


@dataclass(frozen=True, kw_only=True)
class SearchText:
    """What of one record can be found, and for whom.

    `names` are further names (通称); a title that is not a name of the record itself is shown, but not found by
    (`is_named` False). `places` are addresses, neighbourhoods, telephones and whom one meets there, `synonyms` what
    else people call it (found where they begin, after names), `texts` the rest. `district_id` None means the whole
    city; in the districts `also_in` a PUBLIC record is found too. DISTRICT is for those who may read the home
    district's internal pages; what is internal of a PUBLIC record does not belong into its texts. After its
    `last_day` it is found no more.
    """

    title: str
    district_id: int | None
    is_named: bool = True
    kana: str = ""
    names: Sequence[str] = ()
    places: Sequence[str] = ()
    summary: str = ""
    texts: Sequence[str] = ()
    synonyms: Sequence[str] = ()
    also_in: Sequence[int] = ()
    visibility: Visibility = Visibility.PUBLIC
    last_day: date | None = None


# -- Names and places ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=5000)
def fold(text: str) -> str:
    """The form in which names are compared: normalised, without spaces, brackets and the like.

    The last ones are kept: services, towns and synonyms come again in one record after the other.
    """
    return _SILENT.sub("", normalize(text))


def lines_of(texts: Iterable[str]) -> str:
    """The folded texts, each once, between newlines, which tell where one begins and ends.

    >>> lines_of(["若葉 会館", "わかばかいかん"])
    '\\n若葉会館\\nわかばかいかん\\n'
    """
    lines = "".join(f"\n{line}" for line in dict.fromkeys(map(fold, texts)) if line)
    return lines and f"{lines}\n"


def unread_names(text: SearchText) -> list[str]:
    """The names of a record of which nobody told how they are read."""
    titles = [plain(text.title)] if text.is_named and not text.kana else []
    return [name for name in (*titles, *text.names) if has_kanji(name)]


def names_of(text: SearchText, known: Mapping[str, str] = NOTHING) -> str:
    """The lines of a record's names, the title first: as written, without its legal form, its kana; other names too.

    Readings that are guessed (by what is `known` of the district's names) and synonyms stand behind an empty line, and
    there only what begins a line is found: 弘恩苑, guessed ひろし|おん|えん, by おんえん, but not by しおん.
    """
    title = plain(text.title) if text.is_named else ""
    guesses = [guess for name in unread_names(text) for guess in spoken(name, known)]
    said = [*text.synonyms, *map(morphology.reading, text.synonyms)]
    return lines_of([title, name_key(title), *text.names, text.kana]) + lines_of([*guesses, *said])


def places_of(text: SearchText) -> str:
    """The lines of a record's places: as written, with house numbers in one form (2-8-7), and these by themselves.

    >>> places_of(SearchText(title="", district_id=1, places=["若葉一丁目2番3号"]))
    '\\n若葉一丁目2番3号\\n若葉1-2-3\\n1-2-3\\n'
    """
    places = [place for place in text.places if place]
    numbers = [number for place in places for number in house_numbers(place)]
    return lines_of([*places, *map(address_key, places), *numbers])


def house_numbers(place: str) -> list[str]:
    """The house numbers of an address by themselves (1-2-3), and of a 丁目 without any its number (1-): no telephones.

    So that 1丁目 finds 若葉1-2-3, whose first number begins a line, but neither 11-2 nor 087-831-2000.
    """
    numbers = _HOUSE_NUMBER.findall(address_key(place))
    blocks = [address_key(block) + "-" for block in _BLOCK.findall(normalize(place))]
    return numbers + [block for block in blocks if not any(number.startswith(block) for number in numbers)]


def pairs(text: str) -> list[str]:
    """What must stand in all that contains this text: its pairs of characters, or the one character that it is."""
    return list(dict.fromkeys(map("".join, zip(text, text[1:], strict=False)))) or [text]


def pairs_and_characters(lines: str) -> list[str]:
    """What is indexed of `lines_of` something, so that a single character can be searched for, too."""
    return list(dict.fromkeys([*pairs(lines), *lines.replace("\n", "")])) if lines else []


# -- Words -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=500)
def _analysed(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a text and how they sound, none longer than a tsvector takes.

    The last ones are kept: categories, services and the like come again in one record after the other.
    """
    found = morphology.analyse(text)
    return (
        tuple(word.form[:LONGEST_WORD] for word in found.words),
        frozenset(word.reading for word in found.spoken if len(word.reading) <= LONGEST_WORD),
    )


def words_of(text: str) -> tuple[str, ...]:
    """Sudachi's normalised content words."""
    return _analysed(text)[0]


def sounds_of(text: SearchText) -> list[str]:
    """How the words of a record's texts sound; its names have readings of their own."""
    return sorted({sound for part in (text.summary, *text.texts) for sound in _analysed(plain(part))[1]})


def sounding(kana: str) -> str:
    """The lexeme of what sounds so."""
    return f"y{kana.translate(_IN_ASCII)}"


def positions_of(text: SearchText) -> dict[str, list[str]]:
    """Where the words of a record stand, in the order title and other names (A), summary (B), texts (C)."""
    title = text.title if text.is_named else ""
    parts = [("A", title), *(("A", name) for name in text.names), ("B", text.summary)]
    parts += [("C", part) for part in text.texts]
    words = ((word, weight) for weight, part in parts for word in words_of(plain(part)))
    found: dict[str, list[str]] = defaultdict(list)
    for position, (word, weight) in zip(range(1, LAST_POSITION + 1), words, strict=False):
        if len(found[word]) < POSITIONS_OF_A_WORD:
            found[word].append(f"{position}{weight}")
    return found


# -- Literals --------------------------------------------------------------------------------------------------------


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery literals take it, whatever characters it has."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def all_quoted(lexemes: Sequence[str]) -> str:
    """A tsvector literal of lexemes; three times quicker than one by one where nothing is to be escaped."""
    letters = "".join(lexemes)
    if "'" in letters or "\\" in letters:
        return " ".join(map(quoted, lexemes))
    return "'{}'".format("' '".join(lexemes))


def scopes_of(text: SearchText) -> list[str]:
    """Where and by whom a record is found, as lexemes."""
    home = "" if text.district_id is None else str(text.district_id)
    if text.visibility == Visibility.DISTRICT:
        return [f"i{home}"]
    return [f"d{district}" for district in (home, *text.also_in)]


def vector_of(text: SearchText, *, kind: str, names: str, places: str) -> str:
    """All lexemes of a record as a tsvector literal; `names` and `places` are its lines."""
    lexemes = [*scopes_of(text), f"k{kind}"]
    lexemes += [f"n{pair}" for pair in pairs_and_characters(names)]
    lexemes += [f"p{pair}" for pair in pairs_and_characters(places)]
    words = [f"{quoted(f't{word}')}:{','.join(places)}" for word, places in positions_of(text).items()]
    return " ".join([all_quoted(lexemes), *map(_quoted_sound, sounds_of(text)), *words])


@lru_cache(maxsize=5000)
def _quoted_sound(kana: str) -> str:
    return quoted(sounding(kana))


def every(parts: Iterable[str]) -> str:
    """A tsquery that asks for all of the parts."""
    return f"({' & '.join(parts)})"


def either(parts: Iterable[str]) -> str:
    """A tsquery that asks for any of the parts."""
    return f"({' | '.join(parts)})"


def containing(letter: str, text: str) -> str:
    """A tsquery for the entries whose names (n) or places (p) can contain the text."""
    return every(quoted(f"{letter}{pair}") for pair in pairs(text))


def mentioning(words: Sequence[str], weights: str = "", *, in_a_row: bool = False) -> str:
    """A tsquery for the entries with all these words; `weights` are those they may have ("AB"), else any."""
    lexemes = [quoted(f"t{word}") + (f":{weights}" if weights else "") for word in words]
    return f"({' <-> '.join(lexemes)})" if in_a_row else every(lexemes)
