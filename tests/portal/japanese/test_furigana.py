"""Readings: the author's first, then the registry's, then Sudachi's, and above the kanji alone."""

import pytest

from portal.japanese.furigana import Readings, Segment, plain, segments

# 《》 in the expectations shows what stands above: 食《た》べる. No text here has the notation itself unless it says so.


def shown(text: str, readings: object = ()) -> str:
    return "".join(
        f"{part.text}《{part.reading}》" if part.reading else part.text for part in segments(text, readings)
    )


def test_segments_have_a_reading_or_none_and_join_to_the_text() -> None:
    assert segments("食べる人") == [Segment("食", "た"), Segment("べる"), Segment("人", "ひと")]
    assert segments("") == []
    assert segments("ボランティア 2025") == [Segment("ボランティア 2025")]
    text = "２０２５年度　若葉の里（ﾃﾞｲ）で、ＮＰＯ法人の方々と①番の\n行事。"
    assert "".join(part.text for part in segments(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("取り組み", "取《と》り組《く》み"),
        ("引き継ぎ", "引《ひ》き継《つ》ぎ"),
        ("見守り", "見《み》守《まも》り"),
        ("お父さん", "お父《とう》さん"),
        ("子どもたち", "子《こ》どもたち"),
        ("佐々木さん", "佐々木《ささき》さん"),
        ("ひばりヶ丘", "ひばりヶ丘《がおか》"),
        ("サロン会場", "サロン会場《かいじょう》"),
        ("株式会社", "株式《かぶしき》会社《がいしゃ》"),
        ("一人ひとり", "一人《ひとり》ひとり"),
        ("NPO法人", "NPO法人《ほうじん》"),
        ("A棟の２階", "A棟《とう》の２階《かい》"),
    ],
)
def test_readings_stand_above_kanji_alone(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text", ["ひらがな", "カタカナ", "ﾊﾝｶｸ", "ABC", "123", "１２３", "①②", "！？", "〇", "三十"]
)
def test_kana_letters_and_figures_bear_no_reading(text: str) -> None:
    assert segments(text) == [Segment(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("人から聞いた", "人《ひと》から聞《き》いた"),
        ("今日は行った", "今日《きょう》は行《い》った"),
        ("行われた", "行《おこな》われた"),
        ("お困りの方へ", "お困《こま》りの方《かた》へ"),
        ("75歳以上の方", "75歳《さい》以上《いじょう》の方《かた》"),
        ("東の方へ", "東《ひがし》の方《ほう》へ"),
        ("私は私立の学校", "私《わたし》は私立《しりつ》の学校《がっこう》"),
        ("はじめの一歩", "はじめの一歩《いっぽ》"),
        ("言うこと", "言《い》うこと"),
        ("明日、七五三", "明日《あした》、七五三《しちごさん》"),
        ("何時に、何時間", "何時《なんじ》に、何《なん》時間《じかん》"),
    ],
)
def test_words_are_read_as_in_plain_speech(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年4月12日", "2025年《ねん》4月《がつ》12日《にち》"),
        ("4月1日", "4月《がつ》1日《ついたち》"),
        ("1日3回", "1日《にち》3回《かい》"),
        ("８月２０日から３日間", "８月《がつ》２０日《はつか》から３日《みっか》間《かん》"),
        ("15日間、14日", "15日《にち》間《かん》、14日《じゅうよっか》"),
        ("四月一日", "四月《がつ》一日《ついたち》"),
        ("第1日曜日", "第《だい》1日曜《にちよう》日《び》"),
        ("1人、2人、3人", "1人《ひとり》、2人《ふたり》、3人《にん》"),
        ("一人、二人、三十人", "一人《ひとり》、二人《ふたり》、三十人《にん》"),
        ("11人と1,002人", "11人《にん》と1,002人《にん》"),
        ("1人暮らし", "1人《ひとり》暮《ぐ》らし"),
        ("三丁目", "三丁目《さんちょうめ》"),
        ("扇町二丁目8-7", "扇町《おうぎまち》二丁目《ちょうめ》8-7"),
        ("午後1時30分、15分間", "午後《ごご》1時《じ》30分《ぷん》、15分《ふん》間《かん》"),
        ("第3分団", "第《だい》3分団《ぶんだん》"),
        ("3分の1", "3分《ぶん》の1"),
        ("徒歩10分の所", "徒歩《とほ》10分《ぷん》の所《ところ》"),
        ("1分、2分、3分、4分、5分", "1分《ぷん》、2分《ふん》、3分《ぷん》、4分《ぷん》、5分《ふん》"),
        ("6分、7分、8分、9分、10分", "6分《ぷん》、7分《ふん》、8分《ぷん》、9分《ふん》、10分《ぷん》"),
        ("3匹、8杯、10回、7人", "3匹《びき》、8杯《ぱい》、10回《かい》、7人《にん》"),
        ("二十分、十三本", "二十分《ぷん》、十三本《ぼん》"),
        ("三本、三階、数人", "三本《さんぼん》、三階《さんがい》、数人《すうにん》"),
        ("1本、2本、3本", "1本《ぽん》、2本《ほん》、3本《ぼん》"),
        ("3階", "3階《がい》"),
        ("5ヶ所、5か所", "5ヶ所《かしょ》、5か所《しょ》"),
    ],
)
def test_counters_are_read_by_their_number(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（水）", "（水《すい》）"),
        ("9/15(月・祝)", "9/15(月《げつ》・祝《しゅく》)"),
        ("毎週月・水・金", "毎週《まいしゅう》月《げつ》・水《すい》・金《きん》"),
        ("月〜金", "月《げつ》〜金《きん》"),
        ("第2・4木", "第《だい》2・4木《もく》"),
        ("土・日・祝日", "土《ど》・日《にち》・祝日《しゅくじつ》"),
        ("土・日曜日", "土《ど》・日《にち》曜日《ようび》"),
        ("月と水", "月《つき》と水《みず》"),
    ],
)
def test_weekdays_are_not_moons_and_waters(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("漢字（かんじ）です", "漢字《かんじ》です"),
        ("漢字(ｶﾝｼﾞ)です", "漢字《かんじ》です"),
        ("｜漢字《かんじ》", "漢字《かんじ》"),
        ("|漢字《かんじ》", "漢字《かんじ》"),
        ("この漢字《かんじ》", "この漢字《かんじ》"),
        ("｜今日《こんにち》の福祉", "今日《こんにち》の福祉《ふくし》"),
        ("明日（みょうにち）", "明日《みょうにち》"),
        ("渡部（わたべ）さん", "渡部《わたべ》さん"),
        ("主催者山田花子（やまだはなこ）", "主催《しゅさい》者《しゃ》山田《やまだ》花子《はなこ》"),
        ("山田　花子（やまだ　はなこ）", "山田《やまだ》　花子《はなこ》"),
        # Behind a space stands another name, unless the reading begins with that of the first.
        ("岡田 恵《けい》さん", "岡田《おかだ》 恵《けい》さん"),
        ("会長　一二三《ひふみ》", "会長《かいちょう》　一二三《ひふみ》"),
        ("祭り\n弘恩苑《こうおんえん》", "祭《まつ》り\n弘《こう》恩《おん》苑《えん》"),
        ("渡部　花代《わたべかよ》", "渡部《わたべ》　花代《かよ》"),
        ("河野 恵《かわのけい》", "河野《かわの》 恵《けい》"),
        ("山田 花子（ヤマダハナコ）", "山田《やまだ》 花子《はなこ》"),
        ("若葉の里（わかばのさと）", "若葉《わかば》の里《さと》"),
        ("市内のみどり野市（みどりのし）", "市《し》内《ない》のみどり野市《のし》"),
        ("｜NPO《エヌピーオー》の会", "NPO《えぬぴーおー》の会《かい》"),
        ("｜食べる人《たべるひと》", "食《た》べる人《ひと》"),
    ],
)
def test_the_authors_reading_holds(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会長（あいさつ）", "会長《かいちょう》（あいさつ）"),
        ("参加費（おとな）", "参加《さんか》費《ひ》（おとな）"),
        ("お茶（おかし）", "お茶《ちゃ》（おかし）"),
        ("その他（ ）", "その他《た》（ ）"),
        ("会場（ホール）", "会場《かいじょう》（ホール）"),
        ("《お知らせ》", "《お知《し》らせ》"),
        ("電話（087-834-9911）", "電話《でんわ》（087-834-9911）"),
    ],
)
def test_a_remark_in_brackets_is_no_reading(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_registrys_readings_hold_before_sudachis() -> None:
    readings = {
        "渡部": "わたべ",
        "特別養護老人ホーム 恵": "トクベツヨウゴロウジンホーム メグミ",
        "潮風会": "ｼｵｶｾﾞｶｲ",
    }
    assert shown("渡部の行事") == "渡部《わたなべ》の行事《ぎょうじ》"
    assert shown("渡部の行事", readings) == "渡部《わたべ》の行事《ぎょうじ》"
    assert shown("潮風会へ", readings.items()) == "潮風《しおかぜ》会《かい》へ"
    assert (
        shown("特別養護老人ホーム 恵", readings)
        == "特別《とくべつ》養護《ようご》老人《ろうじん》ホーム 恵《めぐみ》"
    )


@pytest.mark.parametrize(
    ("name", "kana", "expected"),
    [
        ("NPO法人渡部", "エヌピーオーホウジン　ワタベ", "NPO法人《ほうじん》渡部《わたべ》"),
        ("若葉第3支部", "わかばだいさんしぶ", "若葉《わかば》第《だい》3支部《しぶ》"),
        ("小鳥遊心愛", "たかなしここあ", "小鳥遊《たかなし》心愛《ここあ》"),
        ("くわの実「恵」本館", "くわのみめぐみほんかん", "くわの実《み》「恵《めぐみ》」本館《ほんかん》"),
        ("若葉", "つつじ", "若葉《つつじ》"),
        ("若葉の里", "つつじがおか", "若葉の里《つつじがおか》"),
    ],
)
def test_a_long_reading_is_shared_out_among_the_words(name: str, kana: str, expected: str) -> None:
    assert shown(name, {name: kana}) == expected


def test_the_longest_name_is_found_first_and_the_authors_reading_before_it() -> None:
    readings = {"若葉": "わくらば", "若葉の里": "じゃくようのり"}
    assert shown("若葉の里と若葉", readings) == "若葉《じゃくよう》の里《り》と若葉《わくらば》"
    assert shown("｜若葉《わかば》と若葉", readings) == "若葉《わかば》と若葉《わくらば》"


def test_a_short_name_is_not_found_inside_another_word() -> None:
    assert shown("坂本町と本町", {"本町": "もとまち"}) == "坂本町《さかもとちょう》と本町《もとまち》"


def test_a_name_may_cut_a_word_in_two() -> None:
    assert shown("みどり野市民", {"みどり野": "みどりの"}) == "みどり野《の》市民《しみん》"


def test_readings_leave_out_what_cannot_help() -> None:
    readings = Readings(
        {
            "光": "ひかり",
            "みみの会": "みみのかい",
            "さくら": "さくら",
            "若葉": "",
            "恵": "Megumi",
            "潮風": "潮風",
        }
    )
    assert dict(readings) == {"みみの会": "みみのかい"}
    assert Readings.of(readings) is readings
    assert Readings({"若葉": "わかば"}).digest != Readings({"若葉": "じゃくよう"}).digest
    assert Readings({"若葉": "わかば"}).digest == Readings([("若葉", "ワカバ")]).digest


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("｜若葉の里《わかばのさと》へ", "若葉の里へ"),
        ("漢字《かんじ》", "漢字"),
        ("漢字（かんじ）", "漢字（かんじ）"),
        ("《お知らせ》会場《2階》", "《お知らせ》会場《2階》"),
        ("｜区切り", "｜区切り"),
    ],
)
def test_plain_text_has_no_notation(text: str, bare: str) -> None:
    assert plain(text) == bare


def test_hostile_text_takes_no_longer() -> None:
    """Each of these would take minutes if a pattern backtracked without bound."""
    segments("｜" + "亜あ" * 20 + "《" + "あ" * 59 + "い》")
    segments("漢" * 20_000 + "（かな）")
    segments("1" * 20_000 + "人")
    segments("一" * 20_000 + "日")
    segments("漢（かん）" * 2_000)


# -- Names that nobody gave a reading ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Read by Sudachi as people's given names are (ひろし, かずゆき, のりひさ); facilities seldom are.
        ("特別養護老人ホーム弘恩苑", "特別《とくべつ》養護《ようご》老人《ろうじん》ホーム弘恩苑《えん》"),
        ("和幸園", "和幸園《えん》"),
        ("ケアハウス法寿", "ケアハウス法寿"),
        # Single kanji in a row, and what the dictionary knows as several names.
        ("亀天荘", "亀天荘《そう》"),
        ("弦打コミュニティセンター", "弦打コミュニティセンター"),
        ("川島コミュニティセンター", "川島コミュニティセンター"),
        # Sure are everyday words, single kanji among kana and places with one reading; 町 is まち or ちょう.
        ("桜の森保育園", "桜《さくら》の森《もり》保育《ほいく》園《えん》"),
        ("屋島小学校", "屋島《やしま》小《しょう》学校《がっこう》"),
        ("昭和町自治会", "昭和《しょうわ》町自治《じち》会《かい》"),
        (
            "若葉地区社会福祉協議会",
            "若葉《わかば》地区《ちく》社会《しゃかい》福祉《ふくし》協議《きょうぎ》会《かい》",
        ),
    ],
)
def test_nobody_guesses_at_the_words_of_a_name_without_a_reading(name: str, expected: str) -> None:
    assert shown(name, {name: ""}) == expected
    assert shown(f"見守りは{name}で", {name: ""}) == f"見《み》守《まも》りは{expected}で"


def test_what_is_known_of_a_names_parts_is_shown_in_it() -> None:
    known = {"川島弘恩苑": "", "川島": "かわしま"}
    assert shown("川島弘恩苑", known) == "川島《かわしま》弘恩苑《えん》"
    assert (
        shown("川島弘恩苑《かわしまこうおんえん》", known) == "川島《かわしま》弘《こう》恩《おん》苑《えん》"
    )


def test_a_short_name_without_a_reading_is_none_within_a_word() -> None:
    assert shown("坂本町の祭り", {"本町": ""}) == shown("坂本町の祭り")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("代表の岡田 恵さん", "代表《だいひょう》の岡田《おかだ》 恵さん"),
        ("会計　加藤久男", "会計《かいけい》　加藤《かとう》久男《ひさお》"),
        ("恵みの雨", "恵《めぐ》みの雨《あめ》"),
    ],
)
def test_of_peoples_names_only_what_can_be_read_one_way_is_read(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_digest_tells_names_without_a_reading() -> None:
    assert len({Readings(known).digest for known in ({}, {"弘恩苑": ""}, {"弘恩苑": "こうおんえん"})}) == 3
