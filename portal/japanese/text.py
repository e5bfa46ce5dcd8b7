"""Spelling: one form to compare by, one to store; telephone numbers, postcodes, addresses, names, weekdays.

What is stored keeps what the author wrote (`clean`); what is compared is folded hard (`normalize` and the keys).
"""

import re
import unicodedata
from dataclasses import dataclass

import jaconv
import phonenumbers

# -- Kana and width ------------------------------------------------------------------------------------------------

# Forms of one character that registers mix freely (渡邊・渡邉・渡辺). NFKC leaves them apart.
_VARIANTS = str.maketrans(
    "髙﨑德濵濱邊邉齋齊斎澤櫻國廣眞會惠榮瀨黑嶋嶌槇曻彌桒舘藪礒𠮷",
    "高崎徳浜浜辺辺斉斉斉沢桜国広真会恵栄瀬黒島島槙昇弥桑館薮磯吉",
)
_KANJI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆〇\U00020000-\U0003ffff]")
_BEYOND_KANA = re.compile(r"[^ぁ-ゖゝゞァ-ヺー・0-9A-Za-z\s()（）「」『』、。,.&＆+'’!！?？~〜/／-]+")
_DASH = re.compile("[‐‑‒–—―−⁃﹣－]")
_LONG_VOWEL = re.compile("(?<=[ァ-ヺ])-(?![0-9a-z])")
_NOT_LONG_VOWEL = re.compile("(?<![ぁ-ゖァ-ヺー])ー")
_COMBINED_KANA = re.compile("[\u3040-\u30ff][\u3099\u309a]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_FULL_WIDTH_ALPHANUMERIC = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_FULL_WIDTH_JOINER = re.compile("(?<=[0-9A-Za-z])[－＠．／＿＋＆](?=[0-9A-Za-z])|(?<=[0-9])：(?=[0-9])")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def has_kanji(text: str) -> bool:
    """Whether there is anything in a text that furigana could stand on."""
    return _KANJI.search(text) is not None


def fold_variants(text: str) -> str:
    """The common forms of variant kanji, character for character (髙橋 → 高橋)."""
    return text.translate(_VARIANTS)


def to_hiragana(text: str) -> str:
    """Katakana of either width as hiragana; everything else as it is."""
    return jaconv.kata2hira(_widen_kana(text))


def to_katakana(text: str) -> str:
    """Hiragana and half-width kana as full-width katakana (the form of フリガナ columns)."""
    return jaconv.hira2kata(_widen_kana(text))


def kana_reading(text: str) -> str:
    """A typed reading as it is stored: cleaned, in hiragana, a dash after kana as the long vowel that was meant."""
    reading = _DASH.sub("-", to_hiragana(clean(text)))
    return re.sub("(?<=[ぁ-ゖー])-(?![0-9A-Za-z])", "ー", reading)


def beyond_kana(reading: str) -> list[str]:
    """What of a reading is none: kanji and signs other than those that stand between words, each run once."""
    return list(dict.fromkeys(_BEYOND_KANA.findall(reading)))


def normalize(text: str) -> str:
    """The form by which two spellings of the same words are equal.

    NFKC (width, ㈱ → (株)), case, katakana as hiragana, variant kanji (髙 → 高), runs of white space as one space.
    A dash after katakana is the long vowel mark that was meant (センタ－); a long vowel mark that follows no kana is
    the dash that was meant (2ー3).
    """
    folded = fold_variants(unicodedata.normalize("NFKC", text).casefold())
    folded = _DASH.sub("-", folded).replace("〜", "~")
    folded = _NOT_LONG_VOWEL.sub("-", _LONG_VOWEL.sub("ー", folded))
    return " ".join(jaconv.kata2hira(_INVISIBLE.sub("", folded)).split())


def clean(text: str) -> str:
    """What is stored of a typed or imported text.

    Letters and digits become half-width and half-width kana full-width; Japanese punctuation, brackets and the
    author's kanji stay. Spaces (also U+3000) collapse to one, lines are trimmed, at most one empty line remains,
    invisible characters go. Plain NFC would replace some people's kanji (神 U+FA19) and is not used.
    """
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _COMBINED_KANA.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), _widen_kana(text))
    text = _FULL_WIDTH_ALPHANUMERIC.sub(_narrow, text)
    text = _FULL_WIDTH_JOINER.sub(_narrow, text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _widen_kana(text: str) -> str:
    return _HALF_WIDTH_KANA.sub(_nfkc, text)


def _nfkc(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


_narrow = _nfkc


# -- Telephone and postcode ------------------------------------------------------------------------------------------

_BETWEEN_PHONES = re.compile("[,、，;；/／\n]|または|又は")
_PHONE_LABEL = re.compile(
    r"^(?:tel|fax|phone|電話番号|電話|携帯)[ .:]*|\(代表?\)|代表?$|\(直通\)", re.IGNORECASE
)
_EXTENSION = re.compile(r"[( ]*(?:内線|内|ext\.?)[ :]*(\d{1,6})\)?", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Phone:
    """One telephone number.

    `repaired` says that a leading zero, lost where a spreadsheet took the number for a figure, was put back.
    `valid` says that the number exists in the Japanese numbering plan; others keep the typed grouping.
    """

    text: str
    digits: str
    extension: str = ""
    repaired: bool = False
    valid: bool = True

    def __str__(self) -> str:
        return f"{self.text}（内線{self.extension}）" if self.extension else self.text


def phones(text: str) -> list[Phone]:
    """The numbers in a cell such as 「087-834-9911」, 「（０８７）８３４－９９１１、87-834-9912 内線12」."""
    return [phone for part in phone_parts(text) if (phone := _phone(part)) is not None]


def phone_digits(text: str) -> str:
    """The digits of the first number, for a tel: link; empty if there is none."""
    found = phones(text)
    return found[0].digits if found else ""


def format_phone(text: str) -> str:
    """The numbers as they are printed, 「087-834-9911、0120-123-456（内線12）」.

    A text that says more than numbers (「なし」, 「087-834-9911 平日のみ」) stays as it is, so that nothing is lost.
    """
    if any(_LETTER.search(_EXTENSION.sub("", part)) for part in phone_parts(text)):
        return text.strip()
    return "、".join(map(str, phones(text)))


def phone_parts(text: str) -> list[str]:
    """The single numbers of a list, half-width, without labels such as TEL."""
    folded = _DASH.sub("-", unicodedata.normalize("NFKC", _BETWEEN_PHONES.sub("\n", text))).replace("ー", "-")
    return [_PHONE_LABEL.sub("", part.strip()).strip() for part in folded.split("\n")]


def _phone(part: str) -> Phone | None:
    extension = _EXTENSION.search(part)
    if extension:
        part = part[: extension.start()].strip()
    digits = re.sub("[^0-9]", "", part)
    if not digits:
        return None
    inner = extension[1] if extension else ""
    if re.fullmatch("#[0-9]{4}", part):  # #7119, #8000: the hash belongs to it
        return Phone(part, part, inner)
    try:
        number = phonenumbers.parse(part, "JP")
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and number.country_code == 81 and phonenumbers.is_valid_number(number):
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        lost_zero = not digits.startswith("0") and not part.startswith("+")
        return Phone(national, re.sub("[^0-9]", "", national), inner, repaired=lost_zero)
    grouped = re.sub(r"[^\d+]+", "-", part).strip("-")
    return Phone(grouped, digits, inner, valid=False)


def postcode(text: str) -> str:
    """「760-0066」 of any spelling; empty for an empty text.

    Six digits are a code of Hokkaido or Tohoku that lost its leading zero in a spreadsheet (60-0001 → 060-0001).
    Raises ValueError, with a message for the user, for anything else.
    """
    digits = re.sub(r"[〒\s-]", "", _DASH.sub("-", unicodedata.normalize("NFKC", text)).replace("ー", "-"))
    if not digits:
        return ""
    if not re.fullmatch("[0-9]{6,7}", digits):
        raise ValueError(
            f"「{text.strip()}」を郵便番号として読めません。「760-0066」のように7桁の数字で入力してください。"
        )
    digits = digits.zfill(7)
    return f"{digits[:3]}-{digits[3:]}"


# -- Keys for finding duplicates ---------------------------------------------------------------------------------------

_PREFECTURE = re.compile(r"^(?:東京都|北海道|京都府|大阪府|神奈川県|和歌山県|鹿児島県|[^\d]{2}県)")
_POSTCODE = re.compile(r"^〒?\d{3}-\d{4}|^〒\d{7}")
# 番 and 号 after kanji numerals count houses, but 一番町 and 四番丁 are names of towns.
_NUMBERED = re.compile(r"([〇一二三四五六七八九十百千]{1,7})(?=丁目|番地|番(?![町丁])|号|条)")
_UNIT = re.compile(r"(?<=\d)(?:丁目|番地|番(?![町丁])|号)の?|(?<=\d)の(?=\d)")
_SMALL_KE = re.compile("(?<=.)[ゖけゕ](?=[\u4e00-\u9fff])")


def address_key(text: str) -> str:
    """One key for all spellings of an address: 香川県高松市扇町二丁目８番７号 → 高松市扇町2-8-7.

    Postcode, prefecture, 大字 and spaces are dropped; 丁目, 番地, 番, 号 and の become hyphens; ヶ, ケ and が before
    a kanji are one. A building's name stays at the end, right after the number.
    """
    key = re.sub(r"\s", "", normalize(text))
    key = _POSTCODE.sub("", key)
    key = _PREFECTURE.sub("", key).replace("大字", "")
    key = _NUMBERED.sub(lambda match: str(kanji_number(match[1])), key)
    key = _UNIT.sub("-", key)
    key = re.sub(r"-+(?=\D|$)", "", re.sub(r"-{2,}", "-", key))
    return _SMALL_KE.sub("が", key)


def kanji_number(kanji: str) -> int:
    """The value of kanji numerals below 10,000, with units (二十三) or as figures (二三)."""
    figures = {figure: value for value, figure in enumerate("〇一二三四五六七八九")}
    units = {"十": 10, "百": 100, "千": 1000}
    if not any(unit in kanji for unit in units):
        return int("".join(str(figures[figure]) for figure in kanji))
    total, pending = 0, 0
    for character in kanji:
        if character in units:
            total += (pending or 1) * units[character]
            pending = 0
        else:
            pending = figures[character]
    return total + pending


_LEGAL_FORMS = (
    "社会福祉法人|特定非営利活動法人|認定npo法人|npo法人|(?:一般|公益|認可)?(?:社団|財団)法人|社会医療法人|"
    "医療法人(?:社団|財団)?|学校法人|宗教法人|更生保護法人|独立行政法人|株式会社|有限会社|合同会社|合資会社|"
    r"\((?:株|有|同|福|社福|社|財|一社|公社|一財|公財|特非|医|学|宗)\)"
)
_LEGAL_FORM = re.compile(f"^(?:{_LEGAL_FORMS})|(?:{_LEGAL_FORMS})$")


def name_key(text: str) -> str:
    """One key for the spellings of an organisation's name.

    The legal form in front or behind (社会福祉法人, NPO法人, (株) …), spaces, quotation marks and middle dots go:
    「社会福祉法人　みどり会「若葉の里」」 → みどり会若葉の里.
    """
    key = re.sub(r"[\s「」『』“”\"'・･,、]", "", normalize(text))
    while (shorter := _LEGAL_FORM.sub("", key)) != key and shorter:
        key = shorter
    return key


# Words of which the names of councils and associations are made: a line may end before each.
_NAME_WORD = re.compile(
    r"(?<=\s)(?=\S)|(?<=\S)(?=社会福祉|地域福祉|協議会|連絡会|連合会|自治会|町内会|委員会|振興会|推進|まちづくり|支え合い"
    r"|民生委員|児童委員|センター|地域包括支援|(?<!基幹)相談支援|基幹相談支援|特別養護|(?<!特別)養護老人ホーム|ボランティア"
    r"|ネットワーク|アンケート|デイサービス|グループホーム|PTA|（(?![月火水木金土日]）))|(?<=[市町村区県]立)(?=\S)|(?<=ホーム)(?=[一-龯])|(?<=法人)(?=[^\s・（）])"
)


def name_words(name: str) -> list[str]:
    """A body's name in the words between which a line may end: 若葉地区・社会福祉・協議会; together they are the name.

    A space stays with the word before it, a bracket begins a word. What has 、 or 。 is a sentence and stays whole.
    """
    if "、" in name or "。" in name:
        return [name]
    return [word for word in _NAME_WORD.split(name) if word]


# -- Weekdays ------------------------------------------------------------------------------------------------------

_DAYS = "月火水木金土日"
# Words that contain a weekday's character and mean none; replaced by a gap, so that nothing joins across them.
_NOT_WEEKDAYS = re.compile(
    r"[毎隔今来先翌]月|月(?=[末初額例]|に?[\d一二三四数]+[回度])|\d+(?:か|ヶ|カ|ヵ|箇)?月(?!曜)|\d+日(?!曜)|祝祭?日|祝|(?<!定)休日|[本当今明]日|日(?=[中帰時程間])|年月日"
)
_CLOSED = r"(?:定休日?|休館日?|休業日?|休み)"
_CLOSED_THEN_DAYS = re.compile(rf"{_CLOSED}(?:[:は ]\s*)([^。()\n]+)")
_DAYS_THEN_CLOSED = re.compile(rf"([^。()\n]+?)(?:(?:は|を)?(?:除く|除き|のぞく|以外)|は?{_CLOSED})")
_RANGE = re.compile(rf"([{_DAYS}])(?:曜日?)?(?:~|-|から|より)([{_DAYS}])")


def weekdays(text: str) -> list[int]:
    """The weekdays named in a text, Monday 0 to Sunday 6, in the order of the week; empty if it names none.

    Reads 月火水木金土日, 月・水・金, 月〜金, 月曜から金曜, 第2火曜日, 平日, 土日, 週末, 毎日, and takes away what stands
    with 除く, 以外, 定休 or 休み (毎日（日曜を除く） → Monday to Saturday; 月曜定休 → all but Monday).
    """
    folded = _DASH.sub("-", unicodedata.normalize("NFKC", text)).replace("〜", "~")
    folded = _NOT_WEEKDAYS.sub("/", folded)
    closed: set[int] = set()
    for pattern in (_CLOSED_THEN_DAYS, _DAYS_THEN_CLOSED):
        for clause in pattern.findall(folded):
            closed |= _named(clause)
        folded = pattern.sub("/", folded)
    named = _named(folded)
    if closed and not named:
        named = set(range(7))
    return sorted(named - closed)


def _named(text: str) -> set[int]:
    """The weekdays that one clause names, none of them taken away."""
    if "毎日" in text or "無休" in text:
        return set(range(7))
    found: set[int] = set()
    for word, days in (("平日", range(5)), ("週末", (5, 6))):
        if word in text:
            found.update(days)
            text = text.replace(word, "/")
    for first, last in _RANGE.findall(text):
        start, length = _DAYS.index(first), (_DAYS.index(last) - _DAYS.index(first)) % 7
        found.update((start + step) % 7 for step in range(length + 1))
    return found | {_DAYS.index(day) for day in re.sub("曜日?", "", text) if day in _DAYS}
