"""Small pieces that nearly every template draws: icons and page numbers."""

from collections.abc import Iterator
from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1000)  # a page has some thirty, and looking up the file's address takes longest
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw the symbol `name` of static/img/icons.svg.

    Without `label` it is decoration beside a text and hidden from screen readers. `size`: "" or "large".
    """
    return format_html(
        '<svg class="icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def page_numbers(page: Page) -> Iterator[int | str]:
    """The numbers that a pager offers around the page shown: first, last, neighbours, and "…" between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
