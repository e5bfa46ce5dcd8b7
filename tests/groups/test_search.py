"""What of an organisation is found, and what is not."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from groups import actions
from groups.models import Organization
from portal import search
from portal.models import District, Neighborhood, User
from portal.permissions import access_for
from tests.groups.factory import (
    make_activity,
    make_contact,
    make_facility,
    make_need,
    make_offer,
    make_organization,
)


@pytest.fixture
def salon(wakaba: District, shiomidai: District) -> Organization:
    """An organisation with something in each of its fields."""
    organization = make_organization(
        wakaba,
        kind="salon",
        name="潮風サロン",
        kana="うみかぜさろん",
        alias="お茶の間",
        purpose="気軽に集まります。",
        role="引きこもりの人を訪ねます。",
        values="笑顔",
        fields=["welfare"],
        consultations=["家計のやりくり"],
        address="みどり野市扇町二丁目8番7号",
        building="ひまわりビル",
        issues="後継者",
        note="要注意",
        representative="鈴木一郎",
        public_contact_name="佐藤良子",
    )
    organization.neighborhoods.add(
        Neighborhood.objects.create(district=wakaba, name="川原町", kana="かわらまち")
    )
    organization.served_districts.add(shiomidai)
    make_activity(organization, name="将棋", place="桜会館")
    make_offer(organization, "車いすを貸せます")
    make_need(organization, "大工仕事")
    make_facility(organization, services=["配食"])
    make_contact(organization, name="田中花子", phone="087-000-1234")
    search.index(organization)
    return organization


def is_found(query: str, district: District, user: User | None = None) -> bool:
    return len(search.find(access_for(user or AnonymousUser(), district), district, query)) == 1


PUBLIC = "潮風サロン うみかぜ お茶の間 おちゃのま 気軽 ひきこもり 笑顔 福祉 家計 扇町2-8-7 ひまわりビル 川原町 かわらまち 将棋 桜会館 車いす 大工 配食"


@pytest.mark.parametrize("query", PUBLIC.split())
def test_what_is_public_of_an_organisation_is_found(
    wakaba: District, salon: Organization, query: str
) -> None:
    assert is_found(query, wakaba)


@pytest.mark.parametrize("query", ["後継者", "要注意", "鈴木", "佐藤", "田中花子", "1234", "087-000-1234"])
def test_what_is_internal_is_found_by_nobody(
    wakaba: District, salon: Organization, city: User, coordinator: User, query: str
) -> None:
    assert not any(is_found(query, wakaba, user) for user in (None, coordinator, city))


def test_the_telephone_is_found_while_it_may_be_known(wakaba: District, salon: Organization) -> None:
    def found() -> list[bool]:
        return [is_found(query, wakaba) for query in ("087-834-9911", "0878349911", "087-834-9912")]

    actions.update_organization(salon, public_phone="087-834-9911")
    assert found() == [False, False, False]
    actions.give_consent(salon, on=date(2026, 4, 1), consented_by="佐藤良子", method="paper")
    assert found() == [True, True, False]
    actions.withdraw_consent(salon)
    assert found() == [False, False, False]


def test_it_is_found_where_it_is_active_too(shiomidai: District, salon: Organization) -> None:
    assert is_found("潮風サロン", shiomidai)


@pytest.mark.parametrize("change", [{"is_public": False}, {"status": Organization.Status.DISSOLVED}])
def test_drafts_and_dissolved_ones_are_found_by_their_district_and_the_city_only(
    wakaba: District,
    shiomidai: District,
    salon: Organization,
    coordinator: User,
    stranger: User,
    city: User,
    change: dict[str, object],
) -> None:
    for name, value in change.items():
        setattr(salon, name, value)
    salon.save()
    search.index(salon)
    people = {"resident": None, "stranger": stranger, "coordinator": coordinator, "city": city}
    assert [name for name, user in people.items() if is_found("潮風", wakaba, user)] == [
        "coordinator",
        "city",
    ]
    assert [name for name, user in people.items() if is_found("潮風", shiomidai, user)] == []


def test_a_merged_duplicate_is_found_as_the_record_that_lives_on(
    wakaba: District, salon: Organization, coordinator: User
) -> None:
    duplicate = make_organization(wakaba, name="潮風さろん(旧)", merged_into=salon, is_public=False)
    search.index(duplicate)
    assert is_found("潮風", wakaba, coordinator)
