"""The page with one form that the views of voices, challenges, votes, themes and cases share; it takes part, up and up_url
(as groups/challenge_crumbs.html)."""

from functools import partial

from portal import pages

form_page = partial(pages.form_page, template="groups/challenge_form.html")
