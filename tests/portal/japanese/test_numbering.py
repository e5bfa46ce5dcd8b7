"""What can be a telephone number, and what is told of the others."""

import pytest

from portal.japanese.numbering import phone_fault
from portal.japanese.text import format_phone


@pytest.mark.parametrize(
    "typed",
    [
        "087-834-9911",
        "87-834-9911",
        "0120-123-456",
        "0800-123-4567",
        "0570-000-000",
        "050-1234-5678",
        "110",
        "188",
        "＃７１１９",
        "000-0000-0000",
        "000-111-2222",
        "087-834-9911 平日9時から17時",
        "2階 087-834-9911",
        "087-834-9911、0120-123-456（内線12）",
        "相談は110番へ",
        "なし",
    ],
)
def test_numbers_of_the_plan_are_right(typed: str) -> None:
    assert phone_fault(typed) == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("087-123-456", "いま9桁ですが、087で始まる番号は10桁です。番号を確かめてください。"),
        ("090-1234-567", "いま10桁ですが、090で始まる番号は11桁です。番号を確かめてください。"),
        ("0800-123-456", "いま10桁ですが、080で始まる番号は11桁です。番号を確かめてください。"),
        ("11111111", "市外局番から入力してください（例：087-000-0000）。"),
        ("834-9911", "市外局番から入力してください（例：087-000-0000）。"),
        ("#71", "#で始まる番号は、#と4桁の数字で入力してください（例：#7119）。"),
    ],
)
def test_others_are_told_what_is_wrong(typed: str, told: str) -> None:
    assert phone_fault(typed) == f"「{typed}」は、電話番号として読めません。{told}"


def test_the_wrong_one_of_several_is_named() -> None:
    assert phone_fault("087-834-9911、087-123-456").startswith("「087-123-456」は")


def test_the_hash_of_a_short_number_stays() -> None:
    assert format_phone("＃７１１９") == "#7119"
