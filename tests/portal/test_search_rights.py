"""Who finds what: internal records, other districts' and the city's."""

from portal.models import District, User, Visibility
from portal.search import find
from tests.portal.search_records import access, put, similar, titles


def test_internal_records_are_for_those_who_read_internal_pages(
    wakaba: District,
    shiomidai: District,
    coordinator: User,
    chair: User,
    editor: User,
    city: User,
    admin: User,
    stranger: User,
) -> None:
    put(wakaba, "秘密の会", visibility=Visibility.DISTRICT, texts=["公開前の相談"])
    readers = {
        "resident": None,
        "stranger": stranger,
        "editor": editor,
        "coordinator": coordinator,
        "chair": chair,
    }
    readers |= {"city": city, "admin": admin}
    for query in ("秘密", "公開前", "秘"):
        assert {name for name, user in readers.items() if titles(query, wakaba, user)} == {
            "coordinator",
            "chair",
            "city",
            "admin",
        }
        assert [name for name, user in readers.items() if titles(query, shiomidai, user)] == []


def test_similar_names_are_as_secret(wakaba: District, coordinator: User, stranger: User) -> None:
    put(wakaba, "ひまわりクラブ", visibility=Visibility.DISTRICT)
    assert similar("ひわまりクラブ", wakaba) == []
    assert find(access(wakaba, stranger), wakaba, "ひわまりクラブ").similar == []
    assert [hit.title for hit in find(access(wakaba, coordinator), wakaba, "ひわまりクラブ").similar] == [
        "ひまわりクラブ"
    ]


def test_an_internal_record_is_not_found_where_it_only_visits(
    wakaba: District, shiomidai: District, coordinator: User, stranger: User
) -> None:
    put(wakaba, "秘密の会", visibility=Visibility.DISTRICT, also_in=[shiomidai.pk])
    assert titles("秘密", shiomidai, stranger) == []
    assert titles("秘密", wakaba, coordinator) == ["秘密の会"]


def test_internal_records_of_the_whole_city_are_for_city_staff(
    wakaba: District, coordinator: User, city: User
) -> None:
    put(None, "市の準備室", visibility=Visibility.DISTRICT)
    assert titles("準備室", wakaba) == titles("準備室", wakaba, coordinator) == []
    assert titles("準備室", wakaba, city) == ["市の準備室"]


def test_rights_in_one_district_give_none_in_another(
    wakaba: District, shiomidai: District, coordinator: User
) -> None:
    put(shiomidai, "秘密の会", visibility=Visibility.DISTRICT)
    assert find(access(wakaba, coordinator), shiomidai, "秘密").ids == []


def test_a_district_finds_its_own_its_visitors_and_the_city_s(wakaba: District, shiomidai: District) -> None:
    put(wakaba, "会館・若葉")
    put(shiomidai, "会館・潮見台")
    put(shiomidai, "会館・移動図書館", also_in=[wakaba.pk])
    put(None, "会館・市立")
    assert set(titles("会館", wakaba)) == {"会館・若葉", "会館・移動図書館", "会館・市立"}
    assert set(titles("会館", shiomidai)) == {"会館・潮見台", "会館・移動図書館", "会館・市立"}


def test_the_letters_of_the_index_cannot_be_written_into_a_record(
    wakaba: District, shiomidai: District
) -> None:
    forged = f"d{shiomidai.pk}"
    put(wakaba, forged, names=["d"], places=[forged], texts=[forged, "d"])
    assert titles(forged, shiomidai) == []
    assert titles(forged, wakaba) == [forged]
