"""Charts of survey results as SVG, and the words around numbers.

{% load charts %}
{% bar_chart distribution title id="q7" before=earlier wide=True %}
{% stacked_items question title id="q8" %}   {% stacked_cross table title id="q8-age" %}
{% slope_chart comparison title id="q7-waves" %}
{% distribution_table distribution caption %}  {% cross_table_rows table %}
"""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from surveys.reports import charts, slopes
from surveys.reports.figures import (
    HIDDEN_TEXT,
    Comparison,
    CrossTable,
    Distribution,
    Line,
    QuestionResult,
)
from surveys.reports.lettering import n_label

register = template.Library()


def _drawn(kind: str, chart: Any, chart_id: str) -> SafeString:
    return render_to_string(f"surveys/charts/{kind}.html", {"chart": chart, "id": chart_id})


@register.simple_tag
def chart_id(name: str, number: int) -> str:
    """An id of the page for the chart of this number: {% chart_id "cross" forloop.counter as id %}."""
    return f"{name}-{number}"


@register.simple_tag
def bar_chart(
    distribution: Distribution,
    title: str,
    id: str,  # noqa: A002 -- the attribute it becomes
    *,
    before: Distribution | None = None,
    wide: bool = False,
) -> SafeString:
    """Horizontal bars of one distribution; `before`: the wave before, marked on each bar."""
    return _drawn("bars", charts.bar_chart(title, distribution, before=before, wide=wide), id)


@register.simple_tag
def stacked_items(question: QuestionResult, title: str, id: str, *, wide: bool = False) -> SafeString:  # noqa: A002
    """One stacked bar for each item of a table question (MX)."""
    return _drawn("stacked", charts.stacked_items(title, question, wide=wide), id)


@register.simple_tag
def stacked_one(distribution: Distribution, title: str, id: str, *, wide: bool = False) -> SafeString:  # noqa: A002
    """A scale as one stacked bar."""
    return _drawn("stacked", charts.stacked_one(title, distribution, wide=wide), id)


@register.simple_tag
def stacked_cross(table: CrossTable, title: str, id: str, *, wide: bool = False) -> SafeString:  # noqa: A002
    """A question by an attribute: one stacked bar for each class."""
    return _drawn("stacked", charts.stacked_cross(title, table, wide=wide), id)


@register.simple_tag
def slope_chart(comparison: Comparison, title: str, id: str, *, wide: bool = False) -> SafeString:  # noqa: A002
    """Lines from wave to wave."""
    return _drawn("slope", slopes.slope_chart(title, comparison, wide=wide), id)


@register.inclusion_tag("surveys/charts/table.html")
def distribution_table(distribution: Distribution, caption: str) -> dict[str, Any]:
    """The table of a distribution: counts, shares, groups, means; weighted shares where there are some."""
    return {
        "distribution": distribution,
        "caption": caption,
        "is_weighted": any(line.weighted_share is not None for line in distribution.lines),
        "hidden_text": HIDDEN_TEXT,
    }


@register.inclusion_tag("surveys/charts/items_table.html")
def items_table(question: QuestionResult, caption: str) -> dict[str, Any]:
    """The table of a table question (MX): one row an item, shares by answer."""
    return {"question": question, "caption": caption, "heads": question.items[0].distribution.lines}


@register.inclusion_tag("surveys/charts/cross_table.html")
def cross_rows(table: CrossTable, caption: str) -> dict[str, Any]:
    """The table of a question by an attribute: one row a class, n and shares."""
    return {
        "table": table,
        "caption": caption,
        "heads": table.total.lines,
        "group_heads": table.total.groups,
        "has_means": table.total.mean is not None,
        "width": len(table.total.lines) + len(table.total.groups) + (table.total.mean is not None),
        "hidden_text": HIDDEN_TEXT,
        "rows": [("全体", table.total), *((row.label, row.distribution) for row in table.rows)],
    }


@register.inclusion_tag("surveys/charts/comparison_table.html")
def comparison_rows(comparison: Comparison, caption: str) -> dict[str, Any]:
    """The table of waves: shares of each, and the change (ポイント) of the last two."""
    return {
        "comparison": comparison,
        "caption": caption,
        "heads": list(zip(comparison.waves, comparison.bases, strict=True)),
        "rows": [
            (label, zip(comparison.waves, comparison.bases, shares, strict=True), change)
            for (label, shares), change in zip(comparison.shares, comparison.changes, strict=True)
        ],
    }


@register.filter
def percent(value: float | None) -> str:
    """「12.5」, 「－」 where there is no base."""
    return "－" if value is None else f"{value:.1f}"


@register.filter
def shown_share(line: Line) -> str:
    """The share of a line, 「n<5のため非表示」 where it is hidden, 「－」 where nobody was asked."""
    return HIDDEN_TEXT if line.hidden else percent(line.share)


@register.filter
def shown_count(line: Line) -> str:
    return "" if line.count is None else f"{line.count:,}"


@register.filter
def n_words(n: int | None) -> str:
    """「n=12*参考」"""
    return n_label(n)


@register.filter
def signed(value: float | None) -> str:
    """「+3.4」「-2.0」「±0.0」 ポイント; 「－」 where one of the two is not known."""
    if value is None:
        return "－"
    return "±0.0" if value == 0 else f"{value:+.1f}"
