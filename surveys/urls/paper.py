"""Paper: sheets and slips with codes, keying in, double entry, response rates."""

from django.urls import path

from surveys.views import batches, keying, rechecks, returned

urlpatterns = [
    path("waves/<int:pk>/batches/", batches.batch_list, name="batch_list"),
    path("waves/<int:pk>/batches/add/", batches.batch_add, name="batch_add"),
    path("waves/<int:pk>/batches/add-all/", batches.batch_add_all, name="batch_add_all"),
    path("waves/<int:pk>/batches/distributed/", batches.batch_distributed, name="batch_distributed"),
    path("waves/<int:pk>/batches/<int:batch>/edit/", batches.batch_edit, name="batch_edit"),
    path("waves/<int:pk>/batches/<int:batch>/delete/", batches.batch_delete, name="batch_delete"),
    path("waves/<int:pk>/entry/", keying.entry, name="entry"),
    path("waves/<int:pk>/entry/serial/", keying.entry_serial, name="entry_serial"),
    path("waves/<int:pk>/entry/<int:response>/", keying.entry_edit, name="entry_edit"),
    path("waves/<int:pk>/rechecks/", rechecks.recheck_list, name="recheck_list"),
    path("waves/<int:pk>/rechecks/<int:response>/", rechecks.recheck_settle, name="recheck_settle"),
    path("waves/<int:pk>/rechecks/<int:response>/key/", rechecks.recheck_key, name="recheck_key"),
    path("waves/<int:pk>/returned/", returned.returned, name="returned"),
]
