"""Round tables (話し合いの場・協議体), their meetings, minutes and homework, under /<district>/councils/."""

from django.urls import include, path

from groups.views import agenda, homework, meetings, minutes, roundtables

app_name = "councils"

meeting_patterns = [
    path("", meetings.meeting_detail, name="meeting_detail"),
    path("edit/", meetings.meeting_edit, name="meeting_edit"),
    path("cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("revive/", meetings.meeting_revive, name="meeting_revive"),
    path("delete/", meetings.meeting_delete, name="meeting_delete"),
    path("history/", meetings.meeting_history, name="meeting_history"),
    path("call/", meetings.meeting_call, name="meeting_call"),
    path("hold/", meetings.meeting_hold, name="meeting_hold"),
    path("attendance/", meetings.meeting_attendance, name="meeting_attendance"),
    path("agenda/", agenda.meeting_agenda, name="meeting_agenda"),
    path("agenda/add/", agenda.item_add, name="item_add"),
    path("agenda/<int:item>/", agenda.item_edit, name="item_edit"),
    path("agenda/<int:item>/move/", agenda.item_move, name="item_move"),
    path("agenda/<int:item>/remove/", agenda.item_remove, name="item_remove"),
    path("minutes/", minutes.meeting_minutes, name="meeting_minutes"),
    path("confirm/", minutes.meeting_confirm, name="meeting_confirm"),
    path("reopen/", minutes.meeting_reopen, name="meeting_reopen"),
]

roundtable_patterns = [
    path("", roundtables.roundtable_detail, name="roundtable_detail"),
    path("edit/", roundtables.roundtable_edit, name="roundtable_edit"),
    path("history/", roundtables.roundtable_history, name="roundtable_history"),
    path("members/", roundtables.member_list, name="member_list"),
    path("members/add/", roundtables.member_add, name="member_add"),
    path("members/copy/", roundtables.member_copy, name="member_copy"),
    path("members/<int:member>/", roundtables.member_edit, name="member_edit"),
    path("members/<int:member>/delete/", roundtables.member_delete, name="member_delete"),
    path("meetings/add/", meetings.meeting_add, name="meeting_add"),
]

urlpatterns = [
    path("", roundtables.roundtable_list, name="roundtable_list"),
    path("add/", roundtables.roundtable_add, name="roundtable_add"),
    path("<int:pk>/", include(roundtable_patterns)),
    path("meetings/<int:pk>/", include(meeting_patterns)),
    path("homework/", homework.homework_list, name="homework_list"),
    path("homework/add/", homework.homework_add, name="homework_add"),
    path("homework/<int:pk>/", homework.homework_edit, name="homework_edit"),
    path("homework/<int:pk>/close/", homework.homework_close, name="homework_close"),
    path("homework/<int:pk>/reopen/", homework.homework_reopen, name="homework_reopen"),
    path("homework/<int:pk>/delete/", homework.homework_delete, name="homework_delete"),
]
