"""つながり図: who did something together; read inside the district and the city council only."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.reports.network import Network, network_of, picture_of
from portal import plugins
from portal.japanese.calendar import FiscalYear
from portal.listing import Column, Listing
from portal.pages import render
from portal.permissions import district_internal

YEARS = 5


class NetworkFilter(forms.Form):
    """From which 年度 on, and which kinds of ties."""

    year = forms.TypedChoiceField(label="いつから", required=False, coerce=int)
    kind = forms.MultipleChoiceField(
        label="つながりの種類",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばないと、すべて。",
    )

    def __init__(self, *args: object, this_year: FiscalYear, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.this_year = this_year
        years = [FiscalYear(this_year.year - past) for past in range(YEARS)]
        self.fields["year"].choices = [(year.year, f"{year.label}から") for year in years]
        labels = [source.label for source in plugins.registered(plugins.TieSource)]
        self.fields["kind"].choices = [(label, label) for label in labels]

    @property
    def since(self) -> FiscalYear:
        """The 年度 asked for; this one where the address names none."""
        self.is_valid()
        asked = self.cleaned_data.get("year")
        return FiscalYear(asked) if asked else self.this_year

    @property
    def kinds(self) -> list[str]:
        self.is_valid()
        return self.cleaned_data.get("kind", [])


COLUMNS = (
    Column("one", "団体・施設", lambda tie: tie.one.name),
    Column("other", "相手", lambda tie: tie.other.name),
    Column("count", "回数", lambda tie: tie.count, numeric=True),
    Column("told", "内わけ", lambda tie: tie.told),
)


@require_safe
@district_internal
def network(request: HttpRequest) -> HttpResponse:
    """The picture, the same as a table, and to coordinators who stands alone and what nobody has touched."""
    this_year = FiscalYear.of(timezone.localdate())
    filters = NetworkFilter(request.GET or {"year": this_year.year}, this_year=this_year)
    found: Network = network_of(request.district, since=filters.since.start, kinds=filters.kinds)
    listing = Listing(request, found.ties, columns=COLUMNS, title="つながりの表", per_page=100)
    if listing.export_format:
        return listing.export()
    may_edit = request.access.can_edit
    context = {
        "filters": filters,
        "since": filters.since,
        "network": found,
        "picture": picture_of(found, with_isolated=may_edit),
        "listing": listing,
        "may_edit": may_edit,
        "untouched": [
            item for item in (*found.untouched_kinds, *found.untouched_fields) if not item.is_welfare
        ],
    }
    return render(request, "groups/network.html", context, parts=("results",))
