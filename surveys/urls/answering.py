"""Answering: what residents see and send."""

from django.urls import path

from surveys.views import answering, entrance, sending

urlpatterns = [
    path("waves/<int:pk>/", entrance.wave_detail, name="wave_detail"),
    path("waves/<int:pk>/start/", entrance.wave_start, name="wave_start"),
    path("waves/<int:pk>/next/", entrance.wave_next, name="wave_next"),
    path("waves/<int:pk>/test/", entrance.wave_test, name="wave_test"),
    path("resume/", entrance.answer_resume, name="answer_resume"),
    path("c/<str:code>/", entrance.access_code, name="access_code"),
    path("answer/phone/", entrance.answer_phone, name="answer_phone"),
    path("answer/phone/<int:pk>/", entrance.answer_phone, name="answer_phone"),
    path("answer/<int:pk>/", answering.answer_continue, name="answer_continue"),
    path("answer/<int:pk>/page/<slug:key>/", answering.answer_page, name="answer_page"),
    path("answer/<int:pk>/pause/", answering.answer_pause, name="answer_pause"),
    path("answer/<int:pk>/review/", sending.answer_review, name="answer_review"),
    path("answer/<int:pk>/thanks/", sending.answer_thanks, name="answer_thanks"),
]
