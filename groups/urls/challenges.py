"""Voices, challenges, the vote on themes, themes and cases, under /<district>/challenges/."""

from django.urls import include, path

from groups.views import ballots, cases, challenge_history, challenges, themes, voices

app_name = "challenges"

voice_patterns = [
    path("", voices.voice_list, name="voice_list"),
    path("new/", voices.voice_post, name="voice_post"),
    path("thanks/", voices.voice_thanks, name="voice_thanks"),
    path("enter/", voices.voice_enter, name="voice_enter"),
    path("replies/", voices.voice_replies, name="voice_replies"),
    path("replies/<int:pk>/", voices.voice_reply, name="voice_reply"),
    path("<int:pk>/", voices.voice_detail, name="voice_detail"),
    path("<int:pk>/state/", voices.voice_state, name="voice_state"),
    path("<int:pk>/challenge/", voices.voice_challenge, name="voice_challenge"),
    path("<int:pk>/redact/", voices.voice_redact, name="voice_redact"),
    path("<int:pk>/erase/", voices.voice_erase, name="voice_erase"),
]

ballot_patterns = [
    path("", ballots.ballot_list, name="ballot_list"),
    path("add/", ballots.ballot_add, name="ballot_add"),
    path("<int:pk>/", ballots.ballot_detail, name="ballot_detail"),
    path("<int:pk>/vote/", ballots.ballot_vote, name="ballot_vote"),
    path("<int:pk>/next/", ballots.ballot_next, name="ballot_next"),
    path("<int:pk>/edit/", ballots.ballot_edit, name="ballot_edit"),
    path("<int:pk>/tallies/", ballots.tally_list, name="tally_list"),
    path("<int:pk>/tallies/delete/", ballots.tally_delete, name="tally_delete"),
    *(
        path(f"<int:pk>/{to}/", ballots.ballot_change, {"to": to}, name=f"ballot_{to}")
        for to in ballots.CHANGES
    ),
]

theme_patterns = [
    path("", themes.theme_list, name="theme_list"),
    path("propose/", themes.theme_propose, name="theme_propose"),
    path("<int:pk>/", themes.theme_detail, name="theme_detail"),
    path("<int:pk>/edit/", themes.theme_edit, name="theme_edit"),
    path("<int:pk>/approve/", themes.theme_approve, name="theme_approve"),
    path("<int:pk>/unapprove/", themes.theme_unapprove, name="theme_unapprove"),
    path("<int:pk>/withdraw/", themes.theme_withdraw, name="theme_withdraw"),
]

case_patterns = [
    path("", cases.case_list, name="case_list"),
    path("add/", cases.case_add, name="case_add"),
    path("<int:pk>/", cases.case_detail, name="case_detail"),
    path("<int:pk>/edit/", cases.case_edit, name="case_edit"),
    path("<int:pk>/delete/", cases.case_delete, name="case_delete"),
    path("<int:pk>/interest/", cases.interest_add, name="interest_add"),
    path("interests/", cases.interest_list, name="interest_list"),
    path("interests/<int:pk>/", cases.interest_edit, name="interest_edit"),
    path("interests/<int:pk>/delete/", cases.interest_delete, name="interest_delete"),
]

urlpatterns = [
    path("", challenges.overview, name="overview"),
    path("list/", challenges.challenge_list, name="challenge_list"),
    path("board/", challenges.challenge_board, name="challenge_board"),
    path("add/", challenges.challenge_add, name="challenge_add"),
    path("<int:pk>/", challenges.challenge_detail, name="challenge_detail"),
    path("<int:pk>/edit/", challenges.challenge_edit, name="challenge_edit"),
    path("<int:pk>/close/", challenges.challenge_close, name="challenge_close"),
    path("<int:pk>/reopen/", challenges.challenge_reopen, name="challenge_reopen"),
    path("<int:pk>/steps/add/", challenges.step_add, name="step_add"),
    path("<int:pk>/steps/<int:step>/", challenges.step_edit, name="step_edit"),
    path("<int:pk>/steps/<int:step>/delete/", challenges.step_delete, name="step_delete"),
    path("history/<slug:kind>/<int:pk>/", challenge_history.record_history, name="record_history"),
    path(
        "history/<slug:kind>/<int:pk>/<int:version>/",
        challenge_history.record_restore,
        name="record_restore",
    ),
    path("voices/", include(voice_patterns)),
    path("ballots/", include(ballot_patterns)),
    path("themes/", include(theme_patterns)),
    path("cases/", include(case_patterns)),
]
