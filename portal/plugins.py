"""What the apps add to the portal: a typed registry, filled by each app's plugin.py at start.

The portal knows no app. Where a portal page shows something of an app (a menu entry, a section of the district's
home, a card on the coordinators' desk, a search result, a report …), the app registers a small dataclass here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    from portal.imports import Importer
    from portal.models import District
    from portal.permissions import Access
    from portal.search import SearchText


@dataclass(frozen=True)
class MenuItem:
    """An entry of the district's main menu."""

    label: str
    url_name: str
    icon: str
    order: int = 50


@dataclass(frozen=True)
class HomeSection:
    """A section of the district's home page; `context` returns None when there is nothing to show."""

    template: str
    context: Callable[["HttpRequest"], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class DeskItem:
    """One thing to do, with the page where it is done."""

    text: str
    url: str


@dataclass(frozen=True)
class DeskCard:
    """A card on the coordinators' desk: what is due, found for one person in one district."""

    title: str
    find: Callable[["Access"], Iterable[DeskItem]]
    order: int = 50


@dataclass(frozen=True)
class SearchSource:
    """A kind of record that can be found. `text` says what of a record is indexed, and for whom."""

    kind: str
    label: str
    icon: str
    model: type["Model"]
    text: Callable[["Model"], "SearchText"]
    # All records to index, with whatever `text` reads selected or prefetched.
    records: Callable[[], "QuerySet"]
    url_name: str


@dataclass(frozen=True)
class Report:
    """A document under /<district>/reports/<name>/: preview, PDF and XLSX of one report object.

    `compute` returns the numbers (a dataclass of the app's reports.py); `sheets` turns it into XLSX sheets;
    `template` draws it as preview and PDF. `options` is a Django form class for the report's parameters.
    """

    name: str
    title: str
    description: str
    template: str
    compute: Callable[..., Any]
    sheets: Callable[[Any], list[Any]]
    options: type | None = None
    # 取扱注意: numbered, marked and logged, with whom it is for.
    confidential: Callable[[Mapping[str, Any]], bool] | None = None
    order: int = 50


@dataclass(frozen=True)
class ReadingSource:
    """Readings of proper nouns for furigana: `find` returns {written: kana} for a district."""

    find: Callable[["District"], Mapping[str, str]]


@dataclass(frozen=True)
class PhotoOwner:
    """Says whether a photo that belongs to a record of this app may be seen by a person."""

    may_see: Callable[[Any, Any], bool]


@dataclass(frozen=True)
class DemoPart:
    """Demo data of one app, loaded in order through its actions."""

    load: Callable[..., None]
    order: int = 50


@dataclass(frozen=True)
class SitemapSection:
    """Public pages for sitemap.xml: `urls` returns (absolute path, last change) of what anybody may read."""

    name: str
    urls: Callable[[], Iterable[tuple[str, Any]]]


@dataclass(frozen=True)
class ImporterEntry:
    """An importer for the wizard under /<district>/imports/."""

    importer: "Importer"


Plugin = TypeVar("Plugin")

_registry: dict[type, list[Any]] = {}


def register(*plugins: Any) -> None:
    """Add plugins; called at import time of an app's plugin.py."""
    for plugin in plugins:
        _registry.setdefault(type(plugin), []).append(plugin)


def registered(kind: type[Plugin]) -> list[Plugin]:
    """All plugins of one kind, in their order."""
    return sorted(_registry.get(kind, []), key=lambda plugin: getattr(plugin, "order", 50))
