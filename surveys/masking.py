"""Free text is scanned before anybody reads it: telephone numbers and mail addresses go, names are pointed out."""

import re

from portal.japanese.morphology import person_names

# Latin letters only, in either width: what stands before an address in Japanese is no part of it.
_LETTER = r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９_＿.．%+＋\-－]"
_MAIL = re.compile(rf"{_LETTER}+[@＠]{_LETTER}+")
# 10 or 11 digits with or without hyphens, full-width ones and kanji too, with +81 or 0 at the beginning; and local
# numbers such as 834-9911 (or postcodes), which need a hyphen, since 「65 2020年」 is none.
_HYPHEN = r"[-‐‑‒–—―−ー－ー]"
_GAP = r"[-‐‑‒–—―−ー－ー\s()（）・.]?"
_DIGIT = r"[\d〇零一二三四五六七八九]"
_PHONE = re.compile(
    rf"[(（]?(?<!{_DIGIT})(?:[+＋]81{_GAP}{_GAP}[0０]?{_GAP}|[0０〇零])"
    rf"{_DIGIT}{{1,4}}{_GAP}{_DIGIT}{{1,4}}{_GAP}{_DIGIT}{{3,4}}(?!{_DIGIT})"
    rf"|(?<!\d)\d{{2,3}}{_HYPHEN}\d{{4}}(?!\d)"
)

PHONE_MASK, MAIL_MASK = "［電話番号］", "［メールアドレス］"


def masked(text: str) -> str:
    """The text without telephone numbers and mail addresses."""
    return _PHONE.sub(PHONE_MASK, _MAIL.sub(MAIL_MASK, text.strip()))


def suspects_in(text: str) -> list[str]:
    """Words that look like people's names, in order, each once: somebody must look before it is quoted."""
    return list(dict.fromkeys(person_names(text)))
