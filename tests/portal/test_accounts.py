"""Signing in: closed sign-up, mails with our own address, a second factor for some roles, the own account page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import LazySettings
from django.core import mail
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from portal import plugins
from portal.accounts import needs_mfa
from portal.actions import people
from portal.models import Council, District, Membership, User
from portal.ratelimits import client_ip

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
PASSWORD = "ひだまりの縁側で2人"


@pytest.fixture
def hanako(wakaba: District) -> User:
    """A coordinator with an account made as accounts are made."""
    user = people.create_account(email="hanako@example.jp", name="若葉花子", password=PASSWORD)
    people.give_role(user=user, district=wakaba, role="coordinator")
    return user


def sign_in(email: str = "hanako@example.jp", password: str = PASSWORD) -> tuple[Client, str]:
    """A client after the login form, and where it was sent to."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    return client, answer.headers.get("Location", "")


def require(*roles: str) -> None:
    Council.objects.update(mfa_roles=list(roles))


# -- Signing in and up -------------------------------------------------------------------------------------------


def test_sign_in_by_address_and_password(hanako: User) -> None:
    client, to = sign_in("HANAKO@example.jp")
    assert to == "/start/"
    assert client.get("/start/").headers["Location"] == "/wakaba/desk/"


def test_who_has_no_role_any_more_is_told_so(hanako: User) -> None:
    told = "いまは役割がありません。"
    sent = {"login": hanako.email, "password": PASSWORD}
    assert told not in Client().post("/accounts/login/?next=/", sent, follow=True).content.decode()
    Membership.objects.update(ended_on=timezone.localdate() - timedelta(days=1))
    page = Client().post("/accounts/login/?next=/wakaba/groups/", sent, follow=True).content.decode()
    assert page.count(told) == 1
    page = Client().post("/accounts/login/", sent, follow=True).content.decode()
    assert page.count(told) == 1


def test_who_failed_too_often_is_told_how_long_to_wait(hanako: User) -> None:
    for _ in range(5):
        Client().post("/accounts/login/", {"login": hanako.email, "password": "x" * 12})
    page = Client().post("/accounts/login/", {"login": hanako.email, "password": "x" * 12}).content.decode()
    assert "いまはログインできません。5分ほど待ってから、もう一度お試しください。" in page


def test_passkeys_are_not_offered_without_scripts() -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert "<section hidden data-needs-script>" in page
    assert "JavaScript" not in page


def test_a_wrong_password_tells_nothing(hanako: User) -> None:
    known = Client().post("/accounts/login/", {"login": hanako.email, "password": "x" * 12})
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.jp", "password": "x" * 12})
    assert known.context["form"].errors == unknown.context["form"].errors


def test_passwords_cannot_be_tried_without_end(hanako: User) -> None:
    for _ in range(10):
        sign_in(password="x" * 12)
    assert sign_in()[1] == ""


def test_sign_up_is_closed(council: Council) -> None:
    for answer in (
        Client().get("/accounts/signup/"),
        Client().post("/accounts/signup/", {"email": "a@example.jp"}),
    ):
        assert answer.status_code == 403
        assert "招待" in answer.content.decode()
    assert User.objects.count() == 0


def test_djangos_admin_has_no_login_of_its_own(admin: User, client_of: SignIn) -> None:
    answer = Client().post("/admin/login/", {"username": admin.email, "password": "tsunagari-test"})
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fadmin%2Flogin%2F"
    assert client_of(admin).get("/admin/").status_code == 200


# -- Forgotten passwords and new addresses -----------------------------------------------------------------------


def test_a_forgotten_password_is_set_anew_by_mail(hanako: User) -> None:
    client = Client(headers={"host": "evil.example"})
    client.post("/accounts/password/reset/", {"email": hanako.email})
    (message,) = mail.outbox
    assert (message.to, message.subject.startswith("【つながり】")) == ([hanako.email], True)
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", message.body)[1]
    assert "evil" not in message.body
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "あたらしい縁側で3人", "password2": "あたらしい縁側で3人"})
    assert sign_in(password="あたらしい縁側で3人")[1] == "/start/"


@pytest.mark.parametrize(("server", "is_told"), [("", True), ("smtp+tls://mail.example.jp:587", False)])
def test_who_forgot_a_password_is_told_where_no_mail_can_come(
    council: object, settings: LazySettings, server: str, is_told: bool
) -> None:
    settings.EMAIL_URL = server
    page = Client().get("/accounts/password/reset/").content.decode()
    assert ("メールを送る設定が、まだありません。" in page) is is_told


def test_a_new_address_counts_once_its_mail_was_opened(hanako: User) -> None:
    client, _ = sign_in()
    page = client.get("/accounts/email/").content.decode()
    assert re.findall("<dt>(.*?)</dt>|<label[^>]*>(.*?)</label>", page) == [
        ("今のメールアドレス", ""),
        ("", "新しいメールアドレス"),
    ]
    assert '<a href="/account/">わたしのアカウント</a>' in page
    client.post("/accounts/email/", {"email": "new@example.jp", "action_add": ""})
    hanako.refresh_from_db()
    assert hanako.email == "hanako@example.jp"
    confirmation = next(message for message in mail.outbox if message.to == ["new@example.jp"])
    link = re.search(r"http://localhost:8000(/accounts/confirm-email/\S+)", confirmation.body)[1]
    client.post(link)
    hanako.refresh_from_db()
    assert hanako.email == "new@example.jp"
    assert ["hanako@example.jp"] in [message.to for message in mail.outbox]


# -- A second factor ---------------------------------------------------------------------------------------------


def test_which_roles_need_a_second_factor(
    wakaba: District, coordinator: User, chair: User, editor: User, city: User, admin: User, contact: User
) -> None:
    cast = {
        "coordinator": coordinator,
        "chair": chair,
        "editor": editor,
        "city_staff": city,
        "administrator": admin,
    }
    for role in cast:
        require(role)
        assert {name for name, user in cast.items() if needs_mfa(user)} == {role}
        assert needs_mfa(contact) is False
    require()
    assert [name for name, user in cast.items() if needs_mfa(user)] == []


def test_who_needs_one_is_sent_to_set_it_up(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    require("coordinator")
    client = client_of(coordinator)
    for path in ("/wakaba/desk/", "/help/", "/account/", "/admin/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/"
    assert client.post("/wakaba/people/invite/", {}).headers["Location"] == "/accounts/2fa/"
    assert (
        client.get("/wakaba/desk/", headers={"hx-request": "true"}).headers["HX-Redirect"] == "/accounts/2fa/"
    )
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/help/").status_code == 200


def test_with_a_second_factor_all_is_open(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    require("coordinator")
    RecoveryCodes.activate(coordinator)
    assert needs_mfa(coordinator) is True
    TOTP.activate(coordinator, generate_totp_secret())
    assert client_of(coordinator).get("/wakaba/desk/").status_code == 200


def test_the_second_factor_is_asked_for_at_login(hanako: User) -> None:
    TOTP.activate(hanako, generate_totp_secret())
    client, to = sign_in()
    assert to.startswith("/accounts/2fa/authenticate/")
    assert client.get("/wakaba/desk/").status_code == 302


def test_a_past_role_needs_none(wakaba: District, coordinator: User) -> None:
    require("coordinator")
    people.end_role(membership=Membership.objects.get(user=coordinator), may_be_last=True)
    assert needs_mfa(coordinator) is False


def test_an_administrator_takes_away_a_lost_factor(
    wakaba: District,
    admin: User,
    hanako: User,
    client_of: SignIn,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    TOTP.activate(hanako, generate_totp_secret())
    with django_capture_on_commit_callbacks(execute=True):
        client_of(admin).post(f"/city/people/{hanako.pk}/reset-mfa/")
    assert Authenticator.objects.filter(user=hanako).count() == 0
    assert [message.to for message in mail.outbox] == [[hanako.email]]
    assert sign_in()[1] == "/start/"


# -- The own account ---------------------------------------------------------------------------------------------


def test_the_account_page_needs_an_account(council: Council) -> None:
    assert Client().get("/account/").headers["Location"] == "/accounts/login/?next=/account/"


def test_one_changes_the_own_name_and_telephone(
    wakaba: District, coordinator: User, client_of: SignIn
) -> None:
    sent = {"name": "若葉　花子", "kana": "ワカバハナコ", "phone": "０００－１１１－２２２２"}
    client_of(coordinator).post("/account/", sent)
    coordinator.refresh_from_db()
    assert (coordinator.name, coordinator.kana, coordinator.phone) == (
        "若葉 花子",
        "わかばはなこ",
        "000-111-2222",
    )


def test_an_empty_name_is_told(wakaba: District, coordinator: User, client_of: SignIn) -> None:
    answer = client_of(coordinator).post("/account/", {"name": "", "phone": "000-111-2222"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]


def test_the_account_page_shows_the_own_roles(
    wakaba: District, city: User, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = plugins.InvitationRole(
        "keeper",
        "鍵の係",
        accept=lambda invitation, user: None,
        held_by=lambda user: [plugins.DeskItem("集会所の鍵の係", "/wakaba/")],
    )
    monkeypatch.setitem(plugins._registry, plugins.InvitationRole, [keeper])
    page = client_of(city).get("/account/").content.decode()
    assert [
        word for word in ("市社協職員", "地区担当", "集会所の鍵の係", "システム管理者") if word in page
    ] == [
        "市社協職員",
        "地区担当",
        "集会所の鍵の係",
    ]


# -- Addresses of readers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "192.0.2.1"),  # nobody is believed
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # what the reader wrote in front is not
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (1, "", "192.0.2.1"),
    ],
)
def test_whose_word_on_the_address_is_believed(proxies: int, forwarded: str, expected: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": forwarded})
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert client_ip(request) == expected


def test_the_code_of_an_app_is_asked_for_in_plain_words_and_taken_as_typed(hanako: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(hanako, secret)
    client, location = sign_in()
    assert location.startswith("/accounts/2fa/authenticate/")
    page = client.get(location).content.decode()
    assert "6けたの数字（または予備のコード）" in page and "placeholder" not in page
    wrong = client.post(location, {"code": "abc"})
    assert "数字がちがいます。アプリの数字は30秒ごとに変わります。" in wrong.content.decode()
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    typed = f"{code[:3]} {code[3:]}".translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert client.post(location, {"code": typed}).status_code == 302
