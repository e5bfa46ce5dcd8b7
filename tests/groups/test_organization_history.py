"""The history of an organisation and all below it: what it tells whom, and what comes back of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from groups import actions
from groups.models import Organization
from portal.models import District, Neighborhood, User
from portal.personal_data import erase_account
from tests.groups.factory import make_activity, make_contact, make_offer, make_organization
from tests.groups.test_organization_edit import filled, url_of


@pytest.fixture
def client(client_of: Callable, coordinator: User) -> Client:
    return client_of(coordinator)


def make_person(name: str, address: str = "okada") -> User:
    return User.objects.create_user(email=f"{address}@example.jp", name=name)


def entries(client: Client, organization: Organization) -> list[tuple[str, str]]:
    response = client.get(url_of(organization, "history/"))
    return [(entry.title, entry.version.label) for entry in response.context["entries"]]


def test_history_tells_of_the_record_and_its_lists(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/purpose/")
    client.post(url, filled(client, url, purpose="支える"))
    activity = make_activity(organization, name="お茶の会")
    activity.delete()
    # A test is one transaction, so all happened at the same moment and stands kind by kind.
    assert entries(client, organization) == [
        ("団体・施設の記録", "変更"),
        ("団体・施設の記録", "登録"),
        ("ふだんの活動「お茶の会」", "削除"),
        ("ふだんの活動「お茶の会」", "登録"),
    ]
    entry = client.get(url_of(organization, "history/")).context["entries"][0]
    assert (entry.version.by, [change.label for change in entry.version.changes]) == ("wakaba", ["目的"])


def test_history_of_the_own_contact_has_nothing_internal(
    client_of: Callable, organization: Organization, contact: User
) -> None:
    make_contact(organization, name="岡田 恵")
    actions.update_organization(organization, note="会長は入院中", purpose="支える")
    body = client_of(contact).get(url_of(organization, "history/")).content.decode()
    assert "支える" in body
    assert [secret for secret in ("岡田 恵", "会長は入院中") if secret in body] == []


def test_earlier_version_comes_back(client: Client, organization: Organization) -> None:
    actions.update_organization(organization, purpose="支える")
    actions.update_organization(organization, purpose="まちがい")
    entry = client.get(url_of(organization, "history/")).context["entries"][1]
    url = url_of(organization, f"history/organization/{entry.version.id}/")
    shown = client.get(url).context["changes"]
    assert [(change.before, change.after) for change in shown] == [("まちがい", "支える")]
    client.post(url)
    organization.refresh_from_db()
    assert (organization.purpose, organization.version) == ("支える", 4)


def test_own_contact_restores_without_touching_what_is_internal(
    client_of: Callable, organization: Organization, contact: User
) -> None:
    actions.update_organization(organization, purpose="支える", note="古い備考")
    first = organization.versions.order_by("pgh_id").first()
    client_of(contact).post(url_of(organization, f"history/organization/{first.pgh_id}/"))
    organization.refresh_from_db()
    assert (organization.purpose, organization.note) == ("", "古い備考")


def test_consent_taken_back_does_not_come_back_with_an_earlier_version(
    client: Client, organization: Organization
) -> None:
    actions.update_organization(organization, purpose="支える", public_phone="000-111-2222")
    actions.give_consent(organization, consented_by="施設長", method="paper")
    earlier = organization.versions.order_by("pgh_id").last()
    actions.withdraw_consent(organization)
    actions.update_organization(organization, purpose="まちがい")
    client.post(url_of(organization, f"history/organization/{earlier.pgh_id}/"))
    organization.refresh_from_db()
    assert (organization.purpose, organization.consent_on, organization.consent_by) == ("支える", None, "")


def test_a_version_that_cannot_come_back_says_why(
    client: Client, organization: Organization, wakaba: District
) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="川原")
    activity = make_activity(organization, neighborhood=place)
    earlier = activity.versions.get()
    place.delete()
    response = client.post(url_of(organization, f"history/activity/{earlier.pgh_id}/"))
    assert response.status_code == 422
    assert "町内" in str(response.context["form"].errors)


def test_own_contact_reads_and_restores_no_field_that_they_cannot_edit(
    client_of: Callable, organization: Organization, contact: User
) -> None:
    client, first = client_of(contact), organization.versions.get()
    actions.update_organization(organization, layers=["2"], term_ends_on=date(2027, 3, 31))
    assert "任期の終わり" not in client.get(url_of(organization, "history/")).content.decode()
    client.post(url_of(organization, f"history/organization/{first.pgh_id}/"))
    organization.refresh_from_db()
    assert (organization.layers, organization.term_ends_on) == (["2"], date(2027, 3, 31))


def test_versions_of_foreign_records_are_not_found(
    client: Client, organization: Organization, wakaba: District
) -> None:
    foreign = make_offer(make_organization(wakaba)).versions.get()
    assert client.get(url_of(organization, f"history/offer/{foreign.pgh_id}/")).status_code == 404
    assert client.get(url_of(organization, f"history/user/{foreign.pgh_id}/")).status_code == 404


def test_history_tells_who_may_edit_the_record_and_through_whom(
    client: Client, client_of: Callable, organization: Organization, contact: User, coordinator: User
) -> None:
    okada = make_person("岡田 恵")
    link = actions.invite_contact_person(organization, email=okada.email, by=coordinator)
    client_of(okada).post(link[link.index("/invitations/") :])
    assert set(organization.contacts.all()) == {contact, okada}
    client.post(url_of(organization, f"contacts/{okada.pk}/remove/"))
    response = client.get(url_of(organization, "history/"))
    told = [
        (entry.title, entry.version.label, entry.version.by, entry.may_restore)
        for entry in response.context["entries"]
        if entry.kind == "right"
    ]
    assert told == [
        ("編集できる人「岡田 恵」", "削除", "wakaba", False),
        ("編集できる人「岡田 恵」", "登録", "wakaba", False),
        ("編集できる人「wakabanosato」", "登録", "システム", False),
    ]
    assert "編集できる人「岡田 恵」を削除" in response.content.decode()


def test_own_contact_does_not_read_who_else_may_or_might_edit(
    client_of: Callable, organization: Organization, contact: User, coordinator: User
) -> None:
    okada = make_person("岡田 恵")
    actions.add_contact_person(organization, user=okada, by=coordinator)
    actions.remove_contact_person(organization, user=okada, by=coordinator)
    assert "岡田 恵" not in client_of(contact).get(url_of(organization, "history/")).content.decode()


def test_history_of_rights_keeps_no_address_and_restores_nothing(
    client: Client, organization: Organization, contact: User
) -> None:
    """The history of rights holds no address of the person: what erasing an account takes is gone here too."""
    given = organization.contacts.through.objects.get().versions.get()
    erase_account(contact)
    body = client.get(url_of(organization, "history/")).content.decode()
    assert "編集できる人「wakabanosato」" in body
    assert "wakabanosato@" not in body
    assert client.get(url_of(organization, f"history/right/{given.pgh_id}/")).status_code == 404


def test_queries_of_the_history_do_not_grow(
    client: Client,
    organization: Organization,
    coordinator: User,
    django_assert_max_num_queries: Callable,
) -> None:
    for number in range(4):
        make_activity(organization)
        make_offer(organization)
        actions.add_contact_person(
            organization, user=make_person("岡田 恵", f"okada{number}"), by=coordinator
        )
    with django_assert_max_num_queries(29):
        client.get(url_of(organization, "history/"))
