"""What of an organisation is found, and what is not."""

from datetime import UTC, date, datetime, time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, TextField
from django.test import Client
from django.utils.html import strip_tags

from groups import actions
from groups.models import Activity, Facility, Need, Offer, Organization
from groups.search.desks import SOURCE as DESKS
from groups.search.organizations import INTERNAL_SOURCE, SOURCE
from portal import search
from portal.models import District, Neighborhood, SearchEntry, User
from portal.permissions import access_for
from portal.search import finding
from portal.search.reading import concerns
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
    make_contact(organization, name="田中花子", kana="たなかはなこ", title="副会長", phone="087-000-1234")
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


INTERNAL = "後継者 要注意 鈴木 鈴木一郎 佐藤 田中花子 たなか 1234 087-000-1234 0870001234 副会長"


@pytest.mark.parametrize("query", INTERNAL.split())
def test_what_is_internal_is_found_by_those_who_may_read_it(
    wakaba: District,
    shiomidai: District,
    salon: Organization,
    city: User,
    chair: User,
    coordinator: User,
    editor: User,
    stranger: User,
    query: str,
) -> None:
    people = {"resident": None, "editor": editor, "stranger": stranger}
    people |= {"coordinator": coordinator, "chair": chair, "city": city}
    finders = [name for name, user in people.items() if is_found(query, wakaba, user)]
    assert finders == ["coordinator", "chair", "city"]
    assert not any(is_found(query, shiomidai, user) for user in (None, stranger, coordinator))


def test_no_count_and_no_suggestion_tells_residents_of_what_is_internal(
    wakaba: District, salon: Organization, stranger: User, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def results(query: str, user: User | None, kind: str = "") -> search.Results:
        return search.find(access_for(user or AnonymousUser(), wakaba), wakaba, query, kind=kind)

    for user in (None, stranger):
        for query in ("田中花子", "田中花江", "たなかはなこ", "087-000-1235"):
            for kind in ("", "organization_internal"):
                found = results(query, user, kind)
                assert (len(found), found.kinds, found.similar) == (0, [], [])
    hit = results("田中花子", coordinator)[:1][0]
    assert (hit.title, hit.is_internal, "087-000-1234" in hit.summary) == ("潮風サロン", True, True)
    assert [str(hit.title) for hit in results("田中花江", coordinator).similar] == ["潮風サロン"]
    monkeypatch.setattr(finding, "CAP", 0)
    assert "organization_internal" not in {each.kind for each in results("潮風", None).kinds}
    assert "organization_internal" in {each.kind for each in results("潮風", coordinator).kinds}


def test_its_name_finds_it_once_whoever_searches(
    wakaba: District, salon: Organization, coordinator: User
) -> None:
    assert is_found("潮風サロン", wakaba, coordinator)


def test_people_are_found_by_all_once_they_may_be_named(
    wakaba: District, salon: Organization, coordinator: User
) -> None:
    actions.update_organization(salon, public_phone="087-834-9911", representative_is_public=True)
    assert not any(is_found(query, wakaba) for query in ("鈴木 一郎", "佐藤良子"))
    actions.give_consent(salon, on=date(2026, 4, 1), consented_by="佐藤良子", method="paper")
    assert all(is_found(query, wakaba) for query in ("鈴木 一郎", "佐藤良子"))
    # Nothing of them is internal any more, so nobody finds them twice.
    assert all(is_found(query, wakaba, coordinator) for query in ("鈴木 一郎", "佐藤良子"))


def test_contacts_that_are_taken_away_are_found_no_more(
    wakaba: District, salon: Organization, coordinator: User
) -> None:
    actions.save_contacts(salon, [], removed=[salon.internal_contacts.get().pk])
    assert not is_found("田中花子", wakaba, coordinator)
    assert is_found("要注意", wakaba, coordinator)
    actions.update_organization(salon, note="", issues="", representative="", public_contact_name="")
    assert [entry.kind for entry in SearchEntry.objects.all()] == ["organization"]


@pytest.mark.parametrize(
    ("name", "kind", "services", "typed"),
    [
        ("特別養護老人ホーム若葉の里", "facility", [], "特養 とくよう 若葉の里"),
        ("若葉の里", "facility", ["介護老人福祉施設", "短期入所生活介護"], "特養 ショート ｼｮｰﾄ"),
        ("ひばり", "facility", ["通所介護"], "デイ デイサービス"),
        ("ひなた", "facility", ["認知症対応型共同生活介護"], "グループホーム"),
        ("東部地域包括支援センター", "agency", [], "包括 ほうかつ"),
        ("ケアプラン若葉", "facility", ["居宅介護支援"], "ケアマネ ケアマネジャー"),
        ("若葉ことぶき会", "senior", [], "老人クラブ シニアクラブ 老人会"),
        ("若葉民児協", "commissioner", [], "民生委員 児童委員"),
        ("扇町会", "neighborhood", [], "町内会 自治会"),
    ],
)
def test_everyday_words_find_what_registers_call_otherwise(
    wakaba: District, name: str, kind: str, services: list[str], typed: str
) -> None:
    organization = make_organization(wakaba, name=name, kind=kind)
    make_facility(organization, services=services, corporation="社会福祉法人みどり会")
    search.index_many([organization, make_organization(wakaba, name="ショートアニメの会", kind="volunteer")])
    for word in [*typed.split(), "社会福祉法人みどり会", "みどり会"]:
        results = search.find(access_for(AnonymousUser(), wakaba), wakaba, word)
        assert name in [str(strip_tags(hit.title)) for hit in results[:5]], word


def test_a_name_comes_before_an_everyday_word(wakaba: District) -> None:
    home = make_organization(wakaba, name="若葉の里", kind="facility")
    make_facility(home, services=["介護老人福祉施設"])
    club = make_organization(wakaba, name="特養ボランティアの会")
    search.index_many([home, club])
    found = search.find(access_for(AnonymousUser(), wakaba), wakaba, "特養")
    assert [strip_tags(hit.title) for hit in found[:5]] == ["特養ボランティアの会", "若葉の里"]


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


@pytest.mark.parametrize("source", [SOURCE, INTERNAL_SOURCE])
def test_a_source_names_all_that_it_reads(source, salon: Organization, django_assert_num_queries) -> None:
    """So an import knows which of its changes concern the search; what is not named is fetched apart."""
    with django_assert_num_queries(1):
        assert [source.text(record).title for record in source.records()] == ["潮風サロン"]


@pytest.mark.parametrize("source", [SOURCE, INTERNAL_SOURCE])
def test_what_a_source_does_not_read_changes_nothing(source, salon: Organization) -> None:
    """So nothing is left out of the index when an import says which fields changed: each that is not read is changed."""
    before = {record.pk: source.text(record) for record in source.records()}
    unread = {
        model: [name for name in names_of_fields(model) if not concerns(source, [name])]
        for model in (Organization, Facility)
    }
    assert {"latitude", "consent_by", "capacity"} <= {name for names in unread.values() for name in names}
    for record in (Organization.objects.get(pk=salon.pk), Facility.objects.get(organization=salon)):
        for name in unread[type(record)]:
            setattr(record, name, otherwise(record, name))
        record.save()
    for model in (Offer, Need, Activity):
        if not concerns(source, [model.organization.field.remote_field.name]):
            model.objects.all().delete()
    assert {record.pk: source.text(record) for record in source.records()} == before


def names_of_fields(model: type[Organization | Facility]) -> list[str]:
    """The fields of which a value can be made up."""
    fields = model._meta.concrete_fields
    return [field.name for field in fields if not field.is_relation and not field.primary_key]


def otherwise(record: Organization | Facility, name: str) -> object:
    """Another value for a field, of its type."""
    field = record._meta.get_field(name)
    value = getattr(record, name)
    if isinstance(value, bool):
        return not value
    made = {
        "DateField": date(2001, 2, 3),
        "DateTimeField": datetime(2001, 2, 3, tzinfo=UTC),
        "TimeField": time(3, 4),
        "JSONField": {"other": "value"},
        "ArrayField": [],
    }
    kind = field.get_internal_type()
    if kind in made or isinstance(field, ArrayField):
        return made.get(kind, [])
    return "別の値"[: field.max_length] if isinstance(field, CharField | TextField) else 7


@pytest.mark.parametrize(
    ("source", "changed", "is_read"),
    [
        (SOURCE, "alias", True),
        (SOURCE, "note", False),
        (SOURCE, "services", True),  # of the facility
        (SOURCE, "capacity", False),
        (SOURCE, "activities", True),  # a list
        (SOURCE, "internal_contacts", False),
        (SOURCE, "merged_into", True),  # a condition
        (INTERNAL_SOURCE, "note", True),
        (INTERNAL_SOURCE, "internal_contacts", True),
        (INTERNAL_SOURCE, "alias", False),
        (INTERNAL_SOURCE, "offers", False),
        (SOURCE, "of-a-plugin-that-comes", True),
    ],
)
def test_a_source_s_query_tells_what_it_reads(source, changed: str, is_read: bool) -> None:
    assert concerns(source, [changed]) is is_read
    assert concerns(source, ["latitude", changed]) is is_read


def test_a_source_that_loads_whole_records_reads_all_of_them() -> None:
    assert concerns(DESKS, ["order"])


def test_only_what_changed_is_read_anew(wakaba: District, salon: Organization) -> None:
    Organization.objects.update(alias="縁側", note="読みもの")
    search.index_many([salon], changed=["note", "latitude"])
    assert not is_found("縁側", wakaba)
    search.index_many([salon], changed=["latitude"])
    assert not is_found("縁側", wakaba)
    search.index_many([salon], changed=["alias"])
    assert is_found("縁側", wakaba)


def test_a_merged_duplicate_is_found_as_the_record_that_lives_on(
    wakaba: District, salon: Organization, coordinator: User
) -> None:
    duplicate = make_organization(wakaba, name="潮風さろん(旧)", merged_into=salon, is_public=False)
    search.index(duplicate)
    assert is_found("潮風", wakaba, coordinator)


# -- The list of the district ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "finders"),
    [
        ("潮風", {"resident", "coordinator"}),
        ("田中花子", {"coordinator"}),
        ("087-000-1234", {"coordinator"}),
        ("要注意", {"coordinator"}),
        ("社会福祉法人みどり会", {"resident", "coordinator"}),
        ("みつけられない", set()),
    ],
)
def test_the_list_finds_what_the_search_finds_for_each(
    client: Client, wakaba: District, salon: Organization, coordinator: User, typed: str, finders: set[str]
) -> None:
    salon.facility.corporation = "社会福祉法人みどり会"
    salon.facility.save()
    search.index(salon)
    for who, user in (("resident", None), ("coordinator", coordinator)):
        if user:
            client.force_login(user)
        body = client.get("/wakaba/groups/", {"q": typed}).content.decode()
        assert ("潮風サロン" in body) == (who in finders), who
