"""What somebody can find out who writes all that is published as equations: exact elimination, and bounds.

Unknown are whole numbers of people, never below nothing. Nothing here knows how numbers were chosen to be hidden.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from fractions import Fraction


class Attack:
    """Sums of unknown counts, each with the value that is published or with other unknowns (moved to one side)."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.equations: list[tuple[dict[Hashable, int], int]] = []
        # Sums that are at most so much.
        self.limits: list[tuple[dict[Hashable, int], int]] = []
        self.low: dict[Hashable, int] = defaultdict(int)
        self.high: dict[Hashable, int] = defaultdict(lambda: people)

    def know(self, name: Hashable, value: int) -> None:
        assert self.low[name] <= value <= self.high[name], (name, value, "contradiction")
        self.low[name] = self.high[name] = value

    def same(self, names: Iterable[Hashable], others: Iterable[Hashable]) -> None:
        """Both sums are the same."""
        self.equations.append((_balance(names, others), 0))

    def at_most(self, names: Iterable[Hashable], others: Iterable[Hashable], times: int = 1) -> None:
        balance = _balance(names, ())
        for name in others:
            balance[name] = balance.get(name, 0) - times
        self.limits.append((balance, 0))

    def run(self) -> None:
        """Until nothing new is found: bounds from every sum, then elimination, then bounds again."""
        while True:
            self._narrow()
            if not self._eliminate():
                return

    def found(self, name: Hashable) -> int | None:
        return self.low[name] if self.low[name] == self.high[name] else None

    def _narrow(self) -> None:
        sums = [(terms, value, True) for terms, value in self.equations]
        sums += [(terms, value, False) for terms, value in self.limits]
        changed = True
        while changed:
            changed = False
            for terms, value, both in sums:
                lowest = sum(k * (self.low[n] if k > 0 else self.high[n]) for n, k in terms.items())
                highest = sum(k * (self.high[n] if k > 0 else self.low[n]) for n, k in terms.items())
                for name, k in terms.items():
                    mine = (self.low[name], self.high[name]) if k > 0 else (self.high[name], self.low[name])
                    most = value - (lowest - k * mine[0])  # of k × name
                    least = value - (highest - k * mine[1]) if both else None
                    changed |= self._bound(name, k, most, least)

    def _bound(self, name: Hashable, k: int, most: int, least: int | None) -> bool:
        low, high = self.low[name], self.high[name]
        if k > 0:
            high = min(high, most // k)
            low = low if least is None else max(low, -(-least // k))
        else:
            low = max(low, -(most // -k))
            high = high if least is None else min(high, (-least) // -k)
        assert low <= high, (name, low, high)
        changed = (low, high) != (self.low[name], self.high[name])
        self.low[name], self.high[name] = low, high
        return changed

    def _eliminate(self) -> bool:
        """Whether a new value was found by solving the equations exactly."""
        rows: dict[Hashable, tuple[dict[Hashable, Fraction], Fraction]] = {}
        for terms, value in self.equations:
            row = {n: Fraction(k) for n, k in terms.items() if self.found(n) is None}
            right = Fraction(value) - sum(k * self.low[n] for n, k in terms.items() if n not in row)
            row, right = _reduced(row, right, rows)
            if not row:
                assert right == 0
                continue
            pivot = next(iter(row))
            scale = row[pivot]
            row, right = {n: k / scale for n, k in row.items()}, right / scale
            for name, (other, other_right) in list(rows.items()):
                if pivot in other:
                    rows[name] = _minus(other, other_right, other[pivot], row, right)
            rows[pivot] = (row, right)
        new = [(name, right) for name, (row, right) in rows.items() if len(row) == 1]
        for name, value in new:
            self.know(name, int(value))
        return bool(new)


def _balance(names: Iterable[Hashable], others: Iterable[Hashable]) -> dict[Hashable, int]:
    balance: dict[Hashable, int] = defaultdict(int)
    for name in names:
        balance[name] += 1
    for name in others:
        balance[name] -= 1
    return {name: k for name, k in balance.items() if k}


Row = dict[Hashable, Fraction]


def _reduced(row: Row, right: Fraction, rows: dict[Hashable, tuple[Row, Fraction]]) -> tuple[Row, Fraction]:
    for name in [name for name in row if name in rows]:
        if name in row:
            row, right = _minus(row, right, row[name], *rows[name])
    return row, right


def _minus(
    row: Row, right: Fraction, times: Fraction, other: Row, other_right: Fraction
) -> tuple[Row, Fraction]:
    left = dict(row)
    for name, k in other.items():
        left[name] = left.get(name, Fraction(0)) - times * k
    return {name: k for name, k in left.items() if k}, right - times * other_right
