"""What the registry adds to the portal."""

from collections.abc import Mapping

from django.db.models import F

from groups import demo
from groups.models import Organization
from groups.permissions import may_see_photo
from groups.prints import REPORTS
from groups.search import organization_text, searched_organizations
from portal import plugins
from portal.models import District, Neighborhood


def readings(district: District) -> Mapping[str, str]:
    """Names of organisations and neighbourhoods with their kana."""
    names = Organization.objects.in_district(district).exclude(kana="").values_list("name", "kana")
    places = Neighborhood.objects.filter(district=district).exclude(kana="").values_list(F("name"), F("kana"))
    return dict(names) | dict(places)


plugins.register(
    plugins.MenuItem("団体・施設", "groups:group_list", icon="people", order=10),
    plugins.ReadingSource(readings),
    plugins.SearchSource(
        kind="organization",
        label="団体・施設",
        icon="people",
        model=Organization,
        text=organization_text,
        records=searched_organizations,
        url_name="groups:group_detail",
    ),
    plugins.PhotoOwner(may_see_photo),
    plugins.DemoPart(demo.load, order=10),
    *REPORTS,
)
