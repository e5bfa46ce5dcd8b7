"""Making a survey: series, waves, the questionnaire's editor, approval, preview."""

from django.urls import path

from surveys.views import (
    choices,
    copying,
    library,
    preview,
    questions,
    sections,
    series,
    wave_changes,
    waves,
    wording,
    xlsform,
)

_question = "waves/<int:pk>/questions/<int:question>/"

urlpatterns = [
    # Series
    path("", series.survey_list, name="survey_list"),
    path("new/", series.survey_add, name="survey_add"),
    path("<int:pk>/", series.survey_detail, name="survey_detail"),
    path("<int:pk>/edit/", series.survey_edit, name="survey_edit"),
    path("<int:pk>/delete/", series.survey_delete, name="survey_delete"),
    path("<int:pk>/history/", series.survey_history, name="survey_history"),
    path("<int:pk>/waves/new/", waves.wave_add, name="wave_add"),
    path("<int:pk>/wording/", wording.wording_list, name="wording_list"),
    path("<int:pk>/wording/<slug:key>/", wording.wording_detail, name="wording_detail"),
    path("library/", library.library_list, name="library_list"),
    path("xlsform/", xlsform.xlsform_import, name="xlsform_import"),
    path("xlsform/save/", xlsform.xlsform_save, name="xlsform_save"),
    path("borrow/", copying.borrow_list, name="borrow_list"),
    path("borrow/<int:pk>/", copying.wave_borrow, name="wave_borrow"),
    # Waves
    path("waves/<int:pk>/manage/", waves.wave_manage, name="wave_manage"),
    path("waves/<int:pk>/edit/", waves.wave_edit, name="wave_edit"),
    path("waves/<int:pk>/copy/", copying.wave_copy, name="wave_copy"),
    path("waves/<int:pk>/preview/", preview.wave_preview, name="wave_preview"),
    path("waves/<int:pk>/xlsform/", xlsform.wave_xlsform, name="wave_xlsform"),
    path("waves/<int:pk>/xlsform/file/", xlsform.wave_xlsform_file, name="wave_xlsform_file"),
    path("waves/<int:pk>/library/", library.library_insert, name="library_insert"),
    path("waves/<int:pk>/history/", waves.wave_history, name="wave_history"),
    path("waves/<int:pk>/history/<int:version>/", waves.wave_restore, name="wave_restore"),
    path("waves/<int:pk>/submit/", wave_changes.wave_submit, name="wave_submit"),
    path("waves/<int:pk>/withdraw/", wave_changes.wave_withdraw, name="wave_withdraw"),
    path("waves/<int:pk>/approve/", wave_changes.wave_approve, name="wave_approve"),
    path("waves/<int:pk>/return/", wave_changes.wave_return, name="wave_return"),
    path("waves/<int:pk>/close/", wave_changes.wave_close, name="wave_close"),
    path("waves/<int:pk>/reopen/", wave_changes.wave_reopen, name="wave_reopen"),
    path("waves/<int:pk>/delete/", wave_changes.wave_delete, name="wave_delete"),
    # The questionnaire
    path("waves/<int:pk>/sections/new/", sections.section_add, name="section_add"),
    path("waves/<int:pk>/sections/<int:section>/edit/", sections.section_edit, name="section_edit"),
    path("waves/<int:pk>/sections/<int:section>/move/", sections.section_move, name="section_move"),
    path("waves/<int:pk>/sections/<int:section>/delete/", sections.section_delete, name="section_delete"),
    path("waves/<int:pk>/questions/", questions.question_list, name="question_list"),
    path("waves/<int:pk>/questions/new/", questions.question_add, name="question_add"),
    path(_question, questions.question_edit, name="question_edit"),
    path(f"{_question}move/", questions.question_move, name="question_move"),
    path(f"{_question}delete/", questions.question_delete, name="question_delete"),
    path(f"{_question}condition/", questions.question_condition, name="question_condition"),
    path(f"{_question}neighborhoods/", choices.neighborhood_add, name="neighborhood_add"),
    path(f"{_question}<slug:kind>/add/", choices.row_add, name="row_add"),
    path(f"{_question}<slug:kind>/<int:row>/", choices.row_edit, name="row_edit"),
    path(f"{_question}<slug:kind>/<int:row>/move/", choices.row_move, name="row_move"),
    path(f"{_question}<slug:kind>/<int:row>/delete/", choices.row_delete, name="row_delete"),
]
