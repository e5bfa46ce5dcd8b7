"""The board between organisations (連絡板) and notices to residents, under /<district>/notices/."""

from django.urls import path

from groups.views import notice_mails, notices

app_name = "notices"

urlpatterns = [
    path("", notices.notice_list, name="notice_list"),
    path("add/", notices.notice_add, name="notice_add"),
    path("mails/", notice_mails.notice_mails, name="notice_mails"),
    path("<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("<int:pk>/edit/", notices.notice_edit, name="notice_edit"),
    path("<int:pk>/publish/", notices.notice_publish, name="notice_publish"),
    path("<int:pk>/withdraw/", notices.notice_withdraw, name="notice_withdraw"),
    path("<int:pk>/mail/", notice_mails.notice_mail, name="notice_mail"),
    path("<int:pk>/delete/", notices.notice_delete, name="notice_delete"),
    path("<int:pk>/history/", notices.notice_history, name="notice_history"),
]
