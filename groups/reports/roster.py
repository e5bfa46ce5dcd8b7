"""団体名簿: who leads which organisation and how to reach them, for the public or for internal use."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from groups.models import Category, Organization
from groups.permissions import may_read_internal
from groups.reports.registry import heading_of, in_kinds, known_to, published_in
from portal.japanese.text import name_key
from portal.permissions import Access
from portal.prints import Document


@dataclass(frozen=True)
class Person:
    """One line of people: office (役職), name, telephones. Any of them may be empty."""

    title: str = ""
    name: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterRow:
    """One organisation. The first person represents it; there is always at least one line."""

    number: int
    name: str
    kana: str
    category: str
    people: tuple[Person, ...]
    address: str
    term_ends_on: date | None
    note: str


@dataclass(frozen=True)
class RosterSection:
    category: str
    rows: tuple[RosterRow, ...]


@dataclass(frozen=True, kw_only=True)
class Roster(Document):
    """The roster by kind, numbered throughout."""

    internal: bool
    sections: tuple[RosterSection, ...]

    @property
    def total(self) -> int:
        return sum(len(section.rows) for section in self.sections)

    @property
    def has_terms(self) -> bool:
        """Whether any office ends on a day: a column without any is left out on paper, and so is that of notes."""
        return any(row.term_ends_on for section in self.sections for row in section.rows)

    @property
    def has_notes(self) -> bool:
        return any(row.note for section in self.sections for row in section.rows)

    @property
    def columns(self) -> int:
        """How many columns stand on paper."""
        return 6 + self.has_terms + self.has_notes


def roster(
    access: Access, *, internal: bool, statuses: Collection[str], kinds: Iterable[Category] = ()
) -> Roster:
    """The roster of the reader's district.

    The public one says what a resident may see: representative and telephone only with consent. The internal one
    adds the persons behind each organisation whose internal side the reader may see; others stand as in the public.
    """
    district = access.district
    if internal:
        organizations = list(
            known_to(access, statuses=statuses, kinds=kinds).prefetch_related("internal_contacts")
        )
    else:
        organizations = list(published_in(district, statuses=statuses, kinds=kinds))
    sections, number = [], 0
    for category, members in in_kinds(organizations):
        rows = []
        for organization in members:
            number += 1
            opened = internal and may_read_internal(access, organization)
            rows.append(_row(number, organization, internal=opened))
        sections.append(RosterSection(category.name, tuple(rows)))
    return Roster(
        title=f"{district.name} 団体名簿（{'内部用' if internal else '公開用'}）",
        internal=internal,
        sections=tuple(sections),
        **heading_of(district, organizations),
    )


def _row(number: int, organization: Organization, *, internal: bool) -> RosterRow:
    return RosterRow(
        number=number,
        name=organization.name,
        kana=organization.kana,
        category=organization.category.name,
        people=_internal_people(organization) if internal else _public_people(organization),
        address=organization.place,
        term_ends_on=organization.term_ends_on if internal or organization.names_representative else None,
        note=_internal_note(organization) if internal else _public_note(organization),
    )


def _public_people(organization: Organization) -> tuple[Person, ...]:
    named = organization.names_representative
    return (
        Person(
            title=organization.representative_title if named else "",
            name=organization.representative if named else "",
            phones=_told(organization.public_phone) if organization.has_consent else (),
        ),
    )


def _internal_people(organization: Organization) -> tuple[Person, ...]:
    """The representative with the own number where known, the other contacts, and the organisation's number."""
    contacts = list(organization.internal_contacts.all())
    own = next(
        (contact for contact in contacts if name_key(contact.name) == name_key(organization.representative)),
        None,
    )
    people = [
        Person(
            title=organization.representative_title or (own.title if own else ""),
            name=organization.representative,
            phones=_told(own.phone, own.mobile) if own else (),
        )
    ]
    people += [
        Person(each.title, each.name, _told(each.phone, each.mobile)) for each in contacts if each != own
    ]
    known = {phone for person in people for phone in person.phones}
    if organization.public_phone and organization.public_phone not in known:
        people.append(Person("代表電話", "", (organization.public_phone,)))
    return tuple(person for person in people if person != Person()) or (Person(),)


def _told(*phones: str) -> tuple[str, ...]:
    """The numbers that are known."""
    return tuple(phone for phone in phones if phone)


def _public_note(organization: Organization) -> str:
    return organization.get_status_display() if organization.status != Organization.Status.ACTIVE else ""


def _internal_note(organization: Organization) -> str:
    parts = [
        _public_note(organization),
        "" if organization.is_public else "非公開",
        "" if organization.has_consent else "公開の同意なし",
        organization.note,
    ]
    return "。".join(part.strip().rstrip("。") for part in parts if part.strip())
