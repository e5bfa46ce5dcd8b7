"""The demo's organisations, made through the registry's actions; what is told of them: associations.py, places.py."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from groups import actions
from groups.demo.associations import ASSOCIATIONS
from groups.demo.places import PLACES
from groups.demo.samples import KUWABARA, SHIOMIDAI, WAKABA, Sample
from groups.models import Category, Organization
from portal.models import District, Neighborhood, User

# The middle of each district: the demo city lies between invented hills.
CENTRES = {WAKABA: (34.4210, 134.2030), SHIOMIDAI: (34.4350, 134.2260), KUWABARA: (34.3980, 134.1790)}

# Instead of photos, since there is no such city: drawings (SVG, and the same as WebP, 1200 × 800), with what is on them.
PHOTOS = Path(__file__).with_name("photos")
DRAWN = {
    "サロンひだまり": ("hidamari", "窓ぎわの机に、お茶とみかん（見本の絵）"),
    "階段下カフェ": ("kaidanshita", "海の見える団地の階段の下に、丸い机といす（見本の絵）"),
    "こども食堂まるた": ("maruta", "大きななべのカレーと、おひつのごはん（見本の絵）"),
    "特別養護老人ホーム若葉の里": ("wakabanosato", "玄関と花だん。右に手すりつきのスロープ（見本の絵）"),
    "デイサービスくわの実": ("kuwanomi", "山のふもとの平屋と田んぼ、桑の木（見本の絵）"),
}

# Latitude and longitude.
Spot = tuple[float, float]


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Make the demo's organisations; `people["wakabanosato"]` becomes the contact of 若葉の里."""
    categories = {category.slug: category for category in Category.objects.all()}
    neighborhoods = {(place.district_id, place.name): place for place in Neighborhood.objects.all()}
    spots: dict[str, Spot] = {}
    for number, sample in enumerate([*ASSOCIATIONS, *PLACES], start=1):
        spot = spot_of(sample, spots, random)
        organization = make(sample, number, spot, districts, categories, neighborhoods, today)
        if sample.name in DRAWN:
            add_drawing(organization, *DRAWN[sample.name], today)
        if organization.name == "特別養護老人ホーム若葉の里":
            actions.add_contact_person(organization, user=people["wakabanosato"])


def spot_of(sample: Sample, spots: dict[str, Spot], random: Random) -> Spot | None:
    """Where it stands on the map: several at one address (若葉会館) at one spot."""
    if not sample.place:
        return None
    latitude, longitude = CENTRES[sample.district or WAKABA]
    spot = (
        round(latitude + random.uniform(-0.006, 0.006), 6),
        round(longitude + random.uniform(-0.007, 0.007), 6),
    )
    return spots.setdefault(sample.place.removesuffix("の調理室"), spot)


def make(
    sample: Sample,
    number: int,
    spot: Spot | None,
    districts: dict[str, District],
    categories: dict[str, Category],
    neighborhoods: dict[tuple[int, str], Neighborhood],
    today: date,
) -> Organization:
    """One organisation with all that belongs to it."""
    home = districts[sample.district] if sample.district else None
    values: dict[str, Any] = {
        "category": categories[sample.kind],
        "name": sample.name,
        "kana": sample.kana,
        "purpose": sample.purpose,
        "issues": sample.issues,
        "address": f"みどり野市{sample.place}" if sample.place else "",
        "public_phone": f"000-{1000 + number:04}-{number * 37 % 10000:04}" if sample.phone else "",
        "public_contact_hours": "平日 9時から17時" if sample.phone else "",
        **sample.more,
    }
    if spot:
        values["latitude"], values["longitude"] = spot
    if sample.verified is not None:
        values["verified_on"] = today - timedelta(days=sample.verified * 30)
        values["verified_by"] = "地区コーディネーター"
    if sample.consent:
        values |= {
            "consent_on": today - timedelta(days=400),
            "consent_by": "代表者",
            "consent_method": "paper",
        }
    places = [neighborhoods[home.pk, name] for name in sample.neighborhoods] if home else []
    organization = actions.create_organization(
        district=home,
        served_districts=[districts[slug] for slug in sample.also_in],
        neighborhoods=places,
        **values,
    )
    actions.save_offers(organization, [{"kind": kind, "text": text} for kind, text in sample.offers])
    actions.save_needs(organization, [{"kind": kind, "text": text} for kind, text in sample.needs])
    place = places[0] if len(places) == 1 else None
    actions.save_activities(organization, [item | {"neighborhood": place} for item in sample.activities])
    if sample.facility:
        actions.save_facility(organization, **sample.facility)
    if sample.contact:
        name, kana, title = sample.contact
        actions.save_contacts(
            organization, [{"name": name, "kana": kana, "title": title, "mobile": f"000-9000-{number:04}"}]
        )
    return organization


def add_drawing(organization: Organization, name: str, alt: str, today: date) -> None:
    """The drawing that stands for the organisation's photo, with the consent that a photo would have."""
    actions.add_photo(
        organization,
        upload=ContentFile((PHOTOS / f"{name}.webp").read_bytes(), f"{name}.webp"),
        alt=alt,
        shows_people=False,
        consent_on=today - timedelta(days=90),
        consent_by="代表者",
        consent_scope="both",
    )
