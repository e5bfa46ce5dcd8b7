"""The registry of organisations and facilities (団体・施設台帳)."""

from groups.models.activities import Activity, Need, Offer, ResourceKind
from groups.models.ballots import Ballot, Candidate, Tally, Vote
from groups.models.cases import Case, Interest
from groups.models.challenges import Challenge, Step, Voice
from groups.models.contacts import Contact
from groups.models.desks import Desk, DeskUse, Situation
from groups.models.encounters import Encounter
from groups.models.facilities import Facility
from groups.models.homework import Homework
from groups.models.introductions import Confirmation, Dismissal, Introduction, Outcome, ProgressNote
from groups.models.kinds import Accessibility, Category, Field, Layer, Weekday
from groups.models.meetings import AgendaItem, Attendance, Meeting
from groups.models.notices import Notice, NoticeRefusal
from groups.models.organizations import ContactPerson, Organization, PublicContact
from groups.models.photos import OrganizationPhoto
from groups.models.rounds import Round, Sheet
from groups.models.roundtables import Member, Roundtable
from groups.models.themes import Theme

__all__ = [
    "Accessibility",
    "Activity",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Candidate",
    "Case",
    "Category",
    "Challenge",
    "Confirmation",
    "Contact",
    "ContactPerson",
    "Desk",
    "DeskUse",
    "Dismissal",
    "Encounter",
    "Facility",
    "Field",
    "Homework",
    "Interest",
    "Introduction",
    "Layer",
    "Meeting",
    "Member",
    "Need",
    "Notice",
    "NoticeRefusal",
    "Offer",
    "Organization",
    "OrganizationPhoto",
    "Outcome",
    "ProgressNote",
    "PublicContact",
    "ResourceKind",
    "Round",
    "Roundtable",
    "Sheet",
    "Situation",
    "Step",
    "Tally",
    "Theme",
    "Voice",
    "Vote",
    "Weekday",
]
