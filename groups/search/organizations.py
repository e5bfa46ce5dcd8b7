"""What of an organisation can be found: what is public by everybody, and apart from it what is internal of it.

What is internal (内部用の連絡先, 備考, 今の課題, what no consent lets us publish) is an entry of its own, found by those
alone who read internal pages, so that no hit, count or suggestion tells residents of it.
"""

import re

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from groups.models import Activity, Contact, Need, Offer, Organization
from groups.search.synonyms import synonyms_of
from portal import plugins
from portal.japanese.text import phones
from portal.models import District, Neighborhood, Visibility
from portal.search import SearchText

# All that is read of an organisation itself: for everybody, and for those who read internal pages.
_CONTACT_FIELDS = (
    "name",
    "district",
    "consent_on",
    "public_phone",
    "public_fax",
    "public_email",
    "website",
    "public_contact_name",
    "public_contact_hours",
    "representative",
    "representative_title",
    "representative_is_public",
)
PUBLIC_FIELDS = (
    *_CONTACT_FIELDS,
    "kana",
    "alias",
    "address",
    "building",
    "purpose",
    "category",
    "fields",
    "role",
    "values",
    "consultations",
    "is_public",
    "status",
)
INTERNAL_FIELDS = (*_CONTACT_FIELDS, "note", "issues")


def searched_organizations() -> QuerySet[Organization]:
    """All organisations that can be found, by whomever; a merged one is found as the record that lives on.

    What belongs to them comes as lists of texts: to make objects of it took longer than to find its words.
    """
    found = Organization.objects.filter(merged_into=None).only(*PUBLIC_FIELDS)
    return found.annotate(
        category_name=F("category__name"),
        service_names=F("facility__services"),
        corporation=F("facility__corporation"),
        officer=F("facility__community_officer"),
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


def with_internal_side() -> QuerySet[Organization]:
    """The organisations of which there is something internal to find.

    After an import of public facilities these are none: each entry costs as much as that of the public side.
    """
    unreachable = Q(public_phone="", public_fax="", public_email="", website="")
    hidden_contact = (Q(consent_on=None) & ~Q(public_phone="", public_fax="", public_email="")) | (
        (Q(consent_on=None) | unreachable) & ~Q(public_contact_name="")
    )
    hidden_representative = ~Q(representative="") & ~Q(
        consent_on__isnull=False, representative_is_public=True
    )
    people = Contact.objects.filter(organization=OuterRef("pk")).order_by("pk")
    rows = people.values(json=JSONObject(**{name: name for name in CONTACT_FIELDS}))
    found = Organization.objects.filter(
        Q(merged_into=None)
        & (Exists(people) | ~Q(note="", issues="") | hidden_contact | hidden_representative)
    )
    return found.annotate(people=ArraySubquery(rows)).only(*INTERNAL_FIELDS)


# A single number in the form in which numbers are kept; others are taken apart first, which takes long.
_PRINTED_NUMBER = re.compile(r"0\d+-\d+-\d+")
CONTACT_FIELDS = ("name", "kana", "title", "phone", "mobile", "fax", "email", "address", "note")


def telephones(*numbers: str) -> list[str]:
    """Numbers as written and as digits, for whoever noted one without its name."""
    forms: list[str] = []
    for number in numbers:
        if _PRINTED_NUMBER.fullmatch(number):
            forms += (number, number.replace("-", ""))
        else:
            forms += [form for phone in phones(number) for form in (phone.text, phone.digits)]
    return forms


def _public_people(organization: Organization) -> list[str]:
    """Whom residents may know to be there: only with consent (公開同意)."""
    contact = organization.public_contact
    officer = organization.officer if organization.has_consent else ""
    return [contact.name if contact else "", organization.public_representative, officer or ""]


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
            *telephones(organization.public_contact.phone if organization.public_contact else ""),
            organization.corporation or "",
            *_public_people(organization),
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
        synonyms=synonyms_of(
            [
                organization.name,
                organization.alias,
                organization.category_name,
                *(organization.service_names or ()),
            ]
        ),
        district_id=organization.district_id,
        also_in=organization.served_ids,
        visibility=Visibility.PUBLIC if is_published else Visibility.DISTRICT,
    )


def internal_text(organization: Organization) -> SearchText:
    """The persons behind it with their numbers, notes and problems, and what no consent lets residents know.

    Shown under the organisation's name, but not found by it: that finds what is public.
    """
    people = organization.people
    hidden, numbers = [], []
    if not organization.public_representative:
        hidden.append(organization.representative)
    if organization.public_contact is None:
        hidden.append(organization.public_contact_name)
        numbers += [organization.public_phone, organization.public_fax, organization.public_email]
    written = [value for person in people for value in (person["phone"], person["mobile"], person["fax"])]
    lines = [
        " ".join(filter(None, (person["name"], person["title"], person["phone"] or person["mobile"])))
        for person in people
    ]
    return SearchText(
        title=organization.name,
        is_named=False,
        names=[name for person in people for name in (person["name"], person["kana"]) if name] + hidden,
        places=[
            *telephones(*written, *numbers),
            *(value for person in people for value in (person["email"], person["address"]) if value),
            *numbers,
        ],
        summary="　".join(filter(None, [*lines, organization.note])),
        texts=[organization.issues, *(person[name] for person in people for name in ("title", "note"))],
        district_id=organization.district_id,
        visibility=Visibility.DISTRICT,
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
INTERNAL_SOURCE = plugins.SearchSource(
    kind="organization_internal",
    label="内部用の連絡先・備考",
    icon="lock",
    model=Organization,
    text=internal_text,
    records=with_internal_side,
    url_name="groups:group_detail",
    is_internal=True,
)
