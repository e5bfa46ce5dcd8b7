"""Free text is scanned before anybody reads it: telephone numbers and mail addresses go, names are pointed out."""

import re

from portal.japanese.morphology import person_names

_MAIL = re.compile(r"[\w.+\-＋．]+[@＠][\w\-．.]+")
# 10 or 11 digits with or without hyphens, full-width ones too, and local numbers such as 834-9911 (or postcodes).
_HYPHEN = r"[-‐‑‒–—―−ー－ー\s()（）]"
_PHONE = re.compile(
    rf"(?<!\d)(?:[0０]\d{{1,4}}{_HYPHEN}?\d{{1,4}}{_HYPHEN}?\d{{3,4}}|\d{{2,3}}{_HYPHEN}\d{{4}})(?!\d)"
)

PHONE_MASK, MAIL_MASK = "［電話番号］", "［メールアドレス］"


def masked(text: str) -> str:
    """The text without telephone numbers and mail addresses."""
    return _PHONE.sub(PHONE_MASK, _MAIL.sub(MAIL_MASK, text.strip()))


def suspects_in(text: str) -> list[str]:
    """Words that look like people's names, in order, each once: somebody must look before it is quoted."""
    return list(dict.fromkeys(person_names(text)))
