"""Results for residents; free texts, tags, and what becomes of answers."""

from django.urls import path

from surveys.views import candidates, remarks, tags

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
]
