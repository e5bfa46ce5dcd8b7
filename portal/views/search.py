"""Search over all kinds of records of the district."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.pages import render
from portal.permissions import public
from portal.plugins import SearchSource, registered
from portal.search import LONGEST_QUERY, Results, find

PER_PAGE = 20


@dataclass(frozen=True)
class Tab:
    """A choice of ui/segmented.html: all kinds of records, or one."""

    label: str
    url: str
    current: bool
    icon: str = ""
    count: int | None = None


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found in the district for `?q=`, of one `?kind=` or of all."""
    query = request.GET.get("q", "").strip()
    kinds = {source.kind for source in registered(SearchSource)}
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    results = find(request.access, request.district, query, kind=kind)
    context = {
        "query": query[:LONGEST_QUERY],
        "longest": LONGEST_QUERY,
        "is_cut": len(query) > LONGEST_QUERY,
        "kind": kind,
        "results": results,
        "tabs": tabs_of(results, query=query[:LONGEST_QUERY], kind=kind),
        "page": Paginator(results, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/search.html", context, parts=("results",))


def tabs_of(results: Results, *, query: str, kind: str) -> list[Tab]:
    """All kinds together, then those of which something was found."""
    counts = [each.count for each in results.kinds]
    total = None if None in counts else sum(count or 0 for count in counts)
    tabs = [Tab("すべて", f"?{urlencode({'q': query})}", not kind, count=total)]
    for each in results.kinds:
        url = f"?{urlencode({'q': query, 'kind': each.kind})}"
        tabs.append(Tab(each.label, url, each.kind == kind, each.icon, each.count))
    return tabs
