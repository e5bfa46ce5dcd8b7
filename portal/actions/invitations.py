"""Invitations by mail link: one link, one use, 14 days; of its token only a hash is stored."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal import history, mail, plugins
from portal.actions import people
from portal.models import Council, District, Invitation, Membership, RecordQuerySet, Role, User, hash_token
from portal.models.people import INVITATION_DAYS

NOT_USABLE = "この招待は、すでに使われたか、取り消されたか、期限が過ぎています。"


@transaction.atomic
def invite(
    *,
    email: str,
    role: str,
    by: User | None,
    name: str = "",
    district: District | None = None,
    grant: dict[str, Any] | None = None,
    replaces: Membership | None = None,
) -> str:
    """Invite a person to a role and mail them the link; returns the link, which can be read this once only.

    `role` is a `Role` (with `district`), "city_staff", "administrator", or that of a plugins.InvitationRole with
    its `grant`. With `replaces`, accepting ends that membership (引継ぎ). An open invitation of the same address
    to the same role, or to the same succession, is withdrawn. Raises ValidationError when the person has the role
    already.
    """
    email = email.lower()
    grant = grant or {}
    # One after the other, so that two presses of a button leave one link that is good.
    inviting: RecordQuerySet = District.objects.filter(pk=district.pk) if district else Council.objects.all()
    inviting.select_for_update(no_key=True).first()
    _check_invitable(email=email, role=role, district=district)
    same = Q(email=email, role=role, district=district, grant=grant)
    if replaces is not None:
        same |= Q(replaces=replaces)
    for older in Invitation.objects.open().filter(same):
        withdraw(invitation=older)
    invitation = Invitation(
        email=email,
        name=name,
        role=role,
        district=district,
        grant=grant,
        replaces=replaces,
        invited_by=by,
        expires_at=timezone.now(),
    )
    return _send_new_link(invitation)


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> str:
    """Mail a new link, good for another 14 days; the old link is dead. Returns the new link."""
    invitation = Invitation.objects.open().locked().filter(pk=invitation.pk).first()
    if invitation is None:
        raise ValidationError(NOT_USABLE, code="not_usable")
    invitation.invited_by = by
    return _send_new_link(invitation)


@transaction.atomic
def withdraw(*, invitation: Invitation) -> None:
    """The link is dead from now on."""
    invitation.withdrawn_at = timezone.now()
    history.save(invitation)


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> None:
    """The person invited takes the role; a predecessor's role ends in the same moment.

    Raises ValidationError for another person, for an invitation that is no longer usable, and when the right can no
    longer be given.
    """
    current = Invitation.objects.usable().locked().filter(pk=invitation.pk).first()
    if current is None:
        raise ValidationError(NOT_USABLE, code="not_usable")
    if current.email.lower() != user.email.lower() or not user.is_active:
        raise ValidationError("この招待は、別のメールアドレスの方へのものです。", code="other_person")
    current.accepted_at = timezone.now()
    current.accepted_by = user
    history.save(current)
    _give(current, user)


@transaction.atomic
def accept_with_new_account(
    *, invitation: Invitation, name: str, kana: str, phone: str, password: str
) -> User:
    """Make the account of a person who has none, and accept for them."""
    user = people.create_account(email=invitation.email, name=name, kana=kana, phone=phone, password=password)
    with history.by_user(user):
        accept(invitation=invitation, user=user)
    return user


def role_title(invitation: Invitation) -> str:
    """The role invited to, in words: 若葉地区 地区コーディネーター."""
    if invitation.role in Role.values:
        return f"{invitation.district} {Role(invitation.role).label}"
    if invitation.role == Invitation.CITY_STAFF:
        return "市社協職員"
    if invitation.role == Invitation.ADMINISTRATOR:
        return "システム管理者"
    plugin = _plugin(invitation.role)
    return plugin.describe(invitation) if plugin.describe else plugin.label


def _plugin(role: str) -> plugins.InvitationRole:
    return next(plugin for plugin in plugins.registered(plugins.InvitationRole) if plugin.role == role)


def _check_invitable(*, email: str, role: str, district: District | None) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        return
    if not user.is_active:
        raise ValidationError(
            "このメールアドレスのアカウントは止められています。システム管理者にお知らせください。",
            code="inactive",
        )
    has_already = {
        Invitation.CITY_STAFF: user.is_city_staff,
        Invitation.ADMINISTRATOR: user.is_superuser,
    }.get(role, user.memberships.current().filter(district=district, role=role).exists())
    if has_already:
        raise ValidationError(f"{user.name}さんは、すでにこの役割を持っています。", code="has_role")


def _send_new_link(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_token(token)
    invitation.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    invitation.title = role_title(invitation)
    history.save(invitation)
    link = mail.absolute(reverse("invitation", args=[token]))
    mail.send(
        "invitation",
        to=invitation.email,
        invitation=invitation,
        link=link,
    )
    return link


def _give(invitation: Invitation, user: User) -> None:
    if invitation.role in Role.values:
        _give_membership(invitation, user)
        return
    city: dict[str, Callable[..., None]] = {
        Invitation.CITY_STAFF: people.make_city_staff,
        Invitation.ADMINISTRATOR: people.make_administrator,
    }
    if invitation.role in city:
        city[invitation.role](user=user)
    else:
        _plugin(invitation.role).accept(invitation, user)


def _give_membership(invitation: Invitation, user: User) -> None:
    """The role itself, or the predecessor's where this is a handover that is still to be made."""
    replaced = invitation.replaces
    if replaced is not None and replaced.ended_on is None:
        people.hand_over(membership=replaced, to=user)
    else:
        people.give_role(user=user, district=invitation.district, role=invitation.role)
