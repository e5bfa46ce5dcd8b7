"""The table that a file holds, the limits of what is read, and the error that tells a person what to do."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200

Kind = Literal["csv", "tsv", "xlsx"]

# Characters that no cell may hold: NUL and the other control characters, save tab and line feed.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# What a spreadsheet takes for a formula. Phone numbers (+81 87 …), negative numbers, bullets (- 見学可) and
# account names (@salon) are not formulas; `+A1`, `-1+2`, `@SUM(…)` and DDE calls (`+cmd|' /C …'`) are.
_FORMULA = re.compile(
    r"""\s*(?:
        [=＝]\s*[^\s=＝]
      | [+\-@]\s*(?:
            [A-Za-z_][\w.]*\s*[(|]
          | \$?[A-Za-z]{1,3}\$?\d+\s*(?:$|[-+*/^&:!,])
          | [\d.]+\s*[+*/^&]
        )
    )""",
    re.VERBOSE,
)


class TabularError(Exception):
    """A file that cannot be read. `message` says what is wrong, `advice` what to do, both for the person."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message}{advice}")
        self.message = message
        self.advice = advice


class Fault(NamedTuple):
    """What is odd about a row as a whole, told to the person; `stops` where it cannot be taken for data."""

    reason: str
    value: str = ""
    stops: bool = False


class Row(NamedTuple):
    """One row that is not blank. `number` is what a spreadsheet shows beside it (the first is 1)."""

    number: int
    cells: list[str]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Table:
    """The text of one sheet as a person sees it. `sheets` names all visible sheets of a workbook.

    By the numbers of rows: `widths` says how many cells a row of a CSV file was written with, `hidden` which rows of a
    workbook nobody sees (`hidden_columns` has its columns, from 0), `filled` what was put into cells that are merged with one above, and `spans` from which column
    to which cells are merged side by side.
    """

    rows: list[Row]
    kind: Kind
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    widths: Mapping[int, int] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filled: Mapping[int, list[str]] = field(default_factory=dict)
    spans: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


def cell_name(column: int, row: int) -> str:
    """The name of a cell as in a spreadsheet: column 0 of row 5 is A5."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def looks_like_formula(text: str) -> bool:
    """True if a spreadsheet would compute this text instead of showing it."""
    return text[:1] in "=＝+-@ \t" and bool(_FORMULA.match(text))


def _formula_error(found: list[tuple[str, str]]) -> TabularError:
    """The error for cells that hold a formula, each given as (cell name, formula)."""
    name, formula = found[0]
    more = f"（ほかに {len(found) - 1} か所）" if len(found) > 1 else ""
    shown = formula if len(formula) <= 40 else f"{formula[:40]}…"
    return TabularError(
        f"{name} セルに数式があります：{shown}{more}。",
        "値に変えてから、もう一度お選びください（Excelでは、コピーして「値の貼り付け」をします）。",
    )


def tidy(rows: Iterable[tuple[int, list[str]]]) -> list[Row]:
    """Rows without blank rows and without blank cells at their ends, kept within the limits.

    An apostrophe that defuses a formula (see `portal.tabular.writing`) is taken off again, so that a file
    that the portal wrote reads back as it was.
    """
    kept: list[Row] = []
    formulas: list[tuple[str, str]] = []
    for number, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise TabularError(
                f"{number}行目に {len(cells)} 列あります。読み取れるのは {MAX_COLUMNS} 列までです。",
                "必要な列だけを残して、もう一度お選びください。",
            )
        if len(kept) == MAX_ROWS:
            raise TabularError(
                f"行が多すぎます。一度に読み取れるのは {MAX_ROWS:,} 行までです。",
                "ファイルをいくつかに分けて、順番に取り込んでください。",
            )
        for column, text in enumerate(cells):
            if looks_like_formula(text):
                formulas.append((cell_name(column, number), text.strip()))
            elif text[:1] == "'" and text[1:2] in tuple("=+-@＝＋－＠\t\r"):
                cells[column] = text[1:]
        kept.append(Row(number, cells))
    if formulas:
        raise _formula_error(formulas)
    return kept
