"""What of an organisation can be found. Nothing internal is in it: neither contacts nor problems (今の課題) nor notes."""

from django.db.models import QuerySet

from groups.models import Organization
from portal.models import Visibility
from portal.search import SearchText


def searched_organizations() -> QuerySet[Organization]:
    """All organisations that can be found, by whomever; a merged one is found as the record that lives on."""
    return (
        Organization.objects.filter(merged_into=None)
        .select_related("category", "facility")
        .prefetch_related("neighborhoods", "served_districts", "activities", "offers", "needs")
    )


def organization_text(organization: Organization) -> SearchText:
    """Names, addresses and public texts; unpublished and dissolved ones are for the home district's people."""
    facility = getattr(organization, "facility", None)
    is_published = organization.is_public and organization.status != Organization.Status.DISSOLVED
    activities = list(organization.activities.all())
    return SearchText(
        title=organization.name,
        kana=organization.kana,
        names=[organization.alias],
        places=[
            organization.address,
            organization.building,
            *(text for place in organization.neighborhoods.all() for text in (place.name, place.kana)),
            *(activity.place for activity in activities),
        ],
        summary=organization.purpose,
        texts=[
            organization.category.name,
            *organization.field_labels,
            organization.role,
            organization.values,
            *organization.consultations,
            *(activity.name for activity in activities),
            *(offer.text for offer in organization.offers.all() if offer.is_current),
            *(need.text for need in organization.needs.all() if need.is_current),
            *(facility.services if facility else ()),
        ],
        district_id=organization.district_id,
        also_in=[district.pk for district in organization.served_districts.all()],
        visibility=Visibility.PUBLIC if is_published else Visibility.DISTRICT,
    )
