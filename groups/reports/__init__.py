"""The registry's documents as numbers and texts: what page, PDF and XLSX draw."""

from groups.reports.cards import Card, CardSheet, card_sheet
from groups.reports.resources import (
    ActivityLine,
    IndexGroup,
    IndexLine,
    ResourceEntry,
    ResourceList,
    ResourceSection,
    resource_list,
)
from groups.reports.roster import Person, Roster, RosterRow, RosterSection, roster

__all__ = [
    "ActivityLine",
    "Card",
    "CardSheet",
    "IndexGroup",
    "IndexLine",
    "Person",
    "ResourceEntry",
    "ResourceList",
    "ResourceSection",
    "Roster",
    "RosterRow",
    "RosterSection",
    "card_sheet",
    "resource_list",
    "roster",
]
