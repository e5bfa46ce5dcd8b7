"""Numbered copies: pages that WeasyPrint drew once (0.2 s each), stamped as often as there are sheets (3 ms each).

Each page of the result is a drawn page, shared by all of its copies, with a few words and QR codes over it. The words
are set in the drawing's own font: its last page is the type case (活字), which holds every character that the stamps
need and is left out of the result. Such a PDF is meant for paper; it has no tags for screen readers.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import segno

MM = 72 / 25.4  # points


@dataclass(frozen=True)
class Words:
    """A line of words: where its baseline is, in mm from the page's left and upper edge; `size` in points."""

    text: str
    x: float
    y: float
    size: float
    align: str = "left"  # or "center", "right": what stands at x


@dataclass(frozen=True)
class Code:
    """A QR code without its quiet zone, which the drawing leaves free: left upper corner and side in mm."""

    address: str
    x: float
    y: float
    side: float


Stamp = Words | Code


@dataclass(frozen=True)
class Page:
    """A page of the result: which drawn page (None: a blank one), what is stamped on it, and which part of the drawing
    is seen: (x, y, width, height) in mm from the left and upper edge; all of it where there is none.
    """

    drawn: int | None
    stamps: Sequence[Stamp] = ()
    windows: Sequence[tuple[float, float, float, float]] = ()


def stamped(pdf: bytes, pages: Callable[[int], Iterable[Page]], *, type_case: str, title: str) -> bytes:
    """The pages that `pages` makes of a drawing of so many pages (its type case not counted).

    `type_case` are the characters that stand on the last page, in one font. Raises KeyError for a stamp with others,
    ValueError where the last page has no such font.
    """
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 -- only the worker stamps

    reader = PdfReader(BytesIO(pdf))
    *drawn, case = reader.pages
    writer = PdfWriter()
    sheet = _Sheet(writer, drawn, _Type(case, set(type_case)))
    for page in pages(len(drawn)):
        sheet.add(page)
    writer.add_metadata({"/Title": title, "/Producer": "WeasyPrint, pypdf"})
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


class _Sheet:
    """Puts pages together out of drawn ones."""

    def __init__(self, writer: Any, drawn: Sequence[Any], type: "_Type") -> None:
        from pypdf import generic  # noqa: PLC0415 -- as above

        self.pdf = generic
        self.writer = writer
        self.width, self.height = (float(side) for side in drawn[0].mediabox[2:])
        self.forms = [self._form(page) for page in drawn]
        self.type = type
        self.font = self.type.font.clone(writer).indirect_reference

    def _form(self, page: Any) -> Any:
        """A drawn page as something that many pages show."""
        form = self.pdf.DecodedStreamObject()
        form.set_data(page.get_contents().get_data())
        form = form.flate_encode()
        form.update(
            {
                self._name("/Type"): self._name("/XObject"),
                self._name("/Subtype"): self._name("/Form"),
                self._name("/BBox"): page.mediabox.clone(self.writer),
                self._name("/Resources"): page["/Resources"].clone(self.writer),
            }
        )
        return self.writer._add_object(form)

    def _name(self, name: str) -> Any:
        return self.pdf.NameObject(name)

    def add(self, page: Page) -> None:
        made = self.writer.add_blank_page(self.width, self.height)
        if page.drawn is None:
            return
        resources = self.pdf.DictionaryObject()
        resources[self._name("/XObject")] = self.pdf.DictionaryObject(
            {self._name("/D"): self.forms[page.drawn]}
        )
        resources[self._name("/Font")] = self.pdf.DictionaryObject({self._name("/F"): self.font})
        made[self._name("/Resources")] = resources
        content = self.pdf.DecodedStreamObject()
        content.set_data("\n".join(self._operators(page)).encode())
        made[self._name("/Contents")] = self.writer._add_object(content.flate_encode())

    def _operators(self, page: Page) -> Iterator[str]:
        yield "q"
        for x, y, width, height in page.windows:
            yield f"{x * MM:.2f} {self.height - (y + height) * MM:.2f} {width * MM:.2f} {height * MM:.2f} re"
        if page.windows:
            yield "W n"
        yield "/D Do Q 0 g"
        for stamp in page.stamps:
            yield from self._words(stamp) if isinstance(stamp, Words) else self._code(stamp)

    def _words(self, words: Words) -> Iterator[str]:
        length = sum(self.type.widths[character] for character in words.text) / 1000 * words.size
        left = words.x * MM - {"left": 0.0, "center": length / 2, "right": length}[words.align]
        glyphs = "".join(self.type.glyphs[character] for character in words.text)
        yield f"BT /F {words.size} Tf {left:.2f} {self.height - words.y * MM:.2f} Td <{glyphs}> Tj ET"

    def _code(self, code: Code) -> Iterator[str]:
        # Level M reads well from a creased sheet.
        rows = [list(row) for row in segno.make(code.address, error="m", micro=False).matrix]
        size = code.side * MM / len(rows)
        for number, row in enumerate(rows):
            bottom = self.height - code.y * MM - (number + 1) * size
            for run in re.finditer(r"1+", "".join("1" if dark else "0" for dark in row)):
                left = code.x * MM + run.start() * size
                yield f"{left:.2f} {bottom:.2f} {len(run[0]) * size:.2f} {size:.2f} re"
        yield "f"


class _Type:
    """The font of a type case: how its characters are written in the PDF, and how wide they are."""

    def __init__(self, case: Any, wanted: set[str]) -> None:
        fonts = [font.get_object() for font in case["/Resources"]["/Font"].values()]
        found = [(font, glyphs) for font in fonts if wanted <= set(glyphs := _glyphs_of(font))]
        if not found:
            raise ValueError("The last page holds no font with all characters of the type case.")
        self.font, self.glyphs = found[-1]
        self.widths = _widths_of(self.font["/DescendantFonts"][0].get_object(), self.glyphs)


def _glyphs_of(font: Any) -> dict[str, str]:
    """{character: its code in the PDF, as hexadecimal}."""
    table = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", "".join(_parts(table, "bfchar")))
    return {bytes.fromhex(text).decode("utf-16-be"): code.lower() for code, text in pairs}


def _parts(table: str, kind: str) -> list[str]:
    return re.findall(rf"begin{kind}(.*?)end{kind}", table, re.DOTALL)


def _widths_of(font: Any, glyphs: dict[str, str]) -> dict[str, float]:
    """{character: its width in thousandths of the size}."""
    by_code: dict[int, float] = {}
    entries = [entry.get_object() for entry in font.get("/W", [])]
    while entries:
        first = int(entries.pop(0))
        second = entries.pop(0)
        if isinstance(second, list):
            by_code |= {first + offset: float(width) for offset, width in enumerate(second)}
        else:
            width = float(entries.pop(0))
            by_code |= dict.fromkeys(range(first, int(second) + 1), width)
    default = float(font.get("/DW", 1000))
    return {character: by_code.get(int(code, 16), default) for character, code in glyphs.items()}
