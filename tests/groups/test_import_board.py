"""できること and してほしいこと of a list: what it names stands on the board, what it names no more rests."""

from collections.abc import Callable
from datetime import date

from groups.actions.exchange import rest_entry
from groups.imports import OrganizationImporter
from groups.models import Offer
from groups.models.activities import a_year_from_now
from portal import history
from portal.imports import actions
from portal.models import District, Import, User
from tests.groups.factory import make_activity, make_offer, make_organization
from tests.groups.imported import board
from tests.portal.imports.outcomes import outcomes


def test_what_a_list_names_no_more_leaves_the_board_and_is_kept(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    heading = "名称,電話番号,できること\r\n"
    bring(f"{heading}みみの会,000-678-0001,話し相手;会場\r\n".encode())
    record = bring(f"{heading}みみの会,000-678-0001,話し相手;いす\r\n".encode())
    assert board() == {"話し相手": "open", "会場": "resting", "いす": "open"}
    actions.start_undo(record, by=coordinator)
    record.refresh_from_db()
    assert (record.state, record.counts["restored"]) == ("undone", 1)
    assert board() == {"話し相手": "open", "会場": "open"}


def test_an_offer_whose_year_is_over_is_renewed_by_a_list_that_names_it_still(
    bring: Callable[..., Import], coordinator: User, wakaba: District
) -> None:
    content = "名称,電話番号,できること\r\nみみの会,000-678-0001,話し相手;会場\r\n".encode()
    bring(content)
    long_ago = date(2020, 4, 1)
    Offer.objects.filter(text="会場").update(expires_on=long_ago)
    record = bring(content)
    assert outcomes(record) == {"update": 1}
    assert {offer.text: offer.expires_on for offer in Offer.objects.all()} == dict.fromkeys(
        ["話し相手", "会場"], a_year_from_now()
    )
    actions.start_undo(record, by=coordinator)
    assert Offer.objects.get(text="会場").expires_on == long_ago
    rest_entry(Offer.objects.get(text="会場"), by=coordinator)
    assert outcomes(bring(content, commit=False)) == {"conflict": 1}


def test_an_entry_that_stands_twice_does_not_come_back_twice(
    bring: Callable[..., Import], wakaba: District
) -> None:
    organization = make_organization(wakaba, name="みみの会", public_phone="000-678-0001")
    make_offer(organization, "会場", state="resting")
    make_offer(organization, "会場")
    record = bring("名称,電話番号,できること\r\nみみの会,000-678-0001,会場;いす\r\n".encode(), commit=False)
    actions.decide_all(record, outcome="conflict", decision="overwrite")
    actions.start_commit(record, by=record.imported_by)
    assert sorted(Offer.objects.values_list("text", "state")) == [
        ("いす", "open"),
        ("会場", "open"),
        ("会場", "resting"),
    ]


def test_an_entry_taken_away_is_not_made_up_for_by_an_edit(wakaba: District) -> None:
    organization = make_organization(wakaba)
    numbers = set()

    def note() -> None:
        numbers.add(OrganizationImporter().existing(wakaba)[organization.pk].version)

    note()
    activity = make_activity(organization)
    note()
    history.save(activity)
    note()
    activity.delete()
    organization.note = "会長が替わった"
    history.save(organization)
    note()
    assert len(numbers) == 4
