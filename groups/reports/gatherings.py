"""Papers for coming together: the kit of an information exchange (情報交換会キット), and 共働企画シート for two who join hands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from groups.models import Introduction, Need, Organization, ResourceKind
from groups.reports.registry import enquiries_of, heading_of, issuer_of, published_in
from portal.permissions import Access
from portal.prints import Document

# What opens a talk between people who do not know each other (DOMAIN section 10, row 32).
OPENERS = (
    "この1年で、いちばんうれしかったことは？",
    "となりの席の団体に、聞いてみたいことは？",
    "あと1人いたら、何ができますか？",
    "やめたいけれど、やめられないことは？",
    "若い人に来てもらうには、何を変えますか？",
    "いっしょにやったら、楽しそうなことは？",
)


@dataclass(frozen=True)
class NameTag:
    """An organisation; who comes writes the own name by hand."""

    organization: str
    kind: str


@dataclass(frozen=True)
class SeatedTable:
    """Who sits at a table, by name."""

    number: int
    organizations: tuple[NameTag, ...]


@dataclass(frozen=True, kw_only=True)
class GatheringKit(Document):
    """Letter, name tags, seats, topic cards, record sheets."""

    occasion: str
    tags: tuple[NameTag, ...]
    tables: tuple[SeatedTable, ...]
    topics: tuple[str, ...]
    url: str


def gathering_kit(
    access: Access, *, occasion: str, organizations: Iterable[Organization] = (), seats: int = 5
) -> GatheringKit:
    """For the chosen organisations, or for all published ones that are active; `seats` at a table."""
    invited = published_in(access.district, statuses=[Organization.Status.ACTIVE])
    if chosen := [organization.pk for organization in organizations]:
        invited = invited.filter(pk__in=chosen)
    found = list(invited)
    tags = tuple(NameTag(each.name, each.category.short_name) for each in found)
    wishes = Need.objects.current().in_district(access.district, AnonymousUser())
    asked = [f"{need.organization}は「{need}」と言っています。何ができそうですか？" for need in wishes[:6]]
    return GatheringKit(
        title="情報交換会キット",
        occasion=occasion,
        tags=tags,
        tables=mixed_tables(tags, seats=seats),
        topics=(*OPENERS, *asked),
        url=f"{settings.BASE_URL}{reverse('exchange:exchange_board', args=[access.district.slug])}",
        **heading_of(access.district, found),
    )


def mixed_tables(tags: Sequence[NameTag], *, seats: int) -> tuple[SeatedTable, ...]:
    """Deal the kinds out one after the other, so that each table is as mixed and as full as the others."""
    if not tags:
        return ()
    count = -(-len(tags) // seats)
    seated: dict[int, list[NameTag]] = defaultdict(list)
    for place, tag in enumerate(sorted(tags, key=lambda tag: tag.kind)):
        seated[place % count].append(tag)
    return tuple(SeatedTable(number + 1, tuple(seated[number])) for number in range(count))


# -- 共働企画シート ---------------------------------------------------------------------------------------------------

# What has to be brought together, and which kinds of offers belong there.
PARTS = (
    ("場所", "会場・かぎ・机といす・雨のとき", {ResourceKind.VENUE}),
    ("人", "当日の係・講師・送迎する人・声かけ", {ResourceKind.PEOPLE, ResourceKind.SKILL}),
    ("物・車", "道具・備品・車・食べもの", {ResourceKind.TOOLS, ResourceKind.VEHICLE}),
    ("お金", "材料費・謝礼・参加費・助成金", set[str]()),
    ("知らせ方", "ちらし・回覧・広報紙・学校", set[str]()),
    ("安心", "行事用保険・救護・写真の同意", set[str]()),
    ("そのほか", "", {ResourceKind.OTHER}),
)


@dataclass(frozen=True)
class PlanRow:
    """One thing to bring together; `given` is what the giver already said it can bring."""

    part: str
    examples: str
    given: str


@dataclass(frozen=True, kw_only=True)
class CooperationPlan(Document):
    """Who brings what, filled in by both sides at one table."""

    subject: str
    giver: str
    taker: str
    needed: str
    rows: tuple[PlanRow, ...]


def cooperation_plan(access: Access, *, introduction: Introduction | None = None) -> CooperationPlan:
    """For an introduction, with what is known of it; without one a sheet to fill in by hand."""
    kind = ""
    if introduction:
        kind = introduction.offer.kind if introduction.offer else ResourceKind.OTHER
    return CooperationPlan(
        title="共働企画シート",
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
        sources=(f"{issuer_of(access.district)} 引合せの記録",) if introduction else (),
        subject=introduction.subject if introduction else "",
        giver=str(introduction.giver) if introduction else "",
        taker=str(introduction.taker) if introduction else "",
        needed=introduction.needed if introduction else "",
        rows=tuple(
            PlanRow(part, examples, introduction.offered if introduction and kind in kinds else "")
            for part, examples, kinds in PARTS
        ),
    )
