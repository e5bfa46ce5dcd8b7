"""How many names of real facilities are found by their kana where nobody gave a reading, and what else is found; and
how many of the readings that stand above such names are right.

names.csv has names with the readings that were published with them: welfare facilities of Sapporo, Mie and Ehime (厚生労働省,
介護サービス情報公表システムのオープンデータ, without 特別養護老人ホーム and the like in front) and public ones of Chino
(茅野市, 公共施設一覧, without the name of the city).
"""

import csv
from collections.abc import Sequence
from itertools import accumulate, count, pairwise
from pathlib import Path

from django.contrib.auth.models import AnonymousUser

from portal.japanese.furigana import Segment, segments
from portal.japanese.furigana.placing import place
from portal.japanese.text import to_hiragana
from portal.models import Council, District, SearchEntry
from portal.permissions import access_for
from portal.search import SearchText, find, fold
from portal.search.entries import entry_of

NAMES = Path(__file__).with_name("names.csv")
FORM = "特別養護老人ホーム　"
FIRST = 10
BEGINNINGS = (2, 3, 4)


def run(*, records: int) -> None:
    """Index the names without and with their readings, ask for them by kana, whole and by their beginnings."""
    del records  # these are real ones
    with NAMES.open(encoding="utf-8", newline="") as lines:
        names = [(row["name"], fold(row["kana"])) for row in csv.DictReader(lines)]
    council = Council.objects.create(pk=1, name="みどり野市社会福祉協議会", city="みどり野市")
    print(
        f"{len(names)} names of facilities. Found: among the first {FIRST}; wrong: hits that do not sound so, for each search."
    )
    for order, what in enumerate(["without readings", "with readings"]):
        district = District.objects.create(
            council=council, slug=f"names-{order}", name=f"第{order}地区", order=order
        )
        serials = count(order * len(names) + 1)
        SearchEntry.objects.bulk_create(
            entry_of(
                "organization",
                next(serials),
                SearchText(title=f"{FORM}{name}", kana=kana if order else "", district_id=district.pk),
            )
            for name, kana in names
        )
        print(f"\n{what}:")
        for length in (None, *BEGINNINGS):
            print(asked(names, district, length))
    print("\nAbove the names, word by word:")
    for what, is_name in [("as in a sentence", False), ("as a name without a reading", True)]:
        right, wrong = above(names, is_name=is_name)
        print(f"{what}: {right} readings are right, {wrong} wrong.")


def asked(names: list[tuple[str, str]], district: District, length: int | None) -> str:
    """What comes of asking for each by its kana, or by so many of its first kana."""
    sounds = {f"{FORM}{name}": kana for name, kana in names}
    found = wrong = searches = 0
    for name, kana in names:
        query = kana[:length]
        results = find(access_for(AnonymousUser(), district), district, query)
        titles = SearchEntry.objects.in_bulk(results.ids)
        hits = [titles[pk].title for pk in results.ids]
        found += f"{FORM}{name}" in hits[:FIRST]
        wrong += sum(query not in sounds[hit] for hit in hits)
        searches += 1
    asked_by = f"first {length} kana" if length else "whole name"
    return (
        f"{asked_by:>14}: {found / searches:4.0%} found ({found} of {searches}), {wrong / searches:.2f} wrong"
    )


def above(names: list[tuple[str, str]], *, is_name: bool) -> tuple[int, int]:
    """How many of the readings above the names are those that were published, and how many are not."""
    right = wrong = 0
    for name, kana in names:
        published = _by_place(place(name, kana))
        for start, end, reading in _by_place(segments(name, {name: ""} if is_name else {})):
            if reading:
                parts = (
                    told or to_hiragana(name[first:last])
                    for first, last, told in published
                    if start <= first and last <= end
                )
                is_right = "".join(parts) == reading
                right, wrong = right + is_right, wrong + (not is_right)
    return right, wrong


def _by_place(parts: Sequence[Segment]) -> list[tuple[int, int, str | None]]:
    """Where each part of a name stands in it, and its reading."""
    bounds = accumulate((len(part.text) for part in parts), initial=0)
    return [(start, end, part.reading) for (start, end), part in zip(pairwise(bounds), parts, strict=True)]
