"""The site map. The portal's own pages come first, then a district's, one app after the other."""

from django.contrib import admin
from django.urls import include, path, register_converter

from portal.districts import DistrictConverter
from portal.views import city, desk, pages, search, styleguide

register_converter(DistrictConverter, "district")

district_patterns = [
    path("", pages.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("groups/", include("groups.urls")),
]

urlpatterns = [
    path("", pages.front, name="front"),
    path("start/", pages.start, name="start"),
    path("display/", pages.display, name="display"),
    path("healthz", pages.healthz, name="healthz"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("city/", city.city, name="city"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("<district:district>/", include(district_patterns)),
]
