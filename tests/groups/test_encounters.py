"""Encounters with organisations (接触履歴): noted quickly, with promises, for internal readers only."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from groups import actions as registry
from groups.actions import encounters
from groups.models import Encounter, Organization
from groups.overview.exchange import due_promises
from portal.models import District, Membership, User
from portal.permissions import access_for
from portal.personal_data import erase_account
from tests.groups.factory import make_organization

BASE = "/wakaba/encounters/"


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def home(wakaba: District) -> Organization:
    return make_organization(wakaba, kind="facility", name="若葉の里", kana="わかばのさと")


@pytest.fixture
def visit(home: Organization, wakaba: District, coordinator: User) -> Encounter:
    return encounters.record_encounter(
        organization=home,
        district=wakaba,
        met_on=today() - timedelta(days=3),
        text="交流室を見学した",
        promise="サロンを紹介する",
        promise_due_on=today(),
        by=coordinator,
    )


def test_a_visit_is_noted_in_one_form(home: Organization, coordinator: User, client_of: Callable) -> None:
    client = client_of(coordinator)
    form = client.get(f"{BASE}add/?organization={home.pk}").content.decode()
    assert f'value="{home.pk}" selected' in form
    assert "個人の病気や家庭の事情は書かないでください" in form
    sent = {
        "organization": home.pk,
        "met_on": today(),
        "way": "call",
        "text": "電話した",
        "with_whom": "相談員",
    }
    response = client.post(f"{BASE}add/", sent)
    assert response["Location"] == f"{BASE}?organization={home.pk}"
    encounter = Encounter.objects.get()
    assert (encounter.organization, encounter.way, encounter.met_by) == (home, "call", coordinator)
    assert encounter.district.slug == "wakaba"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"met_on": "2999-12-31"}, "日付が先の日になっています。"),
        ({"promise_due_on": "2027-01-01"}, "期限が入っています。約束の内容も入力してください。"),
        ({"text": ""}, "入力してください。"),
        ({"organization": "999999"}, "正しく選択"),
    ],
)
def test_mistakes_are_told_and_typed_text_stays(
    changed: dict, told: str, home: Organization, coordinator: User, client_of: Callable
) -> None:
    sent = {
        "organization": home.pk,
        "met_on": today(),
        "way": "visit",
        "text": "見学",
        "with_whom": "施設長の話",
    }
    response = client_of(coordinator).post(f"{BASE}add/", sent | changed)
    assert response.status_code == 422
    assert "施設長の話" in response.content.decode()
    if "organization" not in changed:
        assert told in response.content.decode()
    assert Encounter.objects.count() == 0


def test_a_promise_without_words_has_no_date(home: Organization, wakaba: District) -> None:
    with pytest.raises(ValidationError) as caught:
        encounters.record_encounter(organization=home, district=wakaba, text="訪問", promise_due_on=today())
    assert caught.value.messages == ["期限だけが入っています。次の約束の内容も入力してください。"]


def test_a_due_promise_stands_on_the_desk_until_it_is_kept(
    visit: Encounter, wakaba: District, coordinator: User, editor: User, client_of: Callable
) -> None:
    access = access_for(coordinator, wakaba)
    assert [item.text for item in due_promises(access).items] == ["若葉の里：サロンを紹介する"]
    assert due_promises(access_for(editor, wakaba)).count == 0
    assert visit.is_overdue
    client_of(coordinator).post(f"{BASE}{visit.pk}/kept/")
    visit.refresh_from_db()
    assert (visit.promise_kept_on, visit.is_overdue) == (today(), False)
    assert due_promises(access).count == 0


def test_a_promise_of_tomorrow_is_not_due(visit: Encounter, wakaba: District, coordinator: User) -> None:
    encounters.change_encounter(visit, promise_due_on=today() + timedelta(days=1))
    assert due_promises(access_for(coordinator, wakaba)).count == 0
    assert list(Encounter.objects.open_promises()) == [visit]


def test_the_list_is_filtered(
    visit: Encounter, wakaba: District, coordinator: User, chair: User, client_of: Callable
) -> None:
    other = make_organization(wakaba, name="みみの会")
    encounters.record_encounter(
        organization=other, district=wakaba, way="call", text="傾聴の日を聞いた", by=chair
    )
    client = client_of(coordinator)

    def shown(query: str) -> list[str]:
        page = client.get(f"{BASE}?{query}").content.decode()
        return [text for text in ("交流室を見学した", "傾聴の日を聞いた") if f"<p>{text}</p>" in page]

    assert shown("") == ["交流室を見学した", "傾聴の日を聞いた"]
    assert shown(f"organization={other.pk}") == ["傾聴の日を聞いた"]
    assert shown("way=visit") == ["交流室を見学した"]
    assert shown(f"by={chair.pk}") == ["傾聴の日を聞いた"]
    assert shown("promise=due") == ["交流室を見学した"]
    assert shown("q=若葉の里 見学") == ["交流室を見学した"]
    assert shown("q=若葉の里 傾聴") == []


def test_it_survives_a_change_of_staff(
    visit: Encounter, wakaba: District, coordinator: User, chair: User, client_of: Callable
) -> None:
    Membership.objects.filter(user=coordinator).update(ended_on=today())
    erase_account(coordinator)
    page = client_of(chair).get(BASE).content.decode()
    assert "交流室を見学した" in page
    assert f"対応：{coordinator.name}" in page


def test_two_edits_at_once_are_told(
    visit: Encounter, coordinator: User, chair: User, client_of: Callable
) -> None:
    sent = {
        "organization": visit.organization_id,
        "met_on": visit.met_on,
        "way": "visit",
        "promise": visit.promise,
        "promise_due_on": today(),
        "version": visit.version,
    }
    client_of(coordinator).post(f"{BASE}{visit.pk}/", sent | {"text": "交流室と足湯を見学した"})
    response = client_of(chair).post(f"{BASE}{visit.pk}/", sent | {"text": "厨房を見学した"})
    assert response.status_code == 422
    assert "ほかの人がこの内容を保存しました" in response.content.decode()
    visit.refresh_from_db()
    assert (visit.text, visit.met_by) == ("交流室と足湯を見学した", coordinator)


def test_a_mistake_is_deleted_after_asking(visit: Encounter, coordinator: User, client_of: Callable) -> None:
    client = client_of(coordinator)
    assert "この記録を消しますか" in client.get(f"{BASE}{visit.pk}/delete/").content.decode()
    client.post(f"{BASE}{visit.pk}/delete/")
    assert Encounter.objects.count() == 0


def test_nothing_of_them_is_public(
    visit: Encounter,
    home: Organization,
    coordinator: User,
    contact: User,
    client: Client,
    client_of: Callable,
) -> None:
    home.contacts.add(contact)
    pages = [f"/wakaba/groups/{home.pk}/", "/wakaba/search/?q=交流室を見学", "/wakaba/"]
    for reader in (client, client_of(contact)):
        for page in pages:
            assert "見学した" not in reader.get(page).content.decode()
    internal = client_of(coordinator)
    assert "交流室を見学した" in internal.get(pages[0]).content.decode()
    assert f"/wakaba/encounters/{visit.pk}/" in internal.get(pages[1]).content.decode()


def test_other_districts_see_none_of_them(
    visit: Encounter, shiomidai: District, stranger: User, client_of: Callable
) -> None:
    visit.organization.served_districts.add(shiomidai)
    client = client_of(stranger)
    assert "見学" not in client.get("/shiomidai/encounters/").content.decode()
    assert client.get(f"/shiomidai/encounters/{visit.pk}/").status_code == 404


def test_an_organisation_that_was_met_is_not_deleted_but_merged(visit: Encounter, wakaba: District) -> None:
    assert "接触履歴があります" in registry.why_not_deletable(visit.organization)
    twin = make_organization(wakaba, name="若葉のさと")
    registry.merge_organizations(visit.organization, into=twin)
    assert Encounter.objects.get().organization == twin


@pytest.mark.parametrize("path", ["", "?promise=open&q=見学"])
def test_the_list_costs_the_same_for_one_and_three(
    path: str,
    visit: Encounter,
    coordinator: User,
    client_of: Callable,
    django_assert_max_num_queries: Callable,
) -> None:
    client = client_of(coordinator)
    client.get(BASE + path)
    with django_assert_max_num_queries(10):
        client.get(BASE + path)
    for number in range(3):
        encounters.record_encounter(
            organization=visit.organization, district=visit.district, text=f"見学{number}", by=coordinator
        )
    with django_assert_max_num_queries(10):
        client.get(BASE + path)


def test_the_list_is_exported_as_filtered(visit: Encounter, coordinator: User, client_of: Callable) -> None:
    response = client_of(coordinator).get(f"{BASE}?way=call&format=csv")
    assert response.content.decode("utf-8-sig").count("\n") == 1
    response = client_of(coordinator).get(f"{BASE}?way=visit&format=csv")
    assert "サロンを紹介する" in response.content.decode("utf-8-sig")
