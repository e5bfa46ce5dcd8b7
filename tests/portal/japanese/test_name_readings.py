"""How names without a reading may sound."""

import pytest

from portal.japanese.furigana import Readings
from portal.japanese.kanji import on_readings
from portal.japanese.name_readings import LONGEST_LINE, spoken


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("特別養護老人ホーム　シオンの丘ホーム", "しおんのおかほーむ"),  # kana in front of the kanji
        ("特別養護老人ホーム　弘恩苑", "こうおんえん"),  # kanji by kanji, where Sudachi reads ひろし
        ("特別養護老人ホーム　弘恩苑", "ひろしおんえん"),
        ("特別養護老人ホーム　弘恩苑", "おんえん"),
        ("紫苑の丘", "しおんのおか"),
        ("吉祥苑", "きっしょうえん"),
        ("藤苑", "ふじぞの"),  # the second word voiced
        ("五天山園", "ごてんざんえん"),
        ("神路園", "かみじえん"),  # a Japanese and a Sino-Japanese reading
        ("ノテ中の島", "のてなかのしま"),
        ("とみす寮", "とみすりょう"),  # と is no particle here
        ("多々羅の里", "たたらのさと"),
        ("希望ヶ丘荘", "きぼうがおかそう"),
        ("宮川第二保育園", "みやがわだいにほいくえん"),
        ("第２はなの里", "だいにはなのさと"),
        ("第2はなの里", "だい2はなのさと"),
        ("北山23番会館", "きたやまにじゅうさんばんかいかん"),
    ],
)
def test_a_name_may_sound_so(name: str, heard: str) -> None:
    assert heard in spoken(name)


@pytest.mark.parametrize(
    ("name", "not_heard"),
    [
        ("図書館", "としょたち"),  # what Sudachi knows is read one way
        ("若葉の里", "わかばのり"),  # between kana kanji are Japanese words
        ("特別養護老人ホーム", "の"),
        ("弘恩苑", "ん"),
    ],
)
def test_a_name_does_not_sound_so(name: str, not_heard: str) -> None:
    assert not [line for line in spoken(name) if line.startswith(not_heard)]


def test_the_likeliest_comes_first_and_each_once() -> None:
    lines = spoken("特別養護老人ホーム 平成苑")
    assert lines[0] == "とくべつようごろうじんほーむ へいせいえん"
    assert len(lines) == len(set(lines)) < 50


def test_the_readings_of_the_district_hold() -> None:
    known = Readings({"湖東": "こひがし"})
    assert "ことうほいくえん" in spoken("湖東保育園")
    assert spoken("湖東保育園", known)[0] == "こひがしほいくえん"
    # Sudachi cuts 阿育|町会|館.
    assert spoken("阿育町会館", Readings({"阿育町": "あしょかまち"}))[0] == "あしょかまちかいかん"


@pytest.mark.parametrize("name", ["", "ひまわり", "NPO", "123", "\N{FAMILY}"])
def test_without_kanji_there_is_nothing_to_read(name: str) -> None:
    assert spoken(name) == []


def test_a_sentence_is_read_one_way_and_its_ends_are_cut() -> None:
    lines = spoken(
        "子どもたちの登下校を見守る人が足りないので、来年から一緒に立ってくださる方をさがしています。"
    )
    assert len([line for line in lines if line.startswith("こどもたちの")]) == 1
    assert max(map(len, lines[1:])) == LONGEST_LINE


@pytest.mark.parametrize(
    "name", ["会" * 200, "々", "第1234567890123会", "²会", "三千二十会", "〇会", "会\n会"]
)
def test_odd_names_are_read_somehow(name: str) -> None:
    assert 0 < sum(map(len, spoken(name))) < 5000


def test_sino_japanese_readings() -> None:
    assert (on_readings("弘"), on_readings("生"), on_readings("丼"), on_readings("あ")) == (
        ("ぐ", "こう"),
        ("しょう", "せい"),
        (),
        (),
    )
