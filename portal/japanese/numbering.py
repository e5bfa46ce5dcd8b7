"""Whether a telephone number can be one: its length by the Japanese numbering plan.

The plan (総務省「電気通信番号計画」) gives numbers with an area code, and those of 0120 and 0570, ten digits with the
leading 0; mobile, IP and 0800 numbers eleven; 110, 119 and 188 three, #7119 a hash and four. Which numbers of these
are in use changes too often to be asked here.
"""

import re

from portal.japanese.text import phone_parts, phones

# 0800 begins like a mobile number and is as long.
_ELEVEN = ("020", "050", "060", "070", "080", "090")
# Numbers that nobody has, which examples and the demo use; written like either.
_NOBODYS = "000"
_EXTENSION = re.compile(r"[( ]*(?:内線|内|ext\.?)[ :]*\d{1,6}\)?", re.IGNORECASE)
_WRITTEN = re.compile(r"[+#]?[(]?\d[\d() .-]*")
_EXAMPLE = "例：087-000-0000"


def phone_fault(typed: str) -> str:
    """What is wrong with the telephone numbers of a text, and what to do; empty where nothing is.

    Several numbers, extensions (内線) and words beside a number are right; of a part with words one run of digits has
    to be a number. A text without any digits has no fault here.
    """
    for part in phone_parts(typed):
        runs = [run.strip(" .-") for run in _WRITTEN.findall(_EXTENSION.sub("", part))]
        faults = [(run, _fault(run)) for run in runs]
        if faults and all(fault for _, fault in faults):
            run, fault = max(faults, key=lambda each: len(each[0]))
            return f"「{run}」は、電話番号として読めません。{fault}"
    return ""


def _fault(run: str) -> str:
    digits = re.sub(r"\D", "", run)
    if any(number.valid for number in phones(run)):
        return ""
    if run.startswith("+"):
        # A country's code and a number: at most 15 digits (ITU-T E.164).
        return "" if 8 <= len(digits) <= 15 else "国の番号から、すべての数字を入力してください。"
    if run.startswith("#"):
        return "" if len(digits) == 4 else "#で始まる番号は、#と4桁の数字で入力してください（例：#7119）。"
    if re.fullmatch("1[0-9]{2}", digits):
        return ""
    if not digits.startswith("0"):
        return f"市外局番から入力してください（{_EXAMPLE}）。"
    if digits.startswith(_NOBODYS):
        return "" if len(digits) in (10, 11) else f"いま{len(digits)}桁です。10桁か11桁で入力してください。"
    wanted = 11 if digits.startswith(_ELEVEN) else 10
    if len(digits) == wanted:
        return ""
    return f"いま{len(digits)}桁ですが、{digits[:3]}で始まる番号は{wanted}桁です。番号を確かめてください。"
