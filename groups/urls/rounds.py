"""The yearly update round (年1回の確認), under /<district>/rounds/."""

from django.urls import path

from groups.views import rounds, sheets

app_name = "rounds"

urlpatterns = [
    path("", rounds.round_list, name="round_list"),
    path("start/", rounds.round_start, name="round_start"),
    path("<int:pk>/", rounds.round_detail, name="round_detail"),
    path("<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("<int:pk>/mail/", rounds.round_mail, name="round_mail"),
    path("<int:pk>/remind/", rounds.round_remind, name="round_remind"),
    path("<int:pk>/add/", rounds.round_add, name="round_add"),
    path("<int:pk>/close/", rounds.round_close, name="round_close"),
    path("<int:pk>/history/", rounds.round_history, name="round_history"),
    # One organisation's sheet
    path("sheets/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/enter/", sheets.sheet_enter, name="sheet_enter"),
    path("sheets/<int:pk>/apply/", sheets.sheet_apply, name="sheet_apply"),
    path("sheets/<int:pk>/call/", sheets.sheet_call, name="sheet_call"),
    path("sheets/<int:pk>/skip/", sheets.sheet_skip, name="sheet_skip"),
    path("sheets/<int:pk>/link/", sheets.sheet_link, name="sheet_link"),
    path("sheets/<int:pk>/history/", sheets.sheet_history, name="sheet_history"),
    # By link, without an account
    path("answer/<str:token>/", sheets.sheet_answer, name="sheet_answer"),
    path("answer/<str:token>/thanks/", sheets.sheet_thanks, name="sheet_thanks"),
]
