"""The sections of an organisation's page, and all forms of one section sent and saved together."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from groups import actions
from groups.forms.lists import ActivityRows, ContactRows, NeedRows, OfferRows, Rows
from groups.forms.organizations import (
    BasicForm,
    ContactForm,
    FacilityForm,
    InternalForm,
    ParticipationForm,
    PurposeForm,
    places_of,
)
from groups.models import Facility, Organization
from portal.forms.fields import RecordForm
from portal.models import User


@dataclass(frozen=True)
class List:
    """A list in a section: its rows, its heading, and the action that saves it."""

    name: str
    title: str
    rows: type[Rows]
    add_label: str


ACTIVITIES = List("activities", "活動", ActivityRows, "活動を追加する")
OFFERS = List("offers", "できること", OfferRows, "できることを追加する")
NEEDS = List("needs", "してほしいこと", NeedRows, "してほしいことを追加する")
CONTACTS = List("contacts", "内部用の連絡先", ContactRows, "連絡先を追加する")
SAVE = {
    "activities": actions.save_activities,
    "offers": actions.save_offers,
    "needs": actions.save_needs,
    "contacts": actions.save_contacts,
}


@dataclass(frozen=True)
class Section:
    """A section of the page. `managed` ones are not for the organisation's own contacts."""

    name: str
    title: str
    form: type[RecordForm] | None = None
    lists: tuple[List, ...] = ()
    managed: bool = False

    @property
    def template(self) -> str:
        return f"groups/sections/{self.name}.html"


SECTIONS = {
    section.name: section
    for section in [
        Section("purpose", "目的・役割", PurposeForm),
        Section("activities", "ふだんの活動", lists=(ACTIVITIES,)),
        Section("exchange", "できること・してほしいこと", lists=(OFFERS, NEEDS)),
        Section("facility", "施設のこと", FacilityForm),
        Section("participation", "参加しやすさ・貸し出し", ParticipationForm),
        Section("contact", "連絡先", ContactForm),
        Section("basic", "基本", BasicForm),
        Section("internal", "内部用", InternalForm, (CONTACTS,), managed=True),
    ]
}


class SectionForm:
    """The form and the lists of one section of one organisation."""

    def __init__(
        self, section: Section, organization: Organization, data: Mapping[str, Any] | None = None
    ) -> None:
        self.section = section
        self.organization = organization
        # Forms write what was typed into their record; the page around them shows the stored one.
        record: Organization | Facility = copy.copy(organization)
        if section.form is FacilityForm:
            record = Facility.objects.filter(organization=organization).first() or Facility(
                organization=organization
            )
        self.main = section.form(data, instance=record) if section.form else None
        self.lists = [(item, self._rows(item, data)) for item in section.lists]

    def _rows(self, item: List, data: Mapping[str, Any] | None) -> Rows:
        more = {"places": list(places_of(self.organization))} if item is ACTIVITIES else {}
        return item.rows(data, instance=copy.copy(self.organization), prefix=item.name, form_kwargs=more)

    @property
    def forms(self) -> list[RecordForm]:
        """All single forms: the main one and each row."""
        rows = [form for _, rows in self.lists for form in rows.forms]
        return [self.main, *rows] if self.main else rows

    def is_valid(self) -> bool:
        # All are checked, so that all mistakes are told at once.
        checked = [form.is_valid() for form in (self.main, *(rows for _, rows in self.lists)) if form]
        return all(checked)

    def save(self, *, by: User) -> None:
        """Hand what was typed to the actions."""
        if isinstance(self.main, FacilityForm):
            actions.save_facility(self.organization, by=by, **self.main.cleaned_data)
        elif self.main:
            actions.update_organization(self.organization, by=by, **self.main.cleaned_data)
        for item, rows in self.lists:
            SAVE[item.name](self.organization, rows.changed_rows(), removed=rows.removed_keys(), by=by)

    def assist(self, wish: str) -> str:
        """Do what a button inside the form asks for, without checking or saving; returns what to tell.

        "address" fills the address of the postcode ("address_over" also over a typed one), "kana" the reading of the
        name, a list's name adds a row to it.
        """
        told = ""
        if wish in ("address", "address_over") and isinstance(self.main, BasicForm):
            told = self.main.fill_address(over_typed=wish == "address_over")
        elif wish == "kana" and isinstance(self.main, BasicForm):
            self.main.fill_kana()
        for item, rows in self.lists:
            if wish == item.name:
                rows.add_row()
            rows.show_unchecked()
        if self.main:
            self.main.show_unchecked()
        return told
