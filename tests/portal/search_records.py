"""Entries of the search index to look for, and what of them a person finds."""

from itertools import count

from django.contrib.auth.models import AnonymousUser

from portal.models import District, SearchEntry, User
from portal.permissions import Access, access_for
from portal.search import SearchText, find
from portal.search.entries import entry_of

numbers = count(1)


def put(district: District | None, title: str, **fields: object) -> SearchEntry:
    text = SearchText(title=title, district_id=district.pk if district else None, **fields)
    entry = entry_of("organization", next(numbers), text)
    entry.save()
    return entry


def titles(query: str, district: District, user: User | None = None, **options: object) -> list[str]:
    """What the person (a resident if None) finds, best first."""
    results = find(access(district, user), district, query, **options)
    found = SearchEntry.objects.in_bulk(results.ids)
    return [found[pk].title for pk in results.ids]


def similar(query: str, district: District) -> list[str]:
    return [str(hit.title) for hit in find(access(district), district, query).similar]


def access(district: District, user: User | None = None) -> Access:
    return access_for(user or AnonymousUser(), district)
