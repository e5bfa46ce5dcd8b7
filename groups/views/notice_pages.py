"""The page with one form that the views of the board (連絡板) share; it takes notice (the one it is about)."""

from functools import partial

from portal import pages

form_page = partial(pages.form_page, template="groups/notice_form.html")
