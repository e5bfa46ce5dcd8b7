"""What all documents of the registry share: which organisations, who issues it, where the facts come from."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from groups.models import Category, Organization
from groups.models.organizations import OrganizationQuerySet
from portal.models import District
from portal.permissions import Access


def published_in(
    district: District, *, statuses: Collection[str], kinds: Iterable[Category] = ()
) -> OrganizationQuerySet:
    """What a resident may see of the district, by kind and reading; no kinds means all."""
    return _chosen(Organization.objects.visible_to(AnonymousUser()), district, statuses, kinds)


def known_to(
    access: Access, *, statuses: Collection[str], kinds: Iterable[Category] = ()
) -> OrganizationQuerySet:
    """What the reader may see in the district, drafts (非公開) too, by kind and reading."""
    return _chosen(Organization.objects.visible_to(access.user), access.district, statuses, kinds)


def _chosen(
    organizations: OrganizationQuerySet,
    district: District,
    statuses: Collection[str],
    kinds: Iterable[Category],
) -> OrganizationQuerySet:
    found = organizations.in_district(district).filter(status__in=statuses, merged_into=None)
    if kinds := list(kinds):
        found = found.filter(category__in=kinds)
    return found.select_related("category", "district").order_by(
        "category__number", "kana_order", "name", "pk"
    )


def heading_of(district: District, organizations: Iterable[Organization]) -> dict[str, Any]:
    """What every document says of itself: issuer, whom to ask, 基準日 (today: the registry as it is now), 出典."""
    return {
        "issuer": issuer_of(district),
        "enquiries": enquiries_of(district),
        "as_of": timezone.localdate(),
        "sources": sources_of(district, organizations),
    }


def issuer_of(district: District) -> str:
    """The district council, or the district where its council has no name of its own."""
    return district.council_name or district.name


def enquiries_of(district: District) -> str:
    """Whom to ask and to tell of mistakes: 「若葉地区社会福祉協議会（電話 000-…）」."""
    phone = district.phone or district.council.phone
    return f"{issuer_of(district)}（電話 {phone}）" if phone else issuer_of(district)


def sources_of(district: District, organizations: Iterable[Organization]) -> tuple[str, ...]:
    """The registry itself, and the open data from which some of these records were imported, with its licence."""
    imported = {
        source["attribution"]: _licence(source.get("license", ""))
        for organization in organizations
        if (source := organization.source).get("attribution")
    }
    return (
        f"{issuer_of(district)} 団体・施設台帳",
        *(f"{name}オープンデータ{licence}" for name, licence in sorted(imported.items())),
    )


def _licence(address: str) -> str:
    """「（CC BY 3.0）」 of http://creativecommons.org/licenses/by/3.0/deed.ja; another licence as it is given."""
    parts = address.rstrip("/").removesuffix("/deed.ja").split("/")
    if "creativecommons.org" in address and len(parts) >= 2:
        return f"（CC {parts[-2].upper()} {parts[-1]}）"
    return f"（{address}）" if address else ""


def in_kinds(organizations: Iterable[Organization]) -> list[tuple[Category, list[Organization]]]:
    """Organisations sorted by kind, in groups of one kind."""
    groups: dict[Category, list[Organization]] = {}
    for organization in organizations:
        groups.setdefault(organization.category, []).append(organization)
    return list(groups.items())


def contact_lines(organization: Organization) -> tuple[str, ...]:
    """Whom a resident may call, line by line as printed; nothing without consent (公開同意)."""
    contact = organization.public_contact
    if contact is None:
        return ()
    lines = [
        contact.name,
        f"電話 {contact.phone}" if contact.phone else "",
        f"FAX {contact.fax}" if contact.fax else "",
        f"メール {contact.email}" if contact.email else "",
        contact.website,
        f"（{contact.hours}）" if contact.hours else "",
    ]
    return tuple(line for line in lines if line)


def joined(parts: Sequence[str], separator: str = "、") -> str:
    """The parts that say anything, joined."""
    return separator.join(part for part in parts if part)
