"""Who may see and edit records of the registry."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from groups.models import (
    Confirmation,
    Desk,
    Homework,
    Meeting,
    Notice,
    Organization,
    OrganizationPhoto,
    Theme,
)
from portal.models import Photo, Role, User
from portal.permissions import Access


def may_edit_organization(access: Access, organization: Organization) -> bool:
    """Who manages the record, and its own contacts."""
    return may_manage_organization(access, organization) or is_contact_of(access, organization)


def may_manage_organization(access: Access, organization: Organization) -> bool:
    """Merging, internal contacts, status, publishing: not for the organisation's own contacts."""
    if organization.district_id is None:
        return access.is_city_staff
    return bool(access.district) and organization.district_id == access.district.pk and access.can_edit


def may_read_internal(access: Access, organization: Organization) -> bool:
    """Internal contacts and notes: city staff, and who edits the home district."""
    return access.is_city_staff or may_manage_organization(access, organization)


def managed_here(access: Access) -> Q:
    """Which organisations of a district's list the person manages: its own; the whole city's for city staff."""
    return (
        Q(district=access.district) | Q(district=None)
        if access.is_city_staff
        else Q(district=access.district)
    )


def may_register_organization(access: Access) -> bool:
    """New records are made by who edits the district."""
    return access.can_edit


def is_contact_of(access: Access, organization: Organization) -> bool:
    """Holds the account of the organisation itself (団体・施設の担当者)."""
    return access.user.is_authenticated and organization.contacts.filter(pk=access.user.pk).exists()


def get_organization_for(
    access: Access, pk: int, *, to: str = "see", within: QuerySet[Organization] | None = None
) -> Organization:
    """The organisation, shown in the district, for a purpose: "see", "edit" or "manage" (merge, delete …).

    Raises Http404 when the person may not know of it, PermissionDenied when they see it but may not do that.
    """
    visible = (within if within is not None else Organization.objects.all()).visible_to(access.user)
    organization = (
        visible.in_district(access.district).select_related("category", "district").filter(pk=pk).first()
    )
    if organization is None:
        raise Http404("その団体・施設は見つかりません。")
    if to == "edit" and not may_edit_organization(access, organization):
        raise PermissionDenied
    if to == "manage" and not may_manage_organization(access, organization):
        raise PermissionDenied
    return organization


def may_see_photo(user: User | AnonymousUser, photo: Photo) -> bool:
    """Photos with consent for the web, to who sees the organisation; the others to who handles it."""
    places = OrganizationPhoto.objects.filter(photo=photo)
    shown = places.shown().filter(organization__in=Organization.objects.visible_to(user))
    handled = places.filter(organization__in=Organization.objects.handled_by(user))
    return shown.exists() or (user.is_authenticated and handled.exists())


# -- できること・してほしいこと --------------------------------------------------------------------------------------


def get_entry_for(access: Access, entries: QuerySet, pk: int, *, to: str = "see") -> Any:
    """An offer or a need in the district, to see or to edit. What left the board is for who handles its organisation."""
    there = Organization.objects.visible_to(access.user).in_district(access.district)
    found = entries.filter(organization__in=there).select_related("organization__category")
    entry = found.filter(pk=pk).first()
    if entry is None:
        raise Http404("その「できること」「してほしいこと」は見つかりません。")
    may_edit = may_edit_organization(access, entry.organization)
    if not (entry.is_current or may_edit or may_read_internal(access, entry.organization)):
        raise Http404("その「できること」「してほしいこと」は、掲示板からはずれました。")
    if to == "edit" and not may_edit:
        raise PermissionDenied
    return entry


def may_read_cooperation(access: Access, organization: Organization) -> bool:
    """What came of its introductions: the organisation's own contacts too."""
    return may_read_internal(access, organization) or is_contact_of(access, organization)


def get_inquiry_for(access: Access, pk: int) -> Confirmation:
    """What an organisation of the person's own was asked in the district. Raises Http404 for everybody else.

    Who edits the district reads introductions on their own page, and keys in there what others answer.
    """
    own = Confirmation.objects.inquiries().put_to(access.user.organizations.all())
    found = own.with_sides().filter(introduction__district=access.district, pk=pk).first()
    if found is None:
        raise Http404("そのおたずねは見つかりません。")
    return found


# -- Consultation desks (相談窓口) --------------------------------------------------------------------------------


def may_edit_desk(access: Access, desk: Desk) -> bool:
    """The city's desks are kept by its staff, a district's own by its editors."""
    if desk.district_id is None:
        return access.is_city_staff
    return desk.district_id == access.district.pk and access.can_edit


def get_desk_for(access: Access, pk: int, *, to: str = "see") -> Desk:
    """A desk shown in the district, to see or to edit. One that is not used any more is for its editors only."""
    desk = Desk.objects.in_district(access.district).filter(pk=pk).first()
    if desk is None or not (desk.is_active or may_edit_desk(access, desk)):
        raise Http404("その相談窓口は見つかりません。")
    if to == "edit" and not may_edit_desk(access, desk):
        raise PermissionDenied
    return desk


# -- Voices, challenges, votes, themes and cases ------------------------------------------------------------------


def get_in_district(access: Access, records: QuerySet, pk: int) -> Any:
    """The record of the reader's district with this id, of those that they may see (`visible_to`). Raises Http404."""
    record = records.visible_to(access.user).filter(district=access.district, pk=pk).first()
    if record is None:
        raise Http404("そのページは見つかりません。")
    record.district = access.district  # known already, with its council
    return record


def may_edit_theme(access: Access, theme: Theme) -> bool:
    """A proposal is open to who edits the district; what the chair approved is changed by the chair only."""
    return access.can_approve if theme.is_approved else access.can_edit


# -- Round tables (協議体) ----------------------------------------------------------------------------------------


def get_meeting_for(access: Access, pk: int, *, within: QuerySet[Meeting] | None = None) -> Meeting:
    """A meeting of the reader's district that they may see, with its round table. Raises Http404."""
    meetings = (within if within is not None else Meeting.objects.all()).visible_to(access.user)
    meeting = meetings.in_district(access.district).select_related("roundtable").filter(pk=pk).first()
    if meeting is None:
        raise Http404("その会議は見つかりません。")
    meeting.roundtable.district = access.district  # known already, with its council
    return meeting


def get_homework_for(access: Access, pk: int, *, within: QuerySet[Homework] | None = None) -> Homework:
    """Homework of a meeting of the reader's district, for gated views. Raises Http404."""
    found = (within if within is not None else Homework.objects.all()).in_district(access.district)
    homework = found.select_related("meeting__roundtable", "owner__organization").filter(pk=pk).first()
    if homework is None:
        raise Http404("その宿題は見つかりません。")
    homework.meeting.roundtable.district = access.district
    return homework


# -- The board between organisations (連絡板) ------------------------------------------------------------------------


def senders_for(access: Access) -> QuerySet[Organization]:
    """In whose name the person may write: all for who edits the district, their own for accounts of organisations."""
    there = Organization.objects.in_district(access.district).existing().filter(merged_into=None)
    if access.can_edit:
        return there
    return there.filter(contacts=access.user.pk) if access.user.is_authenticated else there.none()


def may_write_for_council(access: Access) -> bool:
    """In the name of the district's council itself."""
    return access.can_edit or Role.EDITOR in access.roles


def may_post_notice(access: Access) -> bool:
    return may_write_for_council(access) or senders_for(access).exists()


def reads_board(access: Access) -> bool:
    """Belongs to the board: who works in the district, city staff, and accounts of the district's organisations."""
    return access.has_desk or senders_for(access).exists()


def get_notice_for(
    access: Access, pk: int, *, to: str = "see", within: QuerySet[Notice] | None = None
) -> Notice:
    """A notice of the district, to see or to edit (its writers, and who edits the district)."""
    notices = within if within is not None else Notice.objects.select_related("organization")
    notice = get_in_district(access, notices, pk)
    if to == "edit" and not (access.can_edit or notice.is_of(access.user)):
        raise PermissionDenied
    return notice
