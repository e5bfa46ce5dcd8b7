"""What the apps add to the portal: a typed registry, filled by each app's plugin.py at start.

The portal knows no app. Where a portal page shows something of an app (a menu entry, a section of the district's
home, a card on the coordinators' desk, a search result, a report …), the app registers a small dataclass here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    from portal.excerpts import Excerpt
    from portal.imports import Importer
    from portal.models import District, Invitation, Print, User
    from portal.permissions import Access
    from portal.prints import Document, ReportOptions
    from portal.search import SearchText
    from portal.tabular import Sheet


@dataclass(frozen=True)
class MenuItem:
    """An entry of the district's main menu."""

    label: str
    url_name: str
    icon: str
    order: int = 50


def as_read(request: "HttpRequest", read: Mapping[str, list[Any]]) -> Mapping[str, Any] | None:
    """What was read, as it is; None where nothing was found."""
    return read if any(read.values()) else None


@dataclass(frozen=True)
class HomeSection:
    """A section of the district's home page.

    `excerpts` says what it shows of which records; those of all sections are read with one query. `context` makes
    of what was read the `section` of its template, without reading more records, or returns None when there is
    nothing to show.
    """

    template: str
    excerpts: Callable[["HttpRequest"], Mapping[str, "Excerpt"]]
    context: Callable[["HttpRequest", Mapping[str, list[Any]]], Mapping[str, Any] | None] = as_read
    order: int = 50


@dataclass(frozen=True)
class DeskItem:
    """One thing to do, with the page where it is done."""

    text: str
    url: str


@dataclass(frozen=True)
class DeskList:
    """What is due: the first few items, how many there are in all, and where all of them are."""

    items: list[DeskItem]
    count: int
    url: str = ""

    SHOWN = 5  # so many are named on the desk

    @classmethod
    def of(cls, due: Any, item: Callable[[Any], DeskItem], url: str = "") -> "DeskList":
        """What is due, a QuerySet or a list, told of each of the first by `item`.

        At most two queries, and those of what the QuerySet prefetches.
        """
        shown = list(due[: cls.SHOWN])
        count = len(shown)
        if count == cls.SHOWN:  # there may be more
            count = len(due) if isinstance(due, list) else due.count()
        return cls([item(record) for record in shown], count, url)


NOTHING_DUE = DeskList([], 0)


@dataclass(frozen=True)
class DeskCard:
    """A card on the coordinators' desk: what is due, found for one person in one district."""

    title: str
    find: Callable[["Access"], DeskList]
    order: int = 50


@dataclass(frozen=True)
class DeskShortcut:
    """A button on the desk to what is done often; shown to people for whom `may_use` says yes."""

    label: str
    url_name: str
    icon: str
    may_use: Callable[["Access"], bool]
    order: int = 50


class StepLink(NamedTuple):
    """A button of a first step. `of_district`: the page is a district's; among the city's steps that of the first one."""

    label: str
    url_name: str
    of_district: bool = True
    fragment: str = ""


@dataclass(frozen=True)
class FirstStep:
    """One of the first things to do in a new district (はじめにすること).

    `is_done` gives a condition on a `District` row, which sub-queries name as `OuterRef("pk")`: what is there says
    whether the step is done, nothing else is kept, and all steps are read with one query. People for whom `may_do`
    says no see the step without its links.
    """

    title: str
    text: str
    is_done: Callable[[], Any]
    links: tuple[StepLink, ...]
    may_do: Callable[["Access"], bool]
    order: int = 50


@dataclass(frozen=True)
class CityFirstStep(FirstStep):
    """One of the first things to do for the city after its set-up; `is_done` is a condition on the `Council` row."""


@dataclass(frozen=True)
class SearchSource:
    """A kind of record that can be found. `text` says what of a record is indexed, and for whom.

    A model may have a second source for what is internal of its records (`is_internal`), all of it for those alone who
    read internal pages; others are not even told that there is such a kind.
    """

    kind: str
    label: str
    icon: str
    model: type["Model"]
    text: Callable[["Model"], "SearchText"]
    # All records to index, with whatever `text` reads selected or prefetched. Where they are loaded with `only` and
    # annotations, entries are left alone by changes of all else (portal/search/reading.py).
    records: Callable[[], "QuerySet"]
    url_name: str
    is_internal: bool = False


@dataclass(frozen=True)
class ReportGroup:
    """A heading of the list of documents; below it stand those whose `group` is its name, of whichever app."""

    name: str
    title: str
    icon: str
    order: int = 50


@dataclass(frozen=True)
class Report:
    """A document under /<district>/reports/<name>/: preview, PDF and XLSX of one report object.

    `group` names the `ReportGroup` where people look for it; `description` says in one line what it is for (36
    letters at most), `paper` on what it is drawn (「A4縦」).

    `compute` takes the reader's access and the cleaned options and returns a `portal.prints.Document`;
    `sheets` turns it into XLSX sheets; `template` draws it as preview and PDF.
    `options` is the form for its parameters; without one it has none. `numbered` is called once for every print
    that gets a number, with what it says. `write` makes the PDF out of the drawn HTML, the document and the options
    where that is more than drawing it, e.g. many numbered copies.
    """

    name: str
    title: str
    group: str
    description: str
    template: str
    compute: Callable[["Access", Mapping[str, Any]], "Document"]
    sheets: Callable[[Any], list["Sheet"]]
    options: type["ReportOptions"] | None = None
    numbered: Callable[["Print", Any], None] | None = None
    write: Callable[[str, Any, Mapping[str, Any]], bytes] | None = None
    paper: str = ""
    icon: str = "document"
    order: int = 50

    @property
    def is_confidential(self) -> bool:
        """Whether it is 取扱注意 whatever is chosen."""
        return self.options is not None and self.options.always_confidential


@dataclass(frozen=True)
class ReadingSource:
    """Readings of proper nouns for furigana: `find` returns {written: kana} for a district, or for the city (None).

    An empty kana says that it is a name of which nobody told how it is read, so that its reading is not guessed.
    """

    find: Callable[["District | None"], Mapping[str, str]]


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


@dataclass(frozen=True)
class InvitationRole:
    """A role that an app gives by invitation, beside the roles of districts and city.

    `accept` gives the person what `Invitation.grant` says, within the transaction of accepting; it raises
    ValidationError when that is no longer possible. `describe` says for what the role is ("若葉の里 の担当者"),
    in the mail and on the pages. `held_by` lists what a person holds by this role, for the own account page
    and so that accounts in use are never purged.
    """

    role: str
    label: str
    accept: Callable[["Invitation", "User"], None]
    describe: Callable[["Invitation"], str] | None = None
    held_by: Callable[["User"], Iterable[DeskItem]] | None = None


@dataclass(frozen=True)
class DistrictFigure:
    """A figure of each district on the city's page, counted in one query: {district id: number}.

    `otherwise` is that of a district which is not among them; None where nobody knows it.
    """

    label: str
    count: Callable[[list[int]], Mapping[int, int]]
    unit: str = ""
    otherwise: int | None = 0
    order: int = 50


@dataclass(frozen=True)
class NeighborhoodMention:
    """Records that name a neighbourhood (町内), told before it is deleted: what they are, by what name the neighbourhood
    has them (the `related_name`), and what becomes of them."""

    label: str
    relation: str
    fate: str
    order: int = 50


@dataclass(frozen=True)
class CityPage:
    """A page over all districts, beside the city council's own pages; its view is for city staff."""

    label: str
    url_name: str
    icon: str
    order: int = 50


class ChainItem(NamedTuple):
    """One thing that came of a theme, with its page and its day (None where it has none)."""

    title: str
    url: str
    on: "date | None" = None


@dataclass(frozen=True)
class ChainLink:
    """A link of a theme's chain (「この活動が生まれたわけ」): what of an app came of the theme.

    `excerpts` takes a `groups.models.Theme` and the reader, and says which records that person may see; those of all
    links are read with one query. `items` makes of the theme and of what was read what is told, the earliest first.
    """

    label: str
    excerpts: Callable[[Any, Any], Mapping[str, "Excerpt"]]
    items: Callable[[Any, Mapping[str, list[Any]]], Iterable[ChainItem]]
    icon: str = "chevron-right"
    order: int = 50


@dataclass(frozen=True)
class IntroductionAction:
    """What an app can make of an introduction (引合せ) to which both sides agreed, e.g. a joint event.

    `url` takes a `groups.models.Introduction` and returns the page where it is done.
    """

    label: str
    url: Callable[[Any], str]
    icon: str
    may_use: Callable[["Access"], bool]
    order: int = 50


@dataclass(frozen=True)
class TieSource:
    """Ties between organisations of a district, drawn in the network picture (つながり図).

    `pairs` tells what happened since a day as (id of an organisation, id of another, how often), in any order.
    """

    label: str
    pairs: Callable[["District", "date"], Iterable[tuple[int, int, int]]]
    order: int = 50


class HandoverTable(NamedTuple):
    """A table of the handover paper (引継ぎ資料); without rows it says that there is nothing."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class HandoverPart:
    """What an app adds to the handover paper of a role ("coordinator", "chair", "editor", "staff"), e.g. last
    year's reviews. `tables` returns none where the role has nothing to do with it.
    """

    tables: Callable[["Access", str], Iterable[HandoverTable]]
    order: int = 50


@dataclass(frozen=True)
class Retention:
    """Personal data that is kept only for a time (DOMAIN section 6).

    `purge` erases on a day what is past its time and returns how many; doing it twice erases nothing more.
    `data` and `kept` tell residents on /privacy/ what is kept and until when.
    """

    data: str
    kept: str
    purge: Callable[["date"], int]
    order: int = 50


Plugin = TypeVar("Plugin")

_registry: dict[type, list[Any]] = {}


def register(*plugins: Any) -> None:
    """Add plugins; called at import time of an app's plugin.py."""
    for plugin in plugins:
        _registry.setdefault(type(plugin), []).append(plugin)


def registered(kind: type[Plugin]) -> list[Plugin]:
    """All plugins of one kind, in their order."""
    return sorted(_registry.get(kind, []), key=lambda plugin: getattr(plugin, "order", 50))
