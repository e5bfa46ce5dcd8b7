"""できること and してほしいこと as residents read them: which of them a search finds, and the two prints of the board."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import TypeVar

from django.conf import settings
from django.urls import reverse

from groups.models import Need, Offer
from groups.models.activities import Resource
from groups.reports.registry import heading_of
from portal.permissions import Access
from portal.prints import Document
from portal.search.lexemes import fold, words_of
from portal.search.queries import read_query

Entry = TypeVar("Entry", bound=Resource)

# So many notes of each kind stand on one sheet for the wall.
NOTES_OF_A_SHEET = 8


@lru_cache(maxsize=5000)
def words_in(text: str) -> frozenset[str]:
    """The words of a text, in the one form in which 障がい and 障害 are the same."""
    return frozenset(words_of(text))


def mentioning(entries: Iterable[Entry], typed: str) -> list[Entry]:
    """The entries with every word that was typed, in whatever spelling, in themselves or in who made them.

    A district has some hundred entries, so that reading them all is quicker than keeping an index of them.
    """
    wanted = read_query(typed)
    found = []
    for entry in entries:
        maker = entry.organization
        text = " ".join([entry.text, entry.when, entry.place, maker.name, maker.alias, maker.kana])
        folded, words = fold(text), words_in(text)
        if all(word.folded in folded or (word.parts and words.issuperset(word.parts)) for word in wanted):
            found.append(entry)
    return found


@dataclass(frozen=True)
class Note:
    """An entry as it is printed."""

    number: int
    kind: str
    text: str
    when: str
    place: str
    organization: str
    category: str
    expires_on: date


@dataclass(frozen=True)
class WallSheet:
    """One sheet of paper: notes on the left and on the right, and how many empty ones are left to write on."""

    offers: tuple[Note, ...]
    needs: tuple[Note, ...]

    @property
    def empty_offers(self) -> range:
        return range(NOTES_OF_A_SHEET - len(self.offers))

    @property
    def empty_needs(self) -> range:
        return range(NOTES_OF_A_SHEET - len(self.needs))


@dataclass(frozen=True, kw_only=True)
class ExchangeList(Document):
    """What stands on the board, by kind; `url` is the board itself."""

    offers: tuple[Note, ...]
    needs: tuple[Note, ...]
    url: str

    @property
    def sheets(self) -> list[WallSheet]:
        """The same for the wall; at least one sheet, so that there is something to write on."""
        left, right = (
            [notes[start : start + NOTES_OF_A_SHEET] for start in range(0, len(notes), NOTES_OF_A_SHEET)]
            for notes in (self.offers, self.needs)
        )
        pairs = zip_longest(left, right, fillvalue=())
        return [WallSheet(offers, needs) for offers, needs in pairs] or [WallSheet((), ())]


def exchange_list(access: Access, *, title: str, kinds: Collection[str] = ()) -> ExchangeList:
    """All that residents may read on the district's board, of some kinds or of all."""
    district = access.district
    offers, needs = (_chosen(model.objects.on_board(district), kinds) for model in (Offer, Need))
    return ExchangeList(
        title=f"{district.name} {title}",
        offers=tuple(map(_note, offers)),
        needs=tuple(map(_note, needs)),
        url=f"{settings.BASE_URL}{reverse('exchange:exchange_board', args=[district.slug])}",
        **heading_of(district, [entry.organization for entry in [*offers, *needs]]),
    )


def _chosen(entries: Iterable[Entry], kinds: Collection[str]) -> list[Entry]:
    """By kind in the order of the kinds, then by organisation."""
    order = [kind for kind, _ in Resource._meta.get_field("kind").choices]
    found = [entry for entry in entries if not kinds or entry.kind in kinds]
    return sorted(found, key=lambda entry: (order.index(entry.kind), entry.organization.kana_order, entry.pk))


def _note(entry: Entry) -> Note:
    maker = entry.organization
    return Note(
        number=entry.pk,
        kind=entry.get_kind_display(),
        text=entry.text,
        when=entry.when,
        place=entry.place,
        organization=maker.name,
        category=maker.category.name,
        expires_on=entry.expires_on,
    )
