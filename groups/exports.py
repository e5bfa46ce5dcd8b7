"""The registry's open data: facilities in the municipal standard formats, only what may be published."""

from collections.abc import Callable, Iterable
from typing import Any

from groups.listings import contact_value
from groups.models import Category, Organization
from groups.models.organizations import OrganizationQuerySet
from portal.exports import Column, OpenDataSet, clock, listed, new_authority, old_authority, weekday_names
from portal.japanese.text import to_katakana
from portal.models import Council, District

# The kinds that are public facilities where nobody chose others.
FACILITY_KINDS = ("facility", "agency")


def facility(name: str, show: Callable[[Any], Any] = lambda value: value) -> Callable[[Organization], Any]:
    """What an organisation has as a facility; nothing where it is none."""

    def value(organization: Organization) -> Any:
        found = getattr(organization, "facility", None)
        return show(getattr(found, name)) if found is not None else ""

    return value


def katakana(organization: Organization) -> str:
    return to_katakana(organization.kana)


OLD_PLACE = (
    Column("住所", lambda organization: organization.address, required=True),
    Column("方書", lambda organization: organization.building),
    Column("緯度", lambda organization: organization.latitude),
    Column("経度", lambda organization: organization.longitude),
)
WEBSITE = Column("URL", contact_value("website"))
# Notes (備考) of ours are internal.
NOTE = Column("備考")
# What the older and the newer standard ask alike of a public facility, and of an office of care services.
FACILITY_FACTS = (
    Column("法人番号", facility("corporate_number")),
    Column("団体名", facility("corporation")),
    Column("利用可能曜日", facility("weekdays", weekday_names)),
    Column("開始時間", facility("opens_at", clock)),
    Column("終了時間", facility("closes_at", clock)),
    Column("利用可能日時特記事項", facility("hours_note")),
    Column("説明", lambda organization: organization.purpose),
    Column("バリアフリー情報", lambda organization: listed(organization.accessibility_labels)),
    WEBSITE,
    NOTE,
)
CARE_FACTS = (
    Column("FAX番号", contact_value("fax")),
    Column("法人番号", facility("corporate_number")),
    Column("法人の名称", facility("corporation")),
    Column("事業所番号", facility("office_number")),
    Column("利用可能曜日", facility("weekdays", weekday_names)),
    Column("利用可能曜日特記事項", facility("hours_note")),
    Column("定員", facility("capacity")),
    WEBSITE,
    NOTE,
)


def old_public_facilities(council: Council) -> OpenDataSet:
    """公共施設一覧 of the 推奨データセット."""
    return OpenDataSet(
        name="old-public-facility",
        label="公共施設一覧（推奨データセット）",
        file_name="public_facility",
        columns=(
            *old_authority(council),
            Column("名称", lambda organization: organization.name, required=True),
            Column("名称_カナ", katakana, required=True),
            Column("名称_通称", lambda organization: organization.alias),
            Column("POIコード"),
            *OLD_PLACE,
            Column("電話番号", contact_value("phone")),
            Column("内線番号"),
            *FACILITY_FACTS,
        ),
    )


def old_care_services(council: Council) -> OpenDataSet:
    """介護サービス事業所一覧 of the 推奨データセット."""
    return OpenDataSet(
        name="old-care-service",
        label="介護サービス事業所一覧（推奨データセット）",
        file_name="care_service",
        columns=(
            *old_authority(council),
            Column("介護サービス事業所名称", lambda organization: organization.name, required=True),
            Column("介護サービス事業所名称_カナ", katakana, required=True),
            Column("実施サービス", facility("services", listed), required=True),
            *OLD_PLACE,
            Column("電話番号", contact_value("phone"), required=True),
            Column("内線番号"),
            *CARE_FACTS,
        ),
    )


def new_lead(council: Council) -> tuple[Column, ...]:
    """Authority and names, as in every data set of the newer standard that lists places."""
    return (
        *new_authority(council),
        Column("名称", lambda organization: organization.name, required=True),
        Column("名称_カナ", katakana),
        Column("名称_英字"),
    )


def new_place(council: Council) -> tuple[Column, ...]:
    """Where it is. The address stands in one piece (連結表記), since ours is not kept in parts."""
    return (
        Column("所在地_全国地方公共団体コード", lambda organization: council.code),
        Column("町字ID"),
        Column("所在地_連結表記", lambda organization: organization.address, required=True),
        Column("所在地_都道府県"),
        Column("所在地_市区町村"),
        Column("所在地_町字"),
        Column("所在地_番地以下"),
        Column("建物名等(方書)", lambda organization: organization.building),
        Column("緯度", lambda organization: organization.latitude),
        Column("経度", lambda organization: organization.longitude),
    )


NEW_REACH = (
    Column("電話番号", contact_value("phone")),
    Column("内線番号"),
    Column("連絡先メールアドレス", contact_value("email")),
    Column("連絡先FormURL"),
    Column("連絡先備考（その他、SNSなど）"),
    Column("郵便番号", lambda organization: organization.postcode),
)


def new_public_facilities(council: Council) -> OpenDataSet:
    """公共施設一覧 of the 自治体標準オープンデータセット."""
    return OpenDataSet(
        name="new-public-facility",
        label="公共施設一覧（自治体標準オープンデータセット）",
        file_name="public_facility",
        columns=(
            *new_lead(council),
            Column("名称_通称", lambda organization: organization.alias),
            *new_place(council),
            *NEW_REACH,
            *FACILITY_FACTS,
        ),
    )


def new_care_services(council: Council) -> OpenDataSet:
    """介護サービス事業所一覧 of the 自治体標準オープンデータセット."""
    return OpenDataSet(
        name="new-care-service",
        label="介護サービス事業所一覧（自治体標準オープンデータセット）",
        file_name="care_service",
        columns=(
            *new_lead(council),
            Column("実施サービス", facility("services", listed), required=True),
            *new_place(council),
            *NEW_REACH,
            *CARE_FACTS,
        ),
    )


DATA_SETS = (old_public_facilities, old_care_services, new_public_facilities, new_care_services)


def data_sets(council: Council) -> dict[str, OpenDataSet]:
    """The data sets that the registry can write, by name."""
    made = [make(council) for make in DATA_SETS]
    return {data_set.name: data_set for data_set in made}


def published_facilities(
    district: District, data_set: OpenDataSet, kinds: Iterable[Category] = ()
) -> OrganizationQuerySet:
    """The district's own published records that belong into a data set; no kinds means the usual ones."""
    chosen = list(kinds)
    found = Organization.objects.filter(district=district, merged_into=None).published()
    found = found.select_related("facility").order_by("category__number", "kana_order", "name", "pk")
    if data_set.file_name == "care_service":
        found = found.exclude(facility=None).exclude(facility__services=[])
    elif not chosen:
        found = found.filter(category__slug__in=FACILITY_KINDS)
    return found.filter(category__in=chosen) if chosen else found
