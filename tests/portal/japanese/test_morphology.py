"""Words for search, and readings."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.japanese.morphology import reading, readings_of, tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("障がい", "障害"),
        ("子ども", "子供"),
        ("こども", "子供"),
        ("申込", "申し込み"),
        ("締切", "〆切"),
        ("ボランティア", "ﾎﾞﾗﾝﾃｨｱ"),
        ("２か所", "2ヶ所"),
        ("髙橋", "高橋"),
    ],
)
def test_spellings_of_a_word_give_one_token(one: str, other: str) -> None:
    assert tokens(one) == tokens(other) != []


def test_only_words_that_say_something_are_tokens() -> None:
    assert tokens("障がいのある人の、買い物をお手伝いすることができます。") == [
        "障害",
        "人",
        "買い物",
        "手伝い",
        "出来る",
    ]
    assert tokens("、。「」！ の は が です") == []
    assert tokens("") == []


def test_tokens_are_short_units_so_that_parts_are_found() -> None:
    assert tokens("地域包括支援センター") == ["地域", "包括", "支援", "せんたー"]
    assert tokens("文化祭") == ["文化", "祭"]
    assert tokens("参加費（おとな）") == ["参加", "費", "大人"]


def test_a_reading_is_proposed_in_hiragana() -> None:
    assert reading("特別養護老人ホーム若葉の里") == "とくべつようごろうじんほーむわかばのさと"
    assert reading("若葉3号館（別館）") == "わかば3ごうかん（べっかん）"


def test_a_word_has_all_its_readings() -> None:
    assert readings_of("明日") == {"あす", "あした", "みょうにち"}


@pytest.mark.parametrize(
    "text",
    [
        "𠮷野家で髙橋さん、㍿と㌔！",
        "今日\n明日　A B\ufdd0",
        "ｶﾝｼﾞ漢字か\u3099ーーー",
        "漢字" * 60000,
        "㍿" * 20000,
    ],
    ids=["symbols", "spaces", "half-width", "long", "long symbols"],
)
def test_words_join_to_their_text_however_long(text: str) -> None:
    assert "".join(word.surface for word in words(text)) == text


def test_words_are_read_in_many_threads() -> None:
    text = "障がいのある人から、今日の行事について話を聞きました。" * 50
    expected = tokens(text)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(tokens, [text] * 20))
