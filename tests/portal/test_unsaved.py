"""A form sent after the login ended: told, kept, and saved by one press after the next login."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal import unsaved
from portal.models import User

pytestmark = pytest.mark.django_db

FORM = "/account/"
WRITTEN = {"name": "若葉 花子", "kana": "わかばはなこ", "phone": "000-111-2222"}
LOGIN = "/accounts/login/?next=/unsaved/"


@pytest.fixture
def client(coordinator: User) -> Client:
    """The browser of a coordinator whose login has ended."""
    client = Client()
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    Session.objects.all().delete()
    return client


def send(client: Client, path: str = FORM, **more: object) -> HttpResponse:
    return client.post(path, WRITTEN | more, headers={"Referer": f"http://testserver{path}"})


def sign_in(client: Client, address: str = LOGIN) -> HttpResponse:
    return client.post(address, {"login": "wakaba@example.jp", "password": "tsunagari-test"})


def test_it_is_saved_by_one_press_after_the_next_login(client: Client, coordinator: User) -> None:
    assert send(client).headers["Location"] == LOGIN
    assert "送った内容は1時間預かります" in client.get(LOGIN).content.decode()
    assert sign_in(client).headers["Location"] == "/unsaved/"
    page = client.get("/unsaved/")
    assert page.context["texts"] == ["若葉 花子", "わかばはなこ"]
    assert "no-store" in page.headers["Cache-Control"]
    fields = dict(page.context["kept"]["fields"])
    assert fields == WRITTEN
    passed_on = client.post("/unsaved/", fields)
    # 307: the browser sends the same fields to that address.
    assert (passed_on.status_code, passed_on.headers["Location"]) == (307, FORM)
    client.post(FORM, fields)
    coordinator.refresh_from_db()
    assert (coordinator.name, coordinator.phone) == ("若葉 花子", "000-111-2222")
    assert client.get("/unsaved/").context["kept"] is None


def test_it_can_be_given_up(client: Client, coordinator: User) -> None:
    send(client)
    sign_in(client)
    assert client.post("/unsaved/", WRITTEN | {"unsaved": "discard"}).headers["Location"] == FORM
    assert client.get("/unsaved/").context["kept"] is None
    coordinator.refresh_from_db()
    assert coordinator.name == "wakaba"


def test_the_way_back_is_on_this_site(client: Client) -> None:
    client.post(FORM, WRITTEN, headers={"Referer": "http://testserver//evil.example/form"})
    sign_in(client)
    given_up = client.post("/unsaved/", WRITTEN | {"unsaved": "discard"})
    assert given_up.headers["Location"] == "/evil.example/form"


def test_htmx_is_led_to_the_login_whole(client: Client) -> None:
    answer = client.post(FORM, WRITTEN, headers={"HX-Request": "true", "Referer": f"http://testserver{FORM}"})
    assert answer.headers["HX-Redirect"] == LOGIN


def test_it_is_kept_for_an_hour_only(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    send(client)
    session = Session.objects.get()
    assert timedelta(minutes=59) < session.expire_date - timezone.now() <= timedelta(hours=1)
    sign_in(client)
    late = time.time() + 3601
    monkeypatch.setattr(unsaved.time, "time", lambda: late)
    page = client.get("/unsaved/")
    assert page.context["kept"] is None
    assert "預かっている内容はありません" in page.content.decode()
    assert client.post("/unsaved/", WRITTEN).headers["Location"] == "/start/"


def test_who_signs_in_is_not_sent_away_after_that_hour(client: Client) -> None:
    send(client)
    sign_in(client)
    session = Session.objects.get(pk=client.session.session_key)
    assert session.expire_date - timezone.now() > timedelta(days=13)


def test_files_are_not_kept_and_that_is_told(client: Client) -> None:
    send(client, photo=SimpleUploadedFile("会.png", b"-"))
    sign_in(client)
    assert "ファイルは預かっていません" in client.get("/unsaved/").content.decode()


@pytest.mark.parametrize(
    ("path", "more"),
    [("/accounts/password/change/", {"oldpassword": "…"}), (FORM, {"phone": "0" * unsaved.LONGEST})],
)
def test_passwords_and_what_is_too_long_are_not_kept(client: Client, path: str, more: dict[str, str]) -> None:
    assert send(client, path, **more).headers["Location"] == f"/accounts/login/?next={path}"
    page = client.get("/accounts/login/").content.decode()
    assert "送った内容は保存していません" in page
    assert unsaved.KEY not in client.session


def test_nobody_fills_the_sessions(client: Client) -> None:
    answers = [send(Client()).headers["Location"] for _ in range(31)]
    assert answers == [LOGIN] * 30 + [f"/accounts/login/?next={FORM}"]


# -- How long a login lasts --------------------------------------------------------------------------------------------


def test_a_login_lasts_two_weeks_from_the_last_day_of_use(client: Client) -> None:
    sign_in(client, "/accounts/login/")
    key = client.session.session_key
    soon = timezone.now() + timedelta(days=1)
    Session.objects.filter(pk=key).update(expire_date=soon)
    client.get(FORM)
    assert Session.objects.get(pk=key).expire_date == soon  # used today already
    session = client.session
    session["used_on"] = "2026-01-01"
    session.save()
    Session.objects.filter(pk=key).update(expire_date=soon)
    assert "sessionid" in client.get(FORM).cookies
    assert Session.objects.get(pk=key).expire_date > soon + timedelta(days=12)
