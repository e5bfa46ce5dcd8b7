"""Readings as HTML: `<ruby>` for browsers, inline blocks for the printed page."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping

from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.base import BaseCache
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.japanese.furigana.notation import plain
from portal.japanese.furigana.placing import Readings, Segment
from portal.japanese.furigana.segments import segments
from portal.japanese.text import has_kanji

KnownReadings = Mapping[str, str] | Iterable[tuple[str, str]]


def ruby_html(text: str, readings: KnownReadings = ()) -> SafeString:
    """A text, escaped, with its readings as ruby; the brackets are for browsers and copies that know no ruby."""
    return _html(text, readings, _ruby)


def print_html(text: str, readings: KnownReadings = ()) -> SafeString:
    """A text, escaped, with its readings for WeasyPrint, which lays out no ruby.

    `.ruby` is to be an inline block, `.rt` a small block in it; the reading comes first, so that it stands above.
    """
    return _html(text, readings, _print)


def authored_html(text: str) -> SafeString:
    """A text, escaped, for readers without furigana: ｜漢字《かんじ》 shows 漢字, 漢字（かんじ） stays as typed."""
    return escape(plain(text))


def annotate_html(fragment: str, readings: KnownReadings = (), *, for_print: bool = False) -> SafeString:
    """Add readings to the text of rendered HTML, and to nothing else of it.

    Tags with their attributes, comments and entities stay byte for byte. No readings are added in script, style,
    textarea, title, option, select, svg, code, ruby, nor in an element that has the attribute `data-no-ruby`. A text with
    ruby in a link, a button, a summary or a term stands in one <span>, since those are laid out as flex boxes, which
    would take it apart.
    The result for the same texts is cached in this process; what changes in tags (a form's token) does not matter.
    """
    known = Readings.of(readings)
    pieces = _pieces(fragment)
    texts = [index for index, (piece, annotated) in enumerate(pieces) if annotated and _is_readable(piece)]
    result = [piece if annotated is None else plain(piece) for piece, annotated in pieces]
    if texts:
        markup = _print if for_print else _ruby
        digest = hashlib.blake2b(known.digest + markup.__name__.encode(), digest_size=20)
        for index in texts:
            digest.update(pieces[index][0].encode("utf-8", "surrogatepass") + b"\0")
        key = f"furigana:{digest.hexdigest()}"
        cache = _cache()
        annotated_texts = cache.get(key)
        if annotated_texts is None:
            annotated_texts = [_annotated(pieces[index][0], known, markup) for index in texts]
            cache.set(key, annotated_texts, timeout=24 * 60 * 60)
        gathered = set() if for_print else _in_one(pieces)
        for index, text in zip(texts, annotated_texts, strict=True):
            result[index] = _in_a_span(text) if index in gathered and "<ruby>" in text else text
    return mark_safe("".join(result))


def plain_html(fragment: str) -> SafeString:
    """Rendered HTML for readers without furigana: as `authored_html`, in its text alone."""
    if "《" not in fragment:
        return mark_safe(fragment)
    return mark_safe(
        "".join(piece if annotated is None else plain(piece) for piece, annotated in _pieces(fragment))
    )


# -- Markup ----------------------------------------------------------------------------------------------------


def _ruby(text: str, reading: str) -> str:
    return f"<ruby>{text}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"


def _print(text: str, reading: str) -> str:
    return f'<span class="ruby"><span class="rt">{reading}</span><span class="rb">{text}</span></span>'


def _html(text: str, readings: KnownReadings, markup: Callable[[str, str], str]) -> SafeString:
    return mark_safe("".join(_drawn(map(_escaped, segments(text, readings)), markup)))


def _escaped(segment: Segment) -> Segment:
    return Segment(escape(segment.text), segment.reading and escape(segment.reading))


def _drawn(parts: Iterable[Segment], markup: Callable[[str, str], str]) -> Iterable[str]:
    return (markup(part.text, part.reading) if part.reading else part.text for part in parts)


# -- Fragments ---------------------------------------------------------------------------------------------------

# Elements with raw text as a whole, comments, and tags, in which a quoted attribute may contain ">".
_MARKUP = re.compile(
    r"(<(?P<raw>script|style|textarea)\b.*?</(?P=raw)\s*>|<!--.*?-->"
    r"|<[a-zA-Z/!](?:[^\"'>]|\"[^\"]*\"|'[^']*')*>)",
    re.DOTALL | re.IGNORECASE,
)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_NO_RUBY_ATTRIBUTE = re.compile(r"\sdata-no-ruby(?=[\s=/>])", re.IGNORECASE)
_NO_RUBY = {"title", "option", "select", "svg", "code", "ruby"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_FLEX = {"a", "button", "summary", "dt"}
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]*|#[0-9]+|#[xX][0-9a-fA-F]+);")
# A character that Unicode never assigns, in the place of an entity while the words around it are read.
_HELD = "\ufdd0"


def _pieces(fragment: str) -> list[tuple[str, bool | None]]:
    """The fragment in pieces that join to it: (tag, None), (text, True) to annotate, (text, False) to leave bare."""
    pieces: list[tuple[str, bool | None]] = []
    end = 0
    closed_to, depth = "", 0
    for match in _MARKUP.finditer(fragment):
        if match.start() > end:
            pieces.append((fragment[end : match.start()], not closed_to))
        tag = match[0]
        pieces.append((tag, None))
        end = match.end()
        name = None if match["raw"] else _TAG_NAME.match(tag)
        if name is None:
            continue
        element = name[2].lower()
        if closed_to:
            if element == closed_to and not tag.endswith("/>"):
                depth += -1 if name[1] else 1
                closed_to = closed_to if depth else ""
        elif name[1] or element in _VOID or tag.endswith("/>"):
            continue
        elif element in _NO_RUBY or _NO_RUBY_ATTRIBUTE.search(tag):
            closed_to, depth = element, 1
    if end < len(fragment):
        pieces.append((fragment[end:], not closed_to))
    return pieces


def _in_one(pieces: list[tuple[str, bool | None]]) -> set[int]:
    """Which of the pieces are texts within an element of `_FLEX`."""
    found, depth = set(), 0
    for index, (piece, annotated) in enumerate(pieces):
        if annotated is not None:
            if depth:
                found.add(index)
        elif (tag := _TAG_NAME.match(piece)) and tag[2].lower() in _FLEX:
            depth += -1 if tag[1] else 1
    return found


def _in_a_span(text: str) -> str:
    words = text.strip()
    before, after = text.split(words, 1)
    return f"{before}<span>{words}</span>{after}"


def _is_readable(text: str) -> bool:
    return (has_kanji(text) or "《" in text) and _HELD not in text


def _annotated(text: str, readings: Readings, markup: Callable[[str, str], str]) -> str:
    """Text of an HTML fragment with readings; it is escaped already and stays so."""
    entities = iter(_ENTITY.findall(text))
    drawn = "".join(_drawn(segments(_ENTITY.sub(_HELD, text), readings), markup))
    return re.sub(_HELD, lambda _: next(entities), drawn)


def _cache() -> BaseCache:
    """The cache of this process, where a project has one."""
    try:
        return caches["local"]
    except InvalidCacheBackendError:
        return caches["default"]
