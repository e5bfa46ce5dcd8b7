"""Codes that people read aloud and copy: on slips and sheets, and to resume an unfinished answer."""

import re
import secrets
import unicodedata

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: hard to tell apart in handwriting and on the telephone.
ALPHABET = "ACDEFGHJKMNPQRTWXY3467"  # 22 letters
CODE_LENGTH = 8  # 36 bits; guessing is limited by rate
RESUME_LENGTH = 12  # digits, 40 bits


def new_access_code() -> str:
    """A code of 8 letters and digits for a sheet or slip."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_resume_code() -> str:
    """A code of 12 digits, for telephones with few keys."""
    return "".join(secrets.choice("0123456789") for _ in range(RESUME_LENGTH))


def grouped(code: str) -> str:
    """「ACDE-FGHJ」「1234-5678-9012」: as it is printed and shown."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """What was typed, full-width or small, with spaces or hyphens, as it is stored."""
    return re.sub(r"[\W_ー]", "", unicodedata.normalize("NFKC", typed)).upper()
