"""What an organisation's page says to machines: schema.org as JSON-LD."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from groups.models import Organization
from portal.japanese.furigana import plain
from portal.mail import absolute

# As in Django's json_script: none of these can end the <script> element or open another.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def organization_data(organization: Organization, *, areas: list[str]) -> dict[str, Any]:
    """The organisation as schema.org has it; telephone and the like only with consent (公開同意).

    `areas` are the names of the district and neighbourhoods served.
    """
    contact = organization.public_contact
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": absolute(organization.get_absolute_url()),
        "name": organization.name,
        "alternateName": organization.alias,
        "description": plain(organization.purpose),
        "url": absolute(organization.get_absolute_url()),
        "areaServed": [{"@type": "AdministrativeArea", "name": area} for area in areas],
        "foundingDate": str(organization.founded_year or ""),
    }
    if organization.address:
        data["address"] = _filled(
            {
                "@type": "PostalAddress",
                "addressCountry": "JP",
                "postalCode": organization.postcode,
                "streetAddress": organization.place,
            }
        )
    if organization.latitude is not None:
        data["location"] = {
            "@type": "Place",
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": organization.latitude,
                "longitude": organization.longitude,
            },
        }
    if contact:
        data |= {
            "telephone": contact.phone,
            "faxNumber": contact.fax,
            "email": contact.email,
            "sameAs": contact.website,
        }
    return _filled(data)


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known: an empty text would say that there is none."""
    return {name: value for name, value in data.items() if value}


def as_script(data: Mapping[str, Any]) -> SafeString:
    """The data as an element of the page's head; a data block, which no content security policy forbids."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
