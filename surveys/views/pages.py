"""The two shapes of page that the views of surveys share, with where they stand: a form, a question before something is
done. Both take survey, wave, up and up_url (as surveys/crumbs.html)."""

from functools import partial

from portal import pages

form_page = partial(pages.form_page, template="surveys/form.html")
confirm_page = partial(pages.confirm_page, template="surveys/confirm.html")
