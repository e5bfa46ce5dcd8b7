"""What holds an organisation and its lists holds them in one order, so that nobody waits in a circle."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.actions.exchange import rest_entry
from groups.imports.records import links_of, lock_records
from portal.models import District
from tests.groups.factory import make_offer, make_organization

pytestmark = pytest.mark.django_db


def test_the_organisation_is_held_before_its_lists(wakaba: District) -> None:
    offer = make_offer(make_organization(wakaba), "会場")
    with CaptureQueriesContext(connection) as imported:
        lock_records(wakaba)
    assert 'FROM "groups_organization"' in imported[0]["sql"]
    assert "FOR UPDATE" in imported[0]["sql"]
    with CaptureQueriesContext(connection) as rested:
        rest_entry(offer)
    held, written = (
        next(place for place, query in enumerate(rested) if words in query["sql"])
        for words in ("FOR NO KEY UPDATE", 'UPDATE "groups_offer"')
    )
    assert held < written


def test_links_are_counted_by_names_that_the_next_release_has_too(wakaba: District) -> None:
    organization = make_organization(wakaba)
    offer = make_offer(organization, "会場")
    assert links_of(wakaba) == {organization.pk: [("groups_offer.organization", 1, offer.pk, 1)]}
