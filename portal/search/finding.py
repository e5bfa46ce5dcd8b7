"""Reading the search index: a query, what it finds for a reader in a district, best first, and names much like it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.models import District, SearchEntry, Visibility
from portal.permissions import Access
from portal.plugins import SearchSource, registered
from portal.search.lexemes import containing, either, every, quoted
from portal.search.marking import mark
from portal.search.queries import Word, meant, read_query
from portal.search.slips import offered

# So many candidates are ranked; of more we only say that there are more.
CAP = 1000
# So many entries are looked at for it, of those that have all pairs of characters (かいかいか has only frequent ones).
LOOKED_AT = 2000
# So many words narrow entries enough for the index; whether an entry has the others is seen in itself.
ASKED_OF_THE_INDEX = 5
# Names that differ by a slip of the pen are offered where nothing was found, or fewer than that and none by its name.
FEW = 3
# The last rank of what is found by its name, a reading of it or a word of its title.
BY_NAME = 4
MOST_SIMILAR = 5

# The candidates come in three ever wider circles, so that the cap never cuts off the best: names that begin with the
# query, names with all its words, and all; each is looked for only while there is room (the first one of a single word
# only where its names are too many). Only the index decides who is in a circle's tsquery; pairs of characters may stand
# apart in a name, so the text itself is looked at, too. Ranks: 0 the name itself, 1 its beginning, then by the weakest of
# the words: 2 in the title, 3 in another name or reading, 4 as a word of the title or where a guessed reading begins, 5
# in an address, 6 as a word of the summary, 7 of the texts, 8 as a word that sounds so.
# Guessed readings stand behind an empty line in `names` (see lexemes.py).
FIND = """
WITH named AS MATERIALIZED (
    SELECT id FROM (
        SELECT id, names FROM portal_searchentry
        WHERE lexemes @@ (%(scope)s::tsquery && %(named)s::tsquery) AND (last_day IS NULL OR last_day >= %(today)s)
        LIMIT %(looked_at)s) AS candidate
    WHERE {in_names}
    LIMIT %(cap)s + 1
), begun AS MATERIALIZED (
    SELECT id FROM (
        SELECT id, names FROM portal_searchentry
        WHERE lexemes @@ (%(scope)s::tsquery && %(beginning)s::tsquery) AND (last_day IS NULL OR last_day >= %(today)s)
        LIMIT %(looked_at)s) AS candidate
    WHERE strpos(names, E'\\n' || %(phrase)s) > 0
    LIMIT CASE WHEN %(many_words)s OR (SELECT count(*) FROM named) > %(cap)s THEN %(cap)s + 1 ELSE 0 END
), best AS MATERIALIZED (
    SELECT id FROM begun
    UNION ALL
    (SELECT id FROM named WHERE id NOT IN (SELECT id FROM begun)
     LIMIT %(cap)s + 1 - (SELECT count(*) FROM begun))
), found AS (
    SELECT id FROM best
    UNION ALL
    (SELECT id FROM (
        SELECT id, names, places, lexemes FROM portal_searchentry
        WHERE lexemes @@ (%(scope)s::tsquery && %(elsewhere)s::tsquery) AND (last_day IS NULL OR last_day >= %(today)s)
            AND id NOT IN (SELECT id FROM best)
        LIMIT %(looked_at)s) AS candidate
     WHERE {anywhere}
     LIMIT %(cap)s + 1 - (SELECT count(*) FROM best))
), ranked AS MATERIALIZED (
    SELECT id, kind, title, lexemes, CASE
        WHEN strpos(sure || E'\\n', E'\\n' || %(phrase)s || E'\\n') > 0 THEN 0
        WHEN strpos(sure, E'\\n' || %(phrase)s) > 0 THEN 1
        ELSE greatest({ranks}) END AS rank
    FROM portal_searchentry JOIN found USING (id), LATERAL (SELECT split_part(names, E'\\n\\n', 1)) AS part (sure)
)
SELECT id, kind, rank FROM ranked
ORDER BY rank,
    CASE WHEN rank BETWEEN 4 AND 7 THEN ts_rank(lexemes, %(all_mentions)s::tsquery) END DESC NULLS LAST,
    length(title), title, id
LIMIT %(cap)s + 1
"""

# What must hold of an entry for a word; {0} is its number, {1} PLACED for all forms of it. They stand in the query for each
# word, so that rows of words need not be joined to each entry.
IN_NAMES = (
    "(strpos(split_part(names, E'\\n\\n', 1), %(word{0})s) > 0 OR strpos(names, E'\\n' || %(word{0})s) > 0)"
)
ANYWHERE = f"({IN_NAMES} OR {{1}} OR lexemes @@ %(sound{{0}})s::tsquery)"
PLACED = "strpos(places, %(place{0}_{1})s) > 0"
RANK = """CASE
    WHEN strpos(split_part(sure, E'\\n', 2), %(word{0})s) > 0 THEN 2
    WHEN strpos(sure, %(word{0})s) > 0 THEN 3
    WHEN strpos(names, E'\\n' || %(word{0})s) > 0 THEN 4
    WHEN %(is_kana{0})s AND NOT lexemes @@ %(mention{0})s::tsquery
        THEN CASE WHEN {1} THEN 5 ELSE 8 END
    WHEN lexemes @@ %(title_mention{0})s::tsquery THEN 4
    WHEN {1} THEN 5
    WHEN lexemes @@ %(summary_mention{0})s::tsquery THEN 6
    ELSE 7 END"""

# Names that contain each word but for a short stretch, wherever that lies.
RESEMBLE = """
SELECT names, id, kind, record_id, visibility, title, summary FROM portal_searchentry
WHERE lexemes @@ (%(scope)s::tsquery && %(nearly)s::tsquery) AND (last_day IS NULL OR last_day >= %(today)s)
    AND NOT id = ANY(%(found)s)
LIMIT %(cap)s
"""


# All that FIND finds, in no order.
RECORDS = """
SELECT record_id FROM portal_searchentry
WHERE lexemes @@ (%(scope)s::tsquery && %(anywhere)s::tsquery) AND (last_day IS NULL OR last_day >= %(today)s)
    AND {anywhere}
"""

# How many of each kind it finds; one more than the cap together if there are more.
COUNT = """
SELECT kind, count(*) FROM (
    SELECT kind FROM (
        SELECT kind, names, places, lexemes FROM portal_searchentry
        WHERE lexemes @@ (%(scope)s::tsquery && %(anywhere)s::tsquery) AND (last_day IS NULL OR last_day >= %(today)s)
        LIMIT %(looked_at)s) AS candidate
    WHERE {anywhere}
    LIMIT %(cap)s + 1) AS found
GROUP BY kind
"""


@cache
def _sql(query: str, places: tuple[int, ...]) -> str:
    """A query with its conditions for words that may stand in so many forms in an address."""
    words = [
        (number, " OR ".join(PLACED.format(number, form) for form in range(forms)))
        for number, forms in enumerate(places)
    ]
    return query.format(
        in_names=" AND ".join(IN_NAMES.format(number) for number, _ in words),
        anywhere=" AND ".join(ANYWHERE.format(number, placed) for number, placed in words),
        ranks=", ".join(RANK.format(number, placed) for number, placed in words),
    )


def _sql_for(query: str, words: tuple[Word, ...]) -> str:
    return _sql(query, tuple(len(word.places) for word in words))


class Shown(NamedTuple):
    """What is shown of an entry, as the database has it."""

    id: int
    kind: str
    record_id: int
    visibility: str
    title: str
    summary: str


@dataclass(frozen=True)
class Hit:
    """A record that was found; `title` and `summary` are safe HTML with the matches in <mark>."""

    label: str
    icon: str
    url: str
    title: SafeString
    summary: SafeString
    is_internal: bool


@dataclass(frozen=True)
class KindCount:
    """A kind of record with the number found; None where there are too many to count."""

    kind: str
    label: str
    icon: str
    count: int | None


@dataclass(frozen=True)
class Results:
    """What was found, best first, for a Paginator to cut into pages: each slice is one more query.

    `capped` says that there are more than are ranked; `similar` are hits whose names are much like the query, looked
    for where little was found, and nothing by its name (`is_named`). `read_as` is what was searched for in place of what
    was typed, which found nothing; `offered` are other queries that would find something where nothing was found.
    """

    district: District
    words: tuple[Word, ...] = ()
    ids: list[int] = field(default_factory=list)
    capped: bool = False
    kinds: list[KindCount] = field(default_factory=list)
    similar: list[Hit] = field(default_factory=list)
    read_as: str = ""
    is_named: bool = False
    offered: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice) -> list[Hit]:
        ids = self.ids[part]
        if not ids:
            return []
        rows = SearchEntry.objects.filter(pk__in=ids).values_list(*Shown._fields)
        entries = {entry.id: entry for entry in map(Shown._make, rows)}
        return [hit_of(entries[pk], self.words, self.district) for pk in ids if pk in entries]

    @property
    def count_text(self) -> str:
        """「12件」 or 「1,000件以上」."""
        return f"{len(self):,}件以上" if self.capped else f"{len(self):,}件"


def find(access: Access, district: District, query: str, *, kind: str = "") -> Results:
    """What the reader may see in the district, on its own account, visiting it, or of the whole city.

    Four queries at most: for what has the words or what may be meant in their place, for the number of other kinds,
    and for the page that is shown or names that are much like the words; and one for each of two words if nothing is
    found (slips.py).
    """
    results = _find(access, district, read_query(query), kind)
    if not results.ids and (text := meant(query)):
        again = _find(access, district, read_query(text), kind)
        if again.ids:
            return _with_others(replace(again, read_as=text), access, kind)
    results = _with_similar(_with_others(results, access, kind), access, kind)
    if results.ids or not results.words:
        return results
    return replace(results, offered=offered(query, scope_of(access, district, kind)))


def _find(access: Access, district: District, words: tuple[Word, ...], kind: str) -> Results:
    """What has the words themselves, no names that are much like them."""
    if not words:
        return Results(district)
    found = _ranked(words, scope_of(access, district, kind))
    capped = len(found) > CAP
    counts = Counter(its_kind for _, its_kind, _ in found)
    kinds = _kinds(counts, with_internal=bool(internal_scopes(access, district)))
    ids = [pk for pk, _, _ in found[:CAP]]
    is_named = any(rank <= BY_NAME for _, _, rank in found)
    return Results(district, words, ids, capped, kinds, is_named=is_named)


def _with_others(results: Results, access: Access, kind: str) -> Results:
    """How many of the other kinds there are where one is chosen and not all of it is too many already."""
    if not (kind and results.words) or results.capped:
        return results
    others = every([scope_of(access, results.district), f"!{quoted(f'k{kind}')}"])
    counts = _counted(results.words, others) + Counter({kind: len(results)})
    with_internal = bool(internal_scopes(access, results.district))
    return replace(results, kinds=_kinds(counts, with_internal=with_internal))


def _with_similar(results: Results, access: Access, kind: str) -> Results:
    """Names that are much like the words beside what was found, where that is little and none by its name."""
    if not results.words or len(results) >= FEW or results.is_named:
        return results
    scope = scope_of(access, results.district, kind)
    return replace(results, similar=_similar(results.words, scope, results.ids, results.district))


def records_found(access: Access, district: District, query: str, *, kinds: Sequence[str]) -> RawSQL:
    """A subquery for the keys of all records of these kinds that `find` finds, for lists to be narrowed to."""
    words = read_query(query)
    if not words:
        return RawSQL("SELECT NULL::bigint WHERE false", [])
    of_kinds = either(quoted(f"k{kind}") for kind in kinds)
    parameters = _parameters(words, every([scope_of(access, district), of_kinds]))
    names = re.findall(r"%\((\w+)\)s", sql := _sql_for(RECORDS, words))
    return RawSQL(re.sub(r"%\(\w+\)s", "%s", sql), [parameters[name] for name in names])  # noqa: S611 -- all are parameters


def internal_scopes(access: Access, district: District) -> list[str]:
    """The scopes of internal entries that the reader may see there; none for residents."""
    if access.is_city_staff:
        return [f"i{district.pk}", "i"]
    return [f"i{district.pk}"] if access.can_read_internal and access.district == district else []


def scope_of(access: Access, district: District, kind: str = "") -> str:
    """A tsquery for the entries that the reader may see there (see lexemes.py), of one kind if one is given."""
    readable = either(map(quoted, [f"d{district.pk}", "d", *internal_scopes(access, district)]))
    return every([readable, quoted(f"k{kind}")]) if kind else readable


def _anywhere(words: tuple[Word, ...]) -> str:
    """A tsquery for the entries that can contain the words, of many the longest: each costs the index as much again."""
    longest = sorted(words, key=lambda word: -len(word.folded))[:ASKED_OF_THE_INDEX]
    return every(word.anywhere for word in longest)


def _parameters(words: tuple[Word, ...], scope: str) -> dict[str, Any]:
    """What FIND, COUNT and RECORDS take."""
    parameters: dict[str, Any] = {
        "scope": scope,
        "anywhere": _anywhere(words),
        "today": timezone.localdate(),
        "cap": CAP,
        "looked_at": LOOKED_AT,
    }
    for number, word in enumerate(words):
        parameters |= {f"word{number}": word.folded, f"sound{number}": word.mention_or_sound}
        parameters |= {f"place{number}_{form}": place for form, place in enumerate(word.places)}
    return parameters


def _ranked(words: tuple[Word, ...], scope: str) -> list[tuple[int, str, int]]:
    """Id, kind and rank of the entries with all the words, best first; one more than CAP if there are more."""
    phrase = "".join(word.folded for word in words)
    parameters = _parameters(words, scope) | {
        "phrase": phrase,
        "beginning": containing("n", f"\n{phrase}"),
        "named": every(containing("n", word.folded) for word in words),
        # What one word finds in names is named already.
        "elsewhere": words[0].elsewhere if len(words) == 1 else _anywhere(words),
        "many_words": len(words) > 1,
        "all_mentions": every(word.mention() for word in words),
    }
    for number, word in enumerate(words):
        parameters |= {
            f"is_kana{number}": word.is_kana,
            f"mention{number}": word.mention(),
            f"title_mention{number}": word.mention("A"),
            f"summary_mention{number}": word.mention("AB"),
        }
    with connection.cursor() as cursor:
        cursor.execute(_sql_for(FIND, words), parameters)
        return cursor.fetchall()


def _counted(words: tuple[Word, ...], scope: str) -> Counter[str]:
    """How many entries with all the words there are of each kind; one more than CAP in all if there are more."""
    with connection.cursor() as cursor:
        cursor.execute(_sql_for(COUNT, words), _parameters(words, scope))
        return Counter(dict(cursor.fetchall()))


def _kinds(counts: Counter[str], *, with_internal: bool) -> list[KindCount]:
    """The kinds of what was found, in the order of the registry; all of them where not all could be counted."""
    capped = counts.total() > CAP
    return [
        KindCount(source.kind, source.label, source.icon, None if capped else counts[source.kind])
        for source in registered(SearchSource)
        if counts[source.kind] or capped and (with_internal or not source.is_internal)
    ]


def _similar(words: tuple[Word, ...], scope: str, found: list[int], district: District) -> list[Hit]:
    """The entries whose names are most like the words, but were not found by them."""
    if all(word.is_short for word in words):
        return []
    parameters: dict[str, Any] = {
        "scope": scope,
        "nearly": every(word.nearly for word in words),
        "found": found,
        "today": timezone.localdate(),
        "cap": CAP,
    }
    with connection.cursor() as cursor:
        cursor.execute(RESEMBLE, parameters)
        likely = [
            (likeness, Shown(*fields))
            for names, *fields in cursor
            if (likeness := min(word.likeness(names.split()) for word in words))
        ]
    likely.sort(key=lambda pair: (-pair[0], len(pair[1].title), pair[1].title, pair[1].id))
    return [hit_of(entry, (), district) for _, entry in likely[:MOST_SIMILAR]]


def hit_of(entry: Shown, words: Iterable[Word], district: District) -> Hit:
    """An entry as it is shown in the district, with the words marked."""
    source = next(source for source in registered(SearchSource) if source.kind == entry.kind)
    return Hit(
        label=source.label,
        icon=source.icon,
        url=reverse(source.url_name, args=[district.slug, entry.record_id]),
        title=mark(entry.title, words),
        summary=mark(entry.summary, words),
        is_internal=entry.visibility == Visibility.DISTRICT,
    )
