"""Pages of the registry, under /<district>/groups/."""

from django.urls import path

from groups.views import organizations

app_name = "groups"

urlpatterns = [
    path("", organizations.group_list, name="group_list"),
    path("<int:pk>/", organizations.group_detail, name="group_detail"),
]
