"""The words of lists are put into our own; what we have no word for is left out, told, and stops no row."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from groups.imports import known_accessibility
from groups.imports.words import (
    known_consent,
    known_fields,
    known_kinds,
    known_neighborhoods,
    known_past_day,
    known_status,
)
from groups.models import Organization
from portal.imports.cells import Cleaned
from portal.models import District, Import, Neighborhood

MENDED = "このサイトで使うことばに直しました。"


def test_a_mixed_list_brings_each_kind(bring: Callable[..., Import], wakaba: District) -> None:
    for order, name in enumerate(["若葉一丁目", "川原"]):
        Neighborhood.objects.create(district=wakaba, name=name, order=order)
    record = bring(
        "団体名,区分,町内,活動分野,できること,状態\r\n"
        "川原自治会,自治会・町内会,川原町内会,防災訓練、夏祭り,会場の準備;いす,\r\n"
        "ときわ会,シニアクラブ,若葉一丁目・川原,,,休会中\r\n"
        "なかよし,愛好会,遠い町,,,\r\n"
        "みどりの輪,,,,,\r\n".encode()
    )
    made = {each.name: each for each in Organization.objects.all()}
    assert {name: each.category.slug for name, each in made.items()} == {
        "川原自治会": "neighborhood",
        "ときわ会": "senior",
        "なかよし": "facility",
        "みどりの輪": "facility",
    }
    first, second = made["川原自治会"], made["ときわ会"]
    assert first.fields == ["disaster", "tradition"]
    assert [offer.text for offer in first.offers.all()] == ["会場の準備", "いす"]
    assert [place.name for place in second.neighborhoods.all()] == ["若葉一丁目", "川原"]
    assert (first.status, second.status) == ("active", "paused")
    rows = {row.name: row for row in record.rows.all()}
    assert rows["ときわ会"].repairs[0]["reason"] == MENDED
    assert rows["なかよし"].repairs == []
    kind, town = rows["なかよし"].errors
    assert (kind["is_doubt"], town["is_doubt"]) == (True, True)
    assert kind["reason"].startswith("このサイトにない種別「愛好会」のため、「種別のない行の種別」にします。")
    assert town["reason"] == "「遠い町」は、この地区の町内にないため取り込みません。"


def test_accessibility_is_put_into_our_own_words() -> None:
    assert known_accessibility("車椅子使用者用駐車場;多目的トイレ;点字ブロック") == Cleaned(
        ["駐車場", "車いす用トイレ"],
        MENDED,
        "「点字ブロック」は、選べる内容にないため取り込みません。",
    )
    assert known_accessibility("駐車場、手話") == Cleaned(["駐車場", "手話"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("駐車場なし", []),
        ("段差あり;エレベーター無", []),
        ("送迎は行っていない", []),
        ("駐車場（無料）;段差の解消;スロープ", ["駐車場", "段差なし"]),
    ],
)
def test_what_is_not_there_is_not_taken_for_there(cell: str, value: list[str]) -> None:
    found = known_accessibility(cell)
    assert sorted(found.value) == sorted(value)
    assert found.doubt.endswith("取り込みません。") == (value == [])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("活動中", "active"),
        ("活動継続", "active"),
        ("休会中", "paused"),
        ("活動停止中", ""),
        ("非活動", ""),
        ("活動していない", ""),
        ("解散予定", ""),
    ],
)
def test_a_state_that_is_denied_is_left_out_and_told(cell: str, value: str) -> None:
    found = known_status(cell)
    assert found.value == value
    assert found.doubt.endswith("取り込みません。") == (value == "")


@pytest.mark.django_db
def test_kinds_are_known_by_their_words() -> None:
    kind = known_kinds()
    words = [
        "老人クラブ",
        "PTA",
        "ＮＰＯ法人",
        "民生委員児童委員協議会",
        "子供会",
        "福祉施設・社会福祉法人",
        "消防団",
    ]
    slugs = ["senior", "school", "volunteer", "commissioner", "children", "facility", "safety"]
    assert [kind(word).value for word in words] == slugs
    assert kind("子ども会と婦人会").value == ""


@pytest.mark.django_db
def test_each_unknown_kind_is_a_doubt_of_its_own() -> None:
    kind = known_kinds()
    doubts = [kind(word).doubt for word in ("愛好会", "愛好会", "同好会")]
    assert doubts[0] == doubts[1] != doubts[2]
    assert (kind("愛好会").reason, kind("なし")) == ("", Cleaned(""))


def test_neighborhoods_are_known_by_name_and_reading(wakaba: District) -> None:
    Neighborhood.objects.create(district=wakaba, name="川原", kana="かわら")
    Neighborhood.objects.create(district=wakaba, name="本町・中町", kana="ほんまちなかまち")
    known = known_neighborhoods(wakaba)
    found = [known(cell).value for cell in ("カワラ", "川原自治会", "本町・中町")]
    assert found == [["川原"], ["川原"], ["本町・中町"]]


def test_neighbourhoods_are_known_however_their_numbers_are_written(wakaba: District) -> None:
    for order, name in enumerate(["若葉一丁目", "若葉二丁目"]):
        Neighborhood.objects.create(district=wakaba, name=name, order=order)
    known = known_neighborhoods(wakaba)
    found = [known(cell) for cell in ("若葉1丁目", "若葉２丁目町内会", "若葉3丁目")]
    assert [each.value for each in found] == [["若葉一丁目"], ["若葉二丁目"], []]
    assert [bool(each.doubt) for each in found] == [False, False, True]


def test_fields_are_put_into_our_own_words() -> None:
    assert known_fields("防災;子育て支援;将棋") == Cleaned(
        ["地域防災", "子育て"], MENDED, "「将棋」は、選べる内容にないため取り込みません。"
    )


@pytest.mark.parametrize("clean", [known_past_day, known_consent])
def test_what_was_done_was_not_done_tomorrow(clean):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert clean(f"{tomorrow:%Y/%m/%d}") == (
        None,
        "",
        f"「{tomorrow:%Y/%m/%d}」は、まだ来ていない日付のため取り込みません。",
    )
    assert clean("2024/4/1").value == "2024-04-01"
