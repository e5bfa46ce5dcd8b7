"""Surveys (アンケート), under /<district>/surveys/."""

from surveys.urls import answering, making, paper, publishing, results

app_name = "surveys"

urlpatterns = [
    *making.urlpatterns,
    *answering.urlpatterns,
    *paper.urlpatterns,
    *results.urlpatterns,
    *publishing.urlpatterns,
]
