"""できること・してほしいこと and introductions (引合せ), under /<district>/exchange/."""

from django.urls import include, path

from groups.views import answers, exchange, inquiries, introductions, matches, outcomes

app_name = "exchange"

# offers/<pk>/ and needs/<pk>/
entry_patterns = [
    pattern
    for kind in exchange.KINDS
    for pattern in (
        path(f"{kind}s/<int:pk>/", exchange.exchange_entry, {"kind": kind}, name=f"{kind}_detail"),
        path(f"{kind}s/<int:pk>/renew/", exchange.exchange_renew, {"kind": kind}, name=f"{kind}_renew"),
        path(f"{kind}s/<int:pk>/rest/", exchange.exchange_rest, {"kind": kind}, name=f"{kind}_rest"),
    )
]

# introductions/<pk>/
introduction_patterns = [
    path("", introductions.introduction_detail, name="introduction_detail"),
    path("edit/", introductions.introduction_edit, name="introduction_edit"),
    path("ask/<slug:side>/", introductions.introduction_ask, name="introduction_ask"),
    path("ask/<slug:side>/withdraw/", introductions.introduction_withdraw, name="introduction_withdraw"),
    path("answers/<slug:side>/", introductions.introduction_key_in, name="introduction_key_in"),
    path("notes/", introductions.introduction_note, name="introduction_note"),
    path("result/", introductions.introduction_result, name="introduction_result"),
    path("reopen/", introductions.introduction_reopen, name="introduction_reopen"),
    path("history/", introductions.introduction_history, name="introduction_history"),
    path("outcomes/add/", outcomes.outcome_add, name="outcome_add"),
    path("outcomes/<int:outcome>/", outcomes.outcome_edit, name="outcome_edit"),
    path("outcomes/<int:outcome>/delete/", outcomes.outcome_delete, name="outcome_delete"),
]

urlpatterns = [
    path("", exchange.exchange_board, name="exchange_board"),
    *entry_patterns,
    path("renewals/", exchange.exchange_renewals, name="exchange_renewals"),
    path("renewals/<int:pk>/", exchange.exchange_renew_all, name="exchange_renew_all"),
    path("records/<int:pk>/", exchange.exchange_record, name="exchange_record"),
    path("matches/", matches.exchange_matches, name="exchange_matches"),
    path("matches/dismiss/", matches.exchange_dismiss, name="exchange_dismiss"),
    path("matches/dismissed/", matches.exchange_dismissals, name="exchange_dismissals"),
    path("matches/dismissed/<int:pk>/propose/", matches.exchange_propose, name="exchange_propose"),
    path("introductions/", introductions.introduction_list, name="introduction_list"),
    path("introductions/add/", introductions.introduction_add, name="introduction_add"),
    path("introductions/<int:pk>/", include(introduction_patterns)),
    # For the organisations' own accounts
    path("inquiries/<int:pk>/", inquiries.inquiry_answer, name="inquiry_answer"),
    # Behind a signed link, without an account
    path("answer/thanks/", answers.introduction_thanks, name="introduction_thanks"),
    path("answer/<str:token>/", answers.introduction_answer, name="introduction_answer"),
]
