"""Cleaners for how somebody is reached: telephone, fax, postcode, web and mail addresses.

What stands beside a number or an address and does not belong into its column is left out and told as a doubt: hours,
names, a second address. What is said to be out of use, or not to be told, is not taken at all.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.imports.cells import WIDE, WIDE_REASON, Cleaned, folded, is_nothing, left_out
from portal.japanese import text as japanese
from portal.japanese.numbering import phone_fault

_TO_NOTE = "残すときは、備考などの列に移してください。"
_LOST_ZERO = "電話番号の先頭の0が抜けていたため、補いました。"
_UNREADABLE = "電話番号として読めないため、空欄にします。番号を数字で入力すると取り込めます。"

_PHONE_WORD = (
    r"(?:tel|telephone|phone|電話番号|電話|携帯電話|携帯|フリーダイヤル|代表番号|代表(?!者)|直通|☎|℡)"
)
_FAX_WORD = r"(?:fax番号|fax|ファックス|ファクシミリ|ファクス)"
_LABEL_END = r"(?=$|[\s:.()\d+])"
_PHONE_LABEL = re.compile(rf"{_PHONE_WORD}{_LABEL_END}[\s:.]*|\(代\)|代$", re.IGNORECASE)
_FAX_LABEL = re.compile(rf"{_FAX_WORD}{_LABEL_END}[\s:.]*", re.IGNORECASE)
_BOTH = r"\s*(?:[/・&,、]|兼|と)\s*"
# 「TEL/FAX」, 「FAX兼用」: one number for both.
_SHARED = re.compile(
    rf"(?:{_PHONE_WORD}{_BOTH}{_FAX_WORD}|{_FAX_WORD}{_BOTH}{_PHONE_WORD})(?:兼用|共通)?[\s:.]*"
    rf"|\(?(?:{_FAX_WORD}|{_PHONE_WORD})も?(?:兼用?|共通|共用|同じ)\)?",
    re.IGNORECASE,
)
# 「FAX専用」, and 「087-834-9912（FAX）」 behind a number.
_ONLY = r"{0}(?:のみ|専用)|\(\s*{0}\s*\)\s*$"
_ONLY_FAX = re.compile(_ONLY.format(_FAX_WORD), re.IGNORECASE)
_ONLY_PHONE = re.compile(_ONLY.format(r"(?:tel|電話番号|電話)"), re.IGNORECASE)
_LABELLED = "\v"
_BEFORE_LABEL = re.compile(
    rf"(?<=[\s\d()])(?={_PHONE_WORD}[\s:.]*[(\d+]|{_FAX_WORD}[\s:.]*[(\d+])", re.IGNORECASE
)
# Between numbers, but not within brackets.
_BETWEEN = re.compile(rf"{_LABELLED}|(?:[,、;/\n]|または|又は)(?![^(\n{_LABELLED}]*\))")
_EXTENSION = r"(?:[( ]*(?:内線|内|ext\.?)[ :]*\d{1,6}\)?)"
_GROUPED = re.compile(
    rf"(?<!\d)\(?0\d{{1,4}}[-)( ]{{1,2}}\d{{1,4}}[-)( ]{{1,2}}\d{{3,4}}(?!\d){_EXTENSION}?", re.IGNORECASE
)
_RUN = re.compile(rf"[+#]?\(?\d(?:[\d() -]*\d)?{_EXTENSION}?", re.IGNORECASE)
_ONLY_A_NUMBER = re.compile(rf"[+#]?[\d\s().-]+{_EXTENSION}?\s*", re.IGNORECASE)
_SAYS = re.compile(r"[^\W_]")
# 878814531 in a narrow column, saved as it was shown.
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
_SECRET = re.compile("非公開|非公表|公開(?:不可|しない|できない)|掲載(?:不可|しない)|秘匿|部外秘")
_GONE = re.compile(
    r"廃止|解約|欠番|不通|旧番号|使われて|停止中|使用(?:不可|停止|していない)|つながらない|^(?:な[しい]|無し?)(?=$|[\s(:])"
)

_URL = re.compile(r"(?:https?://|www\.)(?:(?!\([^!-~])[^\s、，])+", re.IGNORECASE)
_BARE_URL = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_URL_LABEL = re.compile(r"\b(?:hp|url|web)\b|ホームページ|ウェブサイト", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_MAIL_LABEL = re.compile(r"\b(?:e-?mail|mail(?:to)?)\b|メール(?:アドレス)?", re.IGNORECASE)
_POSTCODE = re.compile(r"〒?\s*(\d{3}-?\d{4})(?!\d)")


def phone(cell: str) -> Cleaned:
    """One or more telephone numbers in the form in which they are printed; what else stands there is doubted.

    Digits that cannot be a number are kept as they stand, and doubted too. A number of the fax is left out.
    """
    return _numbers(cell, own=_PHONE_LABEL, others=_FAX_LABEL, only_others=_ONLY_FAX)


def fax(cell: str) -> Cleaned:
    """As `phone`, for the number of a fax."""
    return _numbers(cell, own=_FAX_LABEL, others=_PHONE_LABEL, only_others=_ONLY_PHONE)


def _numbers(
    cell: str, *, own: re.Pattern[str], others: re.Pattern[str], only_others: re.Pattern[str]
) -> Cleaned:
    if is_nothing(cell):
        return Cleaned("")
    plain = re.sub(r"(?<=\d)\.0$", "", _with_dashes(folded(cell)))
    if _SCIENTIFIC.fullmatch(plain):
        return Cleaned(
            "",
            doubt=f"「{plain}」は、表計算ソフトで番号の桁が失われているため取り込みません。元の番号を入力してください。",
        )
    if _SECRET.search(plain):
        return Cleaned("", doubt=left_out([cell.strip()], "公開しない番号と読めるため"))
    found: list[japanese.Phone] = []
    beside: list[str] = []
    for part in _BETWEEN.split(_BEFORE_LABEL.sub(_LABELLED, _SHARED.sub(" ", plain))):
        part = part.strip()
        is_other = (others.match(part) or only_others.search(part)) and re.search(r"\d", part)
        if is_other or _GONE.search(part):
            beside.append(part)
            continue
        numbers, rest = _read(own.sub(" ", part))
        found += numbers
        beside += [rest] if rest else []
    if not found and not any(re.search(r"\d", each) for each in beside):
        return Cleaned("", doubt=_UNREADABLE)
    reason = _LOST_ZERO if any(number.repaired for number in found) else ""
    if not reason and not beside and WIDE.search(cell):
        reason = WIDE_REASON
    faults = [phone_fault(str(number)) for number in found if not number.valid]
    told = left_out(map(_bare, beside), "ここに入れる番号ではないため", _TO_NOTE)
    return Cleaned("、".join(map(str, found)), reason, "".join([*dict.fromkeys(filter(None, faults)), told]))


def _read(part: str) -> tuple[list[japanese.Phone], str]:
    """The numbers of one part of a list, and what else stands in it."""
    whole = japanese.phones(part)
    is_alone = _ONLY_A_NUMBER.fullmatch(part.strip()) is not None
    if is_alone and all(map(_can_be, whole)):
        return whole, ""
    found: list[japanese.Phone] = []

    def taken(run: re.Match[str]) -> str:
        numbers = japanese.phones(run[0])
        if not numbers or not all(map(_can_be, numbers)):
            return run[0]
        found.extend(numbers)
        return " "

    rest = part
    for pattern in (_GROUPED, _RUN):
        rest = rest if found else pattern.sub(taken, part)
    if not found and is_alone:
        return whole, ""
    if not found and (runs := [run for run in _RUN.findall(part) if len(re.sub(r"\D", "", run)) >= 6]):
        longest = max(runs, key=len)
        found, rest = japanese.phones(longest), part.replace(longest, " ")
    return found, " ".join(rest.split()) if _SAYS.search(rest) else ""


def _can_be(number: japanese.Phone) -> bool:
    return number.valid or not phone_fault(str(number))


def _with_dashes(text: str) -> str:
    return re.sub(r"[‐‑‒–—―−]|(?<=[\d)])ー(?=[\d(])", "-", text)


def postcode(cell: str) -> Cleaned:
    """A postcode (郵便番号) as 760-0066."""
    if is_nothing(cell):
        return Cleaned("")
    plain = _with_dashes(folded(cell))
    if found := _POSTCODE.search(plain):
        rest = plain.replace(found[0], " ")
        beside = left_out([_bare(rest)] if _SAYS.search(rest) else [], "郵便番号ではないため", _TO_NOTE)
        return Cleaned(japanese.postcode(found[1]), doubt=beside)
    try:
        value = japanese.postcode(cell)
    except ValueError:
        why = "郵便番号として読めないため"
        return Cleaned("", doubt=left_out([cell.strip()], why, "7桁の数字で入力すると取り込めます。"))
    return Cleaned(value, "郵便番号の先頭の0が抜けていたため、補いました。")


def url(cell: str) -> Cleaned:
    """A web address; of several in a cell the first, the others are told."""
    if is_nothing(cell):
        return Cleaned("")
    plain = folded(cell)
    found = _URL.search(plain) or _BARE_URL.fullmatch(plain)
    if found is None:
        return Cleaned(
            "",
            doubt=left_out(
                [cell.strip()],
                "ホームページのアドレスとして読めないため",
                "「https://」から入力すると取り込めます。",
            ),
        )
    address = found[0].rstrip("。」")
    rest = _URL_LABEL.sub(" ", plain.replace(address, " ", 1))
    doubt = left_out(_words(rest), "ホームページのアドレス一つのほかは入らないため", _TO_NOTE)
    if not address.casefold().startswith("http"):
        return Cleaned(f"https://{address}", "先頭に「https://」を補いました。", doubt)
    alone = address == cell.strip() or doubt
    return Cleaned(address, "" if alone else "ホームページのアドレスだけを取り出しました。", doubt)


def email(cell: str) -> Cleaned:
    """A mail address; of several in a cell the first, the others are told."""
    if is_nothing(cell):
        return Cleaned("")
    plain = re.sub(r"\s*@\s*", "@", folded(cell))
    found = _MAIL.search(plain)
    try:
        validate_email(found[0] if found else plain)
    except ValidationError:
        why, advice = (
            "メールアドレスとして読めないため",
            "「name@example.jp」のように入力すると取り込めます。",
        )
        return Cleaned("", doubt=left_out([cell.strip()], why, advice))
    address = found[0] if found else plain
    rest = _MAIL_LABEL.sub(" ", plain.replace(address, " ", 1))
    doubt = left_out(_words(rest), "メールアドレス一つのほかは入らないため", _TO_NOTE)
    return Cleaned(address, WIDE_REASON if WIDE.search(cell) and not doubt else "", doubt)


def _words(rest: str) -> list[str]:
    """What is left over, where it says anything."""
    return [_bare(rest)] if _SAYS.search(rest) else []


def _bare(words: str) -> str:
    """Words without the signs around them, and without a bracket that lost its other half."""
    bare = " ".join(words.split()).strip(" 、,;:-")
    is_whole = bare.count("(") == bare.count(")") and (bare[:1], bare[-1:]) != ("(", ")")
    return bare if is_whole else bare.strip("()[] ")
