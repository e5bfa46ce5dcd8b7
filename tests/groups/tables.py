"""Makes round tables, members and meetings for tests; each takes any field by name."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from groups.actions import meetings, roundtables
from groups.models import Meeting, Member, Organization, Roundtable
from portal.models import District


def make_roundtable(district: District, **fields: Any) -> Roundtable:
    fields.setdefault("name", "若葉地区 第2層協議体")
    return roundtables.save_roundtable(Roundtable(district=district, **fields))


def make_member(
    roundtable: Roundtable, name: str = "石川 正子", organization: Organization | None = None, **fields: Any
) -> Member:
    if organization is None:
        fields.setdefault("affiliation", "公募の住民")
    return roundtables.save_member(
        Member(roundtable=roundtable, name=name, organization=organization, **fields)
    )


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def make_meeting(roundtable: Roundtable, days: int = -7, **fields: Any) -> Meeting:
    """A meeting so many days from today (negative: in the past), with the next number of its year."""
    fields.setdefault("held_on", in_days(days))
    fields.setdefault("number", meetings.next_number(roundtable, fields["held_on"]))
    return meetings.save_meeting(Meeting(roundtable=roundtable, **fields))
