"""Telephone numbers and postcodes as they stand in registers, and what a postcode says."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.japanese.postcode import Address, address_of
from portal.japanese.text import Phone, format_phone, phone_digits, phones, postcode


@pytest.mark.parametrize(
    "text",
    [
        "087-834-9911",
        "0878349911",
        "(087)834-9911",
        "（０８７）８３４－９９１１",
        "０８７ー８３４ー９９１１",
        "TEL 087-834-9911",
        "電話：087-834-9911",
        "087-834-9911（代表）",
        "+81 87-834-9911",
    ],
)
def test_spellings_of_a_number_give_one_number(text: str) -> None:
    assert phones(text) == [Phone("087-834-9911", "0878349911")]
    assert format_phone(text) == "087-834-9911"
    assert phone_digits(text) == "0878349911"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("87-834-9911", "087-834-9911"),
        ("878349911", "087-834-9911"),
        ("312345678", "03-1234-5678"),
        ("9012345678", "090-1234-5678"),
        ("120123456", "0120-123-456"),
    ],
)
def test_a_lost_leading_zero_is_repaired_and_reported(text: str, number: str) -> None:
    assert phones(text) == [Phone(number, number.replace("-", ""), repaired=True)]


def test_a_list_of_numbers_is_read_one_by_one() -> None:
    assert [str(phone) for phone in phones("087-834-9911,０１２０-123-456、87-834-9912 内線12")] == [
        "087-834-9911",
        "0120-123-456",
        "087-834-9912（内線12）",
    ]
    assert format_phone("087-834-9911/087-834-9912") == "087-834-9911、087-834-9912"


@pytest.mark.parametrize(
    ("text", "digits"), [("119", "119"), ("834-9911", "8349911"), ("000-0000-0021", "00000000021")]
)
def test_a_number_outside_the_plan_keeps_its_grouping(text: str, digits: str) -> None:
    assert phones(text) == [Phone(text, digits, valid=False)]
    assert format_phone(text) == text


def test_words_are_never_lost() -> None:
    assert format_phone("なし") == "なし"
    assert format_phone("087-834-9911 平日のみ") == "087-834-9911 平日のみ"
    assert phone_digits("なし") == phone_digits("") == ""
    assert phones("") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("760-0066", "760-0066"),
        ("〒７６０－００６６", "760-0066"),
        ("7600066", "760-0066"),
        ("760ー0066", "760-0066"),
        ("60-0001", "060-0001"),
        ("", ""),
    ],
)
def test_a_postcode_has_one_form(text: str, code: str) -> None:
    assert postcode(text) == code


@pytest.mark.parametrize("text", ["760", "76000667", "高松市"])
def test_what_is_no_postcode_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="7桁の数字で入力してください"):
        postcode(text)


def test_a_postcode_gives_its_address() -> None:
    found = address_of("〒７６０－００６６")
    assert found == Address(
        postcode="760-0066",
        prefecture="香川県",
        city="高松市",
        town="福岡町",
        kana="カガワケンタカマツシフクオカチョウ",
    )
    assert str(found) == "香川県高松市福岡町"


def test_a_postcode_of_several_towns_leaves_the_choice() -> None:
    found = address_of("068-0546")
    assert found is not None
    assert (found.city, found.town, found.towns) == ("夕張市", "", ("南部青葉町", "南部菊水町"))
    assert found.kana == "ホッカイドウユウバリシ"


def test_a_postcode_of_a_whole_city_names_no_town() -> None:
    found = address_of("880-0000")
    assert found is not None
    assert (str(found), found.towns) == ("宮崎県宮崎市", ())


def test_an_offices_own_postcode_gives_its_house() -> None:
    assert str(address_of("760-8571")) == "香川県高松市番町1丁目8-15"


@pytest.mark.parametrize("text", ["000-0000", "004-0000", "12", "", "番町"])
def test_an_unknown_or_uncertain_postcode_gives_nothing(text: str) -> None:
    assert address_of(text) is None


def test_postcodes_are_read_in_many_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert {str(found) for found in pool.map(address_of, ["760-0066"] * 40)} == {"香川県高松市福岡町"}
