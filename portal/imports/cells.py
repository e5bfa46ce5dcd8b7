"""From the text of a cell to a value, with the mends that real files need; each mend says what it did and why.

A cleaner takes the text of one cell (never blank) and returns a `Cleaned`: a plain JSON value, the reason if the text
had to be mended, and what is doubtful where a row can be taken though something in it cannot be right. It raises
ValueError with a message for the person when the text cannot be understood: in a required column that refuses the row.

The mends are those that the municipal open data files of Japan are known to need: leading zeros lost in a spreadsheet
(92011 → 092011), missing check digits (13101 → 131016), full-width digits, lists with semicolons, dates in the
American order. How somebody is reached (telephone, web, mail) is read in `portal.imports.contacts`; what concerns
several cells of a row is mended in `portal.imports.repairs`.

Nothing of a cell is lost untold: what is put in another way is a mend, what is left out a doubt.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from portal.japanese import text as japanese
from portal.japanese.calendar import parse_date

WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ\uff61-\uff9f]")
WIDE_REASON = "全角の英数字・半角のカナを、ふつうの文字にしました。"
_BRACKETS = re.compile(r"([^(]+)\(([^)]*)\)\s*")
_TO_NOTE = "残すときは、備考などの列に移してください。"
_LIST_MARK = re.compile(r"[;；\n]")
_OTHER_LIST_MARK = re.compile(r"[、,，／/]")
_BEHIND_A_DAY = re.compile(
    r"(?P<day>.*\d日?)(?:[\sT]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)|\s*\((?P<note>[^)]+)\)|\s*(?:現在|時点)(?P<said>))"
)
# What `weekdays` understands of a text; what is `kept` it does not.
_BESIDE_DAYS = re.compile(
    r"(?P<kept>(?:毎月)?第[1-5](?:[・,、と]?第?[1-5])*|隔週|[毎隔]月|月に?\d+回|[祝国]民?の?祭?日|祝|\d{1,2}月(?!曜)|\d{1,2}日(?!曜)|\d{1,2}:\d{2}|\d+時)"
    r"|[月火水木金土日](?:曜日?)?|曜日?|毎[日週]|年中無休|無休|平日|週末|定休日?|休館日?|休業日?|休み"
    r"|を?除[くき]|をのぞく|以外|から|より|まで|および|及び|[とはをの]|[・、,;/~〜()\s。:-]"
)
# What people write into a cell that has no value.
_NOTHING = {"-", "--", "なし", "無し", "無", "該当なし", "不明", "n/a", "null", "none", "未定"}
# As the forms take them.
_YEARS = range(1800, 2201)
# The largest number of an integer in PostgreSQL.
_LARGEST = 2**31 - 1
_YES = {"1", "○", "〇", "◯", "●", "有", "有り", "あり", "可", "はい", "true", "yes", "y"}
_NO = {"0", "×", "✕", "無", "無し", "なし", "不可", "いいえ", "false", "no", "n", "-"}


class Cleaned(NamedTuple):
    """A value as plain JSON (text, number, true or false, list, None for nothing), what was mended, what is doubtful."""

    value: Any
    reason: str = ""
    doubt: str = ""


Cleaner = Callable[[str], Cleaned]


def folded(text: str) -> str:
    """A text with its letters and digits in one width."""
    return unicodedata.normalize("NFKC", text).strip()


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value: -, なし, 不明."""
    word = japanese.normalize(text)
    return word in _NOTHING or not word.strip("-ー")


def left_out(words: Iterable[str], why: str, advice: str = "") -> str:
    """「…」は、選べる内容にないため取り込みません。, with what to do about it; empty where nothing is left out."""
    told = "」「".join(words)
    return f"「{told}」は、{why}取り込みません。{advice}" if told else ""


def _without_brackets(cell: str) -> tuple[str, str]:
    """A text without what stands in brackets at its end, and that: 有（要予約） → 有, 要予約."""
    found = _BRACKETS.fullmatch(folded(cell))
    return (found[1].strip(), found[2].strip()) if found else (cell, "")


# -- Texts ---------------------------------------------------------------------------------------------------------


def text(cell: str) -> Cleaned:
    """A text of one or more lines."""
    if not cell.strip("-－―ー‐ \u3000"):
        return Cleaned("")
    return Cleaned(japanese.clean(cell), WIDE_REASON if WIDE.search(cell) else "")


def line(cell: str) -> Cleaned:
    """A text of one line, such as a name; line breaks become spaces."""
    cleaned = text(cell)
    return cleaned._replace(value=" ".join(cleaned.value.split()))


def kana(cell: str) -> Cleaned:
    """A reading (ふりがな・フリガナ), kept in hiragana."""
    return Cleaned(" ".join(japanese.to_hiragana(japanese.clean(cell)).split()))


def items(cell: str) -> Cleaned:
    """A list. The standard separates by `;`; where there is none, 、 , ／ are taken for it and told.

    Separators within brackets belong to the entry: 「体操（月・水）、茶話会」 has two.
    """
    if is_nothing(cell):
        return Cleaned([])
    flat = re.sub(r"\n(?=[（(])", "", cell.strip())
    parts = _LIST_MARK.split(flat)
    other = len(parts) == 1 and _OTHER_LIST_MARK.search(re.sub(r"（[^）]*）|\([^)]*\)", "", flat))
    if other:
        parts = re.split(rf"{_OTHER_LIST_MARK.pattern}(?![^（(]*[）)])", flat)
    values = [line(part).value for part in parts if part.strip()]
    return Cleaned(list(dict.fromkeys(values)), "区切りの記号で分けました。" if other else "")


# -- Codes ---------------------------------------------------------------------------------------------------------


def check_digit(code: str) -> str:
    """The check digit of a five-digit local government code (総務省, 全国地方公共団体コード, modulus 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def _is_local_government(code: str) -> bool:
    """Whether five digits can be a code: a prefecture (01–47), then 000 or 100–799."""
    return 1 <= int(code[:2]) <= 47 and (code[2:] == "000" or "100" <= code[2:] <= "799")


def municipality_code(cell: str) -> Cleaned:
    """A local government code (全国地方公共団体コード) of six digits.

    Five digits are a code that lost its leading zero if its check digit then fits, else one without check digit.
    One or two digits are a prefecture.
    """
    digits = re.sub(r"\.0$|\D", "", folded(cell))
    if len(digits) == 6 and check_digit(digits[:5]) == digits[5]:
        return Cleaned(digits)
    if len(digits) == 5:
        padded = f"0{digits}"
        if _is_local_government(padded[:5]) and check_digit(padded[:5]) == padded[5]:
            return Cleaned(padded, "コードの先頭の0が抜けていたため、補いました。")
        if _is_local_government(digits):
            return Cleaned(
                digits + check_digit(digits), "コードの6けた目（検査数字）が抜けていたため、補いました。"
            )
    if len(digits) == 4 and _is_local_government(f"0{digits}"):
        return Cleaned(f"0{digits}" + check_digit(f"0{digits}"), "コードの先頭の0と6けた目を補いました。")
    if len(digits) in (1, 2) and _is_local_government(f"{digits:0>2}000"):
        prefecture = f"{digits:0>2}000"
        return Cleaned(prefecture + check_digit(prefecture), "都道府県のコードを6けたにしました。")
    raise ValueError("全国地方公共団体コードとして読めません。6けたの数字で入力してください。")


def corporate_number(cell: str) -> Cleaned:
    """A corporate number (法人番号): 13 digits, never beginning with 0."""
    if is_nothing(cell):
        return Cleaned("")
    digits = re.sub(r"\D", "", folded(cell))
    if len(digits) != 13:
        raise ValueError("法人番号として読めません。13けたの数字で入力してください。")
    beside = re.findall(r"[^\W\d_]+", folded(cell).replace("法人番号", ""))
    return Cleaned(digits, doubt=left_out(beside, "法人番号ではないため", _TO_NOTE))


# -- Numbers -------------------------------------------------------------------------------------------------------


def number(cell: str) -> Cleaned:
    """A whole number, 0 or more: 80, 1,200, ２５名, 約30人; what stands in brackets behind it is told.

    Raises ValueError for what no table holds: a telephone number in the column of members.
    """
    if is_nothing(cell):
        return Cleaned(None)
    plain, beside = _without_brackets(cell)
    found = re.fullmatch(
        r"約?(\d[\d,]*)(?:\.0+)?\s*(?:名|人|床|世帯|台|席|件|か所)?(?:程度|くらい)?", folded(plain)
    )
    if found is None:
        raise ValueError("数として読めません。数字だけで入力してください。")
    value = int(found[1].replace(",", ""))
    if value > _LARGEST:
        raise ValueError("数が大きすぎます。電話番号など、ほかの欄の内容が入っていないか確かめてください。")
    if beside:
        return Cleaned(value, doubt=left_out([beside], "数だけを入れる列のため", _TO_NOTE))
    return Cleaned(value, "" if cell.strip() == str(value) else "数字だけを取り出しました。")


def year(cell: str) -> Cleaned:
    """A year of the western calendar: 1998, 1998年, 平成10年, 平成10年4月1日, a spreadsheet's serial number.

    Raises ValueError for one before 1800 or after 2200.
    """
    if is_nothing(cell):
        return Cleaned(None)
    plain = folded(cell).replace(" ", "")
    if western := re.match(r"(\d{4})(?:年度?|\.0$|[-/.]|$)", plain):
        value, reason = int(western[1]), ""
    elif era := re.match(
        r"((?:令和?|平成?|昭和?|大正?|明治?|[RHSTM])(?:元|\d{1,2}))(?:年度?|[-/.]|$)", plain
    ):
        # December belongs to its era, January not always (令和元年 begins in May, 昭和元年 on December 25).
        value, reason = parse_date(f"{era[1]}年12月31日").year, "西暦にしました。"
    else:
        value, reason = int(day(cell).value[:4]), "年だけを取り出しました。"
    if value not in _YEARS:
        raise ValueError(
            f"{_YEARS.start}年から{_YEARS.stop - 1}年の間の年ではありません。「1998」のように入力してください。"
        )
    if not western and not era:
        return Cleaned(value, reason)
    rest = plain[(western or era).end() :]
    if re.fullmatch(r"(?:\d{1,2}(?:[-/.月]\d{0,2})?日?)?(?:設立|結成|発足|創立|開設|から|より)?", rest):
        return Cleaned(value, "年だけを取り出しました。" if rest else reason)
    return Cleaned(value, doubt=left_out([rest.strip("()")], "年だけを入れる列のため", _TO_NOTE))


def coordinate(cell: str) -> Cleaned:
    """A latitude or longitude in degrees. `repair_row` has seen to it that it lies in Japan."""
    try:
        return Cleaned(float(folded(cell)))
    except ValueError:
        raise ValueError(
            "緯度・経度として読めません。「34.342028」のように数字で入力してください。"
        ) from None


def flag(cell: str) -> Cleaned:
    """Yes or no: ○, 有, 可, はい, 1 or their opposites."""
    word, beside = _without_brackets(cell)
    plain = folded(word).casefold()
    if plain in _YES or plain in _NO:
        return Cleaned(
            plain in _YES, doubt=left_out(filter(None, [beside]), "有無だけを入れる列のため", _TO_NOTE)
        )
    raise ValueError("「有」か「無」で入力してください。")


# -- Days and times ------------------------------------------------------------------------------------------------


def day(cell: str) -> Cleaned:
    """A date as 2025-04-01. A spreadsheet's serial number and the American order are understood and told.

    So is a time of day behind the date, or what stands there in brackets, which is left out.
    """
    if is_nothing(cell):
        return Cleaned(None)
    plain = folded(cell)
    if re.fullmatch(r"[2-6]\d{4}(?:\.0)?", plain):
        # Day 1 is 1900-01-01, and a 29th of February 1900 is counted that never was.
        value = date(1899, 12, 30) + timedelta(days=int(float(plain)))
        return Cleaned(value.isoformat(), "表計算ソフトの通し番号を日付にしました。")
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", plain):
        first, second, number_of_year = map(int, found.groups())
        if first > 12:
            return Cleaned(
                parse_date(f"{number_of_year}-{second}-{first}").isoformat(), "日/月/年 の順とみなしました。"
            )
        return Cleaned(parse_date(plain, month_first=True).isoformat(), "月/日/年 の順とみなしました。")
    try:
        return Cleaned(parse_date(cell).isoformat())
    except ValueError as error:
        found = _BEHIND_A_DAY.fullmatch(plain)
        if found is None:
            raise
        try:
            value = parse_date(found["day"])
        except ValueError:
            raise error from None
        beside = found["time"] or found["note"] or ""
        midnight = beside.strip("0:") == ""
        why = "日付だけを入れる列のため"
        return Cleaned(value.isoformat(), doubt="" if midnight else left_out([beside], why, _TO_NOTE))


def clock_time(cell: str) -> Cleaned:
    """A time of day as 08:30, from 8:30, 8時半, 午後1時, 0830, or a spreadsheet's fraction of a day."""
    if is_nothing(cell):
        return Cleaned(None)
    word, beside = _without_brackets(cell)
    plain = folded(word).replace(" ", "").replace("正午", "12時")
    doubt = left_out(
        filter(None, [beside]), "時刻だけを入れる列のため", "残すときは、日時の補足の列に移してください。"
    )
    if re.fullmatch(r"0?\.\d+", plain):
        minutes = min(round(float(plain) * 24 * 60), 24 * 60 - 1)
        return Cleaned(f"{minutes // 60:02d}:{minutes % 60:02d}", "表計算ソフトの数値を時刻にしました。")
    found = re.fullmatch(
        r"(?P<half>午前|午後|am|pm)?(?P<hour>\d{1,2})(?:[:時.](?P<minute>\d{1,2}|半)?分?(?::\d{2}(?:\.0+)?)?)?",
        plain.lower(),
    ) or re.fullmatch(r"(?P<half>)(?P<hour>\d{1,2})(?P<minute>\d{2})", plain)
    if found is None:
        raise ValueError("時刻として読めません。「08:30」のように入力してください。")
    minute = 30 if found["minute"] == "半" else int(found["minute"] or 0)
    hour = int(found["hour"]) + (12 if found["half"] in ("午後", "pm") and int(found["hour"]) < 12 else 0)
    if (hour, minute) == (24, 0):
        return Cleaned("23:59", "24:00 を 23:59 としました。", doubt)
    if hour > 23 or minute > 59:
        raise ValueError("その時刻はありません。0時から23時59分の間で入力してください。")
    return Cleaned(f"{hour:02d}:{minute:02d}", doubt=doubt)


def weekdays(cell: str) -> Cleaned:
    """Weekdays as numbers, Monday 0 to Sunday 6."""
    if is_nothing(cell):
        return Cleaned([])
    found = japanese.weekdays(cell)
    if not found:
        raise ValueError("曜日として読めません。「月火水」や「月〜金」のように入力してください。")
    beside = _BESIDE_DAYS.sub(lambda found: found["kept"] or " ", folded(cell)).split()
    why, advice = "曜日だけを入れる列のため", "残すときは、日時の補足の列に移してください。"
    return Cleaned(found, doubt=left_out(beside, why, advice))
