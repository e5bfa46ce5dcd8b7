"""Making one record of two, and two of one again."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from groups import actions
from groups.models import Organization
from portal import history
from portal.models import District, SearchEntry, User
from tests.groups.factory import (
    make_activity,
    make_contact,
    make_facility,
    make_need,
    make_offer,
    make_organization,
)


@pytest.fixture
def duplicate(wakaba: District) -> Organization:
    """The same home again, with what the first record lacks."""
    other = make_organization(
        wakaba, kind="facility", name="特養 若葉の里", public_phone="000-111-2222", purpose="暮らしを支える"
    )
    make_offer(other, "会場")
    make_need(other, "ボランティア")
    make_activity(other, name="介護の相談")
    make_contact(other, name="岡田 恵")
    make_facility(other, capacity=80)
    return other


def texts(organization: Organization) -> dict[str, list[str]]:
    return {
        "offers": [str(each) for each in organization.offers.all()],
        "needs": [str(each) for each in organization.needs.all()],
        "activities": [str(each) for each in organization.activities.all()],
        "contacts": [str(each) for each in organization.internal_contacts.all()],
    }


def test_all_of_a_duplicate_moves(organization: Organization, duplicate: Organization, contact: User) -> None:
    duplicate.contacts.add(contact)
    make_offer(organization, "会場")
    make_offer(duplicate, "車")
    actions.merge_organizations(duplicate, into=organization, chosen=["purpose"])
    organization.refresh_from_db()
    assert texts(organization) == {
        "offers": ["会場", "車"],
        "needs": ["ボランティア"],
        "activities": ["介護の相談"],
        "contacts": ["岡田 恵"],
    }
    assert (organization.purpose, organization.public_phone, organization.facility.capacity) == (
        "暮らしを支える",
        "",
        80,
    )
    assert list(organization.contacts.all()) == [contact]


def test_duplicate_ends_and_leads_on(
    organization: Organization, duplicate: Organization, client: Client
) -> None:
    actions.merge_organizations(duplicate, into=organization)
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.is_public, duplicate.merged_into) == (
        "dissolved",
        False,
        organization,
    )
    assert not SearchEntry.objects.filter(record_id=duplicate.pk).exists()
    response = client.get(f"/wakaba/groups/{duplicate.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/wakaba/groups/{organization.pk}/")


def test_earlier_duplicates_follow(
    organization: Organization, duplicate: Organization, wakaba: District
) -> None:
    last = make_organization(wakaba, name="若葉の里")
    actions.merge_organizations(duplicate, into=organization)
    actions.merge_organizations(organization, into=last)
    duplicate.refresh_from_db()
    assert duplicate.merged_into == last


def test_merging_with_itself_or_twice_is_refused(organization: Organization, duplicate: Organization) -> None:
    with pytest.raises(ValidationError):
        actions.merge_organizations(organization, into=organization)
    actions.merge_organizations(duplicate, into=organization)
    with pytest.raises(ValidationError):
        actions.merge_organizations(duplicate, into=organization)


def test_unmerge_gives_back_what_was_its_own(organization: Organization, duplicate: Organization) -> None:
    make_offer(organization, "車いす")
    actions.merge_organizations(duplicate, into=organization)
    actions.unmerge_organization(duplicate)
    duplicate.refresh_from_db()
    assert texts(organization) == {"offers": ["車いす"], "needs": [], "activities": [], "contacts": []}
    assert texts(duplicate) == {
        "offers": ["会場"],
        "needs": ["ボランティア"],
        "activities": ["介護の相談"],
        "contacts": ["岡田 恵"],
    }
    assert (duplicate.status, duplicate.is_public, duplicate.merged_into) == ("active", False, None)
    assert duplicate.facility.capacity == 80


# -- The pages ------------------------------------------------------------------------------------------------------


def test_likely_duplicates_are_offered(
    organization: Organization, wakaba: District, client_of: Callable, coordinator: User
) -> None:
    twin = make_organization(wakaba, name="（福）特別養護老人ホーム　若葉の里")
    stranger = make_organization(wakaba, name="桑原獅子舞保存会")
    response = client_of(coordinator).get(f"/wakaba/groups/{organization.pk}/merge/")
    assert [found for found, _ in response.context["likely"]] == [twin]
    response = client_of(coordinator).get(f"/wakaba/groups/{organization.pk}/merge/?q=獅子舞")
    assert response.context["found"] == [stranger]


def test_wizard_merges_field_by_field(
    organization: Organization, duplicate: Organization, client_of: Callable, coordinator: User
) -> None:
    client = client_of(coordinator)
    url = f"/wakaba/groups/{organization.pk}/merge/{duplicate.pk}/"
    form = client.get(url).context["form"]
    assert {choice.name: form[choice.name].initial for choice in form.choices} == {
        "category": "keep",
        "name": "keep",
        "purpose": "take",
        "public_phone": "take",
    }
    answers = {"category": "keep", "name": "take", "purpose": "take", "public_phone": "keep"}
    response = client.post(url, answers)
    assert response["Location"] == f"/wakaba/groups/{organization.pk}/"
    organization.refresh_from_db()
    assert (organization.name, organization.purpose, organization.public_phone) == (
        "特養 若葉の里",
        "暮らしを支える",
        "",
    )


def test_unmerge_page_undoes_it(
    organization: Organization, duplicate: Organization, client_of: Callable, coordinator: User
) -> None:
    actions.merge_organizations(duplicate, into=organization)
    client = client_of(coordinator)
    url = f"/wakaba/groups/{organization.pk}/unmerge/{duplicate.pk}/"
    assert url in client.get(f"/wakaba/groups/{organization.pk}/history/").content.decode()
    client.post(url)
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None


def test_only_managers_merge_and_only_within_the_district(
    organization: Organization,
    duplicate: Organization,
    shiomidai: District,
    client_of: Callable,
    coordinator: User,
    contact: User,
    stranger: User,
) -> None:
    foreign = make_organization(shiomidai, name="別の地区の会")
    url = f"/wakaba/groups/{organization.pk}/merge/{duplicate.pk}/"
    assert [client_of(user).post(url).status_code for user in (contact, stranger)] == [403, 403]
    response = client_of(coordinator).get(f"/wakaba/groups/{organization.pk}/merge/{foreign.pk}/")
    assert response.status_code == 404


def test_the_history_tells_what_came_from_the_duplicate(
    organization: Organization, duplicate: Organization, client_of: Callable, coordinator: User
) -> None:
    actions.merge_organizations(duplicate, into=organization)
    client = client_of(coordinator)
    page = client.get(f"/wakaba/groups/{organization.pk}/history/")
    moved = {entry.title for entry in page.context["entries"] if entry.is_moved}
    assert moved >= {"できること「会場」", "してほしいこと「ボランティア」", "施設のこと"}
    assert "できること「会場」を、統合した記録から移動" in page.content.decode()
    own = history.versions_of(duplicate, also=("merged_into",))[0]
    told = [(change.label, change.after) for change in own.changes if change.field == "merged_into"]
    assert told == [("統合先", str(organization))]
