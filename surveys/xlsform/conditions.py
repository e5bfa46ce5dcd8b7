"""What XLSForm writes as formulas: for whom a question is, and what an answer must be. Only plain shapes are understood."""

import re
from dataclasses import dataclass, field

_EQUAL = re.compile(r"""\$\{\s*([^}\s]+)\s*\}\s*=\s*['"]([^'"]*)['"]""")
_SELECTED = re.compile(r"""selected\(\s*\$\{\s*([^}\s]+)\s*\}\s*,\s*['"]([^'"]*)['"]\s*\)""")
_AT_LEAST = re.compile(r"\.\s*(>=|>)\s*(-?\d+)")
_AT_MOST = re.compile(r"\.\s*(<=|<)\s*(-?\d+)")
_COUNT = re.compile(r"count-selected\(\s*\.\s*\)\s*(<=|<)\s*(\d+)")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*(\d+)")
_ALONE = re.compile(
    r"""not\(\s*selected\(\s*\.\s*,\s*['"]([^'"]*)['"]\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"""
)


@dataclass(frozen=True)
class Condition:
    """Asked of who gave one of these answers (names of choices) to the question `name`."""

    name: str
    values: tuple[str, ...]


def read_condition(formula: str) -> Condition | None:
    """The condition that a formula of the column `relevant` says; None where it says more than we understand."""
    name, values = "", []
    for part in re.split(r"\s+or\s+", _bare(formula)):
        found = _EQUAL.fullmatch(_bare(part)) or _SELECTED.fullmatch(_bare(part))
        if found is None or (name and found[1] != name):
            return None
        name = found[1]
        values.append(found[2])
    return Condition(name, tuple(values)) if name else None


def _bare(formula: str) -> str:
    """Without brackets around the whole."""
    formula = formula.strip()
    while formula.startswith("(") and formula.endswith(")") and _closes_at_end(formula):
        formula = formula[1:-1].strip()
    return formula


def _closes_at_end(formula: str) -> bool:
    depth = 0
    for place, letter in enumerate(formula):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(formula) - 1
    return False


@dataclass
class Limits:
    """What a formula of the column `constraint` allows; `rest` are the parts that we do not understand."""

    minimum: int | None = None
    maximum: int | None = None
    max_choices: int | None = None
    max_length: int | None = None
    alone: list[str] = field(default_factory=list)  # names of choices that are chosen alone
    rest: list[str] = field(default_factory=list)


def read_constraint(formula: str) -> Limits:
    """Read a constraint, its parts joined by `and`."""
    limits = Limits()
    parts = _parts(_bare(formula)) if formula.strip() else []
    for part in parts:
        if found := _ALONE.fullmatch(part):
            limits.alone.append(found[1])
        elif found := _COUNT.fullmatch(part):
            limits.max_choices = int(found[2]) - (found[1] == "<")
        elif found := _LENGTH.fullmatch(part):
            limits.max_length = int(found[2]) - (found[1] == "<")
        elif found := _AT_LEAST.fullmatch(part):
            limits.minimum = int(found[2]) + (found[1] == ">")
        elif found := _AT_MOST.fullmatch(part):
            limits.maximum = int(found[2]) - (found[1] == "<")
        else:
            limits.rest.append(part)
    return limits


def _parts(formula: str) -> list[str]:
    """The parts that `and` joins outside of brackets."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"[()]|\band\b", formula):
        if found[0] == "and" and depth == 0:
            parts.append(formula[start : found.start()])
            start = found.end()
        elif found[0] != "and":
            depth += 1 if found[0] == "(" else -1
    return [_bare(part) for part in [*parts, formula[start:]]]
