"""Where numbers and codes stand on sheets and slips. The places that the drawings leave free for them are the same
millimetres in static/css/print_surveys.css.
"""

from collections.abc import Iterator, Sequence

from portal.stamping import Code, Page, Stamp, Words
from surveys.reports.questionnaire_sheets import Numbered

# Slips: two columns, four rows, cut along the middle lines.
COLUMNS, ROWS = 2, 4
ON_PAGE = COLUMNS * ROWS
SLIP_WIDTH, SLIP_HEIGHT = 210 / COLUMNS, 297 / ROWS


def sheet_pages(numbered: Sequence[Numbered], drawn: int, *, is_duplex: bool = False) -> Iterator[Page]:
    """Each sheet with all drawn pages, counted for itself; printed on both sides each begins on a new leaf."""
    for sheet in numbered:
        for page in range(drawn):
            yield Page(page, [*_head(sheet, page), *_foot(sheet, page, drawn)])
        if is_duplex and drawn % 2:
            yield Page(None)


def _head(sheet: Numbered, page: int) -> list[Stamp]:
    if page:
        return []
    return [
        Words(sheet.number, 177.5, 17.5, 13, "center"),
        Code(sheet.url, 165.5, 25, 24),
        Words(sheet.code, 177.5, 56.5, 12, "center"),
    ]


def _foot(sheet: Numbered, page: int, drawn: int) -> list[Stamp]:
    return [
        Words(f"{page + 1}/{drawn}", 105, 290, 10, "center"),
        Words(sheet.number, 195, 290, 12, "right"),
    ]


def slip_pages(numbered: Sequence[Numbered]) -> Iterator[Page]:
    """Eight slips to a page; what is left of the last page stays white."""
    for start in range(0, len(numbered), ON_PAGE):
        stamps: list[Stamp] = []
        windows = []
        for place, slip in enumerate(numbered[start : start + ON_PAGE]):
            left, top = place % COLUMNS * SLIP_WIDTH, place // COLUMNS * SLIP_HEIGHT
            windows.append((left, top, SLIP_WIDTH, SLIP_HEIGHT))
            stamps += _slip(slip, left, top)
        yield Page(0, stamps, windows)


def _slip(slip: Numbered, left: float, top: float) -> list[Stamp]:
    return [
        Code(slip.url, left + 70.5, top + 21.5, 25),
        Words(slip.code, left + 83, top + 57.5, 14, "center"),
        Words(slip.number, left + 97, top + 69.5, 9, "right"),
    ]
