"""Pages of organisations, under /<district>/groups/."""

from django.urls import include, path

from groups.views import detail, editing, exporting, history, listing, mapping, merging, people, photos

app_name = "groups"

# <pk>/photos/<place>/
photo_patterns = [
    path("", photos.photo_edit, name="photo_edit"),
    path("move/", photos.photo_move, name="photo_move"),
    path("withdraw/", photos.photo_withdraw, name="photo_withdraw"),
    path("delete/", photos.photo_delete, name="photo_delete"),
]

# <pk>/
organization_patterns = [
    path("", detail.group_detail, name="group_detail"),
    path("edit/<slug:section>/", editing.group_edit, name="group_edit"),
    path("verify/", editing.group_verify, name="group_verify"),
    path("status/", editing.group_status, name="group_status"),
    path("consent/", editing.group_consent, name="group_consent"),
    path("delete/", editing.group_delete, name="group_delete"),
    path("photos/", photos.photo_list, name="photo_list"),
    path("photos/<int:place>/", include(photo_patterns)),
    path("contacts/", people.contact_list, name="contact_list"),
    path("contacts/<int:user>/remove/", people.contact_remove, name="contact_remove"),
    path("history/", history.group_history, name="group_history"),
    path("history/<slug:kind>/<int:version>/", history.group_restore, name="group_restore"),
    path("merge/", merging.group_merge, name="group_merge"),
    path("merge/<int:duplicate>/", merging.group_merge_into, name="group_merge_into"),
    path("unmerge/<int:duplicate>/", merging.group_unmerge, name="group_unmerge"),
]

urlpatterns = [
    path("", listing.group_list, name="group_list"),
    path("map/", mapping.group_map, name="group_map"),
    path("export/", exporting.group_export, name="group_export"),
    path("new/", editing.group_new, name="group_new"),
    path("<int:pk>/", include(organization_patterns)),
]
