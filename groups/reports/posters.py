"""Papers for walls and round letters: signs to notice and where to pass them on; where one may just go."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from groups.models import Activity, Desk, Organization, Situation
from groups.reports.registry import enquiries_of, issuer_of, sources_of
from portal.permissions import Access
from portal.prints import Document

# What neighbours notice (DOMAIN section 10, row 30). Nobody is named: the paper helps to see, not to list people.
SIGNS = (
    (
        "家のまわり",
        (
            "新聞や郵便が、たまっている",
            "昼も雨戸が閉まったまま。夜も明かりがつかない",
            "庭や玄関が、急に荒れてきた",
            "ごみを出さない。出す日をまちがえる",
        ),
    ),
    (
        "その人のようす",
        (
            "同じ服が続く。やせてきた",
            "同じ話をくり返す。約束を忘れる",
            "あいさつに返事がない。顔を見なくなった",
            "あざがある。何かにおびえている",
        ),
    ),
    (
        "子どもと家族",
        (
            "夜おそく、子どもだけでいる",
            "泣き声や、どなり声が続く",
            "家族の世話で、学校を休みがち",
            "介護する人が、つかれきって見える",
        ),
    ),
    (
        "お金とつきあい",
        (
            "知らない人が、よく出入りする",
            "電話やお金のことを、こわがっている",
            "買い物が、急に増えた・できなくなった",
            "いつもの集まりに、来なくなった",
        ),
    ),
)


@dataclass(frozen=True)
class PassingOn:
    """A big situation, and the desks behind it: ((pk, name, phone), …), each once."""

    situation: str
    desks: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class SignsSheet(Document):
    """気づきのサインとつなぎ先: what to notice, what to do, whom to call."""

    signs: tuple[tuple[str, tuple[str, ...]], ...]
    urgent: tuple[tuple[int, str, str], ...]
    rows: tuple[PassingOn, ...]
    url: str

    @property
    def desk_ids(self) -> list[int]:
        """The desks whose numbers stand on the paper."""
        told = [*self.urgent, *(desk for row in self.rows for desk in row.desks)]
        return sorted({pk for pk, _, _ in told})


def signs_sheet(access: Access) -> SignsSheet:
    """With the numbers of the district's desks as they are today; three queries."""
    district = access.district
    callable_desks = Desk.objects.in_district(district).active().exclude(phone="")
    leaves = Situation.objects.prefetch_related(Prefetch("desks", callable_desks))
    tops = Situation.objects.top().prefetch_related(
        Prefetch("children", leaves), Prefetch("desks", callable_desks)
    )
    urgent = callable_desks.filter(is_urgent=True)
    return SignsSheet(
        title="気づきのサインと、つなぎ先",
        issuer=issuer_of(district),
        enquiries=enquiries_of(district),
        as_of=timezone.localdate(),
        sources=(f"{district.council.name} 相談窓口一覧",),
        signs=SIGNS,
        urgent=tuple(map(_told, urgent)),
        rows=tuple(row for top in tops if (row := _passing_on(top)).desks),
        url=f"{settings.BASE_URL}{reverse('desks:situation_list', args=[district.slug])}",
    )


def _passing_on(top: Situation) -> PassingOn:
    found = [*top.desks.all(), *(desk for leaf in top.children.all() for desk in leaf.desks.all())]
    desks = {desk.pk: _told(desk) for desk in found if not desk.is_urgent}
    return PassingOn(str(top), tuple(desks.values()))


def _told(desk: Desk) -> tuple[int, str, str]:
    return desk.pk, desk.name, desk.phone


# -- ひとりで・予約なしで行けるところ ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """An activity to which one may just go: what, when, where, for whom, at what cost, and the number to ask."""

    name: str
    schedule: str
    hours: str
    place: str
    audience: str
    cost: str
    organization: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class DropInPoster(Document):
    """The places by neighbourhood and day, for a wall or a round letter."""

    places: tuple[Place, ...]
    url: str


def drop_in_poster(access: Access, *, fields: Iterable[str] = ()) -> DropInPoster:
    """Activities of published, active organisations; with `fields` only of those at work in one of them."""
    district = access.district
    there = Organization.objects.visible_to(AnonymousUser()).in_district(district).active()
    if chosen := list(fields):
        there = there.filter(fields__overlap=chosen)
    found = Activity.objects.drop_in().filter(organization__in=there).select_related("organization")
    activities = sorted(found, key=_day_and_hour)
    return DropInPoster(
        title="ひとりで・予約なしで行けるところ",
        issuer=issuer_of(district),
        enquiries=enquiries_of(district),
        as_of=timezone.localdate(),
        sources=sources_of(district, [activity.organization for activity in activities]),
        places=tuple(map(_place, activities)),
        url=f"{settings.BASE_URL}{reverse('groups:group_list', args=[district.slug])}?drop_in=on",
    )


def _day_and_hour(activity: Activity) -> tuple[int, str]:
    """What is there every day comes first, then from Monday on, what has no fixed day last."""
    daily = activity.frequency == Activity.Frequency.DAILY
    return -1 if daily else min(activity.weekdays, default=7), str(activity.starts_at)


def _place(activity: Activity) -> Place:
    contact = activity.organization.public_contact
    return Place(
        name=activity.name,
        schedule=activity.schedule,
        hours=" ".join(filter(None, [activity.hours, activity.schedule_note])),
        place=activity.place,
        audience=activity.audience,
        cost=activity.cost,
        organization=str(activity.organization),
        phone=contact.phone if contact else "",
    )
