"""Numbers that people copy and read aloud."""

import pytest

from surveys.codes import ALPHABET, grouped, new_access_code, new_resume_code, read_code


def test_codes_have_their_shape() -> None:
    assert {len(new_access_code()) for _ in range(50)} == {8}
    assert set("".join(new_access_code() for _ in range(50))) <= set(ALPHABET)
    resume = [new_resume_code() for _ in range(50)]
    assert {len(code) for code in resume} == {12} and "".join(resume).isdecimal()
    assert len({new_access_code() for _ in range(1000)}) == 1000


def test_no_two_letters_look_alike() -> None:
    assert not set("0O1IL2Z5S8BUV") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 22


def test_codes_are_shown_in_groups_of_four() -> None:
    assert grouped("ACDEFGHJ") == "ACDE-FGHJ"
    assert grouped("123456789012") == "1234-5678-9012"


@pytest.mark.parametrize(
    "typed",
    [
        "ACDE-FGHJ",
        "acde fghj",
        "ＡＣＤＥ－ＦＧＨＪ",
        "ａｃｄｅーｆｇｈｊ",
        " acde\u2212fghj\u3000",
        "acde・fghj",
        "acde\0fghj",
    ],
)
def test_codes_are_read_however_they_are_typed(typed: str) -> None:
    assert read_code(typed) == "ACDEFGHJ"


def test_digits_in_full_width_are_read() -> None:
    assert read_code("１２３４ー５６７８ー９０１２") == "123456789012"
