"""What the number on a sheet tells: which sheet it is, and whether its answers are here already."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from portal.japanese.text import clean
from surveys.codes import read_code
from surveys.models import AccessCode, Batch, Response, Wave


@dataclass(frozen=True)
class Serial:
    """A number as it was typed, and what it means. With a `problem` its answers cannot be taken in."""

    typed: str
    code: AccessCode | None = None
    problem: str = ""
    # Keyed in already, so that it can be looked at and put right.
    response: Response | None = None

    @property
    def told(self) -> str:
        """What it is, in words, where there is no problem."""
        if self.code is None:
            return "番号のない用紙として入力します。同じ用紙を2回入力していないか、気をつけてください。"
        return f"{self.code.serial}番：{self.code.batch.name}"


def look_up(wave: Wave, typed: str, *, channel: str) -> Serial:
    """The sheet of a wave with this serial number, or with this code of eight letters; two queries.

    0 is typed for a sheet without a number: a copy, or one whose corner was torn off.
    """
    typed = clean(typed)
    by_phone = channel == Response.Channel.PHONE
    digits = typed.removeprefix("No").strip(". ")
    if digits.isdecimal() and int(digits) == 0 or (not typed and by_phone):
        return Serial(typed)
    if not typed:
        return Serial(
            typed, problem="用紙の通し番号を入力してください。番号のない用紙のときは、0 を入力します。"
        )
    codes = AccessCode.objects.select_related("batch", "response")
    if digits.isdecimal():
        code = codes.filter(wave=wave, serial=int(digits)).first() if len(digits) < 9 else None
        if code is None:
            return Serial(typed, problem=_unknown(wave, digits))
    else:
        code = codes.filter(code=read_code(typed)).first()
        if code is None:
            return Serial(typed, problem="その番号は、見つかりません。通し番号（数字）を入力してください。")
        if code.wave_id != wave.pk:
            return Serial(typed, problem="その番号は、このアンケートのものではありません。")
    return _checked(typed, code, by_phone=by_phone)


def _unknown(wave: Wave, digits: str) -> str:
    last = wave.codes.aggregate(last=Max("serial"))["last"]
    if last is None:
        return (
            "このアンケートには、番号のある用紙を作っていません。番号のない用紙として、0 を入力してください。"
        )
    return f"{int(digits)}番の用紙はありません。このアンケートの番号は、1〜{last}です。"


def _checked(typed: str, code: AccessCode, *, by_phone: bool) -> Serial:
    response: Response | None = getattr(code, "response", None)
    if response is None:
        if code.batch.form == Batch.Form.SLIP and not by_phone:
            return Serial(
                typed,
                code,
                problem=f"{code.serial}番は、ウェブ回答の案内の番号です。用紙の番号を確かめてください。",
            )
        return Serial(typed, code)
    if response.channel == Response.Channel.WEB:
        return Serial(typed, code, problem=f"{code.serial}番は、ウェブで回答ずみです。この用紙は数えません。")
    how = "電話で回答ずみです" if response.channel == Response.Channel.PHONE else "入力ずみです"
    day = response.answered_on
    year = f"{day.year}年" if day.year != timezone.localdate().year else ""
    return Serial(typed, code, f"{code.serial}番の用紙は、{year}{day.month}月{day.day}日に{how}。", response)
