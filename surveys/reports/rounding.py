"""Rounding as city reports do it: half up, from whole numbers, never by way of a binary fraction.

A share is rounded at the second decimal (小数第2位を四捨五入). A difference of two shares (ポイント) is taken from the
unrounded shares and rounded once, as statistics offices advise; it may differ by 0.1 from the difference of the two
shares as they are printed.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def half_up(value: Fraction, places: int = 1) -> float:
    """The value rounded half away from zero to so many decimals; exact until the last step."""
    scale = 10**places
    twice = abs(value.numerator) * scale * 2 + value.denominator
    whole = twice // (value.denominator * 2)
    signed = whole if value >= 0 else -whole
    return float(Decimal(signed) / scale)


def share(count: int, base: int) -> float | None:
    """Percent of the base with one decimal: 1 of 8 is 12.5; None of nothing."""
    return half_up(Fraction(count * 100, base)) if base else None


def points(before: tuple[int, int], after: tuple[int, int]) -> float | None:
    """How a share moved, in ポイント: (count, base) before and after; None where a base is nothing."""
    if not before[1] or not after[1]:
        return None
    return half_up(Fraction(after[0] * 100, after[1]) - Fraction(before[0] * 100, before[1]))


def mean(total: int | Decimal | Fraction, count: int, places: int = 2) -> float | None:
    """The mean with two decimals; None of nothing."""
    return half_up(Fraction(total) / count, places) if count else None


def rounded(value: Decimal) -> float:
    """A number of an answer (N) as it is shown."""
    return float(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
