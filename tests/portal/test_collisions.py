"""Who saves a record at the moment at which somebody else deletes it is told so."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client

from groups.models import Encounter, Offer, Organization
from portal.models import District, User
from tests.groups.factory import make_offer, make_organization

pytestmark = pytest.mark.django_db


def overtake(monkeypatch: pytest.MonkeyPatch, saved: type, by: Callable[[], object]) -> None:
    """Let something happen between the check of a record and its saving."""
    check = saved.full_clean

    def be_overtaken(record: object, **options: object) -> None:
        check(record, **options)
        if not options:  # those of a form
            by()

    monkeypatch.setattr(saved, "full_clean", be_overtaken)


def test_who_saves_what_is_deleted_at_that_moment_is_told(
    client: Client, wakaba: District, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = make_offer(make_organization(wakaba), "会場")
    client.force_login(coordinator)
    overtake(monkeypatch, Offer, lambda: Offer.objects.filter(pk=offer.pk).delete())
    answer = client.post(f"/wakaba/exchange/offers/{offer.pk}/rest/")
    assert answer.status_code == 409
    assert "ほかの人がこの登録を削除したか" in answer.content.decode()


def test_who_adds_to_what_is_deleted_at_that_moment_is_told(
    client: Client, wakaba: District, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization = make_organization(wakaba)
    client.force_login(coordinator)

    def end(*_args: object) -> None:
        """The end of the transaction, at which the database finds it out, and which a test never comes to."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    overtake(monkeypatch, Encounter, lambda: Organization.objects.filter(pk=organization.pk).delete())
    monkeypatch.setattr("groups.views.encounters.done", end)
    sent = {
        "organization": organization.pk,
        "met_on": "2026-04-01",
        "way": "call",
        "text": "お話をうかがった。",
    }
    answer = client.post("/wakaba/encounters/add/", sent)
    assert answer.status_code == 409
    assert "いまの操作は保存していません" in answer.content.decode()
    Encounter.objects.all().delete()  # what the transaction would have lost
