"""Pairs of a need and an offer that a coordinator may want to bring together (候補), with the reasons in words.

The portal proposes and people decide: nothing happens of a proposal by itself (DOMAIN section 9, 7).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from groups.models import Dismissal, Introduction, Need, Offer, ResourceKind
from groups.models.activities import Resource
from groups.reports.exchange import words_in
from portal.japanese.text import has_kanji
from portal.models import District, Neighborhood, User

# For a need no more than the best few are proposed, so that the list stays short enough to be worked through.
OFFERS_OF_A_NEED = 3
OFFERS_OF_SAME_KIND = 2
# What a reason weighs. Words say most; 「その他」 is no kind to have in common.
SAME_WORD, SAME_KIND, SAME_PLACE, SAME_TIME = 3, 2, 2, 1
# Words that stand in many entries of every district and make no pair of them.
# fmt: off
COMMON = frozenset([
    "人", "方", "会", "係", "場", "場所", "機会", "地域", "地区", "住民", "団体", "施設", "活動", "参加", "協力", "相談", "支援",
    "お知らせ", "紹介", "募集", "候補", "必要", "一緒", "沢山", "色々", "手伝う", "手伝い", "教える", "呉れる", "貰う", "欲しい",
    "貸す", "使う", "作る", "出来る", "行く", "来る", "出る", "集まる", "集まり", "台", "張", "回", "枚", "足", "月", "年", "週", "日",
])
# fmt: on


@dataclass(frozen=True)
class Match:
    """An offer that may answer a need: how well it fits, and why."""

    offer: Offer
    need: Need
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class NeedMatches:
    """A need with the offers proposed for it, the best first, and how many introductions it has already."""

    need: Need
    matches: tuple[Match, ...]
    introduced: int

    @property
    def best(self) -> int:
        return self.matches[0].score


def suggested_matches(district: District, user: User) -> list[NeedMatches]:
    """Proposals for the needs of the district that have any, the best first; six queries.

    Left out are pairs of one organisation, pairs that were introduced before, and those that a coordinator dismissed.
    """
    offers, needs = (_read(model.objects, district, user) for model in (Offer, Need))
    introduced = list(
        Introduction.objects.in_district(district).filter(need__in=needs).values_list("offer_id", "need_id")
    )
    dismissed = Dismissal.objects.filter(district=district).values_list("offer_id", "need_id")
    settled = {*introduced, *dismissed}
    times = Counter(need for _, need in introduced)
    found = []
    for need in needs:
        pairs = (match_of(offer, need) for offer in offers if (offer.pk, need.pk) not in settled)
        if best := _best(filter(None, pairs)):
            found.append(NeedMatches(need, best, times[need.pk]))
    return sorted(found, key=lambda item: (-item.best, item.need.pk))


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The few best of a need; those that have nothing but the kind in common only where there is no better one."""
    best = nlargest(OFFERS_OF_A_NEED, matches, key=lambda match: match.score)
    return tuple(match for match in best if match.score > SAME_KIND) or tuple(best[:OFFERS_OF_SAME_KIND])


def _read(entries: Iterable, district: District, user: User) -> list:
    current = entries.current().in_district(district, user)  # type: ignore[attr-defined]
    return list(current.prefetch_related("organization__neighborhoods").order_by("pk"))


def match_of(offer: Offer, need: Need) -> Match | None:
    """How well an offer fits a need; None where they have nothing in common, or belong to one organisation."""
    if offer.organization_id == need.organization_id:
        return None
    words = _telling(offer.text) & _telling(need.text)
    kind = offer.kind == need.kind != ResourceKind.OTHER
    if not words and not kind:
        return None
    places = _places(offer) & _places(need)
    times = words_in(offer.when) & words_in(need.when)
    score = (
        SAME_WORD * min(len(words), 3)
        + SAME_KIND * kind
        + SAME_PLACE * bool(places)
        + SAME_TIME * bool(times)
    )
    reasons = [
        f"同じことば（{'・'.join(sorted(words))}）" if words else "",
        f"種類が同じ（{offer.get_kind_display()}）" if kind else "",
        f"町内が同じ（{'・'.join(sorted(places))}）" if places else "",
        f"日時が近い（{'・'.join(sorted(times))}）" if times else "",
    ]
    return Match(offer, need, score, tuple(filter(None, reasons)))


def _telling(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about: no figures, no single letters, none that stand everywhere."""
    words = words_in(text) - COMMON
    return frozenset(word for word in words if not word.isdecimal() and (len(word) > 1 or has_kanji(word)))


def _places(entry: Resource) -> set[str]:
    """Names of the neighbourhoods (町内) in which its organisation is active."""
    places: Iterable[Neighborhood] = entry.organization.neighborhoods.all()
    return {place.name for place in places}
