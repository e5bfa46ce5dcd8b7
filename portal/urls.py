"""The site map. The portal's own pages come first, then a district's, one app after the other."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, register_converter

from portal.districts import DistrictConverter
from portal.views import (
    account,
    city,
    city_people,
    desk,
    districts,
    help,
    imports,
    invitations,
    jobs,
    neighborhoods,
    pages,
    people,
    photos,
    prints,
    reports,
    search,
    setup,
    sitemap,
    styleguide,
    unsaved,
)

register_converter(DistrictConverter, "district")
# Django's admin has no login form of its own, which would let people past the second factor.
admin.site.login = secure_admin_login(admin.site.login)

people_patterns = [
    path("", people.people_list, name="people"),
    path("invite/", people.person_invite, name="person_invite"),
    path("<int:pk>/end/", people.membership_end, name="membership_end"),
    path("<int:pk>/handover/", people.membership_handover, name="membership_handover"),
    path("invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation_resend"),
    path("invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
]

settings_patterns = [
    path("", districts.district_settings, name="district_settings"),
    path("history/", districts.district_history, name="district_history"),
    path("history/<int:version>/", districts.district_restore, name="district_restore"),
    path("neighborhoods/", neighborhoods.neighborhood_list, name="neighborhood_list"),
    path("neighborhoods/add/", neighborhoods.neighborhood_add, name="neighborhood_add"),
    path("neighborhoods/add-many/", neighborhoods.neighborhood_add_many, name="neighborhood_add_many"),
    path("neighborhoods/<int:pk>/", neighborhoods.neighborhood_edit, name="neighborhood_edit"),
    path("neighborhoods/<int:pk>/move/", neighborhoods.neighborhood_move, name="neighborhood_move"),
    path("neighborhoods/<int:pk>/delete/", neighborhoods.neighborhood_delete, name="neighborhood_delete"),
    path("statistics/", neighborhoods.statistic_list, name="statistic_list"),
    path("statistics/add/", neighborhoods.statistic_add, name="statistic_add"),
    path("statistics/<int:pk>/", neighborhoods.statistic_edit, name="statistic_edit"),
    path("statistics/<int:pk>/delete/", neighborhoods.statistic_delete, name="statistic_delete"),
]

import_patterns = [
    path("", imports.import_list, name="import_list"),
    path("new/", imports.import_new, name="import_new"),
    path("<int:pk>/", imports.import_detail, name="import_detail"),
    path("<int:pk>/columns/", imports.import_mapping, name="import_mapping"),
    path("<int:pk>/reading/", imports.import_reading, name="import_reading"),
    path("<int:pk>/preview/", imports.import_preview, name="import_preview"),
    path("<int:pk>/commit/", imports.import_commit, name="import_commit"),
    path("<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("<int:pk>/discard/", imports.import_discard, name="import_discard"),
]

district_patterns = [
    path("", pages.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/log/", prints.print_list, name="print_list"),
    path("reports/<slug:name>/", reports.report, name="report"),
    path("reports/<slug:name>/options/", reports.report_options, name="report_options"),
    path("reports/<slug:name>.pdf", reports.report_pdf, name="report_pdf"),
    path("reports/<slug:name>.xlsx", reports.report_xlsx, name="report_xlsx"),
    path("people/", include(people_patterns)),
    path("settings/", include(settings_patterns)),
    path("imports/", include(import_patterns)),
    path("groups/", include("groups.urls.organizations")),
    path("challenges/", include("groups.urls.challenges")),
    path("councils/", include("groups.urls.councils")),
    path("desks/", include("groups.urls.desks")),
    path("exchange/", include("groups.urls.exchange")),
    path("encounters/", include("groups.urls.encounters")),
    path("rounds/", include("groups.urls.rounds")),
    path("network/", include("groups.urls.network")),
    path("notices/", include("groups.urls.notices")),
    path("surveys/", include("surveys.urls")),
]

city_patterns = [
    path("", city.city, name="city"),
    path("settings/", city.city_settings, name="city_settings"),
    path("settings/history/", city.city_history, name="city_history"),
    path("districts/", districts.district_list, name="district_list"),
    path("districts/add/", districts.district_add, name="district_add"),
    path("districts/<int:pk>/", districts.district_edit, name="district_edit"),
    path("districts/<int:pk>/close/", districts.district_close, name="district_close"),
    path("people/", city_people.city_people, name="city_people"),
    path("people/invite/", city_people.city_person_invite, name="city_person_invite"),
    path("people/<int:pk>/end-staff/", city_people.city_staff_end, name="city_staff_end"),
    path("people/assignments/add/", city_people.assignment_add, name="assignment_add"),
    path("people/assignments/<int:pk>/end/", city_people.assignment_end, name="assignment_end"),
    path(
        "people/invitations/<int:pk>/resend/",
        invitations.city_invitation_resend,
        name="city_invitation_resend",
    ),
    path(
        "people/invitations/<int:pk>/withdraw/",
        invitations.city_invitation_withdraw,
        name="city_invitation_withdraw",
    ),
    path("people/<int:pk>/", city_people.person_detail, name="person_detail"),
    path("people/<int:pk>/<slug:change>/", city_people.person_change, name="person_change"),
    path("surveys/", include("surveys.urls.city")),
]

urlpatterns = [
    path("", pages.front, name="front"),
    path("start/", pages.start, name="start"),
    path("unsaved/", unsaved.unsaved, name="unsaved"),
    path("display/", pages.display, name="display"),
    path("healthz", pages.healthz, name="healthz"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("photos/<int:pk>/<slug:size>.webp", photos.photo, name="photo"),
    path("city/", include(city_patterns)),
    path("account/", account.account, name="account"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("setup/", setup.setup, name="setup"),
    path("help/", help.help_index, name="help"),
    path("help/<slug:audience>/", help.help_page, name="help_page"),
    path("privacy/", help.privacy, name="privacy"),
    path("accessibility/", help.accessibility, name="accessibility"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("prints/<int:pk>/", prints.print_file, name="print"),
    path("accounts/signup/", invitations.signup_closed, name="signup_closed"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("<district:district>/", include(district_patterns)),
]

if settings.DEBUG:
    urlpatterns[:0] = [
        path("__debug__/", include("debug_toolbar.urls")),
        path("__reload__/", include("django_browser_reload.urls")),
    ]
