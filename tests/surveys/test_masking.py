"""What is taken out of free text before anybody reads it."""

import pytest

from surveys.masking import masked, suspects_in


@pytest.mark.parametrize(
    "number",
    [
        "090-1234-5678",
        "０９０ー１２３４ー５６７８",
        "09012345678",
        "090 1234 5678",
        "0869(12)3456",
        "(0869)12-3456",
        "+81 90-1234-5678",
        "〇九〇－一二三四－五六七八",
        "834-9911",
        "８３４－９９１１",
        "123-4567",
    ],
)
def test_telephone_numbers_go(number: str) -> None:
    assert masked(f"連絡は{number}へ") == "連絡は［電話番号］へ"


@pytest.mark.parametrize(
    "address", ["taro.yamada@example.jp", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "a+b@mail.example.co.jp"]
)
def test_mail_addresses_go_and_the_words_around_them_stay(address: str) -> None:
    assert masked(f"返事は{address}へください") == "返事は［メールアドレス］へください"


@pytest.mark.parametrize(
    "text",
    [
        "昭和40年に越してきて、80歳です",
        "2024-2025年の会計を見たい",
        "65 2020年",
        "2025年11月3日(月)10時から",
        "バスは1時間に1本、朝7-9時だけ",
        "予算は1,000,000円でした",
        "1丁目2-3のあたりが暗い",
        "一人で二、三日過ごすことがある",
        "0.5キロ歩けない",
    ],
)
def test_other_figures_stay(text: str) -> None:
    assert masked(text) == text


def test_several_of_them_in_one_text() -> None:
    assert (
        masked(" 電話 090-1234-5678 か 03-1234-5678、taro@example.jp まで\n")
        == "電話 ［電話番号］ か ［電話番号］、［メールアドレス］ まで"
    )


def test_names_are_pointed_out_once_each() -> None:
    assert suspects_in("山田さんと佐藤さんが助けてくれた。山田さんはえらい。") == ["山田", "佐藤"]
    assert suspects_in("バスの本数を増やしてほしい") == []
