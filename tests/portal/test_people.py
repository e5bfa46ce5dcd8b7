"""People of districts and city: inviting, ending, handing over; who may do it, and that it holds at once."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pghistory.models import Context

from portal import plugins
from portal.actions import invitations, people
from portal.models import District, Invitation, Membership, Role, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
NEW_ACCOUNT = {
    "name": "若葉　花子",
    "kana": "ワカバ ハナコ",
    "phone": "000-111-2222",
    "password": "ひだまりの縁側で2人",
    "password_again": "ひだまりの縁側で2人",
}


@pytest.fixture(autouse=True)
def _mails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in a transaction that never commits; what waits for the commit is done at once."""
    monkeypatch.setattr("portal.mail.transaction.on_commit", lambda function, **_: function())


def token_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def invite(
    district: District, by: User, role: str = Role.EDITOR, email: str = "hanako@example.jp", **more: object
) -> str:
    """An invitation; returns the path of its link."""
    link = invitations.invite(email=email, role=role, by=by, district=district, **more)
    return f"/invitations/{token_of(link)}/"


def members(district: District) -> list[tuple[str, str]]:
    current = Membership.objects.current().filter(district=district).select_related("user")
    return [(membership.user.name, membership.role) for membership in current]


# -- Inviting ----------------------------------------------------------------------------------------------------


def test_a_coordinator_invites_and_sees_the_link_once(
    client_of: SignIn, wakaba: District, coordinator: User
) -> None:
    answer = client_of(coordinator).post(
        "/wakaba/people/invite/", {"role": "editor", "name": "若葉花子", "email": "Hanako@Example.jp"}
    )
    link = re.search(r"http://localhost:8000/invitations/[\w-]+/", answer.content.decode())[0]
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.district, invitation.invited_by) == (
        "hanako@example.jp",
        "editor",
        wakaba,
        coordinator,
    )
    assert token_of(link) not in invitation.token_hash
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert [message.to for message in mail.outbox] == [["hanako@example.jp"]]
    assert mail.outbox[0].subject == "【つながり】「若葉地区 広報委員」への招待"
    assert link in mail.outbox[0].body
    assert "wakabaさんから、「若葉地区 広報委員」への招待" in mail.outbox[0].body


def test_without_a_mail_server_nobody_is_promised_a_mail(
    wakaba: District, coordinator: User, client_of: SignIn, settings: LazySettings
) -> None:
    def told() -> str:
        return client_of(coordinator).get("/wakaba/people/invite/").content.decode()

    settings.EMAIL_URL = ""
    assert "リンクを、ご本人に紙などでお渡しください" in told()
    settings.EMAIL_URL = "smtp://mail.example.jp"
    assert "招待のメールを送ります" in told()


def test_an_invitation_lasts_fourteen_days(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    path = invite(wakaba, coordinator)
    invitation = Invitation.objects.get()
    assert round((invitation.expires_at - timezone.now()) / timedelta(days=1), 2) == 14
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client_of(None).get(path).status_code == 410


def test_nobody_gives_more_than_they_have(
    client_of: SignIn, wakaba: District, coordinator: User, chair: User, city: User
) -> None:
    sent = {"name": "花子", "email": "hanako@example.jp"}

    def may(user: User, role: str, path: str = "/wakaba/people/invite/") -> bool:
        return client_of(user).post(path, sent | {"role": role}).status_code == 200

    roles = [*Role.values, "city_staff", "administrator", "contact"]
    assert [role for role in roles if may(coordinator, role)] == ["coordinator", "editor"]
    assert [role for role in roles if may(chair, role)] == ["coordinator", "chair", "editor"]
    assert [role for role in roles if may(city, role)] == ["coordinator", "chair", "editor"]
    assert [role for role in roles if may(city, role, "/city/people/invite/")] == ["city_staff"]


def test_an_administrator_invites_to_all_of_the_city(
    client_of: SignIn, wakaba: District, admin: User
) -> None:
    for role in ("city_staff", "administrator"):
        client_of(admin).post(
            "/city/people/invite/", {"role": role, "name": "花子", "email": f"{role}@example.jp"}
        )
    assert set(Invitation.objects.values_list("role", "district")) == {
        ("city_staff", None),
        ("administrator", None),
    }


def test_who_has_the_role_is_not_invited_again(wakaba: District, coordinator: User, editor: User) -> None:
    with pytest.raises(ValidationError, match="wakaba-editorさんは、すでにこの役割を持っています。"):
        invite(wakaba, coordinator, email=editor.email)


def test_inviting_again_replaces_the_open_invitation(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    first, second = invite(wakaba, coordinator), invite(wakaba, coordinator)
    assert client_of(None).get(first).status_code == 410
    assert client_of(None).get(second).status_code == 200


def test_two_presses_at_once_invite_one_after_the_other(wakaba: District, coordinator: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        invite(wakaba, coordinator)
    asked = [query["sql"] for query in queries]
    locks = [number for number, sql in enumerate(asked) if sql.endswith("FOR NO KEY UPDATE")]
    looks = [number for number, sql in enumerate(asked) if 'FROM "portal_invitation"' in sql]
    assert '"portal_district"' in asked[locks[0]]
    assert locks[0] < looks[0]


def test_resending_kills_the_old_link(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    old = invite(wakaba, coordinator)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    invitation = Invitation.objects.get()
    answer = client_of(coordinator).post(f"/wakaba/people/invitations/{invitation.pk}/resend/")
    new = re.search(r"/invitations/[\w-]{20,}/", answer.content.decode())[0]
    assert client_of(None).get(old).status_code == 410
    assert client_of(None).get(new).status_code == 200


def test_withdrawing_kills_the_link(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    path = invite(wakaba, coordinator)
    client_of(coordinator).post(f"/wakaba/people/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert client_of(None).get(path).status_code == 410
    assert members(wakaba) == [("wakaba", "coordinator")]


def test_strangers_touch_no_invitation(
    wakaba: District, coordinator: User, stranger: User, editor: User, client_of: SignIn
) -> None:
    invite(wakaba, coordinator)
    pk = Invitation.objects.get().pk
    for user, there, here in ((stranger, 404, 404), (editor, 403, 404)):
        assert client_of(user).post(f"/wakaba/people/invitations/{pk}/withdraw/").status_code == there
        assert client_of(user).post(f"/city/people/invitations/{pk}/withdraw/").status_code == here
    # Nor under the own district's address.
    assert client_of(stranger).post(f"/shiomidai/people/invitations/{pk}/resend/").status_code == 404
    assert Invitation.objects.usable().count() == 1


def test_without_a_mail_server_the_page_says_so(
    client_of: SignIn, wakaba: District, coordinator: User, settings: object
) -> None:
    def page(email_url: str) -> str:
        settings.EMAIL_URL = email_url
        sent = {"role": "editor", "name": "花子", "email": "hanako@example.jp"}
        return client_of(coordinator).post("/wakaba/people/invite/", sent).content.decode()

    told = "メールを送る設定がないため"
    assert [told in page(""), told in page("smtp://localhost")] == [True, False]


def test_a_mail_that_cannot_be_sent_undoes_nothing(
    client_of: SignIn, wakaba: District, coordinator: User, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with TestCase.captureOnCommitCallbacks(execute=True):
        invite(wakaba, coordinator)
    assert Invitation.objects.usable().count() == 1


# -- Accepting ---------------------------------------------------------------------------------------------------


def test_a_new_person_makes_an_account_and_is_signed_in(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    path, client = invite(wakaba, coordinator), client_of(None)
    answer = client.post(path, NEW_ACCOUNT, follow=True)
    user = User.objects.get(email="hanako@example.jp")
    assert (user.name, user.kana, user.phone) == ("若葉 花子", "わかば はなこ", "000-111-2222")
    assert user.check_password(NEW_ACCOUNT["password"])
    assert user.emailaddress_set.values_list("email", "verified", "primary").get() == (user.email, True, True)
    assert members(wakaba) == [("wakaba", "coordinator"), ("若葉 花子", "editor")]
    assert answer.redirect_chain[-1][0] == "/wakaba/desk/"
    assert client_of(None).get(path).status_code == 410


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"password_again": "ちがうことば1234"}, "password_again", "1回目と2回目のパスワードがちがいます。"),
        ({"password": "short", "password_again": "short"}, "password", "このパスワードは短すぎます。"),
        ({"name": ""}, "name", "入力してください。"),
    ],
)
def test_mistakes_are_told_and_nothing_is_used_up(
    wakaba: District, coordinator: User, client_of: SignIn, change: dict, field: str, message: str
) -> None:
    path = invite(wakaba, coordinator)
    answer = client_of(None).post(path, NEW_ACCOUNT | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field][0].startswith(message)
    assert User.objects.filter(email="hanako@example.jp").exists() is False
    assert Invitation.objects.usable().count() == 1


def test_who_has_an_account_signs_in_as_it(
    wakaba: District, coordinator: User, stranger: User, client_of: SignIn
) -> None:
    path = invite(wakaba, coordinator, email=stranger.email)
    anonymous = client_of(None).post(path, NEW_ACCOUNT)
    assert f'href="/accounts/login/?next={path}"' in anonymous.content.decode()
    other = client_of(coordinator).post(path)
    assert "別の方への招待です" in other.content.decode()
    assert members(wakaba) == [("wakaba", "coordinator")]
    client_of(stranger).post(path)
    assert members(wakaba) == [("wakaba", "coordinator"), ("shiomidai", "editor")]


def test_the_token_is_neither_logged_nor_kept(
    wakaba: District, coordinator: User, client_of: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    path = invite(wakaba, coordinator)
    token = token_of(path)
    handler = logging.getLogger().handlers[0]
    client_of(None).post(path, NEW_ACCOUNT | {"name": ""})
    client_of(None).post(path, NEW_ACCOUNT)
    client_of(None).get(path)
    lines = [handler.format(record) for record in caplog.records if handler.filter(record)]
    assert [line for line in lines if token in line] == []
    assert any("/invitations/…/" in line for line in lines)
    assert [context for context in Context.objects.all() if token in str(context.metadata)] == []


def test_the_link_stays_on_our_own_pages(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    answer = client_of(None).get(invite(wakaba, coordinator))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_guessing_is_limited(wakaba: District, client_of: SignIn) -> None:
    client = client_of(None)
    answers = [client.post("/invitations/guess/").status_code for _ in range(21)]
    assert answers == [410] * 20 + [429]


def test_who_takes_a_role_in_a_second_district_comes_to_its_desk(
    wakaba: District, shiomidai: District, admin: User, coordinator: User, client_of: SignIn
) -> None:
    link = invite(shiomidai, admin, email=coordinator.email)
    client = client_of(coordinator)
    desk = client.post(link, follow=True)
    assert desk.redirect_chain == [("/shiomidai/desk/", 302)]
    assert '<a href="/wakaba/desk/">若葉地区</a>' in desk.content.decode()
    assert '<a href="/shiomidai/desk/">潮見台地区</a>' in client.get("/wakaba/desk/").content.decode()


def test_the_administrators_desk_does_not_list_all_districts(
    wakaba: District, shiomidai: District, admin: User, client_of: SignIn
) -> None:
    assert "ほかの地区の机" not in client_of(admin).get("/wakaba/desk/").content.decode()


def test_who_has_no_role_any_more_reads_so(wakaba: District, editor: User, client_of: SignIn) -> None:
    people.end_role(membership=editor.memberships.get())
    page = client_of(editor).get("/start/", follow=True)
    assert page.redirect_chain == [("/account/#roles", 302)]
    assert "いまは役割がありません。" in page.content.decode()


def test_a_stopped_account_cannot_be_invited(wakaba: District, coordinator: User, editor: User) -> None:
    people.stop_account(user=editor)
    with pytest.raises(ValidationError, match="止められています"):
        invite(wakaba, coordinator, role=Role.COORDINATOR, email=editor.email)


def test_an_app_gives_its_own_role(
    wakaba: District, coordinator: User, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    role = plugins.InvitationRole(
        "keeper",
        "鍵の係",
        accept=lambda invitation, user: given.append((invitation.grant, user.email)),
        describe=lambda invitation: f"{invitation.grant['place']}の鍵の係",
    )
    monkeypatch.setitem(plugins._registry, plugins.InvitationRole, [role])
    path = invite(wakaba, coordinator, role="keeper", grant={"place": "集会所"})
    assert Invitation.objects.get().title == "集会所の鍵の係"
    assert mail.outbox[-1].subject == "【つながり】「集会所の鍵の係」への招待"
    client_of(None).post(path, NEW_ACCOUNT)
    assert given == [({"place": "集会所"}, "hanako@example.jp")]


# -- Ending and handing over -------------------------------------------------------------------------------------


def test_ending_a_role_ends_access_of_open_pages(
    wakaba: District, coordinator: User, chair: User, editor: User, client_of: SignIn
) -> None:
    open_page = client_of(editor)
    assert open_page.get("/wakaba/desk/").status_code == 200
    membership = Membership.objects.get(user=editor)
    client_of(coordinator).post(f"/wakaba/people/{membership.pk}/end/")
    assert open_page.get("/wakaba/desk/").status_code == 404
    membership.refresh_from_db()
    assert membership.ended_on == timezone.localdate()
    assert mail.outbox[-1].to == [editor.email]


def test_the_last_coordinator_is_kept_unless_the_city_removes_them(
    wakaba: District, coordinator: User, city: User, client_of: SignIn
) -> None:
    path = f"/wakaba/people/{Membership.objects.get(user=coordinator).pk}/end/"
    refused = client_of(coordinator).post(path)
    assert refused.status_code == 422
    assert "この地区の地区コーディネーターは、この方だけです。" in refused.content.decode()
    assert members(wakaba) == [("wakaba", "coordinator")]
    client_of(city).post(path)
    assert members(wakaba) == []


def test_a_coordinator_does_not_remove_the_chair(
    wakaba: District, coordinator: User, chair: User, client_of: SignIn
) -> None:
    pk = Membership.objects.get(user=chair).pk
    for verb in ("end", "handover"):
        assert client_of(coordinator).post(f"/wakaba/people/{pk}/{verb}/").status_code == 403


def test_handover_to_somebody_of_the_district_is_at_once(
    wakaba: District, coordinator: User, editor: User, client_of: SignIn
) -> None:
    old, open_page = Membership.objects.get(user=coordinator), client_of(coordinator)
    open_page.post(f"/wakaba/people/{old.pk}/handover/", {"successor": editor.pk})
    assert members(wakaba) == [("wakaba-editor", "coordinator"), ("wakaba-editor", "editor")]
    assert open_page.get("/wakaba/people/").status_code == 404
    assert {message.to[0] for message in mail.outbox} == {coordinator.email, editor.email}
    old.refresh_from_db()
    assert [version.pgh_label for version in old.versions.order_by("pgh_id")] == ["insert", "update"]


def test_handover_to_a_new_person_waits_until_they_accept(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    old = Membership.objects.get(user=coordinator)
    sent = client_of(coordinator).post(
        f"/wakaba/people/{old.pk}/handover/", {"name": "若葉花子", "email": "hanako@example.jp"}
    )
    path = re.search(r"/invitations/[\w-]{20,}/", sent.content.decode())[0]
    assert members(wakaba) == [("wakaba", "coordinator")]
    mail.outbox.clear()
    client_of(None).post(path, NEW_ACCOUNT)
    assert members(wakaba) == [("若葉 花子", "coordinator")]
    assert {message.to[0] for message in mail.outbox} == {"wakaba@example.jp", "hanako@example.jp"}


def test_a_handover_has_one_successor(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    membership = Membership.objects.get(user=coordinator)
    first = invite(wakaba, coordinator, role=Role.COORDINATOR, replaces=membership)
    invite(wakaba, coordinator, role=Role.COORDINATOR, email="jiro@example.jp", replaces=membership)
    assert client_of(None).get(first).status_code == 410


def test_a_role_is_handed_over_once_though_two_pages_were_open(
    wakaba: District, coordinator: User, editor: User, chair: User
) -> None:
    opened, opened_too = (Membership.objects.get(user=coordinator) for _ in range(2))
    people.hand_over(membership=opened, to=editor)
    with pytest.raises(ValidationError, match="すでに終わっています"):
        people.hand_over(membership=opened_too, to=chair)
    current = Membership.objects.current().filter(role=Role.COORDINATOR)
    assert [membership.user for membership in current] == [editor]


def test_handover_needs_exactly_one_successor(
    wakaba: District, coordinator: User, editor: User, client_of: SignIn
) -> None:
    path = f"/wakaba/people/{Membership.objects.get(user=coordinator).pk}/handover/"
    client = client_of(coordinator)
    assert client.post(path, {}).status_code == 422
    assert (
        client.post(path, {"successor": editor.pk, "name": "花子", "email": "a@example.jp"}).status_code
        == 422
    )
    assert members(wakaba) == [("wakaba", "coordinator"), ("wakaba-editor", "editor")]


# -- Pages -------------------------------------------------------------------------------------------------------


def test_who_sees_the_people(
    wakaba: District,
    coordinator: User,
    chair: User,
    editor: User,
    stranger: User,
    city: User,
    admin: User,
    contact: User,
    client_of: SignIn,
) -> None:
    def status(user: User | None, path: str) -> int:
        return client_of(user).get(path).status_code

    everyone = [coordinator, chair, city, admin, editor, stranger, contact, None]
    assert [status(user, "/wakaba/people/") for user in everyone] == [200, 200, 200, 200, 403, 404, 404, 302]
    assert [status(user, "/wakaba/people/invite/") for user in everyone] == [
        200,
        200,
        200,
        200,
        403,
        404,
        404,
        302,
    ]
    assert [status(user, "/city/people/") for user in everyone] == [404, 404, 200, 200, 404, 404, 404, 302]
    account = f"/city/people/{editor.pk}/"
    assert [status(user, account) for user in everyone] == [404, 404, 403, 200, 404, 404, 404, 302]


def test_city_staff_of_another_district_look_but_do_not_touch(
    wakaba: District, shiomidai: District, city: User, stranger: User, client_of: SignIn
) -> None:
    page = client_of(city).get("/shiomidai/people/")
    assert page.status_code == 200
    assert page.context["can_invite"] is False
    assert client_of(city).get("/shiomidai/people/invite/").status_code == 403


def test_people_of_the_past_are_shown_on_demand(
    wakaba: District, coordinator: User, editor: User, client_of: SignIn
) -> None:
    people.end_role(membership=Membership.objects.get(user=editor))
    client = client_of(coordinator)
    assert client.get("/wakaba/people/").context["ended"] is None
    assert [past.user for past in client.get("/wakaba/people/?ended").context["ended"]] == [editor]


def count_queries(client: Client, path: str, django_assert_max_num_queries: Callable) -> int:
    with django_assert_max_num_queries(50) as queries:
        assert client.get(path).status_code == 200
    return len(queries.captured_queries)


def test_the_list_costs_the_same_for_any_number(
    wakaba: District, coordinator: User, client_of: SignIn, django_assert_max_num_queries: Callable
) -> None:
    client = client_of(coordinator)
    invite(wakaba, coordinator)
    before = count_queries(client, "/wakaba/people/?ended", django_assert_max_num_queries)
    for number in (1, 2):
        user = User.objects.create_user(f"e{number}@example.jp", "x", name=f"e{number}")
        people.end_role(membership=people.give_role(user=user, district=wakaba, role=Role.EDITOR))
        people.give_role(user=user, district=wakaba, role=Role.EDITOR)
        invite(wakaba, coordinator, email=f"n{number}@example.jp")
    assert count_queries(client, "/wakaba/people/?ended", django_assert_max_num_queries) == before <= 10
