"""The part of the table of test_access.py that concerns round tables, the yearly round and the network picture."""

from typing import Any

from groups.actions import minutes, rounds
from groups.models import AgendaItem, Homework, Meeting, Member, Round, Roundtable, Sheet
from tests.access_rows import EDIT, EVERYBODY, INTERNAL, NOBODY, Row, first, of_wakaba, words


def a_meeting(**conditions: Any) -> Any:
    """Arguments: a meeting of wakaba in a state."""
    meetings = Meeting.objects.filter(roundtable__district__slug="wakaba", **conditions)
    return lambda: ["wakaba", first(meetings)]


def a_held_meeting() -> list[Any]:
    """A meeting of wakaba whose minutes are being written."""
    district, meeting = a_meeting(**PUBLIC)()
    minutes.reopen_minutes(Meeting.objects.get(pk=meeting))
    return [district, meeting]


def an_item() -> list[Any]:
    item = AgendaItem.objects.filter(
        meeting__roundtable__district__slug="wakaba", meeting__state__in=["draft", "called"]
    ).order_by("pk")[0]
    return ["wakaba", item.meeting_id, item.pk]


def a_member() -> list[Any]:
    member = Member.objects.filter(roundtable__district__slug="wakaba").order_by("pk")[0]
    return ["wakaba", member.roundtable_id, member.pk]


def a_task(**conditions: Any) -> Any:
    """Arguments: a piece of homework of wakaba."""
    homework = Homework.objects.filter(meeting__roundtable__district__slug="wakaba", **conditions)
    return lambda: ["wakaba", first(homework)]


def a_sheet(**conditions: Any) -> Any:
    """Arguments: a sheet of the yearly round of wakaba."""
    sheets = Sheet.objects.filter(round__district__slug="wakaba", round__closed_on=None, **conditions)
    return lambda: ["wakaba", first(sheets)]


def a_link(**conditions: Any) -> list[Any]:
    """The link in the mail to an organisation, behind which it confirms what is known of it."""
    sheet = Sheet.objects.get(pk=a_sheet(**(conditions or {"state": "sent"}))()[1])
    return ["wakaba", rounds.renew_link(sheet).rstrip("/").rpartition("/")[2]]


def an_answered_link() -> list[Any]:
    return a_link(state="returned")


PUBLIC = {"is_public": True, "state": "minuted"}
PLANNED = {"state__in": ["draft", "called"]}

ROUNDTABLES = [
    Row("councils:roundtable_list", EVERYBODY, words()),
    Row("councils:roundtable_add", EDIT, words(), post=422),
    Row("councils:roundtable_detail", EVERYBODY, of_wakaba(Roundtable)),
    Row("councils:roundtable_edit", EDIT, of_wakaba(Roundtable), post=422),
    Row("councils:roundtable_history", INTERNAL, of_wakaba(Roundtable)),
    Row("councils:member_list", INTERNAL, of_wakaba(Roundtable)),
    Row("councils:member_add", EDIT, of_wakaba(Roundtable), post=422),
    Row("councils:member_copy", EDIT, of_wakaba(Roundtable), post=422),
    Row("councils:member_edit", EDIT, a_member, post=422),
    Row("councils:member_delete", EDIT, a_member, post=422),
    Row("councils:meeting_add", EDIT, of_wakaba(Roundtable), post=422),
    Row("councils:meeting_detail", EVERYBODY, a_meeting(**PUBLIC)),
    Row("councils:meeting_edit", EDIT, a_meeting(**PLANNED), post=422),
    Row("councils:meeting_cancel", EDIT, a_meeting(**PLANNED), post=422),
    Row("councils:meeting_revive", EDIT, a_meeting(**PLANNED), get=405, post=302),
    Row("councils:meeting_delete", EDIT, a_meeting(**PLANNED), post=302),
    Row("councils:meeting_history", INTERNAL, a_meeting(**PLANNED)),
    Row("councils:meeting_call", EDIT, a_meeting(**PLANNED), post=302),
    Row("councils:meeting_hold", EDIT, a_meeting(**PLANNED), get=405, post=302),
    Row("councils:meeting_attendance", EDIT, a_held_meeting, post=302),
    Row("councils:meeting_agenda", EDIT, a_meeting(**PLANNED), post=422),
    Row("councils:item_add", EDIT, a_meeting(**PLANNED), get=405, post=302),
    Row("councils:item_edit", EDIT, an_item, post=422),
    Row("councils:item_move", EDIT, an_item, get=405, post=302),
    Row("councils:item_remove", EDIT, an_item, post=302),
    Row("councils:meeting_minutes", EDIT, a_held_meeting, post=302),
    Row("councils:meeting_confirm", EDIT, a_held_meeting, post=422),
    Row("councils:meeting_reopen", EDIT, a_meeting(**PUBLIC), get=405, post=302),
    Row("councils:homework_list", INTERNAL, words()),
    Row("councils:homework_add", EDIT, words(), post=422),
    Row("councils:homework_edit", EDIT, a_task(state="open"), post=422),
    Row("councils:homework_close", EDIT, a_task(state="open"), post=422),
    Row("councils:homework_reopen", EDIT, a_task(state="done"), get=405, post=302),
    Row("councils:homework_delete", EDIT, a_task(state="open"), post=302),
]

ROUNDS = [
    Row("rounds:round_list", INTERNAL, words()),
    Row("rounds:round_start", EDIT, words(), post=422),
    Row("rounds:round_detail", INTERNAL, of_wakaba(Round, closed_on=None)),
    Row("rounds:round_edit", EDIT, of_wakaba(Round, closed_on=None), post=422),
    Row("rounds:round_mail", EDIT, of_wakaba(Round, closed_on=None), get=405, post=302),
    Row("rounds:round_remind", EDIT, of_wakaba(Round, closed_on=None), get=405, post=302),
    Row("rounds:round_add", EDIT, of_wakaba(Round, closed_on=None), get=405, post=302),
    Row("rounds:round_close", EDIT, of_wakaba(Round, closed_on=None), post=302),
    Row("rounds:round_history", INTERNAL, of_wakaba(Round)),
    Row("rounds:sheet_detail", INTERNAL, a_sheet()),
    Row("rounds:sheet_enter", EDIT, a_sheet(state="sent"), post=422),
    Row("rounds:sheet_apply", EDIT, a_sheet(state="returned"), get=405, post=302),
    Row("rounds:sheet_call", EDIT, a_sheet(state="sent"), get=405, post=302),
    Row("rounds:sheet_skip", EDIT, a_sheet(state="sent"), get=405, post=302),
    Row("rounds:sheet_link", EDIT, a_sheet(state="sent"), get=405, post=302),
    Row("rounds:sheet_history", INTERNAL, a_sheet()),
    Row("rounds:sheet_answer", NOBODY, words("a-guess"), post=404),
    Row("rounds:sheet_answer", EVERYBODY, a_link, post=422),
    Row("rounds:sheet_thanks", NOBODY, words("a-guess")),
    Row("rounds:sheet_thanks", EVERYBODY, an_answered_link),
    Row("network:network", INTERNAL, words()),
]

COUNCILS = {"councils": ROUNDTABLES, "rounds": ROUNDS}
