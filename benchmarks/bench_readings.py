"""How many names of real facilities are found by their kana where nobody gave a reading, and what else is found.

names.csv has names with the readings that were published with them: welfare facilities of Sapporo, Mie and Ehime (厚生労働省,
介護サービス情報公表システムのオープンデータ, without 特別養護老人ホーム and the like in front) and public ones of Chino
(茅野市, 公共施設一覧, without the name of the city).
"""

import csv
from itertools import count
from pathlib import Path

from django.contrib.auth.models import AnonymousUser

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
