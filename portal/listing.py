"""One list: filtered, sorted, searched, paged, and exported exactly as shown.

All of a list's state stands in its query string, so it works without JavaScript, can be linked to, and the export
(`?format=csv|xlsx`) is the same rows and columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property

from portal.japanese.calendar import long_date_with_era
from portal.pages import sheet_file
from portal.tabular import Marks, Sheet

EXPORT_FORMATS = ("csv", "xlsx")
# The choice of a filter that leaves nothing out, before the others.
ANY = [("", "すべて")]


@dataclass(frozen=True)
class Column:
    """A column of a list. `value` gives what is shown and exported; `url` makes the cell a link.

    `sort` names the fields to order by; without it the column cannot be sorted. `shown` is what the page shows where
    a file has another form, e.g. of a date. An `export_only` column stands in the file but not on the page.
    """

    name: str
    label: str
    value: Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    url: Callable[[Any], str] | None = None
    shown: Callable[[Any], str] | None = None
    numeric: bool = False
    # A telephone number, a date: never broken over two lines.
    whole: bool = False
    export_only: bool = False


@dataclass(frozen=True)
class Heading:
    """A column's heading as ui/table.html draws it, with the link that sorts by it."""

    label: str
    sort_url: str = ""
    sorted: str = ""  # "ascending", "descending" or "" for aria-sort
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    label: str
    value: Any
    url: str = ""
    numeric: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Row:
    record: Any
    cells: list[Cell] = field(default_factory=list)


class Filter(forms.Form):
    """The filter form of a list. A subclass declares fields and `apply`; mistakes in a URL are passed over."""

    def apply(self, queryset: QuerySet) -> QuerySet:
        raise NotImplementedError(f"{type(self).__name__} must say how it filters.")

    @property
    def chosen(self) -> dict[str, Any]:
        """What the reader filtered by: the valid, non-empty values."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], False)
        }

    @property
    def active(self) -> int:
        """How many conditions are set; how the list is shown (hidden fields) is none of them."""
        return sum(not self.fields[name].widget.is_hidden for name in self.chosen)


class Listing:
    """A list for one request. Give it a queryset that starts from `visible_to`."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        *,
        columns: Sequence[Column],
        title: str,
        filters: Callable[..., Filter] | None = None,
        default_sort: str = "",
        per_page: int = 50,
    ) -> None:
        self.request = request
        self.title = title
        self.columns = [column for column in columns if not column.export_only]
        self.export_columns = list(columns)
        self.per_page = per_page
        self.filters = filters(request.GET) if filters else None
        self.sort = self._chosen_sort(default_sort)
        self.queryset = self._sorted(self.filters.apply(queryset) if self.filters else queryset)

    # -- What was asked for ---------------------------------------------------------------------------------

    def _chosen_sort(self, default: str) -> str:
        sortable = {column.name for column in self.export_columns if column.sort}
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in sortable else default

    def _sorted(self, queryset: QuerySet) -> QuerySet:
        name = self.sort.removeprefix("-")
        fields = next((column.sort for column in self.export_columns if column.name == name), ())
        if not fields:
            return queryset
        sign = "-" if self.sort.startswith("-") else ""
        return queryset.order_by(*(f"{sign}{field}" for field in fields), "pk")

    def url(self, **changes: str | int | None) -> str:
        """This list's query string with some values changed; None takes one out. Always starts with `?`."""
        query = self.request.GET.copy()
        query.pop("format", None)
        query.pop("encoding", None)
        if "page" not in changes:
            query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return f"?{query.urlencode()}"

    def segments(
        self, name: str, choices: Iterable[tuple[str, str]], counts: Mapping[str, int]
    ) -> list[dict[str, Any]]:
        """Links side by side (ui/segmented.html) to the list filtered by each value of `name`, すべて first.

        `counts` tells how many records of the unfiltered list have a value.
        """
        chosen = self.request.GET.get(name, "")
        return [
            {
                "label": label,
                "url": self.url(**{name: value or None}),
                "count": counts.get(value, 0) if value else sum(counts.values()),
                "current": value == chosen,
            }
            for value, label in [*ANY, *choices]
        ]

    # -- What is shown --------------------------------------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        """The page asked for; beyond the ends it is the nearest one."""
        return Paginator(self.queryset, self.per_page).get_page(self.request.GET.get("page"))

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def headings(self) -> list[Heading]:
        headings = []
        for column in self.columns:
            if not column.sort:
                headings.append(Heading(column.label, numeric=column.numeric))
                continue
            direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
            target = f"-{column.name}" if direction == "ascending" else column.name
            headings.append(Heading(column.label, self.url(sort=target), direction, column.numeric))
        return headings

    @property
    def rows(self) -> list[Row]:
        """The rows of the page asked for."""
        return [Row(record, [self._cell(column, record) for column in self.columns]) for record in self.page]

    def _cell(self, column: Column, record: Any) -> Cell:
        url = column.url(record) if column.url else ""
        value = (column.shown or column.value)(record)
        if value is None:  # a page never says "None"
            value = ""
        return Cell(column.label, value, url, column.numeric, column.whole)

    @property
    def export_urls(self) -> dict[str, str]:
        """Addresses of the exports of exactly this list."""
        return {
            "csv": self.url(format="csv"),
            "csv_cp932": self.url(format="csv", encoding="cp932"),
            "xlsx": self.url(format="xlsx"),
        }

    # -- What is exported -----------------------------------------------------------------------------------

    @property
    def export_format(self) -> str:
        """ "csv" or "xlsx" when an export was asked for, else ""."""
        asked = self.request.GET.get("format", "")
        return asked if asked in EXPORT_FORMATS else ""

    def export(self) -> HttpResponse:
        """All rows of the list, on all its pages, as a file."""
        labels = [column.label for column in self.export_columns]
        rows = [[column.value(record) for column in self.export_columns] for record in self.queryset]
        today = timezone.localdate()
        marks = Marks(title=self.title, facts=f"{long_date_with_era(today)}現在")
        return sheet_file(
            self.request, Sheet(self.title, labels, rows), f"{self.title}_{today:%Y%m%d}", marks
        )
