"""Spelling: what is equal, what is stored, and the keys by which duplicates are found."""

import pytest

from portal.japanese.text import (
    address_key,
    clean,
    kanji_number,
    name_key,
    normalize,
    to_hiragana,
    to_katakana,
    weekdays,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＮＰＯ法人", "npo法人"),
        ("ﾃﾞｲｻｰﾋﾞｽｾﾝﾀｰ", "デイサービスセンター"),
        ("でいさーびす", "デイサービス"),
        ("デイサービスセンタ－", "デイサービスセンター"),
        ("２ー３－４", "2-3-4"),
        ("8‐7", "8−7"),
        ("渡邊　髙橋", "渡辺 高橋"),
        ("㈱しおみ", "(株)しおみ"),
        (" 若葉　の  里 ", "若葉 の 里"),
        ("10〜12", "10～12"),
        ("か\u3099", "が"),
        ("若葉\u200bの里", "若葉の里"),
    ],
)
def test_spellings_of_one_thing_are_equal(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("おばさん", "おばあさん"), ("ビル", "ビール"), ("若葉 の里", "若葉の里"), ("2-3", "23")],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert normalize(one) != normalize(other)


def test_kana_are_converted_and_nothing_else() -> None:
    assert to_hiragana("ｼｵｶｾﾞ／シオカゼ 潮風A１") == "しおかぜ／しおかぜ 潮風A１"
    assert to_katakana("しおかぜ ﾃﾞｲ 潮風a") == "シオカゼ デイ 潮風a"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("　特別養護老人ホーム　　さぬき　", "特別養護老人ホーム さぬき"),
        ("ﾃﾞｲ･ｻｰﾋﾞｽ｢虹｣", "デイ・サービス「虹」"),
        ("ＴＥＬ：０８７－８３４－９９１１", "TEL：087-834-9911"),
        ("１０：００～１２：００", "10:00～12:00"),
        ("ｉｎｆｏ＠ｅｘａｍｐｌｅ．ｊｐ", "info@example.jp"),
        ("（月）・「水」！？、。", "（月）・「水」！？、。"),
        ("㈱ ① 神\ufa19 髙", "㈱ ① 神\ufa19 髙"),
        ("か\u3099くどう", "がくどう"),
        ("一行目 \r\n\r\n\r\n\r\n　二行目\x00", "一行目\n\n二行目"),
        ("\ufeff若葉\u200b", "若葉"),
        ("", ""),
    ],
)
def test_stored_text_is_tidy_and_keeps_the_authors_characters(typed: str, stored: str) -> None:
    assert clean(typed) == stored
    assert clean(stored) == stored


@pytest.mark.parametrize(
    ("kanji", "number"), [("八", 8), ("十", 10), ("二十三", 23), ("百五", 105), ("二三", 23)]
)
def test_kanji_numerals_have_a_value(kanji: str, number: int) -> None:
    assert kanji_number(kanji) == number


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("高松市扇町二丁目8-7", "高松市扇町2-8-7"),
        ("香川県高松市扇町２丁目８番７号", "高松市扇町2-8-7"),
        ("〒760-0016　高松市扇町 2－8－7", "高松市扇町2-8-7"),
        ("高松市扇町二丁目八番七号", "高松市扇町2-8-7"),
        ("高松市扇町2ー8ー7", "高松市扇町2-8-7"),
        ("高松市香西北町260番地", "高松市香西北町260"),
        ("高松市香西北町大字甲260の1", "高松市香西北町甲260-1"),
        ("香西北町260番地の1", "香西北町260-1"),
        ("高松市一番町3番1号", "高松市一番町3-1"),
        ("高松市四番丁10", "高松市四番丁10"),
        ("みどり野市ひばりヶ丘南三丁目", "みどり野市ひばりが丘南3"),
        ("みどり野市ひばりが丘南3丁目", "みどり野市ひばりが丘南3"),
        ("東京都千代田区霞ケ関1-2", "千代田区霞が関1-2"),
        ("神奈川県横浜市西区みなとみらい2-2-1", "横浜市西区みなとみらい2-2-1"),
        ("京都府京都市北区", "京都市北区"),
        ("北海道札幌市中央区北五条西6丁目", "札幌市中央区北5条西6"),
        ("高松市扇町2-8-7 若葉ビル3階", "高松市扇町2-8-7若葉びる3階"),
    ],
)
def test_an_address_has_one_key(address: str, key: str) -> None:
    assert address_key(address) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("社会福祉法人　みどり会「若葉の里」", "みどり会若葉の里"),
        ("(福)みどり会 若葉の里", "みどり会若葉の里"),
        ("特定非営利活動法人 みちくさ", "みちくさ"),
        ("ＮＰＯ法人みちくさ", "みちくさ"),
        ("認定NPO法人みちくさ", "みちくさ"),
        ("㈱しおみ", "しおみ"),
        ("しおみ株式会社", "しおみ"),
        ("医療法人社団若葉会", "若葉会"),
        ("一般社団法人 若葉", "若葉"),
        ("社会福祉協議会", "社会福祉協議会"),
        ("株式会社", "株式会社"),
    ],
)
def test_a_name_has_one_key_without_its_legal_form(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("月火水木金土日", "月火水木金土日"),
        ("月・水・金", "月水金"),
        ("火、木", "火木"),
        ("月〜金", "月火水木金"),
        ("月～土（祝日を除く）", "月火水木金土"),
        ("月-金", "月火水木金"),
        ("月曜日から金曜日まで", "月火水木金"),
        ("金〜月", "月金土日"),
        ("毎日", "月火水木金土日"),
        ("年中無休", "月火水木金土日"),
        ("平日", "月火水木金"),
        ("平日と第1土曜", "月火水木金土"),
        ("土日祝", "土日"),
        ("毎月第2水曜日", "水"),
        ("第２・４木", "木"),
        ("第1月曜・第3日曜日", "月日"),
        ("3月10日（月）", "月"),
        ("毎日（日曜を除く）", "月火水木金土"),
        ("日曜、祝日を除く毎日", "月火水木金土"),
        ("水曜日以外", "月火木金土日"),
        ("月曜定休", "火水木金土日"),
        ("定休日：月曜", "火水木金土日"),
        ("月〜金（水曜は休み）", "月火木金"),
        ("月曜日（祝日は休み）", "月"),
        ("月末に1回", ""),
        ("月1回", ""),
        ("月に二回", ""),
        ("月10時から", "月"),
        ("毎月1日", ""),
        ("不定期", ""),
        ("", ""),
    ],
)
def test_weekdays_are_found_in_text(text: str, days: str) -> None:
    assert weekdays(text) == ["月火水木金土日".index(day) for day in days]
