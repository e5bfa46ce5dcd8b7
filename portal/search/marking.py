"""Showing where a query stands in a text."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.search.lexemes import fold
from portal.search.queries import Word

# A character with the voicing marks that belong to it (ﾊﾟ, か + ゙).
_CHARACTER = re.compile("(?s:.)[\u3099\u309aﾞﾟ]*")


def mark(text: str, words: Iterable[Word]) -> SafeString:
    """The text as safe HTML with <mark> around what was searched for, in whatever spelling it stands there."""
    spans = sorted(span for word in words for span in _spans(text, word))
    pieces: list[str] = []
    end = 0
    for first, last in spans:
        if last > end:
            first = max(first, end)
            pieces += [escape(text[end:first]), "<mark>", escape(text[first:last]), "</mark>"]
            end = last
    return SafeString("".join([*pieces, escape(text[end:])]).replace("</mark><mark>", ""))


def _spans(text: str, word: Word) -> Iterator[tuple[int, int]]:
    """Where a word stands in a text: as typed, but for width and kana; or else as words that mean the same (障がい)."""
    places = _folded_places(text)
    folded = "".join(character for character, _, _ in places)
    start = folded.find(word.folded)
    if start < 0:
        yield from word.spans_in(text)
    while start >= 0:
        end = start + len(word.folded)
        yield places[start][1], places[end - 1][2]
        start = folded.find(word.folded, end)


def _folded_places(text: str) -> list[tuple[str, int, int]]:
    """The characters of the folded text, each with the start and the end of the character that it comes from."""
    return [
        (folded, match.start(), match.end())
        for match in _CHARACTER.finditer(text)
        for folded in _fold_character(match[0])
    ]


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    # A long vowel mark is one only after kana, and there is nothing before it here.
    return "ー" if character == "ー" else fold(character)
