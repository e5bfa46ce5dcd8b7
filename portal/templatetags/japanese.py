"""Dates, telephone links and furigana in templates (built in: no {% load %} needed).

Filters show nothing for an empty value, so that templates need no {% if %} around them.
"""

from collections.abc import Mapping
from datetime import date, datetime, time

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.japanese import calendar
from portal.japanese.furigana import annotate_html, plain, plain_html
from portal.japanese.text import name_words, phone_digits

register = template.Library()

# So many characters of a heading fit into one line of a phone, also in large type.
LONGEST_UNBROKEN = 10


@register.filter
def long_date(value: date | None) -> str:
    """「2025年4月12日（土）」."""
    return calendar.long_date(_day(value)) if value else ""


@register.filter
def short_date(value: date | None) -> str:
    """「4月12日（土）」, where the year is clear."""
    return calendar.short_date(_day(value)) if value else ""


@register.filter
def era_date(value: date | None) -> str:
    """「2025年（令和7年）4月12日（土）」."""
    return calendar.long_date_with_era(_day(value)) if value else ""


@register.filter
def long_moment(value: datetime | None) -> str:
    """「2025年（令和7年）4月12日（土） 午後1時30分」."""
    return calendar.long_moment(_local(value)) if value else ""


@register.filter
def wareki(value: date | None) -> str:
    """「令和7年4月12日」."""
    return calendar.wareki(_day(value)) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """「土」."""
    return calendar.weekday(_day(value)) if value else ""


@register.filter
def time_ja(value: time | datetime | None) -> str:
    """「午後1時30分」; midnight is a time too, so only None and "" are empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = _local(value).time()
    return calendar.time_ja(value)


@register.filter
def fiscal_year_label(value: date | int | calendar.FiscalYear | None) -> str:
    """「2025年度（令和7年度）」 of a day, of the year's number or of the fiscal year itself."""
    if not value:
        return ""
    if isinstance(value, date):
        value = calendar.FiscalYear.of(_day(value))
    return calendar.FiscalYear(value).label if isinstance(value, int) else value.label


@register.filter
def tel(value: str | None) -> str:
    """The digits of the (first) telephone number, for href="tel:…"; empty if there is none."""
    return phone_digits(value or "").replace("#", "%23")  # #7119, as an address writes it


@register.filter
def base_text(value: str | None) -> str:
    """The text without the readings that its author wrote (｜緑野《みどりの》 → 緑野): for titles, attributes, machines."""
    return plain(value or "")


@register.filter
def in_words(name: str | None) -> SafeString:
    """A body's name that is broken over lines only between its words (portal.japanese.text.name_words).

    Where a word is too long for a line of a phone, the browser may break it at its phrases.
    """
    words = name_words(name or "")
    broken = format_html_join(mark_safe("<wbr>"), "{}", ((word,) for word in words))
    if max(map(len, words), default=0) > LONGEST_UNBROKEN:
        return broken
    return format_html('<span class="in-words">{}</span>', broken) if words else broken


@register.filter
def in_phrases(value: object) -> SafeString:
    """The same for papers (`.phrase` in print_document.css); lines stay lines."""
    lines = [_phrases(name_words(line)) for line in ("" if value is None else str(value)).splitlines()]
    return mark_safe("<br>".join(lines))


@register.filter
def era_date_cell(value: date | None) -> SafeString:
    """「2025年（令和7年）4月12日（土）」 for the cells of papers: where it is narrow, the year has a line of its own."""
    year, _, day = era_date(value).partition("）")
    return _phrases([f"{year}）", day]) if day else _phrases([])


@register.simple_block_tag
def base_texts(content: str) -> SafeString:
    """The same for what stands in the block, e.g. the title of every page."""
    return mark_safe(plain(content))


@register.simple_block_tag(takes_context=True)
def furigana(context: Context, content: str) -> SafeString:
    """Put readings above the kanji of what stands in the block, if this reader has ふりがな on.

    `request.readings` (surface → kana) are the district's own names. What a form or a machine reads is left alone;
    the attribute data-no-ruby keeps readings out of an element. Not to be nested; a partial needs its own block.
    """
    request = context.get("request")
    if getattr(getattr(request, "display", None), "furigana", False):
        return annotate_html(content, getattr(request, "readings", {}))
    return plain_html(content)


@register.simple_block_tag(takes_context=True)
def furigana_print(
    context: Context, content: str, on: bool = True, readings: Mapping[str, str] | None = None
) -> SafeString:
    """The same for printed pages, which are drawn without a reader: {% furigana_print on=report.furigana %}.

    `readings` are those of the request where none are given and there is one.
    """
    if not on:
        return plain_html(content)
    if readings is None:
        readings = getattr(context.get("request"), "readings", {})
    return annotate_html(content, readings, for_print=True)


def _phrases(words: list[str]) -> SafeString:
    """Words as inline blocks, which no line takes apart while they fit; a space between them stays outside."""
    if len(words) < 2:
        return escape("".join(words))
    return format_html_join(
        "",
        '<span class="phrase">{}</span>{}',
        ((word.rstrip(), word[len(word.rstrip()) :]) for word in words),
    )


def _day(value: date) -> date:
    """The day in Japan on which a moment lies; a day is itself."""
    return _local(value).date() if isinstance(value, datetime) else value


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
