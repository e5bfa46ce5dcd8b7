"""Writes on round tables (協議体) and their members (委員)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from groups.actions.recording import change, recorded
from groups.models import Attendance, Homework, Member, Roundtable
from portal import history, search
from portal.japanese.calendar import FiscalYear
from portal.models import User

CONTACTS_KEPT = timedelta(days=365)


@recorded
def save_roundtable(roundtable: Roundtable, *, by: User | None = None) -> Roundtable:
    """Make a round table or write the changes made to it; its name stands on its meetings. Raises ValidationError."""
    history.save(roundtable)
    search.index_many(roundtable.meetings.all())
    return roundtable


@recorded
def save_member(member: Member, *, by: User | None = None) -> Member:
    """Make a member or write the changes made to one. Raises ValidationError."""
    history.save(member)
    return member


@recorded
def copy_members(
    members: Iterable[Member], *, year: FiscalYear, ended_on: date | None = None, by: User | None = None
) -> list[Member]:
    """Members go on in a 年度 (前年度から複製), as new rows from its 1 April; their open homework goes with them.

    `ended_on` is the end of the new term, by default that of the year. Who sits there already is passed over.
    """
    copies = []
    for member in members:
        if Member.objects.in_year(year).filter(roundtable=member.roundtable_id, name=member.name).exists():
            continue
        change(member, {"ended_on": min(member.ended_on or year.previous.end, year.previous.end)})
        copy = Member(
            roundtable=member.roundtable,
            name=member.name,
            kana=member.kana,
            organization=member.organization,
            affiliation=member.affiliation,
            role=member.role,
            email=member.email,
            phone=member.phone,
            started_on=year.start,
            ended_on=ended_on or year.end,
        )
        history.save(copy)
        for homework in Homework.objects.open().filter(owner=member):
            change(homework, {"owner": copy})
        copies.append(copy)
    return copies


@recorded
def delete_member(member: Member, *, by: User | None = None) -> None:
    """Delete who was entered by mistake. Who came to a meeting stays: their term is ended instead."""
    attended = Attendance.objects.filter(member=member).exclude(state="").exists()
    if attended or member.homework.exists():
        raise ValidationError(
            "出欠や宿題の記録がある委員は消せません。やめた方は「任期の終わり」を入力してください。"
        )
    member.delete()


@transaction.atomic
def purge_member_contacts(today: date) -> int:
    """Erase mail and telephone of former members, also from their history, a year after the term; returns how many."""
    over = Member.objects.over(today - CONTACTS_KEPT).exclude(Q(email="") & Q(phone=""))
    members = list(over)
    for member in members:
        change(member, {"email": "", "phone": ""})
        member.versions.update(email="", phone="")  # type: ignore[attr-defined]
    return len(members)
