"""What a keyer types for a question of a paper sheet: digits only, so that one hand on the number pad suffices.

    3               the choice with this number
    1 5 12          several (M), parted by a space or one of . , + /; also all in a row, two digits each where there
                    are ten choices or more (010512), one digit each where there are fewer (157)
    1320311         a table (MX): one digit for each item from the top, 0 for an item without an answer
    (empty), 0      no answer (無回答); a number (N) may be 0, so there only the empty box
    *               written, but not to be read as an answer (無効)
    -               「答えたくない」; its number 99 does the same
    …               a text (T), as it stands on the sheet

What stands in the brackets of a choice, 「その他（　）」, is typed into a box of its own.
"""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from django.core.exceptions import ValidationError

from surveys.models import REFUSED, Kind
from surveys.questionnaire import Answer, Asked

INVALID, REFUSE = "*", "-"
_PARTING = re.compile(r"[\s.,、。・+/]+")
# What input methods make of the two signs.
_SIGNS = str.maketrans({"×": INVALID, "＊": INVALID, "‐": REFUSE, "−": REFUSE, "ー": REFUSE, "―": REFUSE})


def read_typed(asked: Asked, typed: str, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The answer that was typed, for `surveys.questionnaire.clean_answer` to check; empty where there is none.

    `texts` is what was typed into the brackets of choices: {code: text}. Raises ValidationError, in Japanese.
    """
    sign = normalize("NFKC", typed).strip().translate(_SIGNS)
    if sign in (INVALID, "x", "X"):
        return {"invalid": True}
    if sign == REFUSE or (sign == str(REFUSED) and asked.question.may_refuse):
        if not asked.question.may_refuse:
            raise ValidationError("この質問には、「答えたくない」がありません。")
        return {"codes": [REFUSED]}
    if asked.kind == Kind.T:
        return {"text": typed} if typed.strip() else {}
    if asked.kind == Kind.N:
        return {"number": typed} if sign else {}
    if asked.kind == Kind.MX:
        return _read_table(asked, sign)
    codes = _read_codes(asked, sign)
    answer: dict[str, Any] = {"codes": codes} if codes else {}
    if written := {code: text for code, text in (texts or {}).items() if text.strip()}:
        answer |= {"codes": codes, "texts": written}
    return answer


def _width(asked: Asked) -> int:
    """How many digits the numbers of the choices have at the most."""
    return len(str(max(asked.codes, default=0)))


def _read_codes(asked: Asked, typed: str) -> list[int]:
    width = _width(asked)
    codes: list[int] = []
    for word in _PARTING.split(typed):
        if not word:
            continue
        if not word.isdecimal():
            raise ValidationError("選んだ番号を、数字で入力してください。")
        if len(word) > width and len(word) % width:
            raise ValidationError(
                f"「{word}」は読み取れません。番号と番号の間を、空けてください（例：1 12）。"
            )
        size = width if len(word) > width else len(word)
        codes += [int(word[start : start + size]) for start in range(0, len(word), size)]
    codes = [code for code in codes if code]
    unknown = next((code for code in codes if code not in asked.codes), None)
    if unknown is not None:
        raise ValidationError(f"{unknown}番の選択肢はありません。")
    return codes


def _read_table(asked: Asked, typed: str) -> dict[str, Any]:
    width = _width(asked)
    words = _PARTING.split(typed) if width > 1 else list(_PARTING.sub("", typed))
    words = [word for word in words if word]
    if not words:
        return {}
    if not all(word.isdecimal() for word in words):
        raise ValidationError("項目ごとの番号を、上から順に、数字で入力してください。")
    if len(words) != len(asked.items):
        raise ValidationError(
            f"{len(asked.items)}項目のうち、{len(words)}項目の番号です。答えのない項目は、0にしてください。"
        )
    given = {}
    for item, word in zip(asked.items, words, strict=True):
        code = int(word)
        if code and code not in asked.codes:
            raise ValidationError(f"「{item.text}」に、{code}番の選択肢はありません。")
        if code:
            given[str(item.code)] = code
    return {"items": given} if given else {}


def as_typed(asked: Asked, answer: Answer | None) -> str:
    """What one types for an answer; the other way round of `read_typed`, but for what stands in brackets."""
    if not answer:
        return ""
    if answer.get("invalid"):
        return INVALID
    codes = answer.get("codes", [])
    if codes == [REFUSED]:
        return REFUSE
    if "items" in answer:
        parting = " " if _width(asked) > 1 else ""
        return parting.join(str(answer["items"].get(str(item.code), 0)) for item in asked.items)
    if "number" in answer:
        return str(answer["number"])
    if "text" in answer:
        return str(answer["text"])
    return " ".join(map(str, codes))
