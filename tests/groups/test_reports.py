"""The registry's documents as numbers and texts."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.utils import timezone

from groups.models import Category
from groups.reports import (
    ActivityLine,
    IndexGroup,
    IndexLine,
    Person,
    RosterRow,
    RosterSection,
    card_sheet,
    resource_list,
    roster,
)
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

pytestmark = pytest.mark.django_db
CONSENT = {"consent_on": date(2026, 4, 1), "consent_by": "会長", "consent_method": "paper"}
ACTIVE = ["active"]


@pytest.fixture
def salon(wakaba: District):
    """A salon that agreed to be published, with its leader's name."""
    return make_organization(
        wakaba,
        kind="salon",
        name="サロンひだまり",
        kana="さろんひだまり",
        representative="森 久美子",
        representative_title="世話人",
        representative_is_public=True,
        public_phone="000-0000-1111",
        address="みどり野市けやき台1-2",
        building="けやき台集会所",
        term_ends_on=date(2027, 3, 31),
        verified_on=timezone.localdate(),
        note="鍵は自治会長から借りる",
        **CONSENT,
    )


@pytest.fixture
def shy(wakaba: District):
    """An association that did not agree."""
    return make_organization(
        wakaba,
        kind="neighborhood",
        name="けやき台自治会",
        kana="けやきだいじちかい",
        representative="石川 正子",
        representative_title="会長",
        representative_is_public=True,
        public_phone="000-0000-2222",
    )


# -- 団体名簿 ---------------------------------------------------------------------------------------------------------


def test_public_roster_names_people_only_with_consent(
    salon, shy, coordinator: User, wakaba: District
) -> None:
    document = roster(access_for(coordinator, wakaba), internal=False, statuses=ACTIVE)
    assert document.title == "若葉地区 団体名簿（公開用）"
    assert document.as_of == timezone.localdate()
    assert document.sources == ("若葉地区社会福祉協議会 団体・施設台帳",)
    assert document.sections == (
        RosterSection(
            "自治会・町内会",
            (
                RosterRow(
                    1, "けやき台自治会", "けやきだいじちかい", "自治会・町内会", (Person(),), "", None, ""
                ),
            ),
        ),
        RosterSection(
            "サロン・居場所",
            (
                RosterRow(
                    2,
                    "サロンひだまり",
                    "さろんひだまり",
                    "サロン・居場所",
                    (Person("世話人", "森 久美子", ("000-0000-1111",)),),
                    "みどり野市けやき台1-2 けやき台集会所",
                    date(2027, 3, 31),
                    "",
                ),
            ),
        ),
    )


def test_public_roster_hides_a_name_that_is_not_public_though_there_is_consent(
    salon, coordinator: User, wakaba: District
) -> None:
    type(salon).objects.update(representative_is_public=False)
    document = roster(access_for(coordinator, wakaba), internal=False, statuses=ACTIVE)
    row = document.sections[0].rows[0]
    assert row.people == (Person("", "", ("000-0000-1111",)),)
    assert row.term_ends_on is None


def test_internal_roster_adds_contacts_and_notes(salon, coordinator: User, wakaba: District) -> None:
    make_contact(salon, name="森久美子", title="代表", phone="000-1111-0001", mobile="090-0000-0001")
    make_contact(salon, name="山田花子", title="会計", phone="000-1111-0002")
    document = roster(access_for(coordinator, wakaba), internal=True, statuses=ACTIVE)
    row = document.sections[0].rows[0]
    assert document.title == "若葉地区 団体名簿（内部用）"
    assert row.people == (
        Person("世話人", "森 久美子", ("000-1111-0001", "090-0000-0001")),
        Person("会計", "山田花子", ("000-1111-0002",)),
        Person("代表電話", "", ("000-0000-1111",)),
    )
    assert row.note == "鍵は自治会長から借りる"


def test_internal_roster_says_what_is_not_published(shy, coordinator: User, wakaba: District) -> None:
    type(shy).objects.update(is_public=False, status="paused")
    document = roster(access_for(coordinator, wakaba), internal=True, statuses=["paused"])
    assert document.sections[0].rows[0].note == "休止中。非公開。公開の同意なし"


def test_internal_roster_opens_no_other_districts_organisations(
    shiomidai: District, coordinator: User, wakaba: District
) -> None:
    visitor = make_organization(
        shiomidai,
        name="てのひら",
        representative="村上 さやか",
        public_phone="000-0000-3333",
        note="内輪の話",
    )
    visitor.served_districts.add(wakaba)
    make_contact(visitor, phone="000-2222-0000")
    document = roster(access_for(coordinator, wakaba), internal=True, statuses=ACTIVE)
    row = document.sections[0].rows[0]
    assert (row.people, row.note) == ((Person(),), "")


def test_roster_is_limited_to_kinds_and_statuses(salon, shy, coordinator: User, wakaba: District) -> None:
    access = access_for(coordinator, wakaba)
    kinds = Category.objects.filter(slug="salon")
    assert roster(access, internal=False, statuses=ACTIVE, kinds=kinds).total == 1
    type(shy).objects.filter(pk=shy.pk).update(status="paused")
    assert roster(access, internal=False, statuses=ACTIVE).total == 1
    assert roster(access, internal=False, statuses=["active", "paused"]).total == 2


def test_documents_name_the_open_data_that_records_came_from(
    shy, coordinator: User, wakaba: District
) -> None:
    source = {"attribution": "高松市", "license": "http://creativecommons.org/licenses/by/3.0/deed.ja"}
    type(shy).objects.update(source=source)
    document = roster(access_for(coordinator, wakaba), internal=False, statuses=ACTIVE)
    assert document.sources[1:] == ("高松市オープンデータ（CC BY 3.0）",)


@pytest.mark.parametrize("internal", [False, True])
def test_roster_takes_as_many_queries_for_one_as_for_many(
    internal: bool, coordinator: User, wakaba: District, django_assert_num_queries
) -> None:
    access = access_for(coordinator, wakaba)
    for number in range(3):
        make_contact(make_organization(wakaba, name=f"会{number}"))
    with django_assert_num_queries(2 if internal else 1):
        assert roster(access, internal=internal, statuses=ACTIVE).total == 3


# -- 社会資源リスト -----------------------------------------------------------------------------------------------------


def test_resource_entry_says_what_residents_need(salon, coordinator: User, wakaba: District) -> None:
    keyaki = Neighborhood.objects.create(district=wakaba, name="けやき台", order=1)
    salon.neighborhoods.add(keyaki)
    make_offer(salon, "会場")
    make_activity(
        salon,
        name="お茶の会",
        frequency="monthly",
        weekdays=[3],
        weeks=[2, 4],
        starts_at=time(13, 30),
        ends_at=time(15, 30),
        place="けやき台集会所",
        audience="どなたでも",
        cost="100円",
        drop_in=True,
    )
    document = resource_list(access_for(coordinator, wakaba))
    entry = document.entries[0]
    assert entry.activities == (
        ActivityLine(
            name="お茶の会",
            when="毎月 第2・第4木曜日 13:30〜15:30",
            place="けやき台集会所",
            audience="どなたでも",
            cost="100円",
            drop_in=True,
        ),
    )
    assert (entry.contact, entry.offers, entry.neighborhoods) == (
        ("電話 000-0000-1111",),
        ("会場",),
        ("けやき台",),
    )
    assert document.by_neighborhood == (
        IndexGroup("けやき台", (IndexLine(salon.pk, "サロンひだまり", "サロン"),)),
    )
    assert document.by_weekday == (
        IndexGroup(
            "木曜日",
            (IndexLine(salon.pk, "サロンひだまり", "13:30〜15:30 お茶の会（毎月 第2・第4木曜日）"),),
        ),
    )


def test_resource_list_has_no_contact_without_consent_and_says_whom_to_ask(
    shy, coordinator: User, wakaba: District
) -> None:
    document = resource_list(access_for(coordinator, wakaba))
    assert document.entries[0].contact == ()
    assert document.enquiries == "若葉地区社会福祉協議会（電話 000-0000-0000）"


def test_resource_list_marks_what_nobody_confirmed(salon, shy, coordinator: User, wakaba: District) -> None:
    document = resource_list(access_for(coordinator, wakaba))
    assert {entry.name: entry.is_stale for entry in document.entries} == {
        "けやき台自治会": True,
        "サロンひだまり": False,
    }


def test_resource_list_leaves_out_what_rests_or_is_not_public(
    salon, shy, coordinator: User, wakaba: District
) -> None:
    access = access_for(coordinator, wakaba)
    type(salon).objects.filter(pk=salon.pk).update(status="paused")
    type(shy).objects.filter(pk=shy.pk).update(is_public=False)
    assert resource_list(access).total == 0
    assert [(entry.name, entry.paused) for entry in resource_list(access, paused=True).entries] == [
        ("サロンひだまり", True)
    ]


def test_weekday_index_is_in_the_order_of_the_day(salon, shy, coordinator: User, wakaba: District) -> None:
    make_activity(salon, name="夜の体操", weekdays=[0, 2], starts_at=time(19))
    make_activity(shy, name="朝の体操", weekdays=[0], starts_at=time(6, 30))
    make_activity(shy, name="あいさつ運動", frequency="daily", starts_at=time(7, 30))
    make_activity(shy, name="草刈り", frequency="irregular")
    document = resource_list(access_for(coordinator, wakaba))
    assert [(group.heading, [line.detail for line in group.lines]) for group in document.by_weekday] == [
        ("月曜日", ["6:30から 朝の体操", "19:00から 夜の体操"]),
        ("水曜日", ["19:00から 夜の体操"]),
        ("毎日", ["7:30から あいさつ運動"]),
        ("曜日が決まっていないもの", ["草刈り"]),
    ]


def test_neighbourhood_index_ends_with_what_belongs_to_none(
    salon, shy, coordinator: User, wakaba: District, shiomidai: District
) -> None:
    second = Neighborhood.objects.create(district=wakaba, name="さくら坂", order=2)
    first = Neighborhood.objects.create(district=wakaba, name="川原", order=1)
    salon.neighborhoods.add(second)
    make_activity(salon, neighborhood=first)
    shy.neighborhoods.add(Neighborhood.objects.create(district=shiomidai, name="A街区"))
    document = resource_list(access_for(coordinator, wakaba))
    assert [(group.heading, [line.name for line in group.lines]) for group in document.by_neighborhood] == [
        ("川原", ["サロンひだまり"]),
        ("さくら坂", ["サロンひだまり"]),
        ("地区全体・そのほか", ["けやき台自治会"]),
    ]


def test_facilities_tell_their_services_and_hours(coordinator: User, wakaba: District) -> None:
    home = make_organization(wakaba, kind="facility", name="デイサービスくわの実")
    make_facility(
        home,
        services=["通所介護", "介護予防"],
        weekdays=[0, 1],
        opens_at=time(9),
        closes_at=time(16, 30),
        hours_note="祝日休み",
    )
    entry = resource_list(access_for(coordinator, wakaba)).entries[0]
    assert (entry.services, entry.opening) == ("通所介護、介護予防", "月・火 9:00〜16:30 祝日休み")


def test_resource_list_takes_as_many_queries_for_one_as_for_many(
    coordinator: User, wakaba: District, django_assert_num_queries
) -> None:
    access = access_for(coordinator, wakaba)
    for number in range(3):
        organization = make_organization(wakaba, name=f"会{number}")
        make_activity(organization, weekdays=[number])
        make_offer(organization)
    with django_assert_num_queries(3):
        assert resource_list(access).total == 3


# -- 自己紹介カード -----------------------------------------------------------------------------------------------------


def test_card_tells_what_an_organisation_says_of_itself(
    salon, coordinator: User, wakaba: District, settings
) -> None:
    settings.BASE_URL = "https://portal.example.jp"
    make_offer(salon, "会場")
    make_need(salon, "男性の参加")
    document = card_sheet(access_for(coordinator, wakaba), organization=salon)
    card = document.cards[0]
    assert document.title == "サロンひだまり 自己紹介カード"
    assert (card.offers, card.needs, card.contact) == (("会場",), ("男性の参加",), ("電話 000-0000-1111",))
    assert card.url == f"https://portal.example.jp/wakaba/groups/{salon.pk}/"


def test_a_card_knows_how_much_it_says(salon, coordinator: User, wakaba: District) -> None:
    """By its lines on paper: the purpose, and two more for each part; halves stand beside each other."""
    card = card_sheet(access_for(coordinator, wakaba), organization=salon).cards[0]
    empty = replace(
        card, purpose="", role="", values="", activities=(), offers=(), needs=(), limits="", consultations=()
    )
    assert empty.lines == 0
    assert replace(empty, purpose="あ" * 34).lines == 2
    assert replace(empty, role="短い", values="あ" * 31).lines == 2 + 3
    assert (
        replace(empty, offers=("会場", "車"), needs=("人手",), limits="夜は\n電話だけ").lines == 2 + 2 + 2 + 2
    )


def test_cards_are_of_one_organisation_of_a_kind_or_of_all(
    salon, shy, coordinator: User, wakaba: District
) -> None:
    access = access_for(coordinator, wakaba)
    kinds = Category.objects.filter(slug="neighborhood")
    assert [card.name for card in card_sheet(access).cards] == ["けやき台自治会", "サロンひだまり"]
    assert [card.name for card in card_sheet(access, kinds=kinds).cards] == ["けやき台自治会"]
    assert [card.name for card in card_sheet(access, organization=salon).cards] == ["サロンひだまり"]
    assert card_sheet(access, organization=shy).cards[0].contact == ()
