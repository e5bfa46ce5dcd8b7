"""The demo city みどり野市: its council, three districts, neighbourhoods, figures and accounts.

Built through actions, with dates relative to today and a seeded random source, so that each load gives the same
world. It never loads over data of a real installation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal import history, plugins, setup
from portal.actions import districts as district_actions
from portal.actions import people
from portal.japanese import calendar
from portal.models import Council, District, Neighborhood, Role, Statistic, User
from portal.population import AGE_BANDS
from portal.search import entries

PASSWORD = "tsunagari-demo"  # noqa: S105 -- the demo's accounts are meant to be known; they exist nowhere else


class DemoRefused(Exception):
    """There is data already: the demo would mix with it."""


@dataclass(frozen=True)
class SampleDistrict:
    """A district of the demo. `bands` are people in 5-year bands from 0–4 to 85 and over."""

    slug: str
    name: str
    kana: str
    introduction: str
    neighborhoods: list[tuple[str, str, int]]  # name, kana, households
    bands: list[int]
    figures: dict[str, float]


DISTRICTS = [
    SampleDistrict(
        slug="wakaba",
        name="若葉地区",
        kana="わかばちく",
        introduction="駅の近くの新しい住宅地です。子育て中の家族が多く、施設や学校といっしょに行事をしています。",
        neighborhoods=[
            ("若葉一丁目", "わかばいっちょうめ", 412),
            ("若葉二丁目", "わかばにちょうめ", 455),
            ("若葉三丁目", "わかばさんちょうめ", 398),
            ("若葉四丁目", "わかばよんちょうめ", 367),
            ("けやき台", "けやきだい", 512),
            ("ひばりヶ丘南", "ひばりがおかみなみ", 344),
            ("川原", "かわら", 226),
            ("駅前通り", "えきまえどおり", 531),
            ("さくら坂", "さくらざか", 315),
        ],
        bands=[430, 450, 430, 420, 400, 480, 560, 640, 700, 680, 580, 510, 450, 440, 440, 370, 240, 200],
        figures={
            "single_elderly_households": 388,
            "associations": 9,
            "association_rate": 68.2,
            "commissioners": 13,
            "commissioner_seats": 14,
        },
    ),
    SampleDistrict(
        slug="shiomidai",
        name="潮見台地区",
        kana="しおみだいちく",
        introduction="海の見える団地の地区です。階段下カフェなど、歩いて行ける居場所づくりに力を入れています。",
        neighborhoods=[
            ("A街区", "えーがいく", 486),
            ("B街区", "びーがいく", 512),
            ("C街区", "しーがいく", 455),
            ("D街区", "でぃーがいく", 430),
            ("E街区", "いーがいく", 398),
            ("潮風", "しおかぜ", 377),
            ("灯台下", "とうだいした", 352),
        ],
        bands=[150, 160, 170, 200, 240, 250, 270, 300, 340, 380, 380, 370, 430, 520, 570, 560, 450, 410],
        figures={
            "single_elderly_households": 742,
            "associations": 7,
            "association_rate": 57.4,
            "commissioners": 11,
            "commissioner_seats": 13,
        },
    ),
    SampleDistrict(
        slug="kuwabara",
        name="桑原地区",
        kana="くわばらちく",
        introduction="田畑と山に囲まれた地区です。獅子舞や秋まつりなど、昔からの行事を大切にしています。",
        neighborhoods=[
            ("上桑原", "かみくわばら", 128),
            ("中桑原", "なかくわばら", 142),
            ("下桑原", "しもくわばら", 117),
            ("日向", "ひなた", 74),
            ("沢入", "さわいり", 63),
            ("峠", "とうげ", 41),
            ("本村", "ほんむら", 165),
            ("新田", "しんでん", 96),
            ("宮前", "みやまえ", 102),
            ("竹林", "たけばやし", 71),
            ("橋詰", "はしづめ", 81),
        ],
        bands=[75, 90, 100, 110, 100, 90, 110, 130, 160, 180, 190, 200, 240, 275, 240, 230, 220, 240],
        figures={
            "single_elderly_households": 168,
            "associations": 11,
            "association_rate": 92.6,
            "commissioners": 8,
            "commissioner_seats": 8,
        },
    ),
]

COUNCIL = {
    "name": "みどり野市社会福祉協議会",
    "city": "みどり野市",
    "city_kana": "みどりのし",
    "prefecture": "みどり県",
    "code": "992011",
    "postcode": "000-0000",
    "address": "みどり野市中央1-1 市民福祉センター1階",
    "phone": "000-0000-0100",
    "fax": "000-0000-0101",
    "email": "shakyo@example.jp",
}

# Account name → (name, kana); all addresses end with @example.jp.
PEOPLE = {
    "admin": ("管理 はじめ", "かんり はじめ"),
    "city": ("市川 なぎさ", "いちかわ なぎさ"),
    "wakaba": ("若林 みどり", "わかばやし みどり"),
    "shiomidai": ("潮田 ゆたか", "しおた ゆたか"),
    "kuwabara": ("桑田 まもる", "くわた まもる"),
    "wakaba-chair": ("会田 たかし", "あいだ たかし"),
    "wakaba-editor": ("広瀬 ふみ", "ひろせ ふみ"),
    "wakabanosato": ("岡田 恵", "おかだ めぐみ"),
}


@transaction.atomic
def load(*, today: date | None = None, seed: int = 1) -> None:
    """Make the demo city. Raises DemoRefused when there is a council already."""
    if Council.objects.exists():
        raise DemoRefused("データがすでにあるため、見本のデータは入れられません。")
    today = today or timezone.localdate()
    random = Random(seed)  # noqa: S311 -- plausible variety, no secret
    admin = setup.set_up(council=COUNCIL, districts=[], administrator=account_of("admin"))
    council = Council.objects.get()
    districts = {
        sample.slug: make_district(council, sample, number, today)
        for number, sample in enumerate(DISTRICTS, 1)
    }
    users = {"admin": admin} | make_people(districts)
    with entries.together():
        for part in plugins.registered(plugins.DemoPart):
            part.load(districts=districts, people=users, today=today, random=random)


def make_district(council: Council, sample: SampleDistrict, number: int, today: date) -> District:
    """A district with its neighbourhoods and its figures of the last 1 April."""
    district = district_actions.open_district(
        council=council,
        slug=sample.slug,
        name=sample.name,
        kana=sample.kana,
        council_name=f"{sample.name}社会福祉協議会",
        introduction=sample.introduction,
        postcode="000-0000",
        address=f"みどり野市{sample.neighborhoods[0][0]}1-1",
        phone=f"000-0000-02{number:02}",
        fax=f"000-0000-03{number:02}",
        email=f"{sample.slug}-shakyo@example.jp",
        office_hours="火曜・金曜 10時から15時",
    )
    for name, kana, households in sample.neighborhoods:
        district_actions.add_neighborhood(
            Neighborhood(district=district, name=name, kana=kana, households=households)
        )
    base_date = date(calendar.fiscal_year(today), 4, 1)
    sizes = [count for _name, _kana, count in sample.neighborhoods]
    history.save(_statistic(district, base_date, sample.bands, sum(sizes), figures=sample.figures))
    parts = zip(*(_shared_out(count, sizes) for count in sample.bands), strict=True)
    for neighborhood, bands in zip(district.neighborhoods.order_by("pk"), parts, strict=True):
        history.save(
            _statistic(district, base_date, bands, neighborhood.households, neighborhood=neighborhood)
        )
    return district


def _statistic(
    district: District, base_date: date, bands: Sequence[int], households: int | None, **fields: Any
) -> Statistic:
    """People of five years each, half of them men."""
    return Statistic(
        district=district,
        base_date=base_date,
        source="みどり野市 住民基本台帳（見本の数字）",
        population=sum(bands),
        households=households,
        age_bands={
            band: {"male": count // 2, "female": count - count // 2}
            for band, count in zip(AGE_BANDS, bands, strict=True)
        },
        **fields,
    )


def _shared_out(count: int, sizes: Sequence[int]) -> list[int]:
    """People as whole numbers, in proportion to the sizes; together they are as many as before."""
    ends = [round(count * sum(sizes[: at + 1]) / sum(sizes)) for at in range(len(sizes))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def account_of(name: str) -> dict[str, Any]:
    """The fields of a demo account."""
    written, kana = PEOPLE[name]
    return {
        "email": f"{name}@example.jp",
        "name": written,
        "kana": kana,
        "password": PASSWORD,
        "is_demo": True,
    }


def make_people(districts: dict[str, District]) -> dict[str, User]:
    """The demo's accounts and their roles, by account name, without the administrator's."""
    users = {
        name: people.create_account(**account_of(name), is_city_staff=name == "city")
        for name in PEOPLE
        if name != "admin"
    }
    for slug, district in districts.items():
        people.give_role(user=users[slug], district=district, role=Role.COORDINATOR)
    people.give_role(user=users["wakaba-chair"], district=districts["wakaba"], role=Role.CHAIR)
    people.give_role(user=users["wakaba-editor"], district=districts["wakaba"], role=Role.EDITOR)
    people.assign(user=users["city"], district=districts["wakaba"])
    return users
