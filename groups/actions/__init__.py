"""All writes of the registry. Each is one transaction, checks the record's rules, and keeps search up to date.

`by` is the person who does it: told in the history where there is no request to tell it (imports, demo, worker).
Actions know the rules of the records; who may do what is decided before, in groups/permissions.py.
"""

from groups.actions.lists import save_activities, save_contacts, save_needs, save_offers
from groups.actions.merging import merge_organizations, unmerge_organization
from groups.actions.organizations import (
    create_organization,
    delete_organization,
    give_consent,
    restore_version,
    save_facility,
    set_status,
    update_organization,
    verify_organization,
    why_not_deletable,
    withdraw_consent,
)
from groups.actions.people import (
    CONTACT_ROLE,
    accept_contact_invitation,
    add_contact_person,
    describe_contact_invitation,
    invite_contact_person,
    remove_contact_person,
)
from groups.actions.photos import add_photo, delete_photo, move_photo

__all__ = [
    "CONTACT_ROLE",
    "accept_contact_invitation",
    "add_contact_person",
    "add_photo",
    "create_organization",
    "delete_organization",
    "delete_photo",
    "describe_contact_invitation",
    "give_consent",
    "invite_contact_person",
    "merge_organizations",
    "move_photo",
    "remove_contact_person",
    "restore_version",
    "save_activities",
    "save_contacts",
    "save_facility",
    "save_needs",
    "save_offers",
    "set_status",
    "unmerge_organization",
    "update_organization",
    "verify_organization",
    "why_not_deletable",
    "withdraw_consent",
]
