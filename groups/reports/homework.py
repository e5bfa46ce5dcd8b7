"""宿題一覧: who does what by when, as it is printed for a meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from groups.models import Homework, Roundtable
from groups.reports.registry import enquiries_of, issuer_of
from portal.permissions import Access
from portal.prints import Document


@dataclass(frozen=True)
class HomeworkRow:
    """One piece. `days_left` is negative when it is overdue, None where it has no day or is over."""

    meeting: str
    held_on: date
    item: str
    text: str
    owner: str
    due_on: date | None
    days_left: int | None
    state: str
    is_overdue: bool
    result: str
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class HomeworkList(Document):
    """The list, the most urgent first."""

    names: bool
    rows: tuple[HomeworkRow, ...]
    open_count: int
    overdue_count: int


def homework_list(
    access: Access, *, names: bool, states: Iterable[str] = (), roundtable: Roundtable | None = None
) -> HomeworkList:
    """Homework of the district (or of one round table); no `states` means all. Persons are told with `names` only."""
    found = Homework.objects.in_district(access.district).select_related(
        "meeting__roundtable", "item", "owner__organization"
    )
    if roundtable:
        found = found.filter(meeting__roundtable=roundtable)
    if states := list(states):
        found = found.filter(state__in=states)
    rows = tuple(_row(homework, names=names) for homework in found)
    return HomeworkList(
        title=f"{roundtable or access.district.name} 宿題一覧{'（内部用）' if names else ''}",
        issuer=issuer_of(access.district),
        enquiries=enquiries_of(access.district),
        as_of=timezone.localdate(),
        sources=("協議体の会議録",),
        names=names,
        rows=rows,
        open_count=sum(row.state == Homework.State.OPEN.label for row in rows),
        overdue_count=sum(row.is_overdue for row in rows),
    )


def _row(homework: Homework, *, names: bool) -> HomeworkRow:
    return HomeworkRow(
        meeting=str(homework.meeting),
        held_on=homework.meeting.held_on,
        item=homework.item.title if homework.item else "",
        text=homework.text,
        owner=homework.owner_label if names else homework.owner_affiliation,
        due_on=homework.due_on,
        days_left=homework.days_left if homework.is_open else None,
        state=str(homework.get_state_display()),
        is_overdue=homework.is_overdue,
        result=homework.result,
        done_on=homework.done_on,
    )
