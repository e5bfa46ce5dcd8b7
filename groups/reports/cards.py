"""自己紹介カード: one organisation on one card, with a QR code to its page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from groups.models import Category, Organization, OrganizationPhoto
from groups.reports.registry import contact_lines, heading_of, joined, published_in
from portal.models import District, Photo
from portal.permissions import Access
from portal.prints import Document


@dataclass(frozen=True)
class CardPhoto:
    """A photo with consent for paper."""

    pk: int
    alt: str


@dataclass(frozen=True)
class Card:
    """What an organisation says of itself; parts that it has not told are empty."""

    pk: int
    name: str
    kana: str
    category: str
    category_slug: str
    paused: bool
    purpose: str
    role: str
    values: str
    activities: tuple[str, ...]
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    limits: str
    consultations: tuple[str, ...]
    place: str
    contact: tuple[str, ...]
    photo: CardPhoto | None
    url: str

    @property
    def lines(self) -> int:
        """About how many lines it takes between name and contact, in the ordinary type of the A4 card."""
        beside = [((self.role,), (self.values,)), (self.offers, self.needs)]
        halves = [max(_wrapped(left, HALF_LINE), _wrapped(right, HALF_LINE)) for left, right in beside]
        whole = [_wrapped(each, LINE) for each in (self.consultations, self.activities, (self.limits,))]
        # A part has its heading and some air.
        return _wrapped((self.purpose,), LINE) + sum(2 + lines for lines in halves + whole if lines)


# So many characters fit into a line of the A4 card, and into one of its halves.
LINE, HALF_LINE = 33, 15


def _wrapped(texts: Iterable[str], length: int) -> int:
    """How many lines these texts take, each beginning on its own."""
    return sum(-(-len(line) // length) for text in texts for line in text.splitlines())


@dataclass(frozen=True, kw_only=True)
class CardSheet(Document):
    cards: tuple[Card, ...]


def card_sheet(
    access: Access, *, organization: Organization | None = None, kinds: Iterable[Category] = ()
) -> CardSheet:
    """The cards of one organisation, of some kinds or of all: what residents may know of those not dissolved."""
    district = access.district
    chosen = published_in(
        district, statuses=[Organization.Status.ACTIVE, Organization.Status.PAUSED], kinds=kinds
    )
    if organization is not None:
        chosen = chosen.filter(pk=organization.pk)
    organizations = list(chosen.for_list())
    photos = _photos(organizations)
    single = f"{organization.name} " if organization else f"{district.name} "
    return CardSheet(
        title=f"{single}自己紹介カード",
        cards=tuple(_card(each, district, photos.get(each.pk)) for each in organizations),
        **heading_of(district, organizations),
    )


def _photos(organizations: list[Organization]) -> dict[int, CardPhoto]:
    """The first photo of each organisation that may be printed, by the organisation's pk."""
    places = OrganizationPhoto.objects.filter(
        organization__in=organizations, photo__in=Photo.objects.printable()
    ).select_related("photo")
    photos: dict[int, CardPhoto] = {}
    for place in places.order_by("order", "pk"):
        photos.setdefault(place.organization_id, CardPhoto(place.photo_id, place.photo.alt))
    return photos


def _card(organization: Organization, district: District, photo: CardPhoto | None) -> Card:
    page = reverse("groups:group_detail", args=[district.slug, organization.pk])
    return Card(
        pk=organization.pk,
        name=organization.name,
        kana=organization.kana,
        category=organization.category.name,
        category_slug=organization.category.slug,
        paused=organization.status == Organization.Status.PAUSED,
        purpose=organization.purpose,
        role=organization.role,
        values=organization.values,
        activities=tuple(
            joined((activity.name, activity.schedule, activity.hours, activity.place), " ")
            for activity in organization.activities.all()
        ),
        offers=tuple(organization.offer_texts),
        needs=tuple(organization.need_texts),
        limits=organization.limits,
        consultations=tuple(organization.consultations),
        place=organization.place,
        contact=contact_lines(organization),
        photo=photo,
        url=f"{settings.BASE_URL}{page}",
    )
