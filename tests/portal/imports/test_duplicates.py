"""Likely duplicates are found whatever their spelling, and fast."""

import random
import time

import pytest

from portal.imports.duplicates import DuplicateIndex, Entry, Likeness, likeness

WAKABA = {
    "name": "社会福祉法人みどり会 特別養護老人ホーム 若葉の里",
    "kana": "わかばのさと",
    "phone": "000-123-4501",
    "address": "東京都みどり野市若葉二丁目3番1号",
}


def compare(**changes) -> Likeness:
    """The likeness of 若葉の里 to a record that differs in `changes`."""
    return likeness(Entry.of(1, WAKABA), Entry.of(2, WAKABA | changes))


def test_the_same_name_with_the_same_phone_or_address_is_certain():
    assert compare() == Likeness(2, 130, ("名称が同じ", "電話番号が同じ", "住所が同じ"), True)
    assert compare(phone="") == Likeness(2, 90, ("名称が同じ", "住所が同じ"), True)
    assert compare(address="", kana="") == Likeness(2, 100, ("名称が同じ", "電話番号が同じ"), True)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "みどり会　特別養護老人ホーム「若葉の里」"},
        {"name": "特別養護老人ホーム　若葉の里（福）みどり会", "phone": "０００（１２３）４５０１"},
        {"address": "みどり野市若葉2-3-1"},
    ],
)
def test_spellings_do_not_matter(changes):
    assert compare(**changes).score >= 85


def test_the_same_name_alone_is_likely_and_not_certain():
    assert compare(phone="", address="") == Likeness(2, 60, ("名称が同じ",), False)
    assert not compare(phone="000-999-9999", address="みどり野市桑原1").is_certain


def test_the_same_reading_needs_more():
    assert compare(name="ワカバ", phone="", address="").score == 45
    assert compare(name="ワカバ", address="") == Likeness(2, 85, ("ふりがなが同じ", "電話番号が同じ"), False)


def test_a_shared_telephone_number_or_address_alone_says_nothing():
    """The facilities of one corporation share both."""
    other = compare(name="デイサービスくわの実", kana="でいさーびすくわのみ")
    assert other == Likeness(2, 70, ("電話番号が同じ", "住所が同じ"), False)
    index = DuplicateIndex.of(
        [Entry.of(2, WAKABA | {"name": "デイサービスくわの実", "kana": "", "address": ""})]
    )
    assert index.like(Entry.of(1, WAKABA)) == []


def test_a_slip_of_the_pen_in_a_long_name_is_found():
    index = DuplicateIndex.of([Entry.of(7, {"name": "みどり野市立若葉小学校放課後児童クラブ"})])
    slip = index.like(Entry.of(1, {"name": "みどり野市立若葉小学校放課後児童クラプ"}))
    spelling = index.like(Entry.of(1, {"name": "みどり野市立若葉小学校放課後児童くらぶ"}))
    assert slip == [Likeness(7, 60, ("名称がよく似ている",), False)]
    assert spelling == [Likeness(7, 60, ("名称が同じ",), False)]


def test_like_names_with_the_same_number_are_found():
    index = DuplicateIndex.of([Entry.of(7, {"name": "サロンひだまり", "phone": "000-678-0001"})])
    found = index.like(Entry.of(1, {"name": "ふれあいサロンひだまり", "phone": "000-678-0001"}))
    assert [(each.id, each.reasons) for each in found] == [(7, ("名称がよく似ている", "電話番号が同じ"))]


def test_neighbours_with_like_names_are_not_confused():
    index = DuplicateIndex.of(
        [Entry.of(7, {"name": "若葉一丁目自治会"}), Entry.of(8, {"name": "若葉三丁目自治会"})]
    )
    assert index.like(Entry.of(1, {"name": "若葉二丁目自治会"})) == []


def test_the_likeliest_come_first_and_are_limited():
    index = DuplicateIndex.of([Entry.of(number, {"name": "いこいの家"}) for number in range(9)])
    index.add(Entry.of(20, {"name": "いこいの家", "phone": "000-1-1"}))
    found = index.like(Entry.of(1, {"name": "いこいの家", "phone": "000-1-1"}))
    assert [each.id for each in found] == [20, 0, 1, 2, 3]


def test_ten_thousand_against_ten_thousand():
    rng = random.Random(1)  # noqa: S311 -- names for a test
    words = ["若葉", "潮見台", "桑原", "けやき", "さくら", "ひばり", "みどり", "つつじ", "川原", "日向"]
    kinds = [
        "デイサービスセンター",
        "特別養護老人ホーム",
        "グループホーム",
        "ふれあいサロン",
        "自治会",
        "老人クラブ",
    ]

    def entry(number: int) -> Entry:
        return Entry.of(
            number,
            {
                "name": f"{rng.choice(kinds)} {rng.choice(words)}{rng.choice(words)}{number % 3000}",
                "phone": f"000-{number % 900:03d}-{number:04d}",
                "address": f"みどり野市{rng.choice(words)}{number % 500}",
            },
        )

    records = [entry(number) for number in range(10_000)]
    rows = [entry(number) for number in range(10_000)]
    started = time.process_time()
    index = DuplicateIndex.of(records)
    for row in rows:
        index.like(row)
    assert time.process_time() - started < 10


def test_an_identity_alone_tells_what_is_the_same():
    index = DuplicateIndex.of(Entry(number, "若葉", identity=f"若葉{number}") for number in (1, 2))
    assert [(each.id, each.is_certain) for each in index.like(Entry(9, "", identity="若葉2"))] == [(2, True)]
    assert index.like(Entry(9, "若葉", identity="若葉3")) == index.like(Entry(9, "若葉")) == []
