"""What the registry adds to the portal."""

from collections.abc import Mapping

from django.db.models import Count, F

from groups import (
    actions,
    demo,
    demo_desks,
    overview_challenges,
    overview_desks,
    overview_exchange,
    overview_meetings,
    overview_notices,
    overview_rounds,
    prints_desks,
    prints_gatherings,
    prints_health,
    prints_layers,
    prints_posters,
    prints_schools,
)
from groups.actions.lists import purge_former_contacts
from groups.imports import IMPORTER
from groups.models import Organization
from groups.overview import DESK_CARDS, held_by, home_section, sitemap_urls
from groups.permissions import may_register_organization, may_see_photo
from groups.prints import REPORTS
from groups.search import organization_text, searched_organizations
from portal import plugins
from portal.models import District, Neighborhood


def readings(district: District) -> Mapping[str, str]:
    """Names of organisations and neighbourhoods with their kana."""
    names = Organization.objects.in_district(district).exclude(kana="").values_list("name", "kana")
    places = Neighborhood.objects.filter(district=district).exclude(kana="").values_list(F("name"), F("kana"))
    return dict(names) | dict(places)


def organizations_of(districts: list[int]) -> Mapping[int, int]:
    """How many organisations each district has, without the dissolved ones."""
    home = Organization.objects.existing().filter(district__in=districts).order_by()
    return dict(home.values_list("district").annotate(Count("pk")))


plugins.register(
    plugins.MenuItem("団体・施設", "groups:group_list", icon="people", order=10),
    plugins.ReadingSource(readings),
    plugins.DistrictFigure("団体・施設", organizations_of, unit="件", order=10),
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
    plugins.HomeSection("groups/_home.html", home_section, order=10),
    *DESK_CARDS,
    plugins.DeskShortcut(
        "団体・施設の追加", "groups:group_new", icon="plus", may_use=may_register_organization, order=10
    ),
    plugins.DeskShortcut(
        "オープンデータの出力",
        "groups:group_export",
        icon="download",
        may_use=lambda access: access.has_desk,
        order=75,
    ),
    plugins.SitemapSection("groups", sitemap_urls),
    plugins.InvitationRole(
        actions.CONTACT_ROLE,
        "団体・施設の担当者",
        accept=actions.accept_contact_invitation,
        describe=actions.describe_contact_invitation,
        held_by=held_by,
    ),
    plugins.Retention(
        data="団体・施設の前の担当者の名前・電話・メールなど(変更の履歴にあるもの)",
        kept="変わった日、消した日から1年",
        purge=purge_former_contacts,
        order=46,
    ),
    *REPORTS,
    *overview_challenges.PLUGINS,
    IMPORTER,
    *overview_desks.PLUGINS,
    *overview_exchange.PLUGINS,
    *overview_meetings.PLUGINS,
    *overview_notices.PLUGINS,
    *overview_rounds.PLUGINS,
    *prints_desks.REPORTS,
    *prints_gatherings.REPORTS,
    *prints_health.REPORTS,
    *prints_layers.REPORTS,
    *prints_posters.REPORTS,
    *prints_schools.REPORTS,
    plugins.DemoPart(demo_desks.load, order=20),
)
