"""Editing an organisation in place and on pages of its own: saving, mistakes, conflicts, rights."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups import actions
from groups.forms.lists import ActivityForm
from groups.models import Organization
from portal.models import District, Invitation, Neighborhood, Photo, StoredFile, User
from tests.groups.factory import make_activity, make_offer, make_organization
from tests.portal.test_photos import add_photo

HTMX = {"HX-Request": "true", "HX-Target": "section-purpose"}


def url_of(organization: Organization, rest: str = "") -> str:
    return f"/wakaba/groups/{organization.pk}/{rest}"


def filled(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the form at `url`, with some fields changed."""
    form = client.get(url).context["form"]
    data: dict[str, Any] = {}
    for each in form.forms:
        for field in each:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = value
    for _, rows in form.lists:
        for field in rows.management_form:
            data[field.html_name] = field.value()
    return data | changes


@pytest.fixture
def client(client_of: Callable, coordinator: User) -> Client:
    return client_of(coordinator)


# -- Saving ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "changes", "expected"),
    [
        (
            "purpose",
            {"purpose": "支える", "consultations": "介護\n車いす"},
            {"consultations": ["介護", "車いす"]},
        ),
        ("contact", {"public_phone": "０００－１１１－２２２２"}, {"public_phone": "000-111-2222"}),
        (
            "basic",
            {"kana": "ワカバノサト", "postcode": "7600066"},
            {"kana": "わかばのさと", "postcode": "760-0066"},
        ),
        ("basic", {"fields": ["welfare", "health"]}, {"fields": ["welfare", "health"]}),
        ("participation", {"accessibility": ["parking"], "lends_venue": "on"}, {"lends_venue": True}),
        ("internal", {"note": "電話は昼に", "layers": ["2"]}, {"note": "電話は昼に", "layers": ["2"]}),
    ],
)
def test_section_is_saved(
    client: Client, organization: Organization, section: str, changes: dict, expected: dict
) -> None:
    url = url_of(organization, f"edit/{section}/")
    response = client.post(url, filled(client, url, **changes))
    assert (response.status_code, response["Location"]) == (302, f"{url_of(organization)}#section-{section}")
    organization.refresh_from_db()
    assert {name: getattr(organization, name) for name in expected} == expected


def test_facility_is_made_when_first_written(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/facility/")
    client.post(url, filled(client, url, capacity=80, weekdays=[0, 1], services="通所介護\n短期入所"))
    facility = Organization.objects.get(pk=organization.pk).facility
    assert (facility.capacity, facility.weekdays, facility.services) == (80, [0, 1], ["通所介護", "短期入所"])


def test_htmx_swaps_form_and_section(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/purpose/")
    form = client.get(url, headers=HTMX).content.decode()
    assert "<html" not in form
    assert 'id="section-purpose"' in form
    saved = client.post(url, filled(client, url, purpose="支える"), headers=HTMX).content.decode()
    assert "<html" not in saved
    assert 'id="section-purpose"' in saved
    assert "「目的・役割」を保存しました。" in saved
    given_up = client.get(url_of(organization), headers=HTMX).content.decode()
    assert 'id="section-purpose"' in given_up
    assert "<html" not in given_up


def test_a_form_on_its_own_page_leads_back_to_the_organisation(
    client: Client, organization: Organization
) -> None:
    url = url_of(organization, "edit/basic/")
    own_page = HTMX | {"HX-Current-URL": f"http://testserver{url}"}
    wrong = client.post(url, filled(client, url, name=""), headers=own_page).content.decode()
    assert "<h1" in wrong and "<h2 id=" not in wrong
    saved = client.post(url, filled(client, url, name="若葉の里"), headers=own_page)
    assert saved["HX-Redirect"] == f"{url_of(organization)}#section-basic"


def test_empty_basics_are_shown_to_who_fills_them_in(client: Client, wakaba: District) -> None:
    bare = make_organization(wakaba, name="ひだまり", is_public=True)
    assert 'id="section-basic"' not in Client().get(url_of(bare)).content.decode()
    assert 'id="section-basic"' in client.get(url_of(bare)).content.decode()


@pytest.mark.parametrize("typed", ["abc", "なし", "-"])
def test_words_are_no_telephone_number(client: Client, organization: Organization, typed: str) -> None:
    url = url_of(organization, "edit/contact/")
    response = client.post(url, filled(client, url, public_phone=typed))
    assert response.status_code == 422
    assert response.context["form"].main.errors["public_phone"] == [
        "番号を数字で入力してください（例：000-0000-0000）。番号がないときは、空欄のままにしてください。"
    ]


def test_mistakes_stand_beside_the_field_and_nothing_typed_is_lost(
    client: Client, organization: Organization
) -> None:
    url = url_of(organization, "edit/basic/")
    response = client.post(url, filled(client, url, name="", alias="里", postcode="12", latitude="35"))
    main = response.context["form"].main
    assert response.status_code == 422
    assert set(main.errors) == {"name", "postcode", "__all__"}
    assert (main["alias"].value(), main["postcode"].value()) == ("里", "12")
    assert organization.name in response.content.decode()


# -- Lists ----------------------------------------------------------------------------------------------------------


def test_rows_are_added_changed_and_removed(client: Client, organization: Organization) -> None:
    kept, gone = make_offer(organization, "会場"), make_offer(organization, "車")
    url = url_of(organization, "edit/exchange/")
    changes = {
        "offers-TOTAL_FORMS": 3,
        "offers-0-text": "広い会場",
        "offers-1-DELETE": "on",
        "offers-2-kind": "skill",
        "offers-2-text": "講師",
        "offers-2-expires_on": "2099-03-31",
        "offers-2-state": "open",
        "needs-0-kind": "people",
        "needs-0-text": "ボランティア",
    }
    client.post(url, filled(client, url, **changes))
    assert list(organization.offers.values_list("text", "kind")) == [("広い会場", "other"), ("講師", "skill")]
    assert list(organization.needs.values_list("text", flat=True)) == ["ボランティア"]
    assert organization.offers.filter(pk=kept.pk).exists()
    assert not organization.offers.filter(pk=gone.pk).exists()


def test_activities_are_in_neighborhoods_of_the_own_district(
    client: Client, organization: Organization, shiomidai: District
) -> None:
    place = Neighborhood.objects.create(district=shiomidai, name="潮風")
    url = url_of(organization, "edit/activities/")
    sent = filled(client, url, **{"activities-0-name": "お茶の会", "activities-0-neighborhood": place.pk})
    assert client.post(url, sent).status_code == 422
    assert not organization.activities.exists()


def test_one_more_row_needs_no_javascript(client: Client, organization: Organization) -> None:
    make_activity(organization, name="お茶の会")
    url = url_of(organization, "edit/activities/")
    sent = filled(client, url, **{"activities-0-name": "", "assist": "activities"})
    response = client.post(url, sent)
    rows = response.context["form"].lists[0][1]
    assert response.status_code == 200
    assert [form["name"].value() for form in rows.forms] == ["", None]
    assert all(not form.errors for form in rows.forms)
    assert organization.activities.get().name == "お茶の会"


def test_mistake_in_a_row_is_told_and_saves_nothing(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/activities/")
    changes = {
        "activities-0-name": "体操",
        "activities-0-frequency": "weekly",
        "activities-0-starts_at": "10:00",
        "activities-0-ends_at": "09:00",
    }
    response = client.post(url, filled(client, url, **changes))
    assert response.status_code == 422
    assert "終わりの時刻は、始まりの時刻より後にしてください。" in response.content.decode()
    assert organization.activities.count() == 0


def test_queries_of_a_list_do_not_grow(
    client: Client, organization: Organization, wakaba: District, django_assert_max_num_queries: Callable
) -> None:
    place = Neighborhood.objects.create(district=wakaba, name="けやき台")
    for _ in range(3):
        make_activity(organization, neighborhood=place)
    with django_assert_max_num_queries(12):
        client.get(url_of(organization, "edit/activities/"))


# -- Help while typing ----------------------------------------------------------------------------------------------


def test_postcode_fills_the_address(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/basic/")
    response = client.post(url, filled(client, url, postcode="760-0066", assist="address", alias="里"))
    main = response.context["form"].main
    assert (main["address"].value(), main["alias"].value()) == ("香川県高松市福岡町", "里")
    organization.refresh_from_db()
    assert organization.address == ""


def test_postcode_leaves_a_typed_address_and_offers_its_own(
    client: Client, organization: Organization
) -> None:
    url = url_of(organization, "edit/basic/")
    typed = {"postcode": "760-0066", "address": "高松市前田西町683-7"}
    response = client.post(url, filled(client, url, **typed, assist="address"))
    main = response.context["form"].main
    assert (main["address"].value(), main.address_found) == ("高松市前田西町683-7", "香川県高松市福岡町")
    assert "そのままにしました" in response.context["told"]
    assert 'value="address_over"' in response.content.decode()
    response = client.post(url, filled(client, url, **typed, assist="address_over"))
    assert response.context["form"].main["address"].value() == "香川県高松市福岡町"


def test_a_monthly_day_asks_for_its_week(wakaba: District) -> None:
    typed = {"name": "お茶の会", "frequency": "monthly", "weekdays": ["3"]}
    assert ActivityForm(typed, places=[]).errors == {
        "weeks": ["第何週ですか。1つ以上選んでください。毎週のときは、「頻度」で「毎週」を選んでください。"]
    }
    assert not ActivityForm(typed | {"weeks": ["2"]}, places=[]).errors
    assert not ActivityForm(typed | {"frequency": "weekly"}, places=[]).errors


def test_unknown_postcode_is_told(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/basic/")
    response = client.post(url, filled(client, url, postcode="999-9999", assist="address"))
    assert "住所が見つかりませんでした" in response.context["told"]


def test_reading_is_proposed_and_not_saved_by_itself(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/basic/")
    Organization.objects.update(kana="", name="若葉会館")
    assert client.get(url).context["form"].main.kana_proposal == "わかばかいかん"
    response = client.post(url, filled(client, url, assist="kana"))
    assert response.context["form"].main["kana"].value() == "わかばかいかん"
    organization.refresh_from_db()
    assert organization.kana == ""


# -- Two at once ----------------------------------------------------------------------------------------------------


def test_conflicting_edits_are_told_and_never_overwritten(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/purpose/")
    mine = filled(client, url, purpose="わたしの言葉")
    actions.update_organization(Organization.objects.get(pk=organization.pk), purpose="別の人の言葉")
    response = client.post(url, mine)
    body = response.content.decode()
    assert response.status_code == 422
    assert "わたしの言葉" in body
    assert "別の人の言葉" in body
    organization.refresh_from_db()
    assert organization.purpose == "別の人の言葉"
    again = {field.html_name: field.value() or "" for field in response.context["form"].main}
    assert client.post(url, again).status_code == 302
    organization.refresh_from_db()
    assert organization.purpose == "わたしの言葉"


def test_edits_of_different_fields_do_not_conflict(client: Client, organization: Organization) -> None:
    url = url_of(organization, "edit/purpose/")
    mine = filled(client, url, role="相談場所")
    actions.update_organization(Organization.objects.get(pk=organization.pk), purpose="別の人の言葉")
    assert client.post(url, mine).status_code == 302
    organization.refresh_from_db()
    assert (organization.role, organization.purpose) == ("相談場所", "別の人の言葉")


def test_row_that_somebody_removed_is_told(client: Client, organization: Organization) -> None:
    offer = make_offer(organization, "会場")
    url = url_of(organization, "edit/exchange/")
    mine = filled(client, url, **{"offers-0-text": "広い会場"})
    offer.delete()
    response = client.post(url, mine)
    assert response.status_code == 422
    assert "ほかの人が消しました" in response.content.decode()


# -- Who may --------------------------------------------------------------------------------------------------------

SECTIONS = ["basic", "purpose", "contact", "activities", "exchange", "facility", "participation", "internal"]


def statuses(client: Client, organization: Organization, pages: list[str]) -> set[int]:
    return {client.get(url_of(organization, page)).status_code for page in pages}


def test_own_contact_edits_all_but_what_is_internal(
    client_of: Callable, organization: Organization, contact: User
) -> None:
    client = client_of(contact)
    open_pages = [f"edit/{section}/" for section in SECTIONS if section != "internal"]
    assert statuses(client, organization, [*open_pages, "consent/", "photos/", "history/"]) == {200}
    closed = ["edit/internal/", "status/", "contacts/", "merge/", "delete/"]
    assert statuses(client, organization, closed) == {403}


def test_others_edit_nothing(
    client_of: Callable, organization: Organization, editor: User, stranger: User
) -> None:
    pages = [f"edit/{section}/" for section in SECTIONS] + ["consent/", "photos/", "history/", "merge/"]
    for user in (editor, stranger):
        assert statuses(client_of(user), organization, pages) == {403}
    assert statuses(client_of(None), organization, pages) == {302}
    Organization.objects.update(is_public=False)
    assert statuses(client_of(stranger), organization, pages) == {404}


def test_guest_districts_do_not_edit(
    client_of: Callable, organization: Organization, shiomidai: District, stranger: User
) -> None:
    organization.served_districts.add(shiomidai)
    response = client_of(stranger).get(f"/shiomidai/groups/{organization.pk}/edit/basic/")
    assert response.status_code == 403


def test_organizations_of_the_whole_city_are_edited_by_city_staff(
    client_of: Callable, wakaba: District, coordinator: User, city: User
) -> None:
    organization = make_organization(None)
    url = url_of(organization, "edit/basic/")
    assert client_of(coordinator).get(url).status_code == 403
    client = client_of(city)
    client.post(url, filled(client, url, name="手話サークルてのひら"))
    organization.refresh_from_db()
    assert organization.name == "手話サークルてのひら"


def test_unknown_section_is_not_found(client: Client, organization: Organization) -> None:
    assert client.get(url_of(organization, "edit/secret/")).status_code == 404


# -- State, consent, confirmation --------------------------------------------------------------------------------------


def test_verifying_sets_today(client_of: Callable, organization: Organization, contact: User) -> None:
    client = client_of(contact)
    assert client.get(url_of(organization, "verify/")).status_code == 405
    client.post(url_of(organization, "verify/"))
    organization.refresh_from_db()
    assert (organization.verified_on, organization.verified_by) == (timezone.localdate(), "wakabanosato")


def test_consent_is_noted_and_taken_back(client: Client, organization: Organization) -> None:
    url = url_of(organization, "consent/")
    response = client.post(url, {"on": "2999-01-01", "consented_by": "", "method": "paper"})
    assert set(response.context["form"].errors) == {"on", "consented_by"}
    client.post(url, {"on": "2026-04-01", "consented_by": "施設長", "method": "paper"})
    organization.refresh_from_db()
    assert (str(organization.consent_on), organization.consent_by) == ("2026-04-01", "施設長")
    client.post(url, {"withdraw": "1"})
    organization.refresh_from_db()
    assert organization.consent_on is None


def test_own_contact_consents_by_web(client_of: Callable, organization: Organization, contact: User) -> None:
    form = client_of(contact).get(url_of(organization, "consent/")).context["form"]
    assert (form["consented_by"].value(), form["method"].value()) == ("wakabanosato", "web")


def test_status_is_saved(client: Client, organization: Organization) -> None:
    client.post(url_of(organization, "status/"), {"status": "paused", "version": organization.version})
    organization.refresh_from_db()
    assert (organization.status, organization.is_public) == ("paused", False)


def test_only_mistakes_are_deleted(client: Client, organization: Organization) -> None:
    url = url_of(organization, "delete/")
    actions.give_consent(organization, consented_by="施設長", method="paper")
    assert client.post(url).status_code == 422
    actions.withdraw_consent(organization)
    assert client.get(url).context["reason"] == ""
    assert client.post(url)["Location"] == "/wakaba/groups/"
    assert not Organization.objects.exists()


def test_photos_are_erased_with_the_record(client: Client, organization: Organization) -> None:
    add_photo(organization)
    client.post(url_of(organization, "delete/"))
    assert (Organization.objects.count(), Photo.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("page", ["verify/", "status/", "consent/", "delete/", "edit/purpose/"])
def test_a_record_is_held_while_it_is_written(client: Client, organization: Organization, page: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.post(url_of(organization, page))
    assert any('FROM "groups_organization"' in q["sql"] and "FOR UPDATE OF" in q["sql"] for q in asked)


# -- A new one ------------------------------------------------------------------------------------------------------

NEW = {"name": "寿クラブ", "kana": "ことぶきくらぶ", "public_phone": "087-834-9911"}


@pytest.fixture
def new(organization: Organization) -> dict[str, Any]:
    return NEW | {"category": organization.category_id}


def test_new_record_is_registered(client: Client, new: dict) -> None:
    response = client.post("/wakaba/groups/new/", new)
    made = Organization.objects.get(name="寿クラブ")
    assert response["Location"] == url_of(made)
    assert (made.district.slug, made.public_contact) == ("wakaba", None)


def test_likely_duplicates_are_shown_before_saving(client: Client, wakaba: District, new: dict) -> None:
    twin = make_organization(wakaba, name="寿 クラブ")
    response = client.post("/wakaba/groups/new/", new)
    assert [found for found, _ in response.context["duplicates"]] == [twin]
    assert Organization.objects.filter(name="寿クラブ").count() == 0
    client.post("/wakaba/groups/new/", new | {"confirmed": "1"})
    assert Organization.objects.filter(name="寿クラブ").count() == 1


def test_new_record_of_the_whole_city_is_for_city_staff(
    client_of: Callable, city: User, coordinator: User, new: dict
) -> None:
    client_of(city).post("/wakaba/groups/new/", new | {"city_wide": "on"})
    assert Organization.objects.get(name="寿クラブ").district is None
    other = {"category": new["category"], "name": "別の会", "city_wide": "on"}
    client_of(coordinator).post("/wakaba/groups/new/", other)
    assert Organization.objects.get(name="別の会").district.slug == "wakaba"


def test_new_records_are_for_who_edits_the_district(
    client_of: Callable, organization: Organization, contact: User, editor: User, stranger: User
) -> None:
    answers = [client_of(user).get("/wakaba/groups/new/").status_code for user in (contact, editor, stranger)]
    assert answers == [404, 403, 404]


# -- People ---------------------------------------------------------------------------------------------------------


def test_contact_is_invited_and_accepts(
    client: Client,
    client_of: Callable,
    organization: Organization,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            url_of(organization, "contacts/"), {"email": "okada@example.jp", "name": "岡田"}
        )
    link = response.context["link"]
    assert organization.name in mail.outbox[0].body
    person = User.objects.create_user("okada@example.jp", name="岡田")
    client_of(person).post(link[link.index("/invitations/") :])
    assert list(organization.contacts.all()) == [person]
    assert Invitation.objects.get().accepted_by == person


def test_contact_cannot_be_invited_twice(client: Client, organization: Organization, contact: User) -> None:
    response = client.post(url_of(organization, "contacts/"), {"email": contact.email})
    assert response.context["form"].errors["email"] == ["この人は、すでにこの団体を編集できます。"]


def test_contact_is_taken_off(client: Client, organization: Organization, contact: User) -> None:
    client.post(url_of(organization, f"contacts/{contact.pk}/remove/"))
    assert list(organization.contacts.all()) == []
    assert User.objects.filter(pk=contact.pk).exists()
