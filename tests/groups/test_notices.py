"""The board between organisations (連絡板), and notices to residents after approval."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client

from groups.actions import delete_organization, notices
from groups.models import Notice, Organization
from groups.overview.notices import asked_notices
from portal import search
from portal.models import District, SearchEntry, User
from portal.permissions import access_for
from tests.days import today

BASE = "/wakaba/notices/"
ClientOf = Callable[[User | None], Client]


def make_notice(district: District, title: str = "テントを貸せます", **fields: Any) -> Notice:
    fields = {"text": "2週間前までにご連絡ください。", "state": "board"} | fields
    return notices.post_notice(district=district, title=title, **fields)


def sent(**changes: object) -> dict[str, object]:
    plain = {"organization": "", "title": "足湯", "text": "土曜の13時から。", "shown_until": f"{today()}"}
    return plain | {"version": 1} | changes


def titles(client: Client, query: str = "") -> list[str]:
    return [notice.title for notice in client.get(f"{BASE}{query}").context["listing"].page]


def state_of(notice: Notice) -> str:
    return Notice.objects.get(pk=notice.pk).state


# -- Writing and reading ---------------------------------------------------------------------------------------------


def test_a_coordinator_writes_for_the_council_or_an_organisation(
    wakaba: District, organization: Organization, coordinator: User, client_of: ClientOf
) -> None:
    client = client_of(coordinator)
    client.post(f"{BASE}add/", sent())
    client.post(f"{BASE}add/", sent(organization=organization.pk, title="足湯2"))
    assert [(notice.sender, notice.state) for notice in Notice.objects.order_by("pk")] == [
        ("若葉地区社会福祉協議会", "board"),
        ("特別養護老人ホーム若葉の里", "board"),
    ]


def test_an_organisations_account_writes_in_its_own_name_only(
    wakaba: District, organization: Organization, contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    other = Organization.objects.create(district=wakaba, category=organization.category, name="みみの会")
    for wrong in ("", other.pk):
        assert client.post(f"{BASE}add/", sent(organization=wrong)).status_code == 422
    client.post(f"{BASE}add/", sent(organization=organization.pk))
    assert Notice.objects.get().sender == "特別養護老人ホーム若葉の里"


def test_mistakes_keep_what_was_typed(wakaba: District, coordinator: User, client_of: ClientOf) -> None:
    yesterday = today() - timedelta(days=1)
    response = client_of(coordinator).post(f"{BASE}add/", sent(shown_until=f"{yesterday}"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "きょうか、きょうより後の日" in page
    assert "土曜の13時から。" in page


def test_the_board_is_for_its_members(
    wakaba: District,
    shiomidai: District,
    coordinator: User,
    editor: User,
    contact: User,
    stranger: User,
    client_of: ClientOf,
) -> None:
    make_notice(wakaba, "中の話")
    make_notice(wakaba, "みんなの話", state="public")
    make_notice(shiomidai, "となりの話", state="public")
    past = make_notice(wakaba, "昔の話", state="public")
    Notice.objects.filter(pk=past.pk).update(shown_until=today() - timedelta(days=1))
    for member in (coordinator, editor, contact):
        assert titles(client_of(member)) == ["みんなの話", "中の話"]
        assert titles(client_of(member), "?past=on") == ["昔の話"]
    for other in (None, stranger):
        assert titles(client_of(other)) == ["みんなの話"]
        assert titles(client_of(other), "?past=on") == []
        assert client_of(other).get(past.get_absolute_url()).status_code == 404


def test_words_find_a_notice(wakaba: District, coordinator: User, client_of: ClientOf) -> None:
    make_notice(wakaba, "テントを貸せます")
    make_notice(wakaba, "足湯", text="タオルだけ")
    assert titles(client_of(coordinator), "?q=タオル") == ["足湯"]


# -- To residents -----------------------------------------------------------------------------------------------------


def test_one_press_of_a_coordinator_tells_the_residents(
    wakaba: District, coordinator: User, client_of: ClientOf, client: Client
) -> None:
    notice = make_notice(wakaba)
    assert client.get(notice.get_absolute_url()).status_code == 404
    client_of(coordinator).post(f"{BASE}{notice.pk}/publish/")
    told = Notice.objects.get()
    assert (told.state, told.approved_by, told.published_on) == ("public", coordinator, today())
    assert "テントを貸せます" in client.get(notice.get_absolute_url()).content.decode()
    assert "テントを貸せます" in client.get("/wakaba/").content.decode()
    client_of(coordinator).post(f"{BASE}{notice.pk}/withdraw/")
    assert client.get(notice.get_absolute_url()).status_code == 404


def test_what_an_organisation_asks_for_waits_for_approval(
    wakaba: District, organization: Organization, contact: User, coordinator: User, client_of: ClientOf
) -> None:
    notice = make_notice(wakaba, organization=organization)
    client_of(contact).post(f"{BASE}{notice.pk}/publish/")
    assert state_of(notice) == "asked"
    waiting = asked_notices(access_for(coordinator, wakaba))
    assert [item.text for item in waiting.items] == ["特別養護老人ホーム若葉の里：テントを貸せます"]
    assert asked_notices(access_for(contact, wakaba)).count == 0
    client_of(coordinator).post(f"{BASE}{notice.pk}/publish/")
    assert state_of(notice) == "public"


def test_changed_words_are_approved_again(
    wakaba: District, organization: Organization, contact: User, coordinator: User, client_of: ClientOf
) -> None:
    notice = make_notice(wakaba, organization=organization, state="public")
    page = client_of(contact).get(f"{BASE}{notice.pk}/edit/").content.decode()
    assert "もう一度承認されてから" in page
    client_of(contact).post(f"{BASE}{notice.pk}/edit/", sent(organization=organization.pk))
    assert state_of(notice) == "asked"
    client_of(coordinator).post(f"{BASE}{notice.pk}/publish/")
    changed = sent(
        organization=organization.pk, text="日曜の13時から。", version=Notice.objects.get().version
    )
    client_of(coordinator).post(f"{BASE}{notice.pk}/edit/", changed)
    assert state_of(notice) == "public"


def test_nothing_past_its_day_is_told(wakaba: District) -> None:
    notice = make_notice(wakaba)
    notice.shown_until = today() - timedelta(days=1)
    with pytest.raises(ValidationError, match="期限が過ぎています"):
        notices.publish_notice(notice, approves=True)


def test_two_edits_at_once_are_told(wakaba: District, coordinator: User, client_of: ClientOf) -> None:
    notice = make_notice(wakaba)
    client = client_of(coordinator)
    client.post(f"{BASE}{notice.pk}/edit/", sent(text="はじめの人"))
    response = client.post(f"{BASE}{notice.pk}/edit/", sent(text="あとの人"))
    assert response.status_code == 422
    assert Notice.objects.get().text == "はじめの人"


def test_others_notices_are_not_edited(
    wakaba: District, organization: Organization, contact: User, editor: User, client_of: ClientOf
) -> None:
    notice = make_notice(wakaba)
    for part in ("edit", "delete"):
        assert client_of(contact).get(f"{BASE}{notice.pk}/{part}/").status_code == 403
    own = make_notice(wakaba, by=editor)
    assert client_of(editor).get(f"{BASE}{own.pk}/edit/").status_code == 200
    client_of(editor).post(f"{BASE}{own.pk}/delete/")
    assert not Notice.objects.filter(pk=own.pk).exists()


def test_its_history_stands_with_the_board(
    wakaba: District, coordinator: User, editor: User, client_of: ClientOf
) -> None:
    notice = make_notice(wakaba)
    client = client_of(coordinator)
    client.post(f"{BASE}{notice.pk}/publish/")
    url = f"{BASE}{notice.pk}/history/"
    assert f'href="{url}"' in client.get(notice.get_absolute_url()).content.decode()
    response = client.get(url)
    assert [(version.label, version.by) for version in response.context["versions"]] == [
        ("変更", "wakaba"),
        ("登録", "システム"),
    ]
    crumbs = response.content.decode().partition('class="breadcrumbs"')[2].partition("</nav>")[0]
    assert f'href="{BASE}"' in crumbs and "/challenges/" not in crumbs
    assert client_of(editor).get(url).status_code == 403


# -- Search and sitemap -------------------------------------------------------------------------------------------------


def found(user: User | None, district: District, query: str = "テント") -> list[str]:
    results = search.find(access_for(user or AnonymousUser(), district), district, query)
    return [str(hit.title) for hit in results[0:9]]


def test_search_finds_what_the_reader_may_see(
    wakaba: District, organization: Organization, coordinator: User, contact: User, city: User, stranger: User
) -> None:
    def readers() -> list[str]:
        people = {
            "resident": None,
            "stranger": stranger,
            "contact": contact,
            "coordinator": coordinator,
            "city": city,
        }
        return [name for name, user in people.items() if found(user, wakaba)]

    notice = make_notice(wakaba, organization=organization)
    assert readers() == ["coordinator", "city"]
    notices.publish_notice(notice, approves=True)
    assert readers() == ["resident", "stranger", "contact", "coordinator", "city"]
    assert found(None, wakaba, "若葉の里") == ["テントを貸せます"]
    notices.change_notice(notice, approves=False, text="3週間前までに。")
    assert readers() == ["coordinator", "city"]
    notices.publish_notice(notice, approves=True)
    notices.withdraw_notice(notice)
    assert readers() == ["coordinator", "city"]
    notices.delete_notice(notice)
    assert readers() == []


def test_search_finds_a_notice_until_its_last_day(wakaba: District) -> None:
    make_notice(wakaba, "テントを貸せます", state="public", shown_until=today())
    past = make_notice(wakaba, "テントを貸します", state="public")
    Notice.objects.filter(pk=past.pk).update(shown_until=today() - timedelta(days=1))
    search.index(past)
    assert found(None, wakaba) == ["<mark>テント</mark>を貸せます"]
    assert found(None, wakaba, "お知らせ") == ["テントを貸せます"]
    similar = search.find(access_for(AnonymousUser(), wakaba), wakaba, "テントを貸ぜます").similar
    assert [str(hit.title) for hit in similar] == ["テントを貸せます"]


def test_a_deleted_organisation_takes_its_notices_out_of_the_search(
    wakaba: District, organization: Organization
) -> None:
    make_notice(wakaba, organization=organization, state="public")
    delete_organization(organization)
    assert SearchEntry.objects.count() == 0


def test_the_sitemap_names_notices_to_residents(wakaba: District, client: Client) -> None:
    shown = make_notice(wakaba, "みんなの話", state="public")
    make_notice(wakaba, "中の話")
    past = make_notice(wakaba, "昔の話", state="public")
    Notice.objects.filter(pk=past.pk).update(shown_until=today() - timedelta(days=1))
    text = client.get("/sitemap.xml").content.decode()
    assert re.findall(r"/wakaba/notices/[0-9/]*", text) == [BASE, f"{BASE}{shown.pk}/"]


# -- Cost -------------------------------------------------------------------------------------------------------------


def test_the_board_costs_the_same_for_one_and_three(
    wakaba: District,
    organization: Organization,
    coordinator: User,
    client_of: ClientOf,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_of(coordinator)
    make_notice(wakaba, organization=organization)
    with django_assert_max_num_queries(10) as first:
        client.get(BASE)
    for number in range(2):
        make_notice(wakaba, f"お知らせ{number}", organization=organization)
    with django_assert_max_num_queries(10) as more:
        client.get(BASE)
    assert len(more) == len(first)
