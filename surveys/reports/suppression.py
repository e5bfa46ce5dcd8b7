"""Which numbers are hidden, so that no small group can be recomputed. Pure functions on tables of whole numbers.

The rules, the same for pages, PDF, CSV, XLSX and what is published:

1. A class of an attribute (年代, 町内 …) with fewer than 5 people is hidden, also one with nobody. Its count is hidden in
   the attribute's own table, and its row wherever another question is crossed with the attribute.
2. What is hidden stands never alone: at least two classes whose people sum to 5 or more are hidden. People who did not
   tell the attribute are one such class; they stand in no row, so they are taken first, then the smallest class.
   So all that is published is the same whoever of the hidden people belongs to which of the hidden classes.
3. That is no help for an answer that none of the hidden people gave: everybody could see that it is nobody in each hidden
   class. There one shown class hides its count of this answer, and of a second answer that hidden people gave
   (`open_cells`): one person of each may have swapped these answers, without any sum changing.
4. A follow-up is hidden where fewer than 5 were asked, as a whole or in a class, with complements as above. How many
   were asked is a count of the earlier question; it is shown where that count is.
5. Means and groups (「そう思う計」) are hidden where a count that they are made of is. Shares are made of shown counts.
6. A filter is a row of the crossing with the filter's attribute, so it shows what that row shows. Crossing within a filter
   is judged over all values of the filter at once (`protect_cube`), so that all minus the others tells nothing.

What everybody can see from a published zero stays visible: where nobody at all gave an answer, no class did.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from surveys.reports.figures import SMALLEST_BASE

Grid = Sequence[Sequence[int]]
Cells = set[tuple[int, int]]
Cube = Sequence[Sequence[Sequence[int]]]
CubeCells = set[tuple[int, int, int]]


def hidden_classes(bases: Sequence[int], untold: int) -> frozenset[int]:
    """Places of the classes that are hidden; with any, the untold (if there are any) are hidden too."""
    hidden = {place for place, base in enumerate(bases) if base < SMALLEST_BASE}
    if not hidden and not 0 < untold < SMALLEST_BASE:
        return frozenset()
    return frozenset(_with_complements(bases, hidden, untold))


def _with_complements(bases: Sequence[int], hidden: set[int], untold: int) -> set[int]:
    hidden = set(hidden)
    shown = sorted(set(range(len(bases))) - hidden, key=lambda place: (bases[place], place))
    for place in shown:
        members = len(hidden) + bool(untold)
        if members >= 2 and sum(bases[each] for each in hidden) + untold >= SMALLEST_BASE:
            break
        hidden.add(place)
    return hidden


def hidden_followup_rows(
    asked: Sequence[int], untold: int, *, unknown: Iterable[int], is_untold_unknown: bool
) -> frozenset[int]:
    """Rows of a follow-up that are hidden. `unknown`: rows of which it is hidden how many were asked.

    A row in which nobody was asked is a published zero of the earlier question and needs no hiding.
    """
    unknown = set(unknown)
    hidden = unknown | {place for place, base in enumerate(asked) if 0 < base < SMALLEST_BASE}
    if not hidden and not 0 < untold < SMALLEST_BASE:
        return frozenset()
    labels = len(unknown) + is_untold_unknown
    for place in sorted(set(range(len(asked))) - hidden, key=lambda place: (asked[place], place)):
        people = sum(asked[each] for each in hidden) + untold
        with_people = sum(asked[each] > 0 for each in hidden) + (untold > 0)
        if people >= SMALLEST_BASE and (with_people >= 2 or labels >= 2) or people == 0:
            break
        if asked[place]:
            hidden.add(place)
    return frozenset(hidden)


# -- Two ways: a question by an attribute -----------------------------------------------------------------------------


# Whether a group may give one answer (up) more often and another (down) less often: row, up, down. Always, but for
# questions with several answers, where nobody can choose the same twice.
Fits = Callable[[int, int, int], bool]
FitsCube = Callable[[int, int, int, int], bool]

# So many hidden people should have given the second answer, so that one of them is always to be found.
ENOUGH = 3


def _always(*_places: int) -> bool:
    return True


def open_cells(
    grid: Grid, rows: Iterable[int], columns: Iterable[int] = (), *, fits: Fits = _always
) -> Cells:
    """Single cells to hide beside hidden rows (and columns), by rule 3.

    `grid` holds every row of which the columns' published totals are made, hidden ones and the untold too. `columns` are
    hidden in all rows: the small classes of an attribute that is itself the question.
    """
    rows, columns = frozenset(rows), frozenset(columns)
    cells = _opened(grid, rows, columns, set(), fits)
    if columns:
        turned = [list(column) for column in zip(*grid, strict=True)]
        found = _opened(turned, columns, rows, {(column, row) for row, column in cells}, _always)
        cells |= {(row, column) for column, row in found}
    return cells


def _opened(grid: Grid, rows: frozenset[int], columns: frozenset[int], opened: Cells, fits: Fits) -> Cells:
    cells: Cells = set()
    if not rows or not grid:
        return cells
    shown = [row for row in range(len(grid)) if row not in rows]
    # The hidden columns count as one: nobody can tell them apart.
    groups = [(column,) for column in range(len(grid[0])) if column not in columns]
    if columns:
        groups.append(tuple(sorted(columns)))

    def count(row: int, group: tuple[int, ...]) -> int:
        return sum(grid[row][column] for column in group)

    def new(row: int, group: tuple[int, ...]) -> set[tuple[int, int]]:
        wanted = {(row, column) for column in group if column not in columns}
        return wanted - cells - opened

    among_hidden = {group: sum(count(row, group) for row in rows) for group in groups}
    for group in groups:
        holders = [row for row in shown if count(row, group)]
        if among_hidden[group] or not holders:
            continue
        partners = [other for other in groups if among_hidden[other]]
        pairs = [pair for pair in product(holders, partners) if fits(pair[0], pair[1][0], group[0])]
        if not pairs:
            pairs = list(product(holders, partners))
        if not pairs:
            break
        row, partner = min(
            pairs,
            key=lambda pair: (
                -min(among_hidden[pair[1]], ENOUGH),
                len(new(pair[0], group) | new(pair[0], pair[1])),
                count(pair[0], group) + count(pair[0], pair[1]),
                pair,
            ),
        )
        cells |= new(row, group) | new(row, partner)
    return cells


# -- Three ways: a question by an attribute, within each value of a filter --------------------------------------------


def protect_cube(
    cube: Cube,
    *,
    hidden: CubeCells,
    settled: CubeCells,
    wanted: CubeCells,
    fits: FitsCube = _always,
) -> CubeCells | None:
    """Cells (filter, row, column) to hide in the crossings within each value of a filter; None: show none of them.

    `cube` holds all values of the filter and all rows: what is hidden for itself counts as one value (or row), the
    untold too. `hidden` are the cells that cannot be shown; `settled` those of them that need no more, because people in
    them can be told apart by nobody, or because a published zero tells them anyhow; `wanted` those that a table would show.

    A hidden cell is safe when it is a corner of a box of hidden cells that can be raised and lowered by one in turn: no
    sum over filter, row or column changes. Where there is no such box, the cheapest one is hidden too.
    """
    hidden = set(hidden)
    safe: CubeCells = set()
    for cell in sorted(hidden):
        if cell in safe or cell in settled:
            continue
        box = _cheapest_box(cube, cell, hidden, fits)
        if box is None:
            return None
        safe.update(box)
        hidden.update(box)
    return hidden if wanted - hidden else None


def _cheapest_box(
    cube: Cube, cell: tuple[int, int, int], hidden: CubeCells, fits: FitsCube
) -> list[tuple[int, int, int]] | None:
    """The box with this corner that hides fewest more cells; a box can move when its falling corners hold somebody."""
    f, r, c = cell
    best: list[tuple[int, int, int]] | None = None
    cost = 9
    for f2, r2, c2 in product(range(len(cube)), range(len(cube[0])), range(len(cube[0][0]))):
        if f2 == f or r2 == r or c2 == c:
            continue
        even = [(f, r, c), (f, r2, c2), (f2, r, c2), (f2, r2, c)]
        odd = [(f, r, c2), (f, r2, c), (f2, r, c), (f2, r2, c2)]
        if _moves(cube, even, odd, fits) or _moves(cube, odd, even, fits):
            new = sum(corner not in hidden for corner in even + odd)
            if new < cost:
                best, cost = even + odd, new
    return best


def _moves(
    cube: Cube, down: list[tuple[int, int, int]], up: list[tuple[int, int, int]], fits: FitsCube
) -> bool:
    """Whether one answer can be taken from each of the falling corners and given to the rising ones."""
    if not all(cube[f][r][c] for f, r, c in down):
        return False
    rising = {(f, r): c for f, r, c in up}
    return all(fits(f, r, rising[f, r], c) for f, r, c in down)


def survives(slices: Sequence[Grid], rows: Iterable[int], opened: Cells) -> bool:
    """Whether what `open_cells` hid in a crossing stays unknown when the crossing is published in slices.

    For every answer that nobody in the hidden `rows` gave, the swap that may have happened must fit into one slice.
    """
    rows = frozenset(rows)
    if not slices or not rows:
        return True
    whole = [
        [sum(part[r][c] for part in slices) for c in range(len(slices[0][0]))] for r in range(len(slices[0]))
    ]
    for column in range(len(whole[0])):
        if any(whole[r][column] for r in rows) or not any(row[column] for row in whole):
            continue
        if not any(
            part[row][column] and other != column and any(part[h][other] for h in rows)
            for part in slices
            for row, opened_column in opened
            if opened_column == column and row not in rows
            for other in range(len(whole[0]))
            if (row, other) in opened
        ):
            return False
    return True
