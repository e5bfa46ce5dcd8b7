"""What of an organisation can be found. Nothing internal is in it: neither contacts nor problems (今の課題) nor notes."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet

from groups.models import Activity, Need, Offer, Organization
from portal import plugins
from portal.japanese.text import phones
from portal.models import District, Neighborhood, Visibility
from portal.search import SearchText


def searched_organizations() -> QuerySet[Organization]:
    """All organisations that can be found, by whomever; a merged one is found as the record that lives on.

    What belongs to them comes as lists of texts: to make objects of it took longer than to find its words.
    """
    return Organization.objects.filter(merged_into=None).annotate(
        category_name=F("category__name"),
        service_names=F("facility__services"),
        place_names=_all(Neighborhood.objects, "name", of="organizations"),
        place_readings=_all(Neighborhood.objects, "kana", of="organizations"),
        activity_names=_all(Activity.objects, "name"),
        activity_places=_all(Activity.objects, "place"),
        offer_texts=_all(Offer.objects.current(), "text"),
        need_texts=_all(Need.objects.current(), "text"),
        served_ids=_all(District.objects, "pk", of="visiting_organizations"),
    )


def _all(records: QuerySet, field: str, *, of: str = "organization") -> ArraySubquery:
    """That field of all the records that belong to the organisation of the query around."""
    return ArraySubquery(records.filter(**{of: OuterRef("pk")}).values(field))


def _telephones(organization: Organization) -> list[str]:
    """The numbers that residents may call, as written and as digits, for whoever noted one without its name."""
    contact = organization.public_contact
    numbers = phones(contact.phone) if contact else []
    return [form for number in numbers for form in (number.text, number.digits)]


def organization_text(organization: Organization) -> SearchText:
    """Names, addresses, the public telephone and texts; unpublished and dissolved ones are for the home district."""
    is_published = organization.is_public and organization.status != Organization.Status.DISSOLVED
    return SearchText(
        title=organization.name,
        kana=organization.kana,
        names=[organization.alias],
        places=[
            organization.address,
            organization.building,
            *organization.place_names,
            *organization.place_readings,
            *organization.activity_places,
            *_telephones(organization),
        ],
        summary=organization.purpose,
        texts=[
            organization.category_name,
            *organization.field_labels,
            organization.role,
            organization.values,
            *organization.consultations,
            *organization.activity_names,
            *organization.offer_texts,
            *organization.need_texts,
            *(organization.service_names or ()),
        ],
        district_id=organization.district_id,
        also_in=organization.served_ids,
        visibility=Visibility.PUBLIC if is_published else Visibility.DISTRICT,
    )


SOURCE = plugins.SearchSource(
    kind="organization",
    label="団体・施設",
    icon="people",
    model=Organization,
    text=organization_text,
    records=searched_organizations,
    url_name="groups:group_detail",
)
