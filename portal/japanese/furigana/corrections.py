"""What Sudachi is known to read wrongly in the texts of districts: numbers with counters, weekdays, some words.

Numbers bear no reading of their own, their counters do; the few that are read as one with it (1人, 4月1日) are taken
together.
"""

import re
from collections.abc import Iterator

from portal.japanese.furigana.placing import Pin, Readings, Segment
from portal.japanese.text import kanji_number

WORDS = Readings(
    {
        "一昨年": "おととし",
        "一昨日": "おととい",
        "明後日": "あさって",
        "明日": "あした",
        "一日中": "いちにちじゅう",
        "一歩": "いっぽ",
        "半日": "はんにち",
        "何時": "なんじ",
        "七五三": "しちごさん",
        "行方不明": "ゆくえふめい",
        "言う": "いう",
        # Numbers in kanji, which Sudachi takes for names of people (三本 みもと) or does not join (三階 さんかい).
        "三本": "さんぼん",
        "三匹": "さんびき",
        "三杯": "さんばい",
        "三階": "さんがい",
        "数人": "すうにん",
        "数本": "すうほん",
    }
)
# 私 alone is read わたくし, in plain writing it is わたし. 方 is a person far more often than a direction. 棟 is a ridge
# (むね) but for numbered houses. 1人暮らし is in the dictionary only as 一人暮らし.
_SINGLE = {"私": "わたし", "方": "かた", "棟": "とう", "暮": "ぐ"}
_SINGLE_WORD = re.compile(
    "(?<![\u4e00-\u9fff々])私(?![\u4e00-\u9fff])"
    r"|(?<=[いうるたの])(?<![東西南北左右前後]の)方(?=[はがにをもへとでのやな、。・（(」\s]|$)"
    "|(?<=[0-9０-９A-ZＡ-Ｚ号])棟|(?<=人)暮(?=らし)"
)

_DAYS = dict(
    enumerate(
        ["ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか"], start=2
    )
) | {14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか"}
# What the last figure makes of a counter: 1分 いっぷん, 3本 さんぼん. Zero stands for 10, 20, 100.
_COUNTERS = {
    "分": {"ぷん": "013468", "ふん": "2579"},
    "本": {"ぽん": "0168", "ぼん": "3", "ほん": "24579"},
    "匹": {"ぴき": "0168", "びき": "3", "ひき": "24579"},
    "杯": {"ぱい": "0168", "ばい": "3", "はい": "24579"},
    "票": {"ぴょう": "0168", "びょう": "3", "ひょう": "24579"},
    "泊": {"ぱく": "01346", "はく": "25789"},
    "階": {"がい": "3", "かい": "012456789"},
    "軒": {"げん": "3", "けん": "012456789"},
}
_COUNTED = re.compile(
    r"(?P<figures>(?<![0-9０-９,，.．])[0-9０-９]{1,6}|(?<![一二三四五六七八九十百千])[一二三四五六七八九十百千]{1,7})"
    r"(?:(?P<day>日)(?![本曜月市町])|(?P<person>人)(?![前十])|(?P<counter>分(?![団野類別割担科会配散岐布])(?!の[0-9０-９一二三四五六七八九十])|本(?![部人体])"
    r"|階(?![段級層])|[匹杯票泊軒]))(?P<span>間)?"
)

_WEEKDAYS = dict(
    zip("月火水木金土日祝", ["げつ", "か", "すい", "もく", "きん", "ど", "にち", "しゅく"], strict=True)
)
_ANY_KANJI = "[\u4e00-\u9fff]"
_DAY = "[月火水木金土日]"
_DAYS_OF_WEEK = re.compile(
    # In brackets after a date: （土）, （月・祝）, （土日）.
    f"(?<=[（(]){_DAY}(?:[・、,〜～/]?[月火水木金土日祝])*(?=[）)])|(?<=[（(])祝(?=[）)])"
    # A list or a span, not the end of another word: 月・水・金, 火〜金曜.
    f"|(?:(?<!{_ANY_KANJI})(?<!年・)|(?<=週)){_DAY}(?:(?:[・、〜～]|から)(?:{_DAY}|祝(?!日)))+(?!(?!曜){_ANY_KANJI})"
    # Alone: 毎週水, 第2・4木; and all in a row.
    f"|(?<=[毎隔]週){_DAY}(?!{_ANY_KANJI})|(?<=[0-9０-９])[火水木金土](?!{_ANY_KANJI})|月火水(?:木(?:金(?:土日?)?)?)?"
)


def pins(text: str, boundaries: set[int]) -> Iterator[Pin]:
    """Corrected readings in a text, in no order; where two overlap, the first holds."""
    yield from WORDS.pins(text, boundaries)
    for match in _COUNTED.finditer(text):
        yield from _counted(match)
    for match in _DAYS_OF_WEEK.finditer(text):
        yield Pin(*match.span(), tuple(Segment(day, _WEEKDAYS.get(day)) for day in match[0]))
    for match in _SINGLE_WORD.finditer(text):
        yield Pin(*match.span(), (Segment(match[0], _SINGLE[match[0]]),))


def _counted(match: re.Match[str]) -> Iterator[Pin]:
    """The reading of a number's counter, or of both where they are one word."""
    figures = match["figures"]
    number = int(figures) if figures.isdecimal() else kanji_number(figures)
    counter = match["day"] or match["person"] or match["counter"]
    together, alone = None, None
    if match["day"]:
        after_month = match.string.endswith("月", 0, match.start())
        together = "ついたち" if number == 1 and after_month else _DAYS.get(number)
        alone = "にち"
    elif match["person"]:
        # 一人 is in the dictionary, and in many of its words (一人暮らし).
        if figures in ("一", "二"):
            return
        together = {1: "ひとり", 2: "ふたり"}.get(number)
        alone = "にん"
    elif figures.isdecimal() or len(figures) > 1:
        alone = next(kana for kana, last in _COUNTERS[counter].items() if str(number)[-1] in last)
    else:
        # 一本, 十分 and the like are words of their own, which Sudachi reads as a whole (三本 stands in WORDS).
        return
    read = (
        (Segment(figures + counter, together),) if together else (Segment(figures), Segment(counter, alone))
    )
    span = (Segment("間", "かん"),) if match["span"] else ()
    yield Pin(*match.span(), read + span)
