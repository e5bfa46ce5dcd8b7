"""Writes on homework (宿題): noting, finishing, and reminding of it."""

from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions.recording import change, recorded
from groups.models import Homework
from groups.reports.registry import enquiries_of
from portal import history, mail
from portal.models import District, User


@recorded
def save_homework(homework: Homework, *, by: User | None = None) -> Homework:
    """Note homework or write the changes made to it. Raises ValidationError."""
    member = homework.owner
    if member and member.roundtable_id != homework.meeting.roundtable_id:
        raise ValidationError({"owner": "この協議体の委員から選んでください。"})
    history.save(homework)
    return homework


@recorded
def close_homework(
    homework: Homework, *, state: str, result: str = "", on: date | None = None, by: User | None = None
) -> None:
    """It is done, or will not be done."""
    if state not in (Homework.State.DONE, Homework.State.DROPPED):
        raise ValidationError({"state": "「できた」か「取りやめ」を選んでください。"})
    change(homework, {"state": state, "result": result, "done_on": on or timezone.localdate()})


@recorded
def reopen_homework(homework: Homework, *, by: User | None = None) -> None:
    """It is to be done after all."""
    change(homework, {"state": Homework.State.OPEN, "done_on": None})


@recorded
def delete_homework(homework: Homework, *, by: User | None = None) -> None:
    """Delete what was noted by mistake."""
    homework.delete()


@transaction.atomic
def remind_of_homework(today: date) -> int:
    """Send each member one mail about the homework of a district that is due soon or overdue; returns how many mails.

    Doing it twice on a day sends nothing more, also when two workers do it at once.
    """
    due = Homework.objects.to_remind(today).filter(meeting__roundtable__district__is_active=True)
    by_reader: dict[tuple[District, str], list[Homework]] = defaultdict(list)
    locked = due.select_related("owner", "meeting__roundtable__district").select_for_update(
        of=("self",), skip_locked=True
    )
    for homework in locked.order_by("due_on", "pk"):
        by_reader[homework.meeting.roundtable.district, homework.owner.email].append(homework)
    for (district, address), pieces in by_reader.items():
        mail.send(
            "homework",
            to=address,
            member=pieces[0].owner,
            homework=pieces,
            district=district,
            enquiries=enquiries_of(district),
            today=today,
        )
        Homework.objects.filter(pk__in=[piece.pk for piece in pieces]).update(reminded_on=today)
    return len(by_reader)
