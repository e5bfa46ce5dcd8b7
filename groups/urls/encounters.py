"""Encounters with organisations (接触履歴), under /<district>/encounters/."""

from django.urls import path

from groups.views import encounters

app_name = "encounters"

urlpatterns = [
    path("", encounters.encounter_list, name="encounter_list"),
    path("add/", encounters.encounter_add, name="encounter_add"),
    path("<int:pk>/", encounters.encounter_edit, name="encounter_edit"),
    path("<int:pk>/kept/", encounters.encounter_kept, name="encounter_kept"),
    path("<int:pk>/delete/", encounters.encounter_delete, name="encounter_delete"),
]
