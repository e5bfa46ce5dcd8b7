"""The two shapes of page that the views of round tables share: a form, a question. Both take the roundtable or the
meeting to which they belong."""

from functools import partial

from portal import pages

form_page = partial(pages.form_page, template="groups/meeting_form.html")
confirm_page = partial(pages.confirm_page, template="groups/meeting_question.html")
