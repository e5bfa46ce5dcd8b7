"""Writes of the registry: what they store, what they refuse, and who the history says it was."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups import actions
from groups.actions.importing import PUBLISHED_BEFORE
from groups.models import Activity, Category, Contact, Need, Offer, Organization
from portal import history
from portal.models import District, SearchEntry, User
from tests.groups.factory import make_activity, make_offer, make_organization


def create(district: District | None, **values: object) -> Organization:
    values.setdefault("name", "寿クラブ")
    return actions.create_organization(
        district=district, category=Category.objects.get(slug="senior"), **values
    )


def test_created_record_can_be_found_and_tells_who_made_it(wakaba: District, coordinator: User) -> None:
    organization = create(wakaba, by=coordinator)
    assert SearchEntry.objects.get(kind="organization", record_id=organization.pk).title == "寿クラブ"
    assert history.versions_of(organization)[0].by == "wakaba"


def test_create_refuses_what_breaks_a_rule(wakaba: District) -> None:
    with pytest.raises(ValidationError):
        create(wakaba, latitude=35.0)
    assert Organization.objects.count() == 0


def test_update_changes_what_is_named_and_nothing_else(organization: Organization, coordinator: User) -> None:
    actions.update_organization(organization, purpose="支え合う", by=coordinator)
    organization.refresh_from_db()
    assert (organization.purpose, organization.name, organization.version) == (
        "支え合う",
        "特別養護老人ホーム若葉の里",
        2,
    )


def test_saving_the_same_again_makes_no_version(organization: Organization) -> None:
    actions.update_organization(organization, name=organization.name)
    organization.refresh_from_db()
    assert organization.version == 1


def test_update_keeps_search_up_to_date(organization: Organization) -> None:
    actions.update_organization(organization, name="みどりの丘")
    assert SearchEntry.objects.get(record_id=organization.pk).title == "みどりの丘"


def test_dissolved_or_hidden_is_not_public(organization: Organization) -> None:
    actions.set_status(organization, status="dissolved", is_public=True)
    assert not Organization.objects.published().exists()
    actions.set_status(organization, status="paused", is_public=False)
    assert not Organization.objects.published().exists()


def test_verifying_notes_day_and_person(organization: Organization, coordinator: User) -> None:
    assert organization.is_stale
    actions.verify_organization(organization, by=coordinator)
    assert (organization.verified_on, organization.verified_by, organization.is_stale) == (
        timezone.localdate(),
        "wakaba",
        False,
    )


def test_contact_is_public_only_with_consent(organization: Organization) -> None:
    actions.update_organization(organization, public_phone="000-111-2222")
    assert organization.public_contact is None
    actions.give_consent(organization, consented_by="施設長", method="paper", on=date(2026, 4, 1))
    assert organization.public_contact.phone == "000-111-2222"
    actions.withdraw_consent(organization)
    assert (organization.public_contact, organization.consent_by) == (None, "")


def test_consent_needs_a_person(organization: Organization) -> None:
    with pytest.raises(ValidationError):
        actions.give_consent(organization, consented_by="", method="paper")


def test_lists_grow_change_and_shrink(organization: Organization) -> None:
    actions.save_offers(organization, [{"text": "会場"}, {"text": "車"}])
    first, second = organization.offers.all()
    actions.save_offers(
        organization, [{"pk": first.pk, "text": "広い会場"}, {"text": "講師"}], removed=[second.pk]
    )
    assert list(organization.offers.values_list("text", "order")) == [("広い会場", 1), ("講師", 3)]


def test_rows_of_another_organization_are_left_alone(organization: Organization, wakaba: District) -> None:
    foreign = make_offer(make_organization(wakaba))
    actions.save_offers(organization, [], removed=[foreign.pk])
    assert Offer.objects.filter(pk=foreign.pk).exists()
    with pytest.raises(KeyError):
        actions.save_offers(organization, [{"pk": foreign.pk, "text": "盗んだ"}])


def test_activity_that_ends_before_it_begins_is_refused(organization: Organization) -> None:
    with pytest.raises(ValidationError):
        actions.save_activities(organization, [{"name": "体操", "starts_at": "10:00", "ends_at": "09:00"}])
    assert Activity.objects.count() == 0


def test_needs_contacts_and_facility_are_saved(organization: Organization) -> None:
    actions.save_needs(organization, [{"text": "活動先", "kind": "venue"}])
    actions.save_contacts(organization, [{"name": "岡田 恵", "mobile": "000-9000-0001"}])
    actions.save_facility(organization, capacity=80)
    actions.save_facility(organization, capacity=90)
    assert Need.objects.get().kind == "venue"
    assert Contact.objects.get().organization == organization
    assert (organization.facility.capacity, organization.facility.version) == (90, 2)


def test_deleted_row_comes_back_from_the_history(organization: Organization) -> None:
    activity = make_activity(organization, name="お茶の会")
    actions.save_activities(organization, [], removed=[activity.pk])
    events = history.event_model(Activity).objects.filter(organization_id=organization.pk)
    version = history.versions_among(Activity, events)[0]
    actions.restore_version(organization, record=version.state, version_id=version.id)
    assert list(organization.activities.values_list("name", flat=True)) == ["お茶の会"]


@pytest.mark.parametrize(("by", "is_kept"), [("会長", True), (PUBLISHED_BEFORE, False)])
def test_what_somebody_agreed_to_is_kept_and_what_a_list_brought_is_not(
    by: str, is_kept: bool, organization: Organization
) -> None:
    organization.consent_on, organization.consent_by = date(2025, 4, 1), by
    assert bool(actions.why_not_deletable(organization)) == is_kept


def test_only_mistakes_are_deleted(organization: Organization, contact: User) -> None:
    with pytest.raises(ValidationError):
        actions.delete_organization(organization)
    actions.remove_contact_person(organization, user=contact)
    pk = organization.pk
    actions.delete_organization(organization)
    assert not Organization.objects.filter(pk=pk).exists()
    assert not SearchEntry.objects.filter(record_id=pk).exists()
