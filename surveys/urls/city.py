"""Surveys over the whole city, under /city/surveys/."""

from django.urls import path

from surveys.views import districts

app_name = "city_surveys"

urlpatterns = [
    path("", districts.series_list, name="series_list"),
    path("<slug:key>/", districts.district_compare, name="district_compare"),
]
