"""Consultation desks (相談窓口), under /<district>/desks/."""

from django.urls import path

from groups.views import desks, situations

app_name = "desks"

urlpatterns = [
    path("", desks.desk_list, name="desk_list"),
    path("add/", desks.desk_add, name="desk_add"),
    path("<int:pk>/", desks.desk_detail, name="desk_detail"),
    path("<int:pk>/edit/", desks.desk_edit, name="desk_edit"),
    path("<int:pk>/verify/", desks.desk_verify, name="desk_verify"),
    path("<int:pk>/history/", desks.desk_history, name="desk_history"),
    path("uses/<int:pk>/settle/", desks.desk_use_settle, name="desk_use_settle"),
    # 「困ったら」: from a situation to a desk
    path("trouble/", situations.situation_list, name="situation_list"),
    path("trouble/<int:pk>/", situations.situation_detail, name="situation_detail"),
    path("trouble/begin/", situations.situation_begin, name="situation_begin"),
    path("trouble/add/", situations.situation_add, name="situation_add"),
    path("trouble/<int:pk>/edit/", situations.situation_edit, name="situation_edit"),
    path("trouble/<int:pk>/delete/", situations.situation_delete, name="situation_delete"),
]
