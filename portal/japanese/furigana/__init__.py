"""Readings above kanji (ふりがな, ruby).

Three sources, the surer first: what the author wrote in the text (`notation`), the readings that the registry holds of
its own names (`Readings`), and Sudachi, corrected where it is known to err (`corrections`).
"""

from portal.japanese.furigana.markup import annotate_html, authored_html, plain_html, print_html, ruby_html
from portal.japanese.furigana.notation import plain
from portal.japanese.furigana.placing import Readings, Segment
from portal.japanese.furigana.segments import segments

__all__ = [
    "Readings",
    "Segment",
    "annotate_html",
    "authored_html",
    "plain",
    "plain_html",
    "print_html",
    "ruby_html",
    "segments",
]
