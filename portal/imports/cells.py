"""From the text of a cell to a value, with the mends that real files need; each mend says what it did and why.

A cleaner takes the text of one cell (never blank) and returns a `Cleaned`: a plain JSON value, the reason if the text
had to be mended, and what is doubtful where a row can be taken though something in it cannot be right. It raises
ValueError with a message for the person when the text cannot be understood.

The mends are those that the municipal open data files of Japan are known to need: leading zeros lost in a spreadsheet
(92011 → 092011), missing check digits (13101 → 131016), full-width digits, lists with semicolons, dates in the
American order. What concerns several cells of a row is mended in `portal.imports.repairs`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.japanese import text as japanese
from portal.japanese.calendar import parse_date
from portal.japanese.numbering import phone_fault

_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ\uff61-\uff9f]")
_WIDE_REASON = "全角の英数字・半角のカナを、ふつうの文字にしました"
_PHONE = re.compile(r"(?<!\d)\(?0\d{1,4}[-)( ]{1,2}\d{1,4}[-)( ]{1,2}\d{3,4}(?!\d)")
_LETTER = re.compile(r"[^\W\d_]")
_LIST_MARK = re.compile(r"[;；\n]")
_OTHER_LIST_MARK = re.compile(r"[、,，／/]")
# What people write into a cell that has no value.
_NOTHING = {"-", "--", "なし", "無し", "無", "該当なし", "不明", "n/a", "null", "none", "未定"}
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


# -- Texts ---------------------------------------------------------------------------------------------------------


def text(cell: str) -> Cleaned:
    """A text of one or more lines."""
    if not cell.strip("-－―ー‐ \u3000"):
        return Cleaned("")
    return Cleaned(japanese.clean(cell), _WIDE_REASON if _WIDE.search(cell) else "")


def line(cell: str) -> Cleaned:
    """A text of one line, such as a name; line breaks become spaces."""
    cleaned = text(cell)
    return cleaned._replace(value=" ".join(cleaned.value.split()))


def kana(cell: str) -> Cleaned:
    """A reading (ふりがな・フリガナ), kept in hiragana."""
    return Cleaned(" ".join(japanese.to_hiragana(japanese.clean(cell)).split()))


def phone(cell: str) -> Cleaned:
    """One or more telephone numbers in the form in which they are printed; words beside them are left out and told.

    What cannot be a number is doubted: digits are kept as they stand, a text without any is not.
    """
    if is_nothing(cell):
        return Cleaned("")
    numbers = [number for part in japanese.phone_parts(cell) for number in _phones_of(part)]
    if not numbers:
        return Cleaned(
            "", doubt="電話番号として読めないため、空欄にします。番号を数字で入力すると取り込めます。"
        )
    value = "、".join(map(str, numbers))
    reasons = []
    if any(number.repaired for number in numbers):
        reasons.append("電話番号の先頭の0が抜けていたため、補いました")
    if _LETTER.search(cell) and japanese.format_phone(cell) != value:
        reasons.append("電話番号だけを取り出しました")
    elif not reasons and _WIDE.search(cell):
        reasons.append(_WIDE_REASON)
    doubt = "" if all(number.valid for number in numbers) else phone_fault(value)
    return Cleaned(value, "。".join(reasons), doubt)


def _phones_of(part: str) -> list[japanese.Phone]:
    """The numbers of one part of a list: the whole, else those in it that can be numbers (087-834-9911 9:00-17:00)."""
    whole = japanese.phones(part)
    if all(number.valid or not phone_fault(str(number)) for number in whole):
        return whole
    written = [number for run in _PHONE.findall(part) for number in japanese.phones(run)]
    return [number for number in written if number.valid] or whole


def postcode(cell: str) -> Cleaned:
    """A postcode (郵便番号) as 760-0066."""
    if is_nothing(cell):
        return Cleaned("")
    lost_zero = len(re.sub(r"\D", "", folded(cell))) == 6
    return Cleaned(
        japanese.postcode(cell), "郵便番号の先頭の0が抜けていたため、補いました" if lost_zero else ""
    )


def url(cell: str) -> Cleaned:
    """A web address; of several in a cell the first."""
    found = re.search(r"(?:https?://|www\.)[^\s、，]+", folded(cell))
    if found is None:
        if is_nothing(cell):
            return Cleaned("")
        raise ValueError("ホームページのアドレスとして読めません。「https://」から入力してください。")
    if found[0].startswith("www."):
        return Cleaned(f"https://{found[0]}", "先頭に「https://」を補いました")
    return Cleaned(found[0], "" if found[0] == cell.strip() else "ホームページのアドレスだけを取り出しました")


def email(cell: str) -> Cleaned:
    """A mail address."""
    plain = folded(cell).replace(" ", "")
    if is_nothing(cell):
        return Cleaned("")
    try:
        validate_email(plain)
    except ValidationError:
        raise ValueError(
            "メールアドレスとして読めません。「name@example.jp」のように入力してください。"
        ) from None
    return Cleaned(plain, _WIDE_REASON if _WIDE.search(cell) else "")


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
    return Cleaned(list(dict.fromkeys(values)), "区切りの記号で分けました" if other else "")


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
            return Cleaned(padded, "コードの先頭の0が抜けていたため、補いました")
        if _is_local_government(digits):
            return Cleaned(
                digits + check_digit(digits), "コードの6けた目（検査数字）が抜けていたため、補いました"
            )
    if len(digits) == 4 and _is_local_government(f"0{digits}"):
        return Cleaned(f"0{digits}" + check_digit(f"0{digits}"), "コードの先頭の0と6けた目を補いました")
    if len(digits) in (1, 2) and _is_local_government(f"{digits:0>2}000"):
        prefecture = f"{digits:0>2}000"
        return Cleaned(prefecture + check_digit(prefecture), "都道府県のコードを6けたにしました")
    raise ValueError("全国地方公共団体コードとして読めません。6けたの数字で入力してください。")


def town_id(cell: str) -> Cleaned:
    """A town's ID (町字ID): seven digits, often written 0008-001."""
    digits = re.sub(r"\D", "", folded(cell))
    if not digits:
        return Cleaned("")
    reason = "" if digits == cell.strip() else "町字IDの記号を取り除きました"
    if len(digits) < 7:
        digits, reason = digits.zfill(7), "町字IDの先頭の0が抜けていたため、補いました"
    return Cleaned(digits, reason)


def corporate_number(cell: str) -> Cleaned:
    """A corporate number (法人番号): 13 digits, never beginning with 0."""
    if is_nothing(cell):
        return Cleaned("")
    digits = re.sub(r"\D", "", folded(cell))
    if len(digits) != 13:
        raise ValueError("法人番号として読めません。13けたの数字で入力してください。")
    return Cleaned(digits)


# -- Numbers -------------------------------------------------------------------------------------------------------


def number(cell: str) -> Cleaned:
    """A whole number, 0 or more: 80, 1,200, ２５名, 約30人."""
    if is_nothing(cell):
        return Cleaned(None)
    found = re.fullmatch(
        r"約?(\d[\d,]*)(?:\.0+)?\s*(?:名|人|床|世帯|台|席|件|か所)?(?:程度|くらい)?", folded(cell)
    )
    if found is None:
        raise ValueError("数として読めません。数字だけで入力してください。")
    value = int(found[1].replace(",", ""))
    return Cleaned(value, "" if cell.strip() == str(value) else "数字だけを取り出しました")


def year(cell: str) -> Cleaned:
    """A year of the western calendar: 1998, 1998年, 平成10年, 平成10年4月1日."""
    plain = folded(cell).replace(" ", "")
    if western := re.match(r"(\d{4})(?:年|[-/.]|$)", plain):
        return Cleaned(int(western[1]))
    if era := re.match(r"((?:令和?|平成?|昭和?|大正?|明治?|[RHSTM])(?:元|\d{1,2}))(?:年|[-/.]|$)", plain):
        # December belongs to its era, January not always (令和元年 begins in May, 昭和元年 on December 25).
        return Cleaned(parse_date(f"{era[1]}年12月31日").year, "西暦にしました")
    return Cleaned(parse_date(cell).year, "年だけを取り出しました")


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
    plain = folded(cell).casefold()
    if plain in _YES or plain in _NO:
        return Cleaned(plain in _YES)
    raise ValueError("「有」か「無」で入力してください。")


# -- Days and times ------------------------------------------------------------------------------------------------


def day(cell: str) -> Cleaned:
    """A date as 2025-04-01. A spreadsheet's serial number and the American order are understood and told."""
    if is_nothing(cell):
        return Cleaned(None)
    plain = folded(cell)
    if re.fullmatch(r"[2-6]\d{4}(?:\.0)?", plain):
        # Day 1 is 1900-01-01, and a 29th of February 1900 is counted that never was.
        value = date(1899, 12, 30) + timedelta(days=int(float(plain)))
        return Cleaned(value.isoformat(), "表計算ソフトの通し番号を日付にしました")
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", plain):
        first, second, number_of_year = map(int, found.groups())
        if first > 12:
            return Cleaned(
                parse_date(f"{number_of_year}-{second}-{first}").isoformat(), "日/月/年 の順とみなしました"
            )
        return Cleaned(parse_date(plain, month_first=True).isoformat(), "月/日/年 の順とみなしました")
    return Cleaned(parse_date(cell).isoformat())


def clock_time(cell: str) -> Cleaned:
    """A time of day as 08:30, from 8:30, 8時半, 午後1時, 0830, or a spreadsheet's fraction of a day."""
    if is_nothing(cell):
        return Cleaned(None)
    plain = folded(cell).replace(" ", "").replace("正午", "12時")
    if re.fullmatch(r"0?\.\d+", plain):
        minutes = round(float(plain) * 24 * 60)
        return Cleaned(f"{minutes // 60:02d}:{minutes % 60:02d}", "表計算ソフトの数値を時刻にしました")
    found = re.fullmatch(
        r"(?P<half>午前|午後|am|pm)?(?P<hour>\d{1,2})(?:[:時.](?P<minute>\d{1,2}|半)?分?(?::\d{2}(?:\.0+)?)?)?",
        plain.lower(),
    ) or re.fullmatch(r"(?P<half>)(?P<hour>\d{1,2})(?P<minute>\d{2})", plain)
    if found is None:
        raise ValueError("時刻として読めません。「08:30」のように入力してください。")
    minute = 30 if found["minute"] == "半" else int(found["minute"] or 0)
    hour = int(found["hour"]) + (12 if found["half"] in ("午後", "pm") and int(found["hour"]) < 12 else 0)
    if (hour, minute) == (24, 0):
        return Cleaned("23:59", "24:00 を 23:59 としました")
    if hour > 23 or minute > 59:
        raise ValueError("その時刻はありません。0時から23時59分の間で入力してください。")
    return Cleaned(f"{hour:02d}:{minute:02d}")


def weekdays(cell: str) -> Cleaned:
    """Weekdays as numbers, Monday 0 to Sunday 6."""
    if is_nothing(cell):
        return Cleaned([])
    found = japanese.weekdays(cell)
    if not found:
        raise ValueError("曜日として読めません。「月火水」や「月〜金」のように入力してください。")
    return Cleaned(found)


def choice(labels: Mapping[str, Any]) -> Cleaner:
    """A cleaner that takes one of some labels, however spelled, and gives the value that stands for it."""
    values = {japanese.name_key(label): value for label, value in labels.items()}

    def clean(cell: str) -> Cleaned:
        try:
            return Cleaned(values[japanese.name_key(cell)])
        except KeyError:
            raise ValueError(f"「{'」「'.join(labels)}」のどれかで入力してください。") from None

    return clean
