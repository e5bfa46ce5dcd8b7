"""The network picture (つながり図), under /<district>/network/."""

from django.urls import path

from groups.views import network

app_name = "network"

urlpatterns = [path("", network.network, name="network")]
