"""Words in charts: how wide they are, how they are broken into lines, how numbers are said."""

import unicodedata
from dataclasses import dataclass

from surveys.reports.figures import HIDDEN_TEXT, REFERENCE_MARK, SMALL_BASE

FONT = 15
LINE_HEIGHT = 20


@dataclass(frozen=True)
class Words:
    """Text that is broken into lines: (y, text) of each."""

    x: float
    lines: tuple[tuple[float, str], ...]


def ems(text: str) -> float:
    """How wide a text is, in widths of a kanji."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "FWA" else 0.58 for letter in text)


# No line begins with these.
_NOT_FIRST = "、。，．・：；？！）」』】ーっゃゅょッャュョ々"


def wrapped(text: str, most: float) -> list[str]:
    """The text in lines of at most so many widths of a kanji; one character more where the next may not begin a line."""
    lines = [""]
    for letter in text:
        if lines[-1] and ems(lines[-1] + letter) > most and letter not in _NOT_FIRST:
            lines.append("")
        lines[-1] += letter
    return lines


def with_note(text: str, note: str, most: float) -> list[str]:
    """The lines of a text and of a note on it, which begins a line of its own where both do not fit into one."""
    return [text + note] if ems(text + note) <= most else [*wrapped(text, most), note]


def words_at(
    text: str, x: float, y: float, most: float, height: float = LINE_HEIGHT, note: str = ""
) -> Words:
    """Text whose first line has its base line `y + FONT`, with a note behind or under it."""
    lines = with_note(text, note, most) if note else wrapped(text, most)
    return Words(x, tuple((round(y + FONT + height * at, 1), line) for at, line in enumerate(lines)))


def percent(value: float | None) -> str:
    """「12.5%」, or that it is hidden."""
    return HIDDEN_TEXT if value is None else f"{value:.1f}%"


def n_label(n: int | None) -> str:
    """「n=12*参考」"""
    if n is None:
        return "n 非表示"
    return f"n={n:,}{REFERENCE_MARK if n < SMALL_BASE else ''}"
