"""What else may be meant by a query that finds nothing: words of texts that differ from one typed by a slip of the pen.

Names much like the query are offered as they are (finding.py). A word of texts (サービス) is offered as another query,
where it is typed with a slip (サーピス), or in other kanji that sound so (訓錬: くんれん). There is no list of all words;
each way to put a slip right is looked up in the index, all of them by one query.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from portal.japanese import morphology
from portal.japanese.text import clean, has_kanji, to_hiragana, to_katakana
from portal.search.lexemes import every, fold, mentioning, quoted, sounding, words_of
from portal.search.queries import LONGEST_QUERY, Word

# So many queries are offered; so many words of a query are looked at, of a length that is no other word by chance.
MOST_OFFERED = 3
MOST_WORDS = 2
SHORTEST, LONGEST = 4, 12
SHORTEST_SOUND = 3
# Of what more records have it does not matter which has the most.
LOOKED_AT = 100

# Rows of keys: a slip of the thumb takes another vowel. Then what looks or sounds alike: voiced, small and large ones.
_ROWS = (
    "あいうえおぁぃぅぇぉ", "かきくけこがぎぐげご", "さしすせそざじずぜぞ", "たちつてとだぢづでどっ", "なにぬねの",
    "はひふへほばびぶべぼぱぴぷぺぽ", "まみむめも", "やゆよゃゅょ", "らりるれろ", "わをんー",
    "じぢ", "ずづ", "おを", "わは", "えへ", "あや", "しつ", "そん", "くわ", "うふ", "ーう", "ーい", "ーあ",
)  # fmt: skip
# What is left out or typed once too often.
_LEFT_OUT = "ーっんういぃゃゅょ"
_KATAKANA = re.compile(f"[ァ-ヺー]{{{SHORTEST},{LONGEST}}}")

# Each word by itself: of a hundred together the database takes it that half of all records have them, and reads the whole
# table; and the index tries all of them on each record that has one.
OFFER = """
SELECT word, records FROM unnest(%(lexemes)s::text[], %(asked)s::text[]) AS meant (word, asked),
LATERAL (
    SELECT count(*) FROM (
        SELECT FROM portal_searchentry
        WHERE lexemes @@ asked::tsquery AND (last_day IS NULL OR last_day >= %(today)s)
        LIMIT %(looked_at)s) AS record) AS found (records)
WHERE records > 0
"""


class Slip(NamedTuple):
    """Where a word of a query may have a slip, between what is right, and what may be meant there, in hiragana."""

    before: str
    meant: tuple[str, ...]
    after: str
    is_katakana: bool

    def put_right(self, kana: str) -> str:
        return f"{self.before}{to_katakana(kana) if self.is_katakana else kana}{self.after}"


def offered(typed: str, scope: str) -> list[str]:
    """Queries that find something in the scope, the most frequent first; none for more than two words.

    A query of the database for each word.
    """
    words = clean(typed[:LONGEST_QUERY]).split()
    if len(words) > MOST_WORDS:
        return []
    found: list[tuple[int, str]] = []
    for index, word in enumerate(words):
        if slip := _slip_in(word):
            around = words[:index], words[index + 1 :]
            others = [Word(fold(other), words_of(other)).anywhere for part in around for other in part]
            for kana, records in _known(slip, [scope, *others]):
                found.append((-records, " ".join([*around[0], slip.put_right(kana), *around[1]])))
    return list(dict.fromkeys(query for _, query in sorted(found)))[:MOST_OFFERED]


def _slip_in(word: str) -> Slip | None:
    """Where a word may have its slip: in its kana, in its katakana among others, or in the choice of its kanji."""
    kana = fold(word)
    if Word(kana).is_kana:
        is_katakana = to_katakana(word) == word
        is_of_a_length = SHORTEST <= len(kana) <= LONGEST
        return Slip("", tuple(one_slip_from(kana)), "", is_katakana) if is_of_a_length else None
    if match := _KATAKANA.search(word):
        meant = tuple(one_slip_from(to_hiragana(match[0])))
        return Slip(word[: match.start()], meant, word[match.end() :], is_katakana=True)
    sound = fold(morphology.reading(word))
    is_sound = has_kanji(word) and Word(sound).is_kana and len(sound) >= SHORTEST_SOUND
    return Slip("", (sound,), "", is_katakana=False) if is_sound else None


def one_slip_from(kana: str) -> list[str]:
    """The words of kana that a slip makes the given one of: another kana of its row or shape, two that changed places,
    one too many, one left out.

    >>> "さーびす" in one_slip_from("さーぴす"), "さーびす" in one_slip_from("さびす")
    (True, True)
    """
    slips: list[str] = []
    for place, typed in enumerate(kana):
        head, tail = kana[:place], kana[place + 1 :]
        slips += [f"{head}{other}{tail}" for row in _ROWS if typed in row for other in row]
        slips.append(head + tail)
        slips.append(f"{head}{tail[:1]}{typed}{tail[1:]}")
    for place in range(1, len(kana) + 1):
        slips += [f"{kana[:place]}{left_out}{kana[place:]}" for left_out in _LEFT_OUT]
    return [slip for slip in dict.fromkeys(slips) if slip != kana and Word(slip).is_kana]


def _known(slip: Slip, conditions: Sequence[str]) -> list[tuple[str, int]]:
    """Which of what may be meant is a word of texts under the conditions, or its sound, and how many records have it."""
    before, after = words_of(slip.before), words_of(slip.after)
    if any(map(str.isdigit, slip.before + slip.after)):
        # Numbers must stand beside it, as they must for the query that is offered (`Word.mention`): 第2サービス.
        meanings = {f"t{kana}": kana for kana in slip.meant}
        asked = [mentioning([*before, kana, *after], in_a_row=True) for kana in slip.meant]
    else:
        meanings = {lexeme: kana for kana in slip.meant for lexeme in (f"t{kana}", sounding(kana))}
        rest = [quoted(f"t{word}") for word in (*before, *after)]
        asked = [every([*rest, quoted(lexeme)]) for lexeme in meanings]
    parameters = {
        "lexemes": list(meanings),
        "asked": [every([*conditions, each]) for each in asked],
        "today": timezone.localdate(),
        "looked_at": LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(OFFER, parameters)
        return [(meanings[lexeme], records) for lexeme, records in cursor.fetchall()]
