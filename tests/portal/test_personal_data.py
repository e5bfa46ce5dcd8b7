"""Personal data goes when its time is over, once, and what is in use stays."""

from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from portal import personal_data, plugins
from portal.actions import invitations, people
from portal.models import District, Invitation, Membership, User

pytestmark = pytest.mark.django_db
TODAY = date(2027, 6, 1)


def days_before(days: int) -> date:
    return TODAY - timedelta(days=days)


def at(day: date) -> object:
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))


@pytest.mark.parametrize(
    ("field", "days", "kept"),
    [
        ("accepted_at", 90, True),
        ("accepted_at", 91, False),
        ("withdrawn_at", 91, False),
        ("expires_at", 90, True),
        ("expires_at", 91, False),
    ],
)
def test_invitations_go_ninety_days_after_they_are_over(
    wakaba: District, coordinator: User, field: str, days: int, kept: bool
) -> None:
    invitations.invite(email="hanako@example.jp", role="editor", by=coordinator, district=wakaba)
    Invitation.objects.update(expires_at=at(days_before(-10)))
    Invitation.objects.update(**{field: at(days_before(days))})
    assert personal_data.purge_invitations(TODAY) == (0 if kept else 1)
    assert Invitation.objects.exists() is kept


def past_editor(wakaba: District, *, ended: date, joined: date = date(2020, 1, 1)) -> User:
    user = people.create_account(
        email="hanako@example.jp", name="若葉花子", kana="わかばはなこ", phone="000-111-2222", password="x"
    )
    people.end_role(membership=people.give_role(user=user, district=wakaba, role="editor"))
    Membership.objects.update(ended_on=ended)
    User.objects.update(date_joined=at(joined))
    return user


def test_an_account_goes_a_year_after_its_last_role(wakaba: District) -> None:
    user = past_editor(wakaba, ended=days_before(366))
    assert personal_data.purge_accounts(TODAY) == 1
    user.refresh_from_db()
    assert (user.name, user.kana, user.phone, user.is_active) == ("若葉花子", "", "", False)
    assert (user.email, user.has_usable_password()) == (f"erased-{user.pk}@example.invalid", False)
    assert EmailAddress.objects.count() == 0
    kept = {(version.email, version.kana, version.phone) for version in user.versions.all()}
    assert kept == {(user.email, "", "")}
    assert personal_data.purge_accounts(TODAY) == 0


def test_an_account_stays_for_a_year(wakaba: District) -> None:
    past_editor(wakaba, ended=days_before(365))
    assert personal_data.purge_accounts(TODAY) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"is_superuser": True},
        {"is_city_staff": True},
        {"last_login": at(days_before(10))},
        {"date_joined": at(days_before(10))},
    ],
)
def test_accounts_in_use_stay(wakaba: District, change: dict) -> None:
    past_editor(wakaba, ended=days_before(900))
    User.objects.update(**change)
    assert personal_data.purge_accounts(TODAY) == 0


def test_accounts_with_a_role_stay(wakaba: District) -> None:
    user = past_editor(wakaba, ended=days_before(900))
    people.give_role(user=user, district=wakaba, role="coordinator")
    assert personal_data.purge_accounts(TODAY) == 0


def test_accounts_that_an_app_uses_stay(wakaba: District, monkeypatch: pytest.MonkeyPatch) -> None:
    past_editor(wakaba, ended=days_before(900))
    role = plugins.InvitationRole(
        "keeper",
        "鍵の係",
        accept=lambda invitation, user: None,
        held_by=lambda user: [plugins.DeskItem("鍵の係", "/")],
    )
    monkeypatch.setitem(plugins._registry, plugins.InvitationRole, [role])
    assert personal_data.purge_accounts(TODAY) == 0


def test_sign_ins_that_ran_out_go(wakaba: District, coordinator: User, client_of: object) -> None:
    client_of(coordinator)
    client_of(coordinator)
    first = Session.objects.first()
    Session.objects.filter(pk=first.pk).update(expire_date=timezone.now() - timedelta(days=1))
    assert personal_data.purge_sessions(TODAY) == 1
    assert Session.objects.count() == 1


def test_the_command_tells_what_it_erased(wakaba: District) -> None:
    past_editor(wakaba, ended=date(2021, 1, 1))
    out = StringIO()
    call_command("purge_personal_data", stdout=out)
    assert [line.rpartition(": ")[2] for line in out.getvalue().splitlines()[:3]] == ["0件", "1件", "0件"]


def test_what_cannot_be_erased_keeps_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    erased = []

    def broken(today: date) -> int:
        raise RuntimeError("no")

    def whole(today: date) -> int:
        erased.append(today)
        return 1

    parts = [plugins.Retention("壊れたもの", "1年", broken), plugins.Retention("ほかのもの", "1年", whole)]
    monkeypatch.setattr(plugins, "_registry", {plugins.Retention: parts})
    with pytest.raises(ExceptionGroup) as raised:
        personal_data.purge(TODAY)
    assert [error.__notes__ for error in raised.value.exceptions] == [["壊れたもの"]]
    assert erased == [TODAY]
