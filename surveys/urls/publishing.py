"""Results for residents; free texts, tags, and what becomes of answers."""

from django.urls import path

from surveys.views import candidates, published, remarks, tags

urlpatterns = [
    # Free texts
    path("waves/<int:pk>/remarks/", remarks.remark_list, name="remark_list"),
    path("waves/<int:pk>/remarks/<int:remark>/", remarks.remark_read, name="remark_read"),
    path("waves/<int:pk>/remarks/<int:remark>/state/", remarks.remark_state, name="remark_state"),
    path("waves/<int:pk>/remarks/tags/", tags.tag_list, name="tag_list"),
    path("waves/<int:pk>/remarks/tags/new/", tags.tag_add, name="tag_add"),
    path("waves/<int:pk>/remarks/tags/<int:tag>/edit/", tags.tag_edit, name="tag_edit"),
    path("waves/<int:pk>/remarks/tags/<int:tag>/merge/", tags.tag_merge, name="tag_merge"),
    path("waves/<int:pk>/remarks/tags/<int:tag>/delete/", tags.tag_delete, name="tag_delete"),
    path("waves/<int:pk>/remarks/tags/<int:tag>/challenge/", tags.tag_challenge, name="tag_challenge"),
    # From answers to themes
    path("waves/<int:pk>/candidates/", candidates.candidate_list, name="candidate_list"),
    path("waves/<int:pk>/candidates/add/", candidates.candidate_add, name="candidate_add"),
    # What residents see
    path("waves/<int:pk>/results/", published.wave_results, name="wave_results"),
    path("waves/<int:pk>/results/edit/", published.results_edit, name="results_edit"),
    path("waves/<int:pk>/results/words/<int:question>/", published.question_words, name="question_words"),
    path("waves/<int:pk>/results/publish/", published.results_publish, name="results_publish"),
    path("waves/<int:pk>/results/withdraw/", published.results_withdraw, name="results_withdraw"),
]
