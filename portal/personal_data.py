"""Erasing personal data whose time is over (DOMAIN section 6): every night, and as often as one likes.

What is kept until when stands in the plugins.Retention of each kind of data; /privacy/ shows the same list.
"""

from datetime import date, timedelta
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from portal import plugins
from portal.models import Invitation, Membership, User

INVITATIONS_KEPT = timedelta(days=90)
ACCOUNTS_KEPT = timedelta(days=365)


def purge(today: date | None = None) -> dict[str, int]:
    """Erase everything past its time; returns how many of each kind of data.

    What cannot be erased keeps nothing else from going: the errors come in the end, as an ExceptionGroup.
    """
    today = today or timezone.localdate()
    erased: dict[str, int] = {}
    errors: list[Exception] = []
    for item in plugins.registered(plugins.Retention):
        try:
            erased[item.data] = item.purge(today)
        except Exception as error:
            error.add_note(item.data)
            errors.append(error)
    if errors:
        raise ExceptionGroup("not all personal data past its time could be erased", errors)
    return erased


@transaction.atomic
def purge_invitations(today: date) -> int:
    """Delete invitations 90 days after they were accepted, withdrawn or ran out."""
    limit = today - INVITATIONS_KEPT
    over = Invitation.objects.filter(
        Q(accepted_at__date__lt=limit) | Q(withdrawn_at__date__lt=limit) | Q(expires_at__date__lt=limit)
    )
    return over.delete()[1].get("portal.Invitation", 0)


@transaction.atomic
def purge_accounts(today: date) -> int:
    """Erase the accounts of people who have had no role and not signed in for a year."""
    erased = 0
    for user in _without_role_since(today - ACCOUNTS_KEPT):
        if not any(
            list(role.held_by(user)) for role in plugins.registered(plugins.InvitationRole) if role.held_by
        ):
            erase_account(user)
            erased += 1
    return erased


def purge_sessions(today: date) -> int:
    """Delete the traces of sign-ins that have run out."""
    before = Session.objects.count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return before - Session.objects.count()


@transaction.atomic
def erase_account(user: User) -> None:
    """Take address, telephone, reading and ways to sign in from an account, in its history too.

    The name stays, since the history of records says who changed them.
    """
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.email, user.kana, user.phone = f"erased-{user.pk}@example.invalid", "", ""
    user.is_active = False
    user.set_unusable_password()
    user.save()
    user.versions.update(email=user.email, kana="", phone="")  # type: ignore[attr-defined]


def _without_role_since(limit: date) -> QuerySet[User]:
    """Accounts without any right in districts and city, whose last one ended before `limit` and who did not sign
    in since (an end of being city staff leaves no other trace)."""
    return (
        User.objects.filter(is_superuser=False, is_city_staff=False, date_joined__date__lt=limit)
        .filter(Q(last_login=None) | Q(last_login__date__lt=limit))
        .exclude(email__endswith=".invalid")
        .exclude(memberships__in=Membership.objects.current())
        .annotate(last_ended=Greatest(Max("memberships__ended_on"), Max("assignments__ended_on")))
        .filter(Q(last_ended=None) | Q(last_ended__lt=limit))
        .order_by("pk")
    )
